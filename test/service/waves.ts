/** Waves of a test's customer, and workers that do what was given out. */
import { type Clock, type Instant, instant } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { Actor } from '../../src/model/event.ts';
import type { MailboxEvent } from '../../src/model/mailbox-states.ts';
import type { PersonId, Role } from '../../src/model/organisation.ts';
import type { MailboxId } from '../../src/model/project.ts';
import type { ProjectEvent } from '../../src/model/project-states.ts';
import type { WaveId, WavePlan } from '../../src/model/wave.ts';
import type { WaveEvent } from '../../src/model/wave-states.ts';
import type { ProjectDeps } from '../../src/project/act.ts';
import { assignMailboxes } from '../../src/project/assign-mailboxes.ts';
import { moveMailbox } from '../../src/project/move-mailbox.ts';
import { moveProject } from '../../src/project/move-project.ts';
import { moveWave } from '../../src/project/move-wave.ts';
import { addWave } from '../../src/project/plan-wave.ts';
import { doJob, type JobDeps } from '../../src/work/do-job.ts';
import { lookAtTheClock } from '../../src/work/schedule.ts';
import { type Script, type ScriptedEngine, scriptedEngine } from './engine.ts';
import { addCustomer, type Customer, newMailbox, type TestStore } from './store.ts';

export const HOUR_MS = 3_600_000;
const never = new AbortController().signal;

export interface WaveCustomer extends Customer {
  readonly wave: WaveId;
}

export function someone(role: Role = 'operator'): Actor {
  return { is: 'person', id: systemRandom.id() as PersonId, role };
}

/** What a test does with waves on one store, at one clock. */
export function waveStage(store: TestStore, clock: Clock) {
  const deps = { clock, random: systemRandom };
  const by = someone();

  const jobDeps = (script: Script = {}): JobDeps & { readonly engine: ScriptedEngine } => {
    const alone = { log: silentLog, worker: 'w', stopping: never, signal: never, perHostMax: () => 99 };
    return { ...deps, ...alone, store, engine: scriptedEngine(script) };
  };

  const act = ({ organisation, project }: Customer, event: ProjectEvent, reason: string | null = 'why') =>
    store.inTenant(organisation, (tenant) => moveProject(tenant, project, { event, by, reason }, deps));
  const actOnWave = ({ organisation, project, wave }: WaveCustomer, event: WaveEvent, reason: string | null = 'why') =>
    store.inTenant(organisation, (tenant) => moveWave(tenant, { project, wave }, { event, by, reason }, deps));
  const actOn = ({ organisation, project, mailbox }: Customer, event: MailboxEvent, reason: string | null = 'why') =>
    store.inTenant(organisation, (tenant) => moveMailbox(tenant, { project, mailbox }, { event, by, reason }, deps));

  /** Does the job that was given out last for this customer. Gives what the engine was asked for. */
  const doNext = async ({ organisation }: Customer, own = jobDeps()): Promise<readonly string[]> => {
    const job = store.jobs.findLast((one) => one.organisation === organisation);
    if (job !== undefined) await doJob(job, never, own);
    return own.engine.calls;
  };

  const look = ({ organisation, project, mailbox, wave }: WaveCustomer) =>
    store.inTenant(organisation, async (tenant) => ({
      project: (await tenant.project(project))?.state,
      wave: (await tenant.wave(wave))?.state,
      mailbox: (await tenant.mailbox(mailbox))?.state,
      jobs: store.jobs.filter((job) => job.organisation === organisation).map(({ kind }) => kind),
    }));

  const events = ({ organisation }: Customer) => store.inTenant(organisation, (tenant) => tenant.events(0, 1000));
  const lookAtClock = () => lookAtTheClock({ store, ...deps, log: silentLog, worker: 'w' });
  return { ...planner(store, deps, by), deps, by, jobDeps, act, actOnWave, actOn, doNext, look, events, lookAtClock };
}

function planner(store: TestStore, deps: ProjectDeps, by: Actor) {
  /** A customer whose one mailbox is in a wave. */
  const planned = async (plan: Partial<WavePlan> = {}): Promise<WaveCustomer> => {
    const mine = await addCustomer(store, systemRandom.id());
    const wave = await addWaveTo(mine, plan, [mine.mailbox]);
    return { ...mine, wave };
  };

  const addWaveTo = (
    { organisation, project }: Customer,
    plan: Partial<WavePlan>,
    mailboxes: readonly MailboxId[],
  ): Promise<WaveId> =>
    store.inTenant(organisation, async (tenant) => {
      const whole = { name: systemRandom.id(), startsAt: null, cutOverAt: null, priority: 2, ...plan } as const;
      const wave = await addWave(tenant, project, whole, by, deps);
      if (mailboxes.length > 0) await assignMailboxes(tenant, { project, wave, mailboxes }, by, deps);
      return wave;
    });

  const addMailboxes = ({ organisation, project }: Customer, count: number): Promise<readonly MailboxId[]> =>
    store.inTenant(organisation, async (tenant) => {
      const ids = Array.from({ length: count }, () => systemRandom.id() as MailboxId);
      for (const [at, id] of ids.entries()) await tenant.addMailbox(newMailbox(id, project, `user ${at} ${id}`));
      return ids;
    });

  return { planned, addWaveTo, addMailboxes };
}

export function hoursFrom(clock: Clock, hours: number): Instant {
  return instant(clock.now() + hours * HOUR_MS);
}
