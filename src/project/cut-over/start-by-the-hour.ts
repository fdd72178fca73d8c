/** A project starts at its confirmed minute, if the pre-flight passes; if not, people are told why, and it is tried again that day. */
import type { Instant } from '../../base/clock.ts';
import { hasPassed } from '../../model/cut-over.ts';
import type { Actor } from '../../model/event.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../act.ts';
import { announce } from '../announce.ts';
import { holdOf } from '../hold.ts';
import { moveProject } from '../move-project.ts';
import { startWhenLocked } from './locks.ts';
import { runPreFlight, whyNot } from './pre-flight.ts';

/** True where something began. Any number of programs may ask, as often as they like. */
export async function startByTheHour(
  tenant: Tenant,
  id: ProjectId,
  worker: string,
  deps: ProjectDeps,
): Promise<boolean> {
  const by: Actor = { is: 'godwit', worker };
  const project = await tenant.lockProject(id);
  if (project?.state === 'starting') return startWhenLocked(tenant, id, by, deps);
  if (project?.state !== 'scheduled') return false;
  const { confirmedAt } = await tenant.ticketState(id);
  const now = deps.clock.now();
  if (confirmedAt === null || confirmedAt > now) return false;
  const { timeZone } = await tenant.projectSettings(id);
  const day = dayIn(now, timeZone);
  // A day that has gone by silently is nobody's: the date is agreed upon anew.
  if (dayIn(confirmedAt, timeZone) !== day || (await holdOf(tenant, id, now)) !== null) return false;
  const result = await runPreFlight(tenant, id, by, deps);
  if (hasPassed(result)) {
    await moveProject(tenant, id, { event: 'begin-start', by, reason: 'its hour has come' }, deps);
    return true;
  }
  const why = whyNot(result);
  const told = await tenant.cutOverPart(id, 'refused');
  if (told?.day === day && told.why === why) return false;
  await tenant.setCutOverPart(id, 'refused', { day, why });
  const facts = { project: project.name, why };
  await announce(tenant, { kind: 'start-refused', project: id, mailbox: null, facts }, deps);
  return false;
}

/** `2026-03-29`, by the clocks of that zone. */
function dayIn(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
}
