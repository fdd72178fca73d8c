/** What the migrations team says to a wished date: it holds, or others are offered in its place. */
import type { Instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { onTheMinute } from '../../plan/calendar/wished-time.ts';
import type { ProjectDeps } from '../act.ts';
import { wordsOf } from './answer.ts';
import { missingOf } from './answer-parts.ts';
import { confirmed, offer, refuseDate, rulesFor } from './settle-date.ts';
import { lockedProject, moveByTicket, refused, type Word } from './ticket-entry.ts';

/**
 * The wished date holds. Throws `service.not-found`, and `project.move-refused` where none is answered, where the answer is not
 * complete any more, and where the date cannot be any more, with those that can.
 */
export async function confirmDate(tenant: Tenant, id: ProjectId, word: Word, deps: ProjectDeps): Promise<void> {
  const project = await lockedProject(tenant, id);
  await moveByTicket(tenant, id, 'confirm-date', word, deps);
  const state = await tenant.ticketState(id);
  const missing = missingOf(state, await tenant.movingNames(id));
  const at = state.wished?.at ?? null;
  if (missing.length > 0 || at === null) throw refused('be confirmed', wordsOf(missing));
  refuseDate('be confirmed', at, await rulesFor(tenant, id, state, at, deps));
  await confirmed(tenant, project, state, at, word, deps);
}

/** Offers other dates, with the reason. Throws as `confirmDate`, for each date that cannot be. */
export async function proposeDates(
  tenant: Tenant,
  id: ProjectId,
  dates: readonly Instant[],
  word: Word,
  deps: ProjectDeps,
): Promise<void> {
  const project = await lockedProject(tenant, id);
  await moveByTicket(tenant, id, 'propose-alternative', word, deps);
  const state = await tenant.ticketState(id);
  const sorted = [...new Set(dates.map(onTheMinute))].sort((one, other) => one - other);
  const last = sorted.at(-1);
  if (last === undefined) throw new Failure('service.request-invalid', { what: 'There is no date to propose.' });
  const rules = await rulesFor(tenant, id, state, last, deps);
  for (const at of sorted) refuseDate('have that date', at, rules);
  await offer(tenant, project, state, { by: 'operator', dates: sorted, why: word.text }, word, deps);
}
