/** What becomes of the date of a complete answer: it is refused with the next free ones at once, it waits for the team, or it holds. */
import { assert } from '../../base/assert.ts';
import type { Instant } from '../../base/clock.ts';
import type { Project, ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { TicketState } from '../../model/ticket.ts';
import { type DateRules, nextFree, refusalsOf } from '../../plan/calendar/date-rules.ts';
import { answerDueAt } from '../../plan/calendar/notice-period.ts';
import { momentWords } from '../../plan/document/day-words.ts';
import type { ProjectDeps } from '../act.ts';
import { dateRulesOf } from './date-rules-of.ts';
import { GODWIT, keepState, moveByTicket, refused, say, tell, type Word } from './ticket-entry.ts';

/** Dates that are offered where the wished one cannot be. */
const OFFERED = 5;

/** The rules for a date, with the days of the calendar in hand: nobody else gives them away meanwhile. */
export async function rulesFor(
  tenant: Tenant,
  project: ProjectId,
  { requestedAt }: TicketState,
  until: Instant,
  { clock }: ProjectDeps,
): Promise<DateRules> {
  await tenant.lockStarts();
  return dateRulesOf(tenant, project, { now: clock.now(), requestedAt, until });
}

/** Why the move cannot begin then, as sentences; null where it can. */
function whyNot(at: Instant, rules: DateRules): string | null {
  const refusals = refusalsOf(at, rules);
  return refusals.length === 0 ? null : refusals.map(({ why }) => why).join(' ');
}

/** As a list for people; says so where there is none. */
function datesWords(dates: readonly Instant[], zone: string): string {
  return dates.length === 0 ? 'no day within a year' : dates.map((at) => momentWords(at, zone)).join('; ');
}

/** The answer is complete, and its part stands in the ticket. `state` has nothing of an earlier date any more. */
export async function settleDate(
  tenant: Tenant,
  project: Project,
  state: TicketState,
  word: Word,
  deps: ProjectDeps,
): Promise<void> {
  const at = state.wished?.at ?? null;
  assert(at !== null, 'a complete answer has its moment');
  const now = deps.clock.now();
  const rules = await rulesFor(tenant, project.id, state, at, deps);
  const { answerDays, confirms } = await tenant.arrangement(project.id);
  const holidays = new Set(rules.holidays.keys());
  const answered = { at: now, dueAt: answerDueAt(now, answerDays, holidays, rules.zone) };
  const why = whyNot(at, rules);
  if (why === null && isAccepted(state, at, confirms)) {
    await moveByTicket(tenant, project.id, 'accept-alternative', word, deps);
    return confirmed(tenant, project, { ...state, answered }, at, { by: GODWIT, text: '' }, deps);
  }
  await moveByTicket(tenant, project.id, 'answer', word, deps);
  const kept = { ...state, answered, offered: null, confirmedAt: null };
  if (why !== null) {
    const dates = nextFree(at, OFFERED, rules);
    await moveByTicket(tenant, project.id, 'propose-alternative', { by: GODWIT, text: why }, deps);
    return offer(tenant, project, kept, { by: 'godwit', dates, why }, { by: GODWIT, text: why }, deps);
  }
  if (confirms === 'operator') return keepState(tenant, project.id, kept, now);
  await moveByTicket(tenant, project.id, 'confirm-date', { by: GODWIT, text: '' }, deps);
  return confirmed(tenant, project, kept, at, { by: GODWIT, text: '' }, deps);
}

/** What the team offered holds when it is taken. What Godwit found free still waits for a team that confirms. */
function isAccepted({ offered }: TicketState, at: Instant, confirms: 'operator' | 'by-itself'): boolean {
  if (offered === null || !offered.dates.includes(at)) return false;
  return offered.by === 'operator' || confirms === 'by-itself';
}

type Offer = NonNullable<TicketState['offered']>;

/** The project has been moved. */
export async function offer(
  tenant: Tenant,
  project: Project,
  state: TicketState,
  offered: Offer,
  word: Word,
  deps: ProjectDeps,
): Promise<void> {
  const { timeZone } = await tenant.projectSettings(project.id);
  await say(tenant, project.id, word, { is: 'alternative', offered: offered.dates }, deps);
  await keepState(tenant, project.id, { ...state, offered, confirmedAt: null }, deps.clock.now());
  const wished = state.wished?.at ?? null;
  const facts = {
    wished: wished === null ? 'none' : momentWords(wished, timeZone),
    why: offered.why,
    offered: datesWords(offered.dates, timeZone),
  };
  await tell(tenant, project, 'date-alternative', facts, deps);
}

/** The project has been moved. */
export async function confirmed(
  tenant: Tenant,
  project: Project,
  state: TicketState,
  at: Instant,
  word: Word,
  deps: ProjectDeps,
): Promise<void> {
  const { timeZone } = await tenant.projectSettings(project.id);
  await say(tenant, project.id, word, { is: 'confirmation', at }, deps);
  await keepState(tenant, project.id, { ...state, offered: null, confirmedAt: at }, deps.clock.now());
  await tell(tenant, project, 'date-confirmed', { date: momentWords(at, timeZone) }, deps);
}

/** Throws `project.move-refused` for a date that cannot be, with those that can. */
export function refuseDate(event: string, at: Instant, rules: DateRules): void {
  const why = whyNot(at, rules);
  if (why === null) return;
  throw refused(event, `${why} Free: ${datesWords(nextFree(at, OFFERED, rules), rules.zone)}.`);
}
