/** Events and rules by hand: what a test does not name is as plain as it can be. */

import { readRule } from '../../src/content/calendar/read-rule.ts';
import { readTime } from '../../src/content/calendar/read-times.ts';
import { UNDESCRIBED } from '../../src/content/calendar/undescribed.ts';
import { zoneNamed } from '../../src/content/calendar/zones.ts';
import type {
  CalendarTime,
  EventDetails,
  EventSeries,
  NoteDetails,
  Recurrence,
  RecurrenceRule,
  TaskDetails,
} from '../../src/model/calendar.ts';

/** `20260102`, `20260102T030405`, `20260102T030405Z`; the second without a zone floats. */
export function time(text: string, zone = 'floating'): CalendarTime {
  const read = readTime(text, zoneNamed(zone), false);
  if (read === null) throw new Error(`"${text}" is no time`);
  return read;
}

/** `FREQ=DAILY;COUNT=3`. */
export function rule(text: string): RecurrenceRule {
  const read = readRule(text);
  if (read === null) throw new Error(`"${text}" is no rule`);
  return read.rule;
}

const NO_RECURRENCE: Recurrence = { rules: [], exceptRules: [], dates: [], exceptDates: [] };

export function details(start: CalendarTime, end: CalendarTime, more: Partial<EventDetails> = {}): EventDetails {
  return { ...UNDESCRIBED, start, end, status: 'confirmed', busy: 'busy', conferences: [], ...more };
}

export interface SeriesParts extends Partial<Recurrence> {
  readonly uid?: string;
  readonly changed?: EventSeries['changed'];
  readonly more?: Partial<EventDetails>;
}

/** From `start` to `end` in that zone, each as `time` takes it. */
export function series(start: string, end: string, zone: string, parts: SeriesParts = {}): EventSeries {
  const { uid = 'event@example.org', changed = [], more = {}, ...recurrence } = parts;
  const master = details(time(start, zone), time(end, zone), more);
  return { kind: 'event', uid, master, recurrence: { ...NO_RECURRENCE, ...recurrence }, changed };
}

export function task(more: Partial<TaskDetails>): TaskDetails {
  return {
    ...UNDESCRIBED,
    kind: 'task',
    uid: 'task@example.org',
    start: null,
    due: null,
    status: 'open',
    completed: null,
    percent: null,
    recurrence: NO_RECURRENCE,
    parentUid: '',
    changedOccurrences: 0,
    ...more,
  };
}

export function note(more: Partial<NoteDetails>): NoteDetails {
  return { ...UNDESCRIBED, kind: 'note', uid: 'note@example.org', start: null, ...more };
}
