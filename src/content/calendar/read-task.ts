/** All VTODOs of one UID (RFC 5545 §3.6.2). */
import type { TaskDetails } from '../../model/calendar.ts';
import type { Component } from './component.ts';
import type { ItemSource } from './item-source.ts';
import { PlacedLines, parameterWord, placedTime, withMoreLines, wordOf } from './placed-lines.ts';
import { readDescribed, wholeNumber } from './read-described.ts';
import { readRecurrence } from './read-recurrence.ts';
import { keptComponent, settleRivals, supersededLine } from './read-rivals.ts';
import { plainText } from './read-text.ts';
import { afterDuration, readDuration, readInstant } from './read-times.ts';
import { hasRecurrenceId } from './read-uid.ts';

/** Changed occurrences of a repeating task stand in `others`, each as one line; a task of which only such are known is the first. */
export function readTask(source: ItemSource): TaskDetails {
  const { component, lines: trailing, changed } = ownComponent(source.components);
  const lines = new PlacedLines(component);
  lines.all('UID', (line) => line);
  const { described, others } = readDescribed(lines, source.times);
  const start = placedTime(lines, 'DTSTART', source.times);
  const dueWritten = placedTime(lines, 'DUE', source.times);
  const due =
    dueWritten ??
    (start === null
      ? null
      : lines.one('DURATION', (line) => {
          const duration = readDuration(line.value);
          return duration === null ? null : afterDuration(start, duration);
        }));
  const completed = lines.one('COMPLETED', (line) => readInstant(line.value, source.times.zoneOf(line)));
  const percent = lines.one('PERCENT-COMPLETE', (line) => wholeNumber(line, 0, 100));
  const written = lines.one('STATUS', (line) => STATUSES.get(wordOf(line)) ?? null);
  const isDone = completed !== null || percent === 100;
  const byProgress = isDone ? 'done' : percent !== null && percent > 0 ? 'started' : 'open';
  const { recurrence } = readRecurrence(lines, source.times, start ?? due);
  const parentUid = lines.one('RELATED-TO', (line) => parentOf(parameterWord(line, 'RELTYPE'), line.value)) ?? '';
  return {
    ...described,
    kind: 'task',
    uid: source.uid,
    start,
    due,
    status: source.method === 'CANCEL' ? 'cancelled' : (written ?? byProgress),
    completed,
    percent,
    recurrence,
    parentUid,
    changedOccurrences: changed,
    others: withMoreLines(others(), trailing),
  };
}

const STATUSES: ReadonlyMap<string, TaskDetails['status']> = new Map([
  ['NEEDS-ACTION', 'open'],
  ['NEEDS ACTION', 'open'],
  ['IN-PROCESS', 'started'],
  ['COMPLETED', 'done'],
  ['CANCELLED', 'cancelled'],
  ['CANCELED', 'cancelled'],
]);

function parentOf(type: string, uid: string): string | null {
  return type === '' || type === 'PARENT' ? plainText(uid).trim() || null : null;
}

interface Own {
  readonly component: Component;
  /** About the components that are not read. */
  readonly lines: readonly string[];
  /** How many of those lines are changed occurrences. */
  readonly changed: number;
}

/** The component that stands for the item, of tasks and notes alike. */
export function ownComponent(components: readonly Component[]): Own {
  const own = components.filter((component) => !hasRecurrenceId(component));
  const changed = components.filter(hasRecurrenceId);
  const [first, ...rest] = own.length > 0 ? own : changed;
  // The caller has at least one component.
  const { latest, superseded } = settleRivals([first as Component, ...rest]);
  const isAlone = own.length === 0;
  const kept = (isAlone ? superseded : changed).map(keptComponent);
  const lines = [...(isAlone ? [] : superseded.map(supersededLine)), ...kept];
  return { component: latest, lines, changed: kept.length };
}
