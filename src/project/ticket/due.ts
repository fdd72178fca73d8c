/**
 * What the clock has to do with a ticket, and when: dates that come near, confirmed or not, and answers that wait too
 * long. Pure. What begins at a confirmed date is the cut-over's. What is due is told when the clock has passed it, once: whatever lies before
 * `toldUntil` of the state was told, or was over when somebody wrote.
 */
import type { Instant } from '../../base/clock.ts';
import { instant } from '../../base/clock.ts';
import { DAY_MS, momentOf, wallAt } from '../../base/wall-clock.ts';
import type { ProjectState } from '../../model/project-states.ts';
import type { TicketState } from '../../model/ticket.ts';

export interface Mark {
  readonly at: Instant;
  /** date: a date comes near. come: it is there. overdue: an answer waits too long. */
  readonly is: 'date' | 'come' | 'overdue';
  /** How long it is until the date, for people. */
  readonly left: string;
}

const HOUR_MS = 3_600_000;
/** From here on a date has been wished, and nothing has begun. */
const BEFORE_START: readonly ProjectState[] = ['plan-sent', 'answered', 'alternative-proposed', 'scheduled'];

/** In the order of their moments. */
export function marksOf(state: TicketState, projectState: ProjectState, zone: string): readonly Mark[] {
  if (!BEFORE_START.includes(projectState)) return [];
  const isConfirmed = projectState === 'scheduled' && state.confirmedAt !== null;
  const date = isConfirmed ? state.confirmedAt : (state.wished?.at ?? null);
  const marks: Mark[] = [];
  if (date !== null) marks.push(...remindersOf(date, zone));
  if (date !== null) marks.push({ at: date, is: 'come', left: 'now' });
  if (projectState === 'answered' && state.answered !== null) {
    marks.push({ at: state.answered.dueAt, is: 'overdue', left: 'now' });
  }
  return marks.sort((one, other) => one.at - other.at);
}

/** Three days, one day and one hour before, and when the day itself begins. */
function remindersOf(date: Instant, zone: string): readonly Mark[] {
  const day = momentOf(zone, { day: wallAt(zone, date).day, minute: 0 });
  const before = (ms: number, left: string): Mark => ({ at: instant(date - ms), is: 'date', left });
  const reminders = [before(3 * DAY_MS, 'in 3 days'), before(DAY_MS, 'in 1 day'), before(HOUR_MS, 'in 1 hour')];
  return [...reminders, { at: day, is: 'date', left: 'today' }];
}

/** Those that the clock has passed and nobody was told of: of each kind the last one, for whoever hears late needs no older one. */
export function passedMarks(marks: readonly Mark[], toldUntil: Instant, now: Instant): readonly Mark[] {
  const passed = marks.filter(({ at }) => at <= now && at > toldUntil);
  // Where the date itself has come, nobody is told that it comes.
  const last = passed.filter((mark, at) => !passed.slice(at + 1).some((later) => isSameOrLater(mark, later)));
  return last;
}

function isSameOrLater(mark: Mark, later: Mark): boolean {
  return later.is === mark.is || (mark.is === 'date' && later.is === 'come');
}

/** When to look again; null where nothing is left. */
export function nextDue(marks: readonly Mark[], toldUntil: Instant): Instant | null {
  return marks.find(({ at }) => at > toldUntil)?.at ?? null;
}
