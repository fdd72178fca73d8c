/** The one way in which a wave changes its state, by people and by the hour. */
import { assert } from '../base/assert.ts';
import type { Facts } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import { AT_WORK, MAILBOX, type MailboxEvent, type MailboxState } from '../model/mailbox-states.ts';
import type { Project, ProjectId } from '../model/project.ts';
import { after, beginningsOf } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { Wave, WaveId } from '../model/wave.ts';
import { WAVE, type WaveEvent } from '../model/wave-states.ts';
import { type Act, type ProjectDeps, refuseUnlessAllowed, unmetOfWave } from './act.ts';
import { rollBackAll } from './cut-over/roll-back.ts';
import { addJobs } from './jobs.ts';
import { settleProject } from './settle.ts';
import { stopMailboxes } from './stop-mailboxes.ts';

export interface WavePlace {
  readonly project: ProjectId;
  readonly wave: WaveId;
}

/** Throws `service.not-found`, `project.move-refused` and `project.reason-missing`; then nothing has changed. */
export async function moveWave(
  tenant: Tenant,
  place: WavePlace,
  act: Act<WaveEvent>,
  deps: ProjectDeps,
  facts: Facts = {},
): Promise<void> {
  const { project, wave } = await lockedWave(tenant, place);
  refuseUnlessAllowed('wave', WAVE, act, wave.state, unmetOfWave(project, wave, await tenant.waveSums(wave.id)));
  const { event, by, reason } = act;
  const to = after(WAVE, wave.state, event);
  assert(to !== null && (await tenant.setWaveState(wave.id, wave.state, to)), 'a locked wave stays as it is');
  const at = deps.clock.now();
  const about = { subject: 'wave', subjectId: wave.id, project: project.id } as const;
  tenant.append({ ...about, at, actor: by, name: event, from: wave.state, to, reason, facts });
  await moveItsMailboxes(tenant, { ...wave, state: to }, act, deps);
  const waiting = event === 'cut-over' ? (['final-queued'] as const) : AT_WORK;
  const isToGo = project.state === 'running' && to === 'running';
  if (isToGo) await addJobs(tenant, await tenant.mailboxesOf(wave.id, waiting));
  await settleProject(tenant, project, by, deps);
}

/** Always the project before its wave, and the wave before its mailboxes. Throws `service.not-found`. */
export async function lockedWave(
  tenant: Tenant,
  { project: projectId, wave: id }: WavePlace,
): Promise<{ readonly project: Project; readonly wave: Wave }> {
  const project = await tenant.lockProject(projectId);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  const wave = await tenant.lockWave(id);
  if (wave?.project !== projectId) throw new Failure('service.not-found', { what: 'wave' });
  return { project, wave };
}

async function moveItsMailboxes(tenant: Tenant, wave: Wave, act: Act<WaveEvent>, deps: ProjectDeps): Promise<void> {
  if (act.event === 'stop') await stopMailboxes(tenant, { project: wave.project, only: wave.id }, act, deps);
  if (act.event === 'cut-over') {
    assert(await tenant.beginCutOver(wave.id, deps.clock.now()), 'a cut-over that lies ahead has not begun');
  }
  if (act.event === 'roll-back') await rollBackAll(tenant, { project: wave.project, only: wave.id }, act, deps);
  const event = OF_ITS_MAILBOXES[act.event];
  if (event !== undefined) await moveGroup(tenant, wave, event, act, deps);
}

/** With the others the mailboxes stay as they are; whoever has one in hand looks how its wave stands. */
const OF_ITS_MAILBOXES: Readonly<Partial<Record<WaveEvent, MailboxEvent>>> = {
  start: 'queue',
  'cut-over': 'cut-over',
};

/** All mailboxes of the wave for which the table has this event. */
async function moveGroup(
  tenant: Tenant,
  { project, id }: Wave,
  event: MailboxEvent,
  { by, reason }: Act<WaveEvent>,
  { clock }: ProjectDeps,
): Promise<void> {
  const to: MailboxState = MAILBOX.events[event].to;
  const moved = await tenant.moveMailboxes({ project, only: id }, beginningsOf(MAILBOX, event), to);
  const at = clock.now();
  for (const { id: mailbox, state } of moved) {
    const about = { subject: 'mailbox', subjectId: mailbox, project } as const;
    tenant.append({ ...about, at, actor: by, name: event, from: state, to, reason, facts: { wave: id } });
  }
}
