/** What people decide about waves before and while they run: made, changed, removed. */
import { assert } from '../base/assert.ts';
import { type Instant, isoSeconds } from '../base/clock.ts';
import type { Facts } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import type { Actor } from '../model/event.ts';
import type { ProjectId } from '../model/project.ts';
import { OVER } from '../model/project-states.ts';
import { CONDITIONS } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { Wave, WaveId, WavePlan } from '../model/wave.ts';
import { WAVE, WAVE_AHEAD } from '../model/wave-states.ts';
import type { ProjectDeps } from './act.ts';
import { lockedWave, type WavePlace } from './move-wave.ts';

/** Throws `service.not-found`, `project.move-refused` for a project that is over, and `service.taken`. */
export async function addWave(
  tenant: Tenant,
  project: ProjectId,
  plan: WavePlan,
  by: Actor,
  { clock, random }: ProjectDeps,
): Promise<WaveId> {
  const found = await tenant.lockProject(project);
  if (found === null) throw new Failure('service.not-found', { what: 'project' });
  if (OVER.includes(found.state)) throw refused('be added', CONDITIONS['project-open']);
  refuseBackwards(plan);
  const id = random.id() as WaveId; // a fresh id is what a WaveId is
  if ((await tenant.addWave({ id, project, plan: onTheMinute(plan) })) === 'taken') throw taken(plan);
  const about = { subject: 'wave', subjectId: id, project } as const;
  const facts = planFacts(plan);
  tenant.append({
    ...about,
    at: clock.now(),
    actor: by,
    name: 'add',
    from: null,
    to: WAVE.initial,
    reason: null,
    facts,
  });
  return id;
}

/** Throws `service.not-found`, `service.taken`, and `project.move-refused` for what cannot be changed any more. */
export async function changeWave(
  tenant: Tenant,
  place: WavePlace,
  plan: WavePlan,
  { by, reason }: { readonly by: Actor; readonly reason: string | null },
  { clock }: ProjectDeps,
): Promise<void> {
  const { wave } = await lockedWave(tenant, place);
  const asked = onTheMinute(plan);
  const why = changeRefusal(wave, asked);
  if (why !== null) throw refused('be changed so', why);
  refuseBackwards(asked);
  const done = await tenant.planWave(wave.id, asked);
  assert(done !== 'missing', 'a locked wave is there');
  if (done === 'taken') throw taken(plan);
  const about = { subject: 'wave', subjectId: wave.id, project: wave.project } as const;
  const facts = { ...prefixed('old', planFacts(wave)), ...prefixed('new', planFacts(asked)) };
  tenant.append({ ...about, at: clock.now(), actor: by, name: 'change', from: null, to: null, reason, facts });
}

/** Throws `service.not-found`, and `project.move-refused` for one that has mailboxes or has begun. */
export async function removeWave(tenant: Tenant, place: WavePlace, by: Actor, { clock }: ProjectDeps): Promise<void> {
  const { wave } = await lockedWave(tenant, place);
  if (!WAVE_AHEAD.includes(wave.state)) throw refused('be removed', 'It has begun; it can be cancelled.');
  if (!(await tenant.removeWave(wave.id))) throw refused('be removed', 'It has mailboxes; put them elsewhere first.');
  const about = { subject: 'wave', subjectId: wave.id, project: wave.project } as const;
  const facts = planFacts(wave);
  tenant.append({
    ...about,
    at: clock.now(),
    actor: by,
    name: 'remove',
    from: wave.state,
    to: null,
    reason: null,
    facts,
  });
}

/** Null where nothing stands against it. */
function changeRefusal(wave: Wave, asked: WavePlan): string | null {
  if (WAVE.final.includes(wave.state)) return `It is ${wave.state}, and that is final.`;
  if (asked.startsAt !== wave.startsAt && !WAVE_AHEAD.includes(wave.state)) return 'It has begun already.';
  if (wave.state === 'scheduled' && asked.startsAt === null) return 'It is scheduled, and needs its start.';
  if (asked.cutOverAt === wave.cutOverAt) return null;
  if (wave.cutOverBeganAt !== null) return 'Its cut-over has begun.';
  const isLetGo = asked.cutOverAt === null && !WAVE_AHEAD.includes(wave.state);
  return isLetGo ? 'It is under way; its cut-over is begun with the act cut-over.' : null;
}

function refuseBackwards({ startsAt, cutOverAt }: WavePlan): void {
  if (startsAt === null || cutOverAt === null || cutOverAt > startsAt) return;
  throw refused('be planned so', 'Its cut-over has to come after its start.');
}

const MINUTE_MS = 60_000;

/** Seconds are cut off: starts are looked for once a minute. */
function onTheMinute(plan: WavePlan): WavePlan {
  const cut = (at: Instant | null): Instant | null => (at === null ? null : ((at - (at % MINUTE_MS)) as Instant)); // still milliseconds
  return { ...plan, startsAt: cut(plan.startsAt), cutOverAt: cut(plan.cutOverAt) };
}

function planFacts({ name, startsAt, cutOverAt, priority }: WavePlan): Facts {
  const text = (at: Instant | null): string | null => (at === null ? null : isoSeconds(at));
  return { name, startsAt: text(startsAt), cutOverAt: text(cutOverAt), priority };
}

function prefixed(prefix: string, facts: Facts): Facts {
  const named = Object.entries(facts).map(([name, value]) => [`${prefix}.${name}`, value] as const);
  return Object.fromEntries(named);
}

function refused(event: string, why: string): Failure {
  return new Failure('project.move-refused', { what: 'wave', event, why });
}

function taken({ name }: WavePlan): Failure {
  return new Failure('service.taken', { what: 'wave', name });
}
