/** The calendar files of the shared corpus, and the items in them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Component, componentLines, readComponents } from '../../src/content/calendar/component.ts';
import { ROOT } from '../rooms/files.ts';

const FOLDER = join(ROOT, '..', 'shared', 'corpus', 'calendar');

/** Null where the corpus lies beside the repository; otherwise why it cannot be used. */
export function whyNoCalendarCorpus(): string | null {
  return existsSync(FOLDER) ? null : 'the folder ../shared/corpus/calendar is not there';
}

export interface CalendarFile {
  /** From the folder of the calendars. */
  readonly path: string;
  readonly bytes: Buffer;
}

export function calendarFiles(): readonly CalendarFile[] {
  const names = readdirSync(FOLDER, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile() && !/^(LICENSE|NOTICE)/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(FOLDER.length + 1), bytes: readFileSync(path) }));
}

/** Each item as a VCALENDAR of its own: components of one UID and kind, with all zones. One without UID is an item by itself. */
export function itemsIn(bytes: Buffer): readonly Buffer[] {
  return readComponents(bytes).flatMap((calendar) => {
    const zones = calendar.components.filter(({ name }) => name === 'VTIMEZONE');
    const items = Map.groupBy(
      calendar.components.filter(({ name }) => /^(VEVENT|VTODO|VJOURNAL)$/.test(name)),
      (component) => `${component.name} ${uidOf(component) || `without UID in line ${component.line}`}`,
    );
    const methods = calendar.properties.filter(({ name }) => name === 'METHOD').map(({ value }) => `METHOD:${value}`);
    return [...items.values()].map((components) => calendarOf(methods, [...zones, ...components]));
  });
}

function calendarOf(methods: readonly string[], components: readonly Component[]): Buffer {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...methods,
    ...components.flatMap(componentLines),
    'END:VCALENDAR',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

function uidOf(component: Component): string {
  return component.properties.find(({ name, value }) => name === 'UID' && value.trim() !== '')?.value.trim() ?? '';
}
