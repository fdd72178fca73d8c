/** Spans in which nothing of a project moves, as people add and remove them. */
import type { Facts } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import type { Blackout, BlackoutId } from '../model/blackout.ts';
import type { Actor } from '../model/event.ts';
import type { ProjectId } from '../model/project.ts';
import type { Tenant } from '../model/store.ts';
import type { ProjectDeps } from './act.ts';

/** Workers feel it within seconds. Throws `service.not-found`, and `project.move-refused` when there are too many. */
export async function addProjectBlackout(
  tenant: Tenant,
  project: ProjectId,
  blackout: Omit<Blackout, 'id'>,
  by: Actor,
  { clock, random }: ProjectDeps,
): Promise<BlackoutId> {
  if ((await tenant.lockProject(project)) === null) throw new Failure('service.not-found', { what: 'project' });
  const id = random.id() as BlackoutId; // a fresh id is what a BlackoutId is
  if (!(await tenant.addBlackout(project, { ...blackout, id }))) throw tooMany();
  const about = { subject: 'project', subjectId: project, project, from: null, to: null } as const;
  const { reason } = blackout;
  tenant.append({ ...about, at: clock.now(), actor: by, name: 'add-blackout', reason, facts: blackoutFacts(blackout) });
  return id;
}

/** What waited goes on within a quarter of an hour. Throws `service.not-found`. */
export async function removeProjectBlackout(
  tenant: Tenant,
  project: ProjectId,
  id: BlackoutId,
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  if ((await tenant.lockProject(project)) === null) throw new Failure('service.not-found', { what: 'project' });
  const removed = await tenant.removeBlackout(project, id);
  if (removed === null) throw new Failure('service.not-found', { what: 'blackout' });
  const about = { subject: 'project', subjectId: project, project, from: null, to: null } as const;
  const { reason } = removed;
  tenant.append({
    ...about,
    at: clock.now(),
    actor: by,
    name: 'remove-blackout',
    reason,
    facts: blackoutFacts(removed),
  });
}

export function tooMany(): Failure {
  const why = 'There are too many already; remove some that are over.';
  return new Failure('project.move-refused', { what: 'blackout', event: 'be added', why });
}

export function blackoutFacts({ span }: Pick<Blackout, 'span'>): Facts {
  if (span.is === 'once') {
    return { from: new Date(span.from).toISOString(), until: new Date(span.until).toISOString() };
  }
  const { days, fromMinute, untilMinute, timeZone } = span;
  return { days: days.join(', '), fromMinute, untilMinute, timeZone };
}
