/** What a file holds: which kinds of items, and whether one or many. */
import type { ContactMapping } from '../../model/contact-table.ts';
import type { FolderKind } from '../../model/item.ts';
import { archiveReason } from './archive-error.ts';
import { Window } from './bytes.ts';
import { CALENDAR_KINDS, type CalendarIndex, indexCalendar } from './calendar-index.ts';
import { type CardIndex, indexCards } from './card-index.ts';
import { type Mappings, mappingOf } from './csv-format.ts';
import type { Format, OpenFile } from './format.ts';
import { type Formats, formatsOf } from './formats.ts';
import { kindOfMsg } from './mapi/msg-format.ts';
import { type ContainerName, type FormatName, sniffBytes, sniffName } from './sniff.ts';
import type { ArchiveFile } from './tree.ts';

export type Class =
  | ItemsClass
  | { readonly is: 'container'; readonly container: ContainerName }
  | { readonly is: 'store'; readonly store: 'pst' }
  | { readonly is: 'beside' }
  | { readonly is: 'unknown'; readonly why: string };

export interface ItemsClass {
  readonly is: 'items';
  readonly name: FormatName;
  readonly format: Format;
  /** True when the file is one item and not a folder of items. */
  readonly isSingle: boolean;
  /** Kinds of folders that its items go to, each with the number of items where that is known. */
  readonly kinds: ReadonlyMap<FolderKind, number | null>;
  /** What it holds beside items, for people; '' when nothing. */
  readonly rest: string;
}

/** Classes of so many files are kept, so that a folder that is looked at again is not read again. */
const KEPT_MAX = 100_000;
/** Where X-WR-CALNAME is looked for. */
const HEAD_BYTES = 4096;

export class Classifier {
  readonly #formats: Formats;
  readonly #tables = new Map<string, ContactMapping>();
  readonly #kept = new Map<string, { readonly stamp: string; readonly found: Class }>();

  constructor(formats: Formats) {
    this.#formats = formats;
  }

  /** Of the tables that were looked at: what each column is taken for. */
  get mappings(): Mappings {
    return this.#tables;
  }

  /** A file that cannot be read is of unknown class, with the reason. */
  async classify(file: ArchiveFile, signal: AbortSignal): Promise<Class> {
    const byName = sniffName(file);
    if (byName?.is === 'format' && byName.format === 'mbox') return this.mbox();
    if (byName?.is === 'format') return this.#single(byName.format, new Map([['message', 1]]));
    if (byName !== null) return byName.is === 'beside' ? byName : { is: 'unknown', why: 'it has no content' };
    const key = file.path.join('/');
    const kept = this.#kept.get(key);
    if (kept?.stamp === file.stamp) return kept.found;
    const found = await this.#look(file, signal);
    if (this.#kept.size < KEPT_MAX || kept !== undefined) this.#kept.set(key, { stamp: file.stamp, found });
    return found;
  }

  mbox(): ItemsClass {
    return { ...this.#single('mbox', new Map([['message', null]])), isSingle: false };
  }

  async #look(file: ArchiveFile, signal: AbortSignal): Promise<Class> {
    try {
      const bytes = await file.open(signal);
      try {
        return await this.#lookInto({ file, window: new Window(bytes) }, signal);
      } finally {
        await bytes.close();
      }
    } catch (error) {
      return { is: 'unknown', why: archiveReason(error) };
    }
  }

  async #lookInto(open: OpenFile, signal: AbortSignal): Promise<Class> {
    const sniffed = await sniffBytes(open.file, open.window);
    if (sniffed.is === 'container' || sniffed.is === 'beside' || sniffed.is === 'unknown') return sniffed;
    const { format } = sniffed;
    if (format === 'calendar')
      return this.#calendar(
        open,
        await this.#formats.calendars.get(open.file, () => indexCalendar(open.window, signal)),
      );
    if (format === 'cards')
      return this.#cards(await this.#formats.cards.get(open.file, () => indexCards(open.window, signal)));
    if (format === 'pst') return { is: 'store', store: 'pst' };
    if (format === 'mbox') return this.mbox();
    if (format === 'csv') return this.#table(open);
    if (format === 'ldif') return { ...this.#single('ldif', new Map([['contact', null]])), isSingle: false };
    if (format === 'text-note') return this.#single('text-note', new Map([['note', 1]]));
    if (format === 'msg') return this.#single('msg', new Map([[await kindOfMsg(open.window), 1]]));
    return this.#single(format, new Map([['message', 1]]));
  }

  async #table(open: OpenFile): Promise<Class> {
    this.#tables.set(open.file.path.join('/'), await mappingOf(open, this.#formats.mappings));
    return { ...this.#single('csv', new Map([['contact', null]])), isSingle: false };
  }

  async #calendar({ window }: OpenFile, index: CalendarIndex): Promise<Class> {
    const kinds = new Map<FolderKind, number>();
    for (const kind of CALENDAR_KINDS) if (index.count(kind) > 0) kinds.set(kind, index.count(kind));
    // A component without an end is told where the events are.
    const broken = index.count('broken');
    if (broken > 0) kinds.set('event', (kinds.get('event') ?? 0) + broken);
    const total = [...kinds.values()].reduce((sum, count) => sum + count, 0);
    const rest = [...index.others].map(([name, count]) => `${count} ${name}`).join(', ');
    if (total === 0)
      return { is: 'unknown', why: rest === '' ? 'it holds no event, task or note' : `it holds only ${rest}` };
    const isNamed = /\nX-WR-CALNAME[;:]/i.test((await window.at(0, HEAD_BYTES)).toString('latin1'));
    const format = formatsOf(this.#formats, 'calendar');
    return { is: 'items', name: 'calendar', format, isSingle: total === 1 && !isNamed, kinds, rest };
  }

  #cards(index: CardIndex): Class {
    if (index.length === 0) return { is: 'unknown', why: 'it holds no card' };
    const format = formatsOf(this.#formats, 'cards');
    return {
      is: 'items',
      name: 'cards',
      format,
      isSingle: index.length === 1,
      kinds: new Map([['contact', index.length]]),
      rest: '',
    };
  }

  #single(name: FormatName, kinds: ReadonlyMap<FolderKind, number | null>): ItemsClass {
    return { is: 'items', name, format: formatsOf(this.#formats, name), isSingle: true, kinds, rest: '' };
  }
}
