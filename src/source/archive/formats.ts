/** The formats of one archive, with what they remember of its files. */
import { ArchiveError } from './archive-error.ts';
import { calendarFormat } from './calendar-format.ts';
import type { CalendarIndex } from './calendar-index.ts';
import { cardFormat } from './card-format.ts';
import type { CardIndex } from './card-index.ts';
import type { Format } from './format.ts';
import { IndexShelf } from './index-shelf.ts';
import { type MovedIndex, mboxFormat } from './mbox/mbox-format.ts';
import { EML, EMLX } from './message-file.ts';
import type { FormatName } from './sniff.ts';

export interface Formats {
  readonly calendars: IndexShelf<CalendarIndex>;
  readonly cards: IndexShelf<CardIndex>;
  readonly byName: ReadonlyMap<FormatName, Format>;
}

export function openFormats(): Formats {
  const calendars = new IndexShelf<CalendarIndex>();
  const cards = new IndexShelf<CardIndex>();
  const byName = new Map<FormatName, Format>([
    ['mbox', mboxFormat(new IndexShelf<MovedIndex>())],
    ['eml', EML],
    ['emlx', EMLX],
    ['calendar', calendarFormat(calendars)],
    ['cards', cardFormat(cards)],
  ]);
  return { calendars, cards, byName };
}

export function formatsOf({ byName }: Formats, name: FormatName): Format {
  const format = byName.get(name);
  if (format === undefined) throw new ArchiveError('Godwit does not read this kind of file yet');
  return format;
}
