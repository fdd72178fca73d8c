/** Waves and projects whose last mailbox has settled are complete, and people are told. */
import { assert } from '../base/assert.ts';
import type { Instant } from '../base/clock.ts';
import type { Actor } from '../model/event.ts';
import { MAILBOX, type MailboxState, SETTLED } from '../model/mailbox-states.ts';
import type { Project, StateCounts } from '../model/project.ts';
import { PROJECT, type ProjectEvent } from '../model/project-states.ts';
import { after } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { Wave } from '../model/wave.ts';
import { WAVE, type WaveEvent } from '../model/wave-states.ts';
import { byItself, type ProjectDeps } from './act.ts';
import { announce } from './announce.ts';

/** Whatever its mailboxes make of a project: complete, or rolled back. */
export async function settleProject(tenant: Tenant, project: Project, by: Actor, deps: ProjectDeps): Promise<void> {
  const { id, name } = project;
  if (await settleAs(tenant, project, 'all-settled', SETTLED, by, deps)) {
    const { mailboxes, progress } = await tenant.sums(id);
    const facts = {
      project: name,
      mailboxes: String(countOf({ mailboxes }, (state) => !NEVER_MOVED.includes(state))),
      items: String(progress.itemsVerified),
      exceptions: String(progress.itemsFailed),
    };
    await announce(tenant, { kind: 'completed', project: id, mailbox: null, facts }, deps);
  }
  if (await settleAs(tenant, project, 'all-returned', MAILBOX.final, by, deps)) {
    const mailboxes = countOf(await tenant.counts(id), (state) => state === 'rolled-back');
    const facts = { project: name, mailboxes: String(mailboxes), returned: String(await tenant.returnedSum(id)) };
    await announce(tenant, { kind: 'rolled-back', project: id, mailbox: null, facts }, deps);
  }
}

const NEVER_MOVED: readonly MailboxState[] = ['cancelled', 'rolled-back'];

async function settleAs(
  tenant: Tenant,
  { id, state }: Project,
  event: ProjectEvent,
  ends: readonly MailboxState[],
  by: Actor,
  { clock }: ProjectDeps,
): Promise<boolean> {
  const to = after(PROJECT, state, event);
  if (to === null || !areAll(await tenant.counts(id), ends)) return false;
  assert(await tenant.setProjectState(id, state, to), 'a locked project stays as it is');
  const about = { subject: 'project', subjectId: id, project: id, at: clock.now() } as const;
  tenant.append({ ...about, actor: byItself(by), name: event, from: state, to, reason: null, facts: {} });
  return true;
}

export async function settleWave(tenant: Tenant, wave: Wave | null, at: Instant, by: Actor): Promise<void> {
  if (wave === null || after(WAVE, wave.state, 'all-settled') === null) return;
  if (areAll(await tenant.waveSums(wave.id), SETTLED)) await noteWave(tenant, wave, 'all-settled', at, by);
}

/** A wave that was complete runs again, because one of its mailboxes does. Gives the wave as it is now. */
export async function wakeWave(tenant: Tenant, wave: Wave | null, at: Instant, by: Actor): Promise<Wave | null> {
  if (wave === null || after(WAVE, wave.state, 'go-on') === null) return wave;
  await noteWave(tenant, wave, 'go-on', at, by);
  return { ...wave, state: WAVE.events['go-on'].to };
}

/** What the program does by itself, because of what somebody did to a mailbox. */
async function noteWave(tenant: Tenant, wave: Wave, event: WaveEvent, at: Instant, by: Actor): Promise<void> {
  const { to } = WAVE.events[event];
  assert(await tenant.setWaveState(wave.id, wave.state, to), 'a locked wave stays as it is');
  const about = { subject: 'wave', subjectId: wave.id, project: wave.project } as const;
  tenant.append({ ...about, at, actor: byItself(by), name: event, from: wave.state, to, reason: null, facts: {} });
}

function areAll({ mailboxes }: StateCounts, ends: readonly MailboxState[]): boolean {
  return Object.keys(mailboxes).every((one) => ends.some((end) => end === one));
}

function countOf({ mailboxes }: StateCounts, isCounted: (state: MailboxState) => boolean): number {
  const counts = Object.entries(mailboxes) as [MailboxState, number][]; // its keys are states
  return counts.reduce((sum, [state, count]) => sum + (isCounted(state) ? count : 0), 0);
}
