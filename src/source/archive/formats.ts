/** The formats of one archive, with what they remember of its files. */
import { ArchiveError } from './archive-error.ts';
import { calendarFormat } from './calendar-format.ts';
import type { CalendarIndex } from './calendar-index.ts';
import { cardFormat } from './card-format.ts';
import type { CardIndex } from './card-index.ts';
import type { Expansion } from './containers/expansion.ts';
import { csvFormat, type Mappings } from './csv-format.ts';
import type { Format } from './format.ts';
import { IndexShelf } from './index-shelf.ts';
import { ldifFormat } from './ldif-format.ts';
import { msgFormat } from './mapi/msg-format.ts';
import { mboxFormat } from './mbox/mbox-format.ts';
import { EML, EMLX } from './message-file.ts';
import type { FormatName } from './sniff.ts';
import { TEXT_NOTE } from './text-note.ts';

export interface Formats {
  readonly calendars: IndexShelf<CalendarIndex>;
  readonly cards: IndexShelf<CardIndex>;
  readonly mappings: Mappings;
  readonly byName: ReadonlyMap<FormatName, Format>;
}

export interface FormatDeps {
  readonly expansion: Expansion;
  /** Mappings of tables that somebody corrected. */
  readonly mappings: Mappings;
  readonly spoolFolder: string;
}

export function openFormats({ expansion, mappings, spoolFolder }: FormatDeps): Formats {
  const calendars = new IndexShelf<CalendarIndex>();
  const cards = new IndexShelf<CardIndex>();
  const byName = new Map<FormatName, Format>([
    ['mbox', mboxFormat()],
    ['eml', EML],
    ['emlx', EMLX],
    ['calendar', calendarFormat(calendars)],
    ['cards', cardFormat(cards)],
    ['csv', csvFormat(mappings, expansion)],
    ['ldif', ldifFormat(expansion)],
    ['text-note', TEXT_NOTE],
    ['msg', msgFormat(spoolFolder)],
  ]);
  return { calendars, cards, mappings, byName };
}

export function formatsOf({ byName }: Formats, name: FormatName): Format {
  const format = byName.get(name);
  if (format === undefined) throw new ArchiveError('Godwit does not read this kind of file yet');
  return format;
}
