/** All VJOURNALs of one UID (RFC 5545 §3.6.3). */
import type { NoteDetails } from '../../model/calendar.ts';
import type { ItemSource } from './item-source.ts';
import { PlacedLines, placedTime, withMoreLines } from './placed-lines.ts';
import { readDescribed } from './read-described.ts';
import { keepRecurrence } from './read-recurrence.ts';
import { ownComponent } from './read-task.ts';

/** A note happens once: what a file says of recurrence is kept. */
export function readNote(source: ItemSource): NoteDetails {
  const { component, lines: trailing } = ownComponent(source.components);
  const lines = new PlacedLines(component);
  lines.all('UID', (line) => line);
  const { described, others } = readDescribed(lines, source.times);
  const start = placedTime(lines, 'DTSTART', source.times);
  keepRecurrence(lines);
  return { ...described, kind: 'note', uid: source.uid, start, others: withMoreLines(others(), trailing) };
}
