/** Waves and projects whose last mailbox has settled are complete. */
import { assert } from '../base/assert.ts';
import type { Instant } from '../base/clock.ts';
import type { Actor } from '../model/event.ts';
import { SETTLED } from '../model/mailbox-states.ts';
import type { Project, StateCounts } from '../model/project.ts';
import { PROJECT } from '../model/project-states.ts';
import { after } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { Wave } from '../model/wave.ts';
import { WAVE, type WaveEvent } from '../model/wave-states.ts';
import { byItself } from './act.ts';

export async function settleProject(tenant: Tenant, { id, state }: Project, at: Instant, by: Actor): Promise<void> {
  const to = after(PROJECT, state, 'all-settled');
  if (to === null || !areAllSettled(await tenant.counts(id))) return;
  assert(await tenant.setProjectState(id, state, to), 'a locked project stays as it is');
  const about = { subject: 'project', subjectId: id, project: id } as const;
  tenant.append({ ...about, at, actor: byItself(by), name: 'all-settled', from: state, to, reason: null, facts: {} });
}

export async function settleWave(tenant: Tenant, wave: Wave | null, at: Instant, by: Actor): Promise<void> {
  if (wave === null || after(WAVE, wave.state, 'all-settled') === null) return;
  if (areAllSettled(await tenant.waveSums(wave.id))) await noteWave(tenant, wave, 'all-settled', at, by);
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

function areAllSettled({ mailboxes }: StateCounts): boolean {
  return Object.keys(mailboxes).every((one) => SETTLED.some((settled) => settled === one));
}
