/** The rules that a date of a project has to keep to, put together from what people decided and from what else begins. */
import { civilDate } from '../../base/civil-days.ts';
import type { Instant } from '../../base/clock.ts';
import { momentOf, wallAt } from '../../base/wall-clock.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { type Capacity, DAYS_MAX, type DateRules } from '../../plan/calendar/date-rules.ts';
import { earliestDay } from '../../plan/calendar/notice-period.ts';
import { type NamedHolidays, publicHolidays } from '../../plan/calendar/public-holidays.ts';

/** Nobody plans a move further ahead, and nobody knows the holidays of then. */
export const YEARS_AHEAD = 3;

export interface RulesAsked {
  readonly now: Instant;
  /** When the move was asked for; null: as if it were now. */
  readonly requestedAt: Instant | null;
  /** The latest moment that is judged, besides a year of days on which a move may begin; null for none. */
  readonly until: Instant | null;
}

/** The project is there. */
export async function dateRulesOf(
  tenant: Tenant,
  project: ProjectId,
  { now, requestedAt, until }: RulesAsked,
): Promise<DateRules> {
  const { noticeDays, startDays, mailboxesPerDay } = await tenant.arrangement(project);
  const { timeZone: zone } = await tenant.projectSettings(project);
  const holidays = await holidaysAround(tenant, project, now);
  const requestedOn = wallAt(zone, requestedAt ?? now).day;
  const earliest = earliestDay(requestedOn, noticeDays, new Set(holidays.keys()));
  const lastDay = Math.max(earliest, wallAt(zone, until ?? now).day) + DAYS_MAX;
  const capacity = await capacityOf(tenant, project, { perDay: mailboxesPerDay, zone, fromAt: now, lastDay });
  const blackouts = await tenant.blackouts(project);
  return { now, zone, noticeDays, startDays, holidays, requestedOn, earliest, blackouts, capacity };
}

/** From the year before until no date can be given any more. */
export async function holidaysAround(tenant: Tenant, project: ProjectId, now: Instant): Promise<NamedHolidays> {
  const { holidays } = await tenant.arrangement(project);
  const { year } = civilDate(wallAt('UTC', now).day);
  return publicHolidays(holidays, year - 1, year + YEARS_AHEAD + 2);
}

interface CapacityAsked {
  readonly perDay: number | null;
  readonly zone: string;
  readonly fromAt: Instant;
  readonly lastDay: number;
}

async function capacityOf(
  tenant: Tenant,
  project: ProjectId,
  { perDay, zone, fromAt, lastDay }: CapacityAsked,
): Promise<Capacity> {
  const own = await tenant.wavelessCount(project);
  if (perDay === null) return { perDay, own, taken: new Map() };
  const first = wallAt(zone, fromAt).day;
  const bounds = Array.from({ length: lastDay - first + 2 }, (_, at) => momentOf(zone, { day: first + at, minute: 0 }));
  const counts = await tenant.startsBetween(bounds, project);
  return { perDay, own, taken: new Map(counts.map((count, at) => [first + at, count])) };
}
