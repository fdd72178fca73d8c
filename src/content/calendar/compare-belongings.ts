/** What hangs on an item: categories, reminders, files and links. */
import { createHash } from 'node:crypto';
import type { Alarm, CalendarAttachment, Described } from '../../model/calendar.ts';
import type { CalendarField } from './calendar-fields.ts';
import { type CalendarFinding, words } from './compare-texts.ts';

export function compareCategories(source: readonly string[], copy: readonly string[]): readonly CalendarFinding[] {
  const keys = (names: readonly string[]): readonly string[] => names.map((name) => words(name).toLowerCase());
  return compareSets('categories', keys(source), keys(copy));
}

/** Empty texts are nothing; order and repetition do not count. */
export function compareSets(
  field: CalendarField,
  source: readonly string[],
  copy: readonly string[],
): readonly CalendarFinding[] {
  const originals = new Set(source.filter((text) => text !== ''));
  const copies = new Set(copy.filter((text) => text !== ''));
  const isLost = [...originals].some((text) => !copies.has(text));
  const isAdded = [...copies].some((text) => !originals.has(text));
  if (isLost && isAdded) return [{ field, how: 'changed' }];
  if (isLost) return [{ field, how: copies.size === 0 ? 'missing' : 'partial' }];
  return isAdded ? [{ field, how: 'added' }] : [];
}

/** When an item begins and how long it lasts, in ms; null where nothing is known. */
export interface AlarmFrame {
  readonly start: number | null;
  readonly lasts: number;
}

/** Reminders by the moment before the start at which they ring. What they show is mostly made up by programs. */
export function compareAlarms(
  source: readonly Alarm[],
  sourceFrame: AlarmFrame,
  copy: readonly Alarm[],
  copyFrame: AlarmFrame,
): readonly CalendarFinding[] {
  const originals = rings(source, sourceFrame);
  const copies = rings(copy, copyFrame);
  if (originals.size === 0) return copies.size === 0 ? [] : [{ field: 'reminder', how: 'added' }];
  if (copies.size === 0) return missingReminders(originals.size);
  const kept = [...originals.keys()].filter((ring) => copies.has(ring));
  const found: CalendarFinding[] = [];
  if (kept.length === 0) found.push({ field: 'reminder', how: 'changed' });
  else if (kept.every((ring) => originals.get(ring)?.way !== copies.get(ring)?.way))
    found.push({ field: 'reminder', how: 'changed' });
  if (originals.size > Math.max(1, kept.length)) found.push({ field: 'further reminders', how: 'partial' });
  else if (kept.some((ring) => (originals.get(ring)?.repeats ?? 0) > (copies.get(ring)?.repeats ?? 0)))
    found.push({ field: 'further reminders', how: 'partial' });
  if (copies.size > Math.max(1, kept.length)) found.push({ field: 'further reminders', how: 'added' });
  return found;
}

function missingReminders(count: number): readonly CalendarFinding[] {
  const first: CalendarFinding = { field: 'reminder', how: 'missing' };
  return count === 1 ? [first] : [first, { field: 'further reminders', how: 'missing' }];
}

interface Ring {
  readonly repeats: number;
  /** A reminder that mails somebody or starts a program is another one than one that shows or sounds. */
  readonly way: 'shown' | 'other';
}

function rings(alarms: readonly Alarm[], { start, lasts }: AlarmFrame): ReadonlyMap<string, Ring> {
  const found = new Map<string, Ring>();
  for (const { at, beforeSeconds, anchor, action, repeats } of alarms) {
    const before = beforeSeconds === null ? null : beforeSeconds - (anchor === 'end' ? lasts / 1000 : 0);
    const relative = before ?? (start === null || at === null ? null : (start - at) / 1000);
    const key = relative === null ? `at ${at}` : String(relative + 0);
    const way = action === 'display' || action === 'audio' ? 'shown' : 'other';
    const known = found.get(key);
    found.set(key, {
      repeats: Math.max(repeats, known?.repeats ?? 0),
      way: known?.way === 'shown' ? 'shown' : way,
    });
  }
  return found;
}

/** The whole item as it came, which adapters add where they cannot express it. */
const ORIGINAL_FILE = 'original.ics';

/** Files by name and content, each as often as it is there. */
export function compareFiles(
  source: readonly CalendarAttachment[],
  copy: readonly CalendarAttachment[],
): readonly CalendarFinding[] {
  const left = filesOf(copy);
  const found: CalendarFinding[] = [];
  const take = (isIt: (file: File) => boolean): File | undefined => {
    const at = left.findIndex(isIt);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const unfound = filesOf(source).filter(
    ({ digest, name }) => take((file) => file.digest === digest && (file.name === name || name === '')) === undefined,
  );
  for (const { digest, name } of unfound) {
    const alike = take((file) => file.digest === digest || file.name === name);
    found.push({ field: 'attachments', how: alike === undefined ? 'missing' : 'changed', name });
  }
  const added = left.filter(({ name }) => name !== ORIGINAL_FILE);
  return [...found, ...added.map(({ name }): CalendarFinding => ({ field: 'attachments', how: 'added', name }))];
}

interface File {
  readonly name: string;
  readonly digest: string;
}

function filesOf(attachments: readonly CalendarAttachment[]): File[] {
  return attachments.flatMap((attachment): readonly File[] => {
    if (attachment.is === 'link') return [];
    return [{ name: words(attachment.name), digest: createHash('sha256').update(attachment.bytes).digest('hex') }];
  });
}

/** URL and linked files together: servers with one field for both cannot say which was which. */
export function linksOf({ url, attachments }: Described): readonly string[] {
  return [url, ...attachments.map((attachment) => (attachment.is === 'link' ? attachment.url : ''))].map((link) =>
    link.trim(),
  );
}
