/** New passwords for the users of mailboxes: made or handed in, set at the target by somebody, and shown once. */
import { type Instant, instant, isoSeconds } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import { readablePassword } from '../base/readable-password.ts';
import { Secret } from '../base/secret.ts';
import { type NewToken, tokenHash } from '../base/token.ts';
import type { Actor } from '../model/event.ts';
import { type HandOver, type HandOverId, handOverState, type PasswordToSet } from '../model/hand-over.ts';
import { HANDED_OVER, type MailboxState } from '../model/mailbox-states.ts';
import type { Mailbox, MailboxId, ProjectId } from '../model/project.ts';
import { inWords } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { ProjectDeps } from './act.ts';
import { announce } from './announce.ts';
import { locked, moveMailbox } from './move-mailbox.ts';

export interface HandOverDeps extends ProjectDeps {
  readonly newToken: NewToken;
}

export interface HandOverWish {
  readonly mailbox: MailboxId;
  /** What opens the mailbox at the target already; null: one is made, and somebody has to set it there. */
  readonly password: Secret | null;
}

export interface MadeHandOver {
  readonly handOver: HandOver;
  readonly mailbox: Mailbox;
  /** Of the link; nobody learns it again. */
  readonly token: Secret;
}

/** Links look different from all else that opens something. */
export const HAND_OVER_PREFIX = 'godwit_hand_';

/**
 * In place of earlier ones of the same mailbox that nobody has opened. Throws `service.not-found`, and
 * `project.move-refused` for a mailbox that is not verified.
 */
export async function makeHandOver(
  tenant: Tenant,
  project: ProjectId,
  { mailbox: id, password }: HandOverWish,
  { by, holdsMs }: { readonly by: Actor; readonly holdsMs: number },
  deps: HandOverDeps,
): Promise<MadeHandOver> {
  const { mailbox } = await locked(tenant, id, project);
  const why = handOverRefusal(mailbox.state);
  if (why !== null) throw new Failure('project.move-refused', { what: 'mailbox', event: 'be handed over', why });
  const at = deps.clock.now();
  for (const earlier of await tenant.handOvers(id)) {
    if (isOpen(earlier, at)) await tenant.revokeHandOver(earlier.id, at);
  }
  const token = `${HAND_OVER_PREFIX}${deps.newToken().reveal()}`;
  const own = { id: deps.random.id() as HandOverId, mailbox: id }; // a fresh id is one
  const times = { createdAt: at, expiresAt: instant(at + holdsMs), setAt: password === null ? null : at };
  const kept = { tokenHash: tokenHash(token), password: password ?? readablePassword(deps.random) };
  await tenant.addHandOver({ ...own, ...times, ...kept });
  const facts = {
    handOver: own.id,
    expiresAt: isoSeconds(times.expiresAt),
    made: password === null ? 'here' : 'elsewhere',
  };
  tenant.append({ ...about(mailbox), at, actor: by, name: 'make-hand-over', reason: null, facts });
  const handOver = { ...own, ...times, shownAt: null, shownTo: null, revokedAt: null };
  return { handOver, mailbox, token: new Secret(token) };
}

function isOpen(handOver: HandOver, at: Instant): boolean {
  return ['to-be-set', 'ready'].includes(handOverState(handOver, at));
}

/** Null when a password can be handed over. */
export function handOverRefusal(state: MailboxState): string | null {
  if (HANDED_OVER.some((one) => one === state)) return null;
  return `It is ${inWords(state)}; a new password is handed over once the copy is verified.`;
}

/** What somebody has to set at the target, in clear: who looked, and why, is kept. */
export async function revealPasswordsToSet(
  tenant: Tenant,
  project: ProjectId,
  { by, reason }: { readonly by: Actor; readonly reason: string },
  { clock }: ProjectDeps,
): Promise<readonly PasswordToSet[]> {
  if ((await tenant.project(project)) === null) throw new Failure('service.not-found', { what: 'project' });
  const at = clock.now();
  const found = await tenant.passwordsToSet(project, at);
  const about = { subject: 'project', subjectId: project, project, from: null, to: null } as const;
  const facts = { mailboxes: String(found.length) };
  tenant.append({ ...about, at, actor: by, name: 'reveal-passwords', reason, facts });
  return found;
}

