/** Users who are kept out of their old mailboxes while these move: asked for, looked at, and what begins when all of them are. */
import { Failure } from '../../base/problem.ts';
import type { LockWay } from '../../model/cut-over.ts';
import type { Actor } from '../../model/event.ts';
import { MAILBOX, type MailboxState, SETTLED } from '../../model/mailbox-states.ts';
import type { MailboxId, ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../act.ts';
import { moveProject } from '../move-project.ts';

export interface LockOrder {
  readonly how: LockWay;
  /** Null: all of the project that have not settled. */
  readonly mailboxes: readonly MailboxId[] | null;
  /** What an operator saw who locked them by hand, or why. */
  readonly reason: string | null;
  readonly by: Actor;
}

/**
 * Gives how many are to be locked. By hand they are locked with this; otherwise a worker does it. Throws `service.not-found`,
 * `project.reason-missing`, and `project.move-refused` for what cannot be locked so; then nothing has changed.
 */
export async function orderLocks(
  tenant: Tenant,
  project: ProjectId,
  { how, mailboxes, reason, by }: LockOrder,
  deps: ProjectDeps,
): Promise<number> {
  if ((await tenant.lockProject(project)) === null) throw new Failure('service.not-found', { what: 'project' });
  const isMissing = how === 'by-hand' && (reason ?? '').trim() === '';
  if (isMissing) throw new Failure('project.reason-missing', { what: 'project', event: 'be locked by hand' });
  const all = await tenant.mailboxesIn(project, MAILBOX.states);
  const chosen =
    mailboxes === null
      ? all.filter(({ state }) => isToLock(state, how))
      : all.filter(({ id }) => mailboxes.includes(id));
  if (mailboxes !== null && chosen.length < new Set(mailboxes).size) {
    throw new Failure('service.not-found', { what: 'mailbox' });
  }
  if (how !== 'by-hand' && (await tenant.connection(project)) === null) throw new Failure('lock.no-connection', {});
  const at = deps.clock.now();
  for (const { id, state, sourceHost } of chosen) {
    if (!isToLock(state, how)) {
      throw new Failure('project.move-refused', { what: 'mailbox', event: 'be locked', why: WHY_NOT[how] });
    }
    const before = await tenant.lockOf(id);
    if (before !== null && before.how === how && before.state !== 'open' && before.state !== 'asked') continue;
    await tenant.setLock(id, { how, state: how === 'by-hand' ? 'locked' : 'asked', at, problem: null });
    const about = { subject: 'mailbox', subjectId: id, project, from: null, to: null } as const;
    tenant.append({ ...about, at, actor: by, name: 'lock', reason, facts: { how } });
    if (how !== 'by-hand') tenant.addJob({ kind: 'mailbox.lock', mailbox: id, rank: 0, sourceHost, notBefore: null });
  }
  await startWhenLocked(tenant, project, by, deps);
  return chosen.length;
}

/** At the start: everybody is locked out by the admin API where that is wanted and possible; otherwise it starts to move at once. */
export async function beginLocks(tenant: Tenant, project: ProjectId, by: Actor, deps: ProjectDeps): Promise<void> {
  const { way } = await tenant.arrangement(project);
  if (way === 'lock-out' && (await tenant.connection(project)) !== null) {
    const order = { how: 'password', mailboxes: null, reason: 'the move starts', by } as const;
    await orderLocks(tenant, project, order, deps);
  } else await startWhenLocked(tenant, project, by, deps);
}

/** A mailbox that is disabled cannot be read: that is for one of which everything is there. */
function isToLock(state: MailboxState, how: LockWay): boolean {
  if (MAILBOX.final.includes(state)) return false;
  return how === 'disabled' ? SETTLED.includes(state) : !SETTLED.includes(state);
}

const WHY_NOT: Readonly<Record<LockWay, string>> = {
  password: 'It has moved, or is not to be moved.',
  'by-hand': 'It has moved, or is not to be moved.',
  disabled: 'A disabled mailbox cannot be read; it can be disabled once it is proven.',
};

/** A project that begins with a lock-out starts to move as soon as every lock was looked at. True where it did. */
export async function startWhenLocked(tenant: Tenant, id: ProjectId, by: Actor, deps: ProjectDeps): Promise<boolean> {
  const project = await tenant.lockProject(id);
  if (project?.state !== 'starting') return false;
  const { way } = await tenant.arrangement(id);
  const open = await tenant.mailboxesIn(id, MAILBOX.states);
  const toMove = open.filter(({ state }) => isToLock(state, 'password'));
  const locked = new Set((await tenant.locksOf(id)).flatMap((one) => (one.state === 'locked' ? one.mailbox : [])));
  if (toMove.length === 0 || (way === 'lock-out' && !toMove.every((one) => locked.has(one.id)))) return false;
  const worker = by.is === 'godwit' ? by.worker : 'service';
  const reason = way === 'lock-out' ? 'every user is locked out' : 'people go on working';
  await moveProject(tenant, id, { event: 'start', by: { is: 'godwit', worker }, reason }, deps);
  return true;
}
