/** A password that is handed in for a mailbox: the first one, or in the place of one that was wrong, changed or purged. */
import { Failure, type ProblemCode } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import type { Actor } from '../model/event.ts';
import { MAILBOX } from '../model/mailbox-states.ts';
import {
  type Mailbox,
  type MailboxId,
  mailPlace,
  type PasswordPlace,
  type Project,
  type ProjectId,
  passwordPlaces,
} from '../model/project.ts';
import { OVER } from '../model/project-states.ts';
import { inWords } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import { type ProjectDeps, whoIs } from './act.ts';
import { locked, moveMailbox } from './move-mailbox.ts';

export interface HandedIn {
  readonly place: PasswordPlace;
  readonly password: Secret;
}

/**
 * Keeps the password. A mailbox that stands still because of a password at this place goes on by itself, for nobody hands in
 * a password for any other end; true then. Throws `service.not-found`, for a place that the mailbox does not have too, and
 * `project.move-refused` where nothing is done with the mailbox any more; then nothing has changed.
 */
export async function replacePassword(
  tenant: Tenant,
  where: { readonly project: ProjectId; readonly mailbox: MailboxId },
  { place, password }: HandedIn,
  { by, reason }: { readonly by: Actor; readonly reason: string | null },
  deps: ProjectDeps,
): Promise<boolean> {
  const { project, mailbox } = await locked(tenant, where.mailbox, where.project);
  if (!passwordPlaces(mailbox.settings).includes(place)) {
    throw new Failure('service.not-found', { what: `password of the ${place} of this mailbox` });
  }
  const why = passwordRefusal(mailbox);
  if (why !== null) throw new Failure('project.move-refused', { what: 'mailbox', event: 'take a password', why });
  if (await isLockedByUs(tenant, mailbox, place, by)) {
    const locked = 'Its user is locked out by a password that Godwit has set; an operator may replace it.';
    throw new Failure('project.move-refused', { what: 'mailbox', event: 'take a password', why: locked });
  }
  const at = deps.clock.now();
  await tenant.keepPassword(mailbox.id, place, password, at);
  const about = { subject: 'mailbox', subjectId: mailbox.id, project: project.id, from: null, to: null } as const;
  tenant.append({ ...about, at, actor: by, name: 'replace-password', reason, facts: { place } });
  if (!isMendedBy(place, mailbox, project)) return false;
  await moveMailbox(tenant, where, { event: 'retry', by: { is: 'godwit', worker: 'service' }, reason: null }, deps);
  return true;
}

/** What its user knows is no longer the password of the mailbox, and must not take the place of the one that is. */
async function isLockedByUs(
  tenant: Tenant,
  { id, settings }: Mailbox,
  place: PasswordPlace,
  by: Actor,
): Promise<boolean> {
  if (place !== mailPlace(settings) || whoIs(by) === 'operator') return false;
  const lock = await tenant.lockOf(id);
  return lock?.how === 'password' && ['writing', 'locked', 'released'].includes(lock.state);
}

/** Why no password is taken for it; null when one is. */
export function passwordRefusal({ state }: Pick<Mailbox, 'state'>): string | null {
  return MAILBOX.final.includes(state) ? `It is ${inWords(state)}, and that is final.` : null;
}

/** What a password at any place may mend. */
const OF_ANY_PLACE: readonly ProblemCode[] = ['secret.missing', 'secret.purged', 'secret.damaged', 'secret.other-key'];

function isMendedBy(place: PasswordPlace, { state, problem }: Mailbox, project: Project): boolean {
  if (state !== 'attention' || problem === null || OVER.includes(project.state)) return false;
  const refused: ProblemCode = place === 'target' ? 'target.sign-in-refused' : 'source.sign-in-refused';
  return problem.code === refused || OF_ANY_PLACE.includes(problem.code);
}
