/** The one way in which a project changes its state. */
import { assert } from '../base/assert.ts';
import { Failure } from '../base/problem.ts';
import { AT_WORK, MAILBOX } from '../model/mailbox-states.ts';
import type { Project, ProjectId } from '../model/project.ts';
import { PROJECT, type ProjectEvent } from '../model/project-states.ts';
import { after, beginningsOf } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import { type Act, type ProjectDeps, refuseUnlessAllowed, unmetOf } from './act.ts';
import { announce } from './announce.ts';
import { beginLocks } from './cut-over/locks.ts';
import { openAll, rollBackAll } from './cut-over/roll-back.ts';
import { turnBack } from './cut-over/switch-route.ts';
import { closeProject } from './finish/close-project.ts';
import { askForRemoval } from './finish/removal.ts';
import { addJobs } from './jobs.ts';
import { unmetLookedUp } from './looked-up.ts';
import { settleProject } from './settle.ts';
import { stopMailboxes } from './stop-mailboxes.ts';

/** Throws `service.not-found`, `project.move-refused` and `project.reason-missing`; then nothing has changed. */
export async function moveProject(
  tenant: Tenant,
  id: ProjectId,
  act: Act<ProjectEvent>,
  deps: ProjectDeps,
): Promise<void> {
  const project = await tenant.lockProject(id);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  const { event, by, reason } = act;
  const unmet = unmetOf(project, await tenant.counts(id), await unmetLookedUp(tenant, project, deps.clock.now()));
  refuseUnlessAllowed('project', PROJECT, act, project.state, unmet);
  const to = after(PROJECT, project.state, event);
  assert(to !== null && (await tenant.setProjectState(id, project.state, to)), 'a locked project stays as it is');
  const at = deps.clock.now();
  const about = { subject: 'project', subjectId: id, project: id } as const;
  tenant.append({ ...about, at, actor: by, name: event, from: project.state, to, reason, facts: {} });
  if (event === 'begin-start') await beginLocks(tenant, id, by, deps);
  if (event === 'start') await queueMailboxes(tenant, id, act, deps);
  if (event === 'request-removal') await askForRemoval(tenant, project, by, deps);
  if (event === 'close') await closeProject(tenant, project, by, deps);
  if (event === 'cancel') await openAll(tenant, id, by, at);
  if (event === 'roll-back') {
    await turnBack(tenant, id, by, deps);
    await rollBackAll(tenant, { project: id, only: 'all' }, act, deps);
  }
  if (event === 'stop') await stopMailboxes(tenant, { project: id, only: 'all' }, act, deps);
  if (event === 'start') await tellStarted(tenant, project, deps);
  if (to === 'rolling-back') await settleProject(tenant, { ...project, state: to }, by, deps);
  if (to === 'running' && event !== 'delay') await addJobs(tenant, await tenant.mailboxesIn(id, AT_WORK));
}

async function tellStarted(tenant: Tenant, { id, name }: Project, deps: ProjectDeps): Promise<void> {
  const { mailboxes } = await tenant.counts(id);
  const count = Object.values(mailboxes).reduce((sum, one) => sum + one, 0);
  // Nothing was measured yet; the notice of a delay says what was foretold since.
  const facts = { project: name, mailboxes: String(count), end: 'as soon as the pace is known' };
  await announce(tenant, { kind: 'started', project: id, mailbox: null, facts }, deps);
}

/** All that were not begun wait their turn from now on, but for those that begin with their wave. */
async function queueMailboxes(
  tenant: Tenant,
  project: ProjectId,
  { by }: Act<ProjectEvent>,
  { clock }: ProjectDeps,
): Promise<void> {
  const at = clock.now();
  const { to } = MAILBOX.events.queue;
  const group = { project, only: 'waveless' } as const;
  for (const { id, state } of await tenant.moveMailboxes(group, beginningsOf(MAILBOX, 'queue'), to)) {
    const about = { subject: 'mailbox', subjectId: id, project } as const;
    tenant.append({ ...about, at, actor: by, name: 'queue', from: state, to, reason: null, facts: {} });
  }
}
