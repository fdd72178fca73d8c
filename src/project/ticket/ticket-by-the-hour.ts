/** What the clock does with a ticket: it warns before dates that nobody confirmed, and reminds of those that hold. */
import { assert } from '../../base/assert.ts';
import type { Project, ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { TicketState } from '../../model/ticket.ts';
import { dueWords } from '../../plan/calendar/notice-period.ts';
import { momentWords } from '../../plan/document/day-words.ts';
import type { ProjectDeps } from '../act.ts';
import { wordsOf } from './answer.ts';
import { missingOf } from './answer-parts.ts';
import { type Mark, marksOf, passedMarks } from './due.ts';
import { keepState, tell } from './ticket-entry.ts';

/** Does what is due with this one. Gives what was done; nothing where another program was faster. */
export async function moveTicketByTheHour(
  tenant: Tenant,
  id: ProjectId,
  deps: ProjectDeps,
): Promise<readonly Mark['is'][]> {
  const project = await tenant.lockProject(id);
  if (project === null) return [];
  const now = deps.clock.now();
  const state = await tenant.ticketState(id);
  const { timeZone } = await tenant.projectSettings(id);
  const marks = marksOf(state, project.state, timeZone);
  const done: Mark['is'][] = [];
  for (const mark of passedMarks(marks, state.toldUntil, now)) {
    await warn(tenant, project, { state, mark, timeZone }, deps);
    done.push(mark.is);
  }
  await keepState(tenant, id, state, now);
  return done;
}

interface Warned {
  readonly state: TicketState;
  readonly mark: Mark;
  readonly timeZone: string;
}

async function warn(
  tenant: Tenant,
  project: Project,
  { state, mark, timeZone }: Warned,
  deps: ProjectDeps,
): Promise<void> {
  if (mark.is === 'overdue') return tell(tenant, project, 'answer-overdue', { due: dueWords(mark.at, timeZone) }, deps);
  const date = state.confirmedAt ?? state.wished?.at ?? null;
  assert(date !== null, 'a date comes near');
  const facts = { date: momentWords(date, timeZone) };
  if (state.confirmedAt !== null) {
    // What begins then, or why nothing does, is told by whoever begins it.
    if (mark.is === 'date') await tell(tenant, project, 'reminder', { ...facts, left: mark.left }, deps);
    return;
  }
  return tell(
    tenant,
    project,
    'date-unconfirmed',
    { ...facts, why: await whyUnconfirmed(tenant, project, state) },
    deps,
  );
}

/** What stands between a wished date and its confirmation. */
async function whyUnconfirmed(tenant: Tenant, { id, state: at }: Project, state: TicketState): Promise<string> {
  if (at === 'answered') return 'The migrations team has not confirmed it yet.';
  if (at === 'alternative-proposed') {
    return `It cannot be, and nobody has taken one of the dates that were offered. ${state.offered?.why ?? ''}`.trim();
  }
  return `The answer to the plan is not complete. ${wordsOf(missingOf(state, await tenant.movingNames(id)))}`;
}
