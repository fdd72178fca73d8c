/** A month of a project as one list: what is wished and confirmed, waves with their forecast lengths, blackouts and holidays. */
import { assert } from '../../base/assert.ts';
import { dayOfText } from '../../base/civil-days.ts';
import { type Instant, instant } from '../../base/clock.ts';
import { DAY_MS, momentOf, wallAt } from '../../base/wall-clock.ts';
import { spansBetween } from '../../model/blackout.ts';
import type { Mailbox, ProjectCourse, ProjectId, StateCounts } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { WaveId } from '../../model/wave.ts';
import { publicHolidays } from '../../plan/calendar/public-holidays.ts';
import { destinationOf, runsOf } from '../../plan/document/known-project.ts';
import type { Destination } from '../../plan/forecast/destination.ts';
import { type Crew, estimateOrganisation } from '../../plan/forecast/estimate-organisation.ts';

export interface CalendarItem {
  readonly is: 'holiday' | 'blackout' | 'wished' | 'date' | 'wave' | 'cut-over' | 'answer-due' | 'hold';
  readonly title: string;
  readonly from: Instant;
  /** Null for what is a moment. What moves ends, by the forecast, between the good day and the bad one: this is the bad one. */
  readonly until: Instant | null;
  readonly wave: WaveId | null;
  /** How many begin; null where it is no beginning. */
  readonly mailboxes: number | null;
}

export interface CalendarAsked {
  /** `2026-12`. */
  readonly month: string;
  readonly timeZone: string;
  readonly crew: Crew;
}

/** What begins in the month, or reaches into it, by when it begins. The project is there. */
export async function calendarOf(
  tenant: Tenant,
  project: ProjectId,
  asked: CalendarAsked,
): Promise<readonly CalendarItem[]> {
  const span = monthOf(asked);
  const all = [
    ...(await ticketItems(tenant, project, asked)),
    ...(await waveItems(tenant, project, asked)),
    ...(await blackoutItems(tenant, project, asked, span)),
    ...(await holidayItems(tenant, project, asked, span)),
  ];
  return all
    .filter(({ from, until }) => from < span.until && (until ?? instant(from + 1)) > span.from)
    .sort((one, other) => one.from - other.from);
}

interface Month {
  readonly from: Instant;
  readonly until: Instant;
  readonly firstDay: number;
  readonly nextDay: number;
}

function monthOf({ month, timeZone }: CalendarAsked): Month {
  const firstDay = dayOfText(`${month}-01`);
  assert(firstDay !== null, 'the contract lets through nothing but months');
  const [year = 0, number = 0] = month.split('-').map(Number);
  const [nextYear, nextNumber] = number === 12 ? [year + 1, 1] : [year, number + 1];
  const nextDay = dayOfText(`${nextYear}-${String(nextNumber).padStart(2, '0')}-01`) ?? firstDay + 31;
  const begin = (day: number): Instant => momentOf(timeZone, { day, minute: 0 });
  return { from: begin(firstDay), until: begin(nextDay), firstDay, nextDay };
}

const MOMENT = { until: null, wave: null, mailboxes: null } as const;

async function ticketItems(tenant: Tenant, project: ProjectId, asked: CalendarAsked): Promise<readonly CalendarItem[]> {
  const { wished, confirmedAt, answered } = await tenant.ticketState(project);
  const { holdDays } = await tenant.arrangement(project);
  const mailboxes = await tenant.wavelessCount(project);
  const items: CalendarItem[] = [];
  if (confirmedAt !== null) {
    const length = await lengthOf(tenant, project, {
      course: await tenant.course(project),
      mailboxes,
      crew: asked.crew,
    });
    const until = length === null ? null : instant(confirmedAt + length);
    items.push({ ...MOMENT, is: 'date', title: 'The move begins', from: confirmedAt, until, mailboxes });
    const holdUntil = instant((until ?? confirmedAt) + holdDays * DAY_MS);
    items.push({
      ...MOMENT,
      is: 'hold',
      title: 'Hold, if it ends as foretold',
      from: until ?? confirmedAt,
      until: holdUntil,
    });
  } else if (wished !== null && wished.at !== null) {
    items.push({ ...MOMENT, is: 'wished', title: 'Wished, and not confirmed', from: wished.at, mailboxes });
  }
  if (confirmedAt === null && answered !== null) {
    // What is due before a day begins is due on the day before.
    const { dueAt } = answered;
    const from = momentOf(asked.timeZone, { day: wallAt(asked.timeZone, dueAt).day - 1, minute: 0 });
    items.push({
      ...MOMENT,
      is: 'answer-due',
      title: 'The date is confirmed on this day at the latest',
      from,
      until: dueAt,
    });
  }
  return items;
}

