/**
 * What is due by the clock: waves that start, waves that are cut over, mailboxes that follow their source again. Any number of
 * programs ask, after whatever time and as often as they like: what was due is done once, since its state moves with it.
 */
import { type Instant, instant } from '../base/clock.ts';
import type { Actor } from '../model/event.ts';
import { DELTA_EVERY_HOURS } from '../model/policy.ts';
import { after } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { Wave } from '../model/wave.ts';
import { WAVE, type WaveEvent } from '../model/wave-states.ts';
import type { ProjectDeps } from './act.ts';
import { holdOf } from './hold.ts';
import { addJobs } from './jobs.ts';
import { moveWave } from './move-wave.ts';

/** More than these are not taken up in one transaction; the others come a minute later. */
export const DUE_MAX = 200;

/** Begins whatever the hour asks of this wave. Gives what was begun; empty where another program was faster. */
export async function moveWaveByTheHour(
  tenant: Tenant,
  { id, project }: Pick<Wave, 'id' | 'project'>,
  worker: string,
  deps: ProjectDeps,
): Promise<readonly WaveEvent[]> {
  const by: Actor = { is: 'godwit', worker };
  const begun: WaveEvent[] = [];
  // A wave may be late for both: then it starts, and is cut over as soon as it is copied.
  for (const event of ['start', 'cut-over'] as const) {
    const open = await tenant.lockProject(project);
    const wave = await tenant.lockWave(id);
    const dueAt = wave === null || open?.state !== 'running' ? null : hourOf(wave, event);
    const now = deps.clock.now();
    if (dueAt === null || dueAt > now || (await holdOf(tenant, project, now)) !== null) continue;
    const facts = { dueAt: new Date(dueAt).toISOString(), lateSeconds: Math.floor((now - dueAt) / 1000) };
    await moveWave(tenant, { project, wave: id }, { event, by, reason: 'its hour has come' }, deps, facts);
    begun.push(event);
  }
  return begun;
}

/** When the event comes by itself; null where it does not. */
function hourOf(wave: Wave, event: 'start' | 'cut-over'): Instant | null {
  if (event === 'start') return wave.state === 'scheduled' ? wave.startsAt : null;
  return after(WAVE, wave.state, event) === null || wave.cutOverBeganAt !== null ? null : wave.cutOverAt;
}

/** One whose job was lost is due again after so long. */
const ASK_AGAIN_MS = 30 * 60_000;

/** Gives the workers the mailboxes that have to follow their source by now. Gives how many. */
export async function followDeltasDue(tenant: Tenant, { clock }: ProjectDeps): Promise<number> {
  const now = clock.now();
  const due = await tenant.takeDeltasDue(now, instant(now + ASK_AGAIN_MS), DUE_MAX);
  await addJobs(tenant, due);
  return due.length;
}

/** Gives the workers those mailboxes whose old side is looked after, and whose time has come. Gives how many. */
export async function sweepDue(tenant: Tenant, { clock }: ProjectDeps): Promise<number> {
  const due = await tenant.takeSweepsDue(clock.now(), DELTA_EVERY_HOURS.usual, DUE_MAX);
  for (const { id, sourceHost } of due) {
    tenant.addJob({ kind: 'mailbox.sweep', mailbox: id, rank: 1, sourceHost, notBefore: null });
  }
  return due.length;
}
