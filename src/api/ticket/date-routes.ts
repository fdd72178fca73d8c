/** The days on which a project may begin, each with why not, and the month of a project as one list. */
import { dateText, dayOfText } from '../../base/civil-days.ts';
import { isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { momentOf, wallAt } from '../../base/wall-clock.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { type JudgedDay, judgeDays } from '../../plan/calendar/date-rules.ts';
import { noticeWords } from '../../plan/calendar/notice-period.ts';
import { calendarOf } from '../../project/ticket/calendar-month.ts';
import { dateRulesOf, YEARS_AHEAD } from '../../project/ticket/date-rules-of.ts';
import { calendarQuery, calendarShape, datesQuery, datesShape } from '../contract/arrangement.ts';
import { problemShape, projectParams } from '../contract/words.ts';
import { isoOrNull } from '../outlook.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';
import { crewOf } from './plan-routes.ts';
import type { TicketDeps } from './ticket-routes.ts';

const PROJECT = '/api/organisations/:organisation/projects/:project';
const YEAR_DAYS = 366;

export function dateRoutes(api: Api, deps: TicketDeps): void {
  const dates = {
    operationId: 'getDates',
    tags: ['ticket'],
    summary: 'The next days on which it may begin, and why not on the others',
    params: projectParams,
    querystring: datesQuery,
    response: { 200: datesShape, '4xx': problemShape },
  };
  api.get(`${PROJECT}/dates`, { config: { scope: 'read' }, schema: dates }, async (request) => {
    const { from, time, count } = request.query;
    return request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      await needProject(tenant, id);
      const { requestedAt } = await tenant.ticketState(id);
      const now = deps.clock.now();
      const { timeZone } = await tenant.projectSettings(id);
      const today = wallAt(timeZone, now).day;
      const asked = dayOfText(from ?? '');
      if (asked !== null && asked > today + YEARS_AHEAD * YEAR_DAYS) {
        throw new Failure('service.request-invalid', { what: `/from is more than ${YEARS_AHEAD} years ahead.` });
      }
      const { way } = await tenant.arrangement(id);
      const minute = minuteOf(time ?? (way === 'non-stop' ? '18:00' : '08:00'));
      const until = asked === null ? null : momentOf(timeZone, { day: asked, minute: 0 });
      const rules = await dateRulesOf(tenant, id, { now, requestedAt, until });
      const fromDay = Math.max(today, asked ?? rules.earliest);
      const days = judgeDays({ fromDay, minute, freeMax: count }, rules);
      return { timeZone, earliest: dateText(rules.earliest), words: noticeWords(rules), days: days.map(dayOut) };
    });
  });
  calendarRoute(api, deps);
}

function calendarRoute(api: Api, deps: TicketDeps): void {
  const calendar = {
    operationId: 'getCalendar',
    tags: ['ticket'],
    summary: 'A month: dates, waves with their forecast lengths, blackouts and holidays',
    params: projectParams,
    querystring: calendarQuery,
    response: { 200: calendarShape, '4xx': problemShape },
  };
  api.get(`${PROJECT}/calendar`, { config: { scope: 'read' }, schema: calendar }, async (request) => {
    const crew = await crewOf(deps.store);
    const id = projectIdOf(request.params);
    return request.inTenant(async (tenant) => {
      await needProject(tenant, id);
      const { timeZone } = await tenant.projectSettings(id);
      const month = request.query.month ?? dateText(wallAt(timeZone, deps.clock.now()).day).slice(0, 'YYYY-MM'.length);
      const items = await calendarOf(tenant, id, { month, timeZone, crew });
      return {
        timeZone,
        month,
        items: items.map(({ from, until, ...item }) => ({ ...item, from: isoSeconds(from), until: isoOrNull(until) })),
      };
    });
  });
}

/** Throws `service.not-found`. */
async function needProject(tenant: Tenant, id: ProjectId): Promise<void> {
  if ((await tenant.project(id)) === null) throw new Failure('service.not-found', { what: 'project' });
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function dayOut({ day, at, refusals, left }: JudgedDay) {
  return { day: dateText(day), at: isoSeconds(at), isFree: refusals.length === 0, why: [...refusals], left };
}