/** They open the mailboxes at the target now, so that their links do. Those that were set before stay as they are. */
export async function notePasswordsSet(
  tenant: Tenant,
  project: ProjectId,
  ids: readonly HandOverId[],
  by: Actor,
  deps: ProjectDeps,
): Promise<void> {
  const found = await tenant.lockProject(project);
  if (found === null) throw new Failure('service.not-found', { what: 'project' });
  const at = deps.clock.now();
  for (const id of new Set(ids)) {
    const { handOver, mailbox } = await handOverIn(tenant, project, id);
    refuseUnless(['to-be-set', 'ready'], handOver, at);
    await tenant.noteHandOverSet(id, at);
    const facts = { handOver: id };
    tenant.append({ ...about(mailbox), at, actor: by, name: 'note-password-set', reason: null, facts });
  }
  const facts = { project: found.name, mailboxes: String(new Set(ids).size) };
  await announce(tenant, { kind: 'passwords-ready', project, mailbox: null, facts }, deps);
}

/** Shows it, this once. `to` says to whom. Throws `hand-over.not-ready` and `hand-over.over`. */
export async function showPassword(
  tenant: Tenant,
  { project, handOver: id }: { readonly project: ProjectId; readonly handOver: HandOverId },
  to: string,
  deps: ProjectDeps,
): Promise<{ readonly mailbox: Mailbox; readonly password: Secret }> {
  const { handOver, mailbox } = await handOverIn(tenant, project, id);
  const at = deps.clock.now();
  refuseUnless(['ready'], handOver, at);
  const password = await tenant.takeHandOverPassword(id, at, to);
  if (password === null) throw new Failure('hand-over.over', { why: 'its password was purged' });
  const by = { is: 'godwit', worker: 'service' } as const;
  tenant.append({ ...about(mailbox), at, actor: by, name: 'show-password', reason: null, facts: { handOver: id, to } });
  if (mailbox.state === 'verified') {
    await moveMailbox(tenant, { project, mailbox: mailbox.id }, { event: 'issue-credentials', by, reason: null }, deps);
  }
  return { mailbox, password };
}

/** Nobody opens it any more. */
export async function revokeHandOver(
  tenant: Tenant,
  {
    project,
    mailbox: of,
    handOver: id,
  }: { readonly project: ProjectId; readonly mailbox: MailboxId; readonly handOver: HandOverId },
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  const { handOver, mailbox } = await handOverIn(tenant, project, id);
  if (mailbox.id !== of) throw new Failure('service.not-found', { what: 'hand-over' });
  const at = clock.now();
  refuseUnless(['to-be-set', 'ready', 'over'], handOver, at);
  await tenant.revokeHandOver(id, at);
  tenant.append({ ...about(mailbox), at, actor: by, name: 'revoke-hand-over', reason: null, facts: { handOver: id } });
}

/** The project and the mailbox are locked before it, as everywhere. Throws `service.not-found`. */
async function handOverIn(
  tenant: Tenant,
  project: ProjectId,
  id: HandOverId,
): Promise<{ readonly handOver: HandOver; readonly mailbox: Mailbox }> {
  const found = await tenant.findHandOver(id);
  if (found === null) throw new Failure('service.not-found', { what: 'hand-over' });
  const { mailbox } = await locked(tenant, found.mailbox, project);
  const handOver = await tenant.findHandOver(id);
  if (handOver === null) throw new Failure('service.not-found', { what: 'hand-over' });
  return { handOver, mailbox };
}

function refuseUnless(states: readonly string[], handOver: HandOver, at: Instant): void {
  const state = handOverState(handOver, at);
  if (states.includes(state)) return;
  if (state === 'to-be-set') throw new Failure('hand-over.not-ready', {});
  throw new Failure('hand-over.over', { why: WHY[state] });
}

const WHY = {
  ready: 'it was set at the target already',
  shown: 'it was opened before',
  revoked: 'it was taken back',
  over: 'nobody opened it in time',
} as const;

function about({ id, project }: Mailbox) {
  return { subject: 'mailbox', subjectId: id, project, from: null, to: null } as const;
}
