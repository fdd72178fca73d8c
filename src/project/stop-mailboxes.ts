/**
 * Stopping at once. The workers are not waited for: a new term begins, so that they end as soon as they look and nothing that they
 * still say counts. What they had announced and not settled stands in the ledgers, and is looked up when the work goes on.
 */
import type { MailboxGroup } from '../model/mailbox-book.ts';
import { MAILBOX, type MailboxEvent, type MailboxState } from '../model/mailbox-states.ts';
import type { Tenant } from '../model/store.ts';
import { type Act, byItself, type ProjectDeps } from './act.ts';

/** Those that wait for their turn stay as they are. */
export async function stopMailboxes(
  tenant: Tenant,
  group: MailboxGroup,
  { by, reason }: Act<string>,
  { clock }: ProjectDeps,
): Promise<void> {
  const at = clock.now();
  for (const [event, from] of TAKEN) {
    const { to } = MAILBOX.events[event];
    for (const { id, state } of await tenant.takeMailboxes(group, from, to)) {
      const about = { subject: 'mailbox', subjectId: id, project: group.project } as const;
      tenant.append({
        ...about,
        at,
        actor: byItself(by),
        name: event,
        from: state,
        to,
        reason,
        facts: { atOnce: true },
      });
    }
  }
  // The delta before a final pass may be under way still.
  await tenant.takeMailboxes(group, ['final-queued'], 'final-queued');
}

const TAKEN: readonly (readonly [MailboxEvent, readonly MailboxState[]])[] = [
  ['set-aside', ['copying', 'catching-up', 'verifying']],
  ['delta-put-off', ['following']],
];