const WAVES_MAX = 500;

async function waveItems(
  tenant: Tenant,
  project: ProjectId,
  { crew }: CalendarAsked,
): Promise<readonly CalendarItem[]> {
  const ask = { by: 'startsAt', isDescending: false, limit: WAVES_MAX, after: null } as const;
  const { items: waves } = await tenant.waves(project, [], ask);
  const items: CalendarItem[] = [];
  for (const { id, name, state, startsAt, cutOverAt } of waves) {
    if (state === 'cancelled' || startsAt === null) continue;
    const mailboxes = countOf(await tenant.waveSums(id));
    const length = await lengthOf(tenant, project, { course: await tenant.waveCourse(id), mailboxes, crew });
    const until = length === null ? null : instant(startsAt + length);
    items.push({ is: 'wave', title: name, from: startsAt, until, wave: id, mailboxes });
    if (cutOverAt !== null) items.push({ ...MOMENT, is: 'cut-over', title: name, from: cutOverAt, wave: id });
  }
  return items;
}

function countOf({ mailboxes }: StateCounts): number {
  const all = Object.values(mailboxes).reduce((sum, count) => sum + count, 0);
  return all - (mailboxes.cancelled ?? 0) - (mailboxes['rolled-back'] ?? 0);
}

interface Lengthy {
  readonly course: ProjectCourse;
  readonly mailboxes: number;
  readonly crew: Crew;
}

/** On the bad day. Null where nobody has counted what is to be moved. */
async function lengthOf(
  tenant: Tenant,
  project: ProjectId,
  { course: { total, uncounted, worked }, mailboxes, crew }: Lengthy,
): Promise<number | null> {
  const counted = mailboxes - uncounted;
  if (total === null || counted <= 0) return null;
  // Those that nobody counted are taken for as large as the others.
  const work = { items: total.items / counted, bytes: total.bytes / counted };
  const destination = await destinationIn(tenant, project);
  const sized = Array.from({ length: mailboxes }, (_, at) => {
    return { address: String(at), work, from: 'survey', leavablePart: null } as const;
  });
  return estimateOrganisation(sized, destination, runsOf(worked, destination), crew).range.highMs;
}

async function destinationIn(tenant: Tenant, project: ProjectId): Promise<Destination | null> {
  const filter = { states: [], text: null, problem: null, hasExceptions: null, isWaiting: null, isUncounted: null };
  const ask = { by: 'name', isDescending: false, limit: 1, after: null } as const;
  const { items } = await tenant.mailboxes(project, { ...filter, now: instant(0) }, ask);
  return destinationOf(items.map((mailbox: Mailbox) => ({ mailbox, survey: null, check: null, steps: [] })));
}

async function blackoutItems(
  tenant: Tenant,
  project: ProjectId,
  { timeZone }: CalendarAsked,
  { from, until }: Month,
): Promise<readonly CalendarItem[]> {
  const blackouts = await tenant.blackouts(project);
  return blackouts.flatMap(({ span, reason }) =>
    spansBetween(span, timeZone, from, until).map(
      (one) => ({ ...MOMENT, ...one, is: 'blackout', title: reason }) as const,
    ),
  );
}

async function holidayItems(
  tenant: Tenant,
  project: ProjectId,
  { month, timeZone }: CalendarAsked,
  { firstDay, nextDay }: Month,
): Promise<readonly CalendarItem[]> {
  const { holidays } = await tenant.arrangement(project);
  const year = Number(month.slice(0, 'YYYY'.length));
  const named = await publicHolidays(holidays, year, year);
  const begin = (day: number): Instant => momentOf(timeZone, { day, minute: 0 });
  return [...named]
    .filter(([day]) => day >= firstDay && day < nextDay)
    .map(([day, title]) => ({ ...MOMENT, is: 'holiday', title, from: begin(day), until: begin(day + 1) }) as const);
}
