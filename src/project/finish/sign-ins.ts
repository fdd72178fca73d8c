/** Old mailboxes that somebody still signs in at though the move is proven: found, and their users reminded. */
import { type Instant, instant, isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Actor } from '../../model/event.ts';
import type { MailboxState } from '../../model/mailbox-states.ts';
import type { ProjectId } from '../../model/project.ts';
import type { SeenSignIn } from '../../model/sign-in.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../act.ts';
import { announce } from '../announce.ts';

/** Whoever was reminded has so long to find the device before the next reminder. */
const REMIND_AGAIN_MS = 3 * 24 * 3_600_000;

/** Its user has the new password, so that nobody needs the old mailbox any more. */
const MOVED: readonly MailboxState[] = ['credentials-issued', 'user-confirmed', 'clients-done'];

/**
 * What the provider of the old mailboxes tells. Reminds of each one that is still used. Gives the names that no mailbox has.
 * Throws `service.not-found`, and `service.request-invalid` for a sign-in that lies ahead.
 */
export async function noteSignIns(
  tenant: Tenant,
  project: ProjectId,
  seen: readonly SeenSignIn[],
  by: Actor,
  deps: ProjectDeps,
): Promise<readonly string[]> {
  const found = await tenant.lockProject(project);
  if (found === null) throw new Failure('service.not-found', { what: 'project' });
  const at = deps.clock.now();
  refuseAhead(seen, at);
  const unknown = await tenant.noteSignIns(project, seen, at);
  const about = { subject: 'project', subjectId: project, project, from: null, to: null, reason: null } as const;
  const facts = { mailboxes: seen.length - unknown.length, unknown: unknown.length };
  tenant.append({ ...about, at, actor: by, name: 'note-sign-ins', facts });
  for (const { mailbox, name, state, signedInAt, remindedAt } of await tenant.oldSignIns(project)) {
    const isNew = remindedAt === null || (signedInAt > remindedAt && remindedAt + REMIND_AGAIN_MS <= at);
    if (!isNew || !MOVED.includes(state)) continue;
    await tenant.noteReminded(mailbox, at);
    const told = { mailbox: name, since: isoSeconds(signedInAt) };
    await announce(tenant, { kind: 'old-sign-ins', project, mailbox, facts: told }, deps);
  }
  return unknown;
}

/** Clocks of two services differ by this much at most; providers tell times without a zone. */
const AHEAD_MAX_MS = 24 * 3_600_000;

function refuseAhead(seen: readonly SeenSignIn[], now: Instant): void {
  const ahead = seen.find(({ at }) => at > instant(now + AHEAD_MAX_MS));
  if (ahead === undefined) return;
  throw new Failure('service.request-invalid', { what: `The sign-in of ${ahead.name} lies ahead.` });
}
