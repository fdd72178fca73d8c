/** Stored passwords go when nothing is left to do with them, or at once when somebody says why. */
import { instant } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Actor } from '../model/event.ts';
import type { MailboxId, ProjectId } from '../model/project.ts';
import type { Store, Tenant } from '../model/store.ts';
import type { ProjectDeps } from './act.ts';

/** How many passwords went. Throws `service.not-found`, and `project.reason-missing` for people who do not say why. */
export async function purgePasswords(
  tenant: Tenant,
  { project, mailbox: id }: { readonly project: ProjectId; readonly mailbox: MailboxId },
  { by, reason }: { readonly by: Actor; readonly reason: string | null },
  { clock }: ProjectDeps,
): Promise<number> {
  if (by.is !== 'godwit' && (reason ?? '') === '') {
    throw new Failure('project.reason-missing', { event: 'purge the passwords of', what: 'mailbox' });
  }
  const mailbox = await tenant.lockMailbox(id);
  if (mailbox?.project !== project) throw new Failure('service.not-found', { what: 'mailbox' });
  const at = clock.now();
  const places = await tenant.purgePasswords(id, at);
  if (places.length === 0) return 0;
  const about = { subject: 'mailbox', subjectId: id, project, from: null, to: null } as const;
  const facts = { places: places.join(', ') };
  tenant.append({ ...about, at, actor: by, name: 'purge-passwords', reason, facts });
  return places.length;
}

const DAY_MS = 24 * 3_600_000;
/** Mailboxes in one turn; the next one is an hour later, and an organisation of thousands is done within a day. */
const MAILBOXES_MAX = 500;

/**
 * Purges passwords of mailboxes that were at an end for so many days, or whose project was, and forgets sessions and invitations that are
 * over. Any number of programs may do it at once.
 */
export async function purgeUnneeded(
  store: Store,
  { days, worker, signal }: { readonly days: number; readonly worker: string; readonly signal: AbortSignal },
  deps: ProjectDeps,
): Promise<void> {
  const now = deps.clock.now();
  const due = await store.inHouse(async (house) => {
    await house.forgetOver(now);
    return house.passwordsUnneeded(now, instant(now - days * DAY_MS), MAILBOXES_MAX);
  });
  const by: Actor = { is: 'godwit', worker };
  for (const { organisation, ...where } of due) {
    if (signal.aborted) return;
    await store.inTenant(organisation, (tenant) => purgePasswords(tenant, where, { by, reason: null }, deps));
  }
}
