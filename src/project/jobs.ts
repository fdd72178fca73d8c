/** Which work a mailbox needs in which state, and in which order. Jobs are born nowhere else. */

import type { Instant } from '../base/clock.ts';
import type { JobKind } from '../model/job.ts';
import type { MailboxAt } from '../model/mailbox-book.ts';
import type { MailboxState } from '../model/mailbox-states.ts';
import type { Tenant } from '../model/store.ts';

const KINDS: Readonly<Partial<Record<MailboxState, JobKind>>> = {
  queued: 'mailbox.copy',
  copying: 'mailbox.copy',
  'catching-up': 'mailbox.copy',
  copied: 'mailbox.verify',
  verifying: 'mailbox.verify',
};

/** The kind of job that goes on with a mailbox in this state; null where none does. */
export function jobKindOf(state: MailboxState): JobKind | null {
  return KINDS[state] ?? null;
}

/**
 * Adds a job for each of these mailboxes that needs one. The rank grows with the mailboxes that an organisation has at work
 * already: so the first ones of every organisation come before the hundredth of any. What was begun comes before all else.
 */
export async function addJobs(
  tenant: Tenant,
  mailboxes: readonly MailboxAt[],
  notBefore: Instant | null = null,
): Promise<void> {
  // They are counted among those at work themselves.
  const before = Math.max(0, (await tenant.mailboxesAtWork()) - mailboxes.length);
  for (const [index, { id, state, sourceHost }] of mailboxes.entries()) {
    const kind = jobKindOf(state);
    if (kind === null) continue;
    const rank = state === 'queued' ? before + index + 1 : 0;
    tenant.addJob({ kind, mailbox: id, rank, sourceHost, notBefore });
  }
}
