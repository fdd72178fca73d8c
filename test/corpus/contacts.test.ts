import { existsSync, globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MappingError, proposeMapping } from '../../src/content/contact-csv/contact-mapping.ts';
import { contactOfRow } from '../../src/content/contact-csv/contact-of-row.ts';
import { sniffTable } from '../../src/content/contact-csv/sniff-table.ts';
import { contactOfLdif } from '../../src/content/ldif/contact-of-ldif.ts';
import { CardError } from '../../src/content/vcard/card-error.ts';
import { compareCards } from '../../src/content/vcard/compare-cards.ts';
import { readCard } from '../../src/content/vcard/read-card.ts';
import { writeCard } from '../../src/content/vcard/write-card.ts';
import type { Contact, ContactGroup } from '../../src/model/contact.ts';
import { type CsvOptions, csvRows } from '../../src/source/archive/csv-rows.ts';
import { splitCards, splitLdif } from '../cards/split-file.ts';
import { ROOT } from '../rooms/files.ts';
import { skipped } from '../servers/with-dovecot.ts';
import { BY_HAND } from './contacts-by-hand.ts';

type Card = Contact | ContactGroup;

const CONTACTS = join(ROOT, '..', 'shared', 'corpus', 'contacts');
/** The slowest file has 370 KB of hostile bytes. */
const FILE_MS_MAX = 2000;

if (!existsSync(CONTACTS)) skipped('the corpus of contacts', 'the folder ../shared/corpus/contacts is not there');
else describe('the corpus of contacts', corpusTests);

function corpusTests(): void {
  const files = globSync('**/*', { cwd: CONTACTS, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('LICENSE'))
    .map((entry) => join(entry.parentPath, entry.name).slice(CONTACTS.length + 1))
    .sort();

  test('is read in full: every card, row and entry, or a reason by file and line', async () => {
    const counts = { files: files.length, cards: 0, rows: 0, entries: 0, refused: [] as string[] };
    for (const file of files) {
      const began = performance.now();
      const read = await readFile(file);
      counts[kindOf(file)] += read.cards.length;
      counts.refused.push(...read.refused.map((reason) => `${file}: ${reason}`));
      expect(performance.now() - began, file).toBeLessThan(FILE_MS_MAX);
    }
    const { refused, ...numbers } = counts;
    expect(numbers).toEqual({ files: 107, cards: 93, rows: 25, entries: 7 });
    // What a fuzzer wrote has no card in it; Mork is the format of address books before 2019.
    expect(refused.filter((reason) => !/vcardfuzz\d+a?: line 1: there is no BEGIN:VCARD$/.test(reason))).toEqual([
      'thunderbird-comm-central/mail/components/addrbook/test/browser/data/import.mab: no table of contacts',
    ]);
    expect(refused).toHaveLength(13);
  });

  test('is equal after it was written in any version', async () => {
    for (const file of files) {
      for (const { card } of (await readFile(file)).cards) {
        for (const version of ['3.0', '4.0'] as const) {
          const again = readCard(writeCard(card, version));
          expect(again, file).toEqual(card);
          expect(compareCards(card, again, new Set()), file).toEqual([]);
        }
      }
    }
  });

  test('of hostile bytes within a card is read or refused in time', () => {
    for (const file of files.filter((name) => name.includes('vcardfuzz'))) {
      const bytes = Buffer.concat([
        Buffer.from('BEGIN:VCARD\r\n'),
        readFileSync(join(CONTACTS, file)),
        Buffer.from('\r\nEND:VCARD\r\n'),
      ]);
      const began = performance.now();
      try {
        const card = readCard(bytes);
        expect(readCard(writeCard(card, '4.0')), file).toEqual(card);
      } catch (error) {
        expect(error, file).toBeInstanceOf(CardError);
      }
      expect(performance.now() - began, file).toBeLessThan(FILE_MS_MAX);
    }
  });

  test.each(BY_HAND)('%s says what a reader of the file sees', async (file, place, expected) => {
    const cards = (await readFile(file)).cards;
    expect(cards[place]?.card).toMatchObject(expected);
  });
}

interface ReadFile {
  readonly cards: readonly { readonly card: Card }[];
  readonly refused: readonly string[];
}

function kindOf(file: string): 'cards' | 'rows' | 'entries' {
  if (extname(file) === '.ldif') return 'entries';
  return ['.csv', '.txt', '.mab'].includes(extname(file)) ? 'rows' : 'cards';
}

async function readFile(file: string): Promise<ReadFile> {
  const bytes = readFileSync(join(CONTACTS, file));
  const kind = kindOf(file);
  if (kind === 'cards') return readCards(bytes);
  if (kind === 'rows') return await readTable(bytes);
  return { cards: splitLdif(bytes).flatMap((entry) => named(contactOfLdif(entry.bytes))), refused: [] };
}

function readCards(file: Buffer): ReadFile {
  const found = splitCards(file);
  const refused: string[] = [];
  const cards = (found.length === 0 ? [{ line: 1, bytes: file }] : found).flatMap(({ line, bytes }) => {
    try {
      return named(readCard(bytes));
    } catch (error) {
      if (!(error instanceof CardError)) throw error;
      refused.push(`line ${line + error.line - 1}: ${error.reason}`);
      return [];
    }
  });
  return { cards, refused };
}

async function readTable(bytes: Buffer): Promise<ReadFile> {
  const rows = [];
  for await (const row of csvRows(onePiece(bytes), sniffTable(bytes) satisfies CsvOptions)) rows.push(row);
  const cells = rows.flatMap((row) => (row.is === 'row' ? [row.cells] : []));
  try {
    const mapping = proposeMapping(cells[0] ?? [], cells.slice(1, 11));
    const contacts = mapping.hasHeadings ? cells.slice(1) : cells;
    return { cards: contacts.flatMap((row) => named(contactOfRow(mapping, row))), refused: [] };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return { cards: [], refused: ['no table of contacts'] };
  }
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

function named(card: Card | null): readonly { readonly card: Card }[] {
  return card === null ? [] : [{ card }];
}
