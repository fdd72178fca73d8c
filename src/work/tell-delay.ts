/** Tells administrators when the end of a project slips, and when nothing moves: once for each slip. */
import { type Instant, isoSeconds } from '../base/clock.ts';
import { IN_HAND } from '../model/mailbox-states.ts';
import type { ProjectCourse, ProjectId } from '../model/project.ts';
import type { Tenant } from '../model/store.ts';
import { projectOutlook } from '../plan/forecast/project-outlook.ts';
import type { ProjectDeps } from '../project/act.ts';
import { announce } from '../project/announce.ts';

const MINUTE_MS = 60_000;
/** So much later than was told is told at once, however long the whole takes. */
const SLIP_MS = 120 * MINUTE_MS;
/** Of the time that was left when it was told; nobody is written to for less than the second. */
const SLIP_SHARE = 0.2;
const SLIP_MS_MIN = 15 * MINUTE_MS;
/** Workers have mailboxes in their hands, and nothing was found, copied or proven for so long. */
const STALL_MS = 30 * MINUTE_MS;

/** Nothing is kept between two looks but what was told last. True where something was told. */
export async function tellDelay(tenant: Tenant, id: ProjectId, deps: ProjectDeps): Promise<boolean> {
  const project = await tenant.lockProject(id);
  if (project?.state !== 'running') return false;
  const course = await tenant.course(id);
  const now = deps.clock.now();
  const told = await tenant.cutOverPart(id, 'told');
  const isStalled = hasStalled(course, now);
  const end = projectOutlook(course, now).end?.latest ?? null;
  if (told === null) {
    if (end !== null) await tenant.setCutOverPart(id, 'told', { end, at: now, isStalled: false });
    return false;
  }
  const isLate = end !== null && isSlip(end - told.end, told.end - told.at);
  const isNew = isLate || (isStalled && !told.isStalled);
  if (isNew) {
    const facts = {
      project: project.name,
      was: isoSeconds(told.end),
      now: isStalled || end === null ? 'not known' : isoSeconds(end),
      why: whyOf(course, isStalled),
    };
    await announce(tenant, { kind: 'prolonged', project: id, mailbox: null, facts }, deps);
  }
  const isChanged = isNew || isStalled !== told.isStalled;
  const next = isLate ? { end, at: now, isStalled } : { ...told, isStalled };
  if (isChanged) await tenant.setCutOverPart(id, 'told', next);
  return isNew;
}

function isSlip(byMs: number, leftMs: number): boolean {
  return byMs > SLIP_MS || (byMs > SLIP_MS_MIN && byMs > leftMs * SLIP_SHARE);
}

function hasStalled({ atWork, lastActivityAt }: ProjectCourse, now: Instant): boolean {
  const isInHand = atWork.some(({ state }) => IN_HAND.some((one) => one === state));
  return isInHand && lastActivityAt !== null && now - lastActivityAt > STALL_MS;
}

function whyOf({ problems }: ProjectCourse, isStalled: boolean): string {
  const named = problems.map(({ code, mailboxes }) => `${code} at ${mailboxes} of the mailboxes`);
  if (named.length > 0) return named.join(', ');
  return isStalled ? 'nothing has moved for half an hour' : 'it goes slower than was foretold';
}
