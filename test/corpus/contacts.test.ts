import { existsSync, globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MappingError, proposeMapping } from '../../src/content/contact-csv/contact-mapping.ts';
import { contactOfRow } from '../../src/content/contact-csv/contact-of-row.ts';
import { sniffTable } from '../../src/content/contact-csv/sniff-table.ts';
import { contactOfLdif } from '../../src/content/ldif/contact-of-ldif.ts';
import { splitLdif } from '../../src/content/ldif/ldif-entry.ts';
import { CardError } from '../../src/content/vcard/card-error.ts';
import { compareCards } from '../../src/content/vcard/compare-cards.ts';
import { readCard } from '../../src/content/vcard/read-card.ts';
import { splitCards } from '../../src/content/vcard/split-cards.ts';
import { writeCard } from '../../src/content/vcard/write-card.ts';
import type { Contact, ContactGroup } from '../../src/model/contact.ts';
import { type CsvOptions, csvRows } from '../../src/source/archive/csv-rows.ts';
import { ROOT } from '../rooms/files.ts';
import { skipped } from '../servers/with-dovecot.ts';

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

/** Checked against the files by eye, one for each program. */
const BY_HAND: readonly (readonly [string, number, object])[] = [
  [
    'ez-vcard/io/text/John_Doe_IPHONE.vcf',
    0,
    {
      displayName: 'Mr. John Richter James Doe Sr.',
      phones: { length: 7, 6: { types: ['assistant'], value: '905-222-1234' } },
      birthday: { year: 2012, month: 6, day: 6 },
      photo: { mediaType: 'image/jpeg' },
    },
  ],
  [
    'ez-vcard/io/text/John_Doe_MAC_ADDRESS_BOOK.vcf',
    0,
    {
      phoneticGivenName: 'Jon',
      phoneticFamilyName: 'Dow',
      middleName: 'Richter,James',
      spouse: 'Jenny',
      addresses: { length: 2, 1: { street: 'Street4\nBuilding 6\nFloor 8' } },
    },
  ],
  [
    'ez-vcard/io/text/John_Doe_MS_OUTLOOK.vcf',
    0,
    {
      suffix: 'Sr.',
      manager: 'Big Blue',
      assistant: 'Jenny',
      anniversary: { year: 2011, month: 1, day: 13 },
      messengers: [{ value: 'im:johny5@aol.com' }],
    },
  ],
  [
    'ez-vcard/io/text/outlook-2003.vcf',
    0,
    {
      organisation: 'Company, The',
      units: ['TheDepartment'],
      role: 'TheProfession',
      note: expect.stringMatching(/Second line\n\nThird line is empty\n$/),
    },
  ],
  [
    'ez-vcard/io/text/outlook-2007.vcf',
    0,
    { spouse: 'TheSpouse', phones: { 4: { types: ['callback', 'voice'] } }, urls: { length: 2 } },
  ],
  [
    'ez-vcard/io/text/John_Doe_EVOLUTION.vcf',
    0,
    {
      uid: '477343c8e6bf375a9bac1f96a5000837',
      units: ['Accounting', 'Dungeon'],
      spouse: 'Maria',
      manager: 'Big Blue',
      assistant: 'Little Red',
      messengers: [{ types: ['home'], value: 'aim:johnny5@aol.com' }],
    },
  ],
  [
    'ez-vcard/io/text/John_Doe_LOTUS_NOTES.vcf',
    0,
    {
      nicknames: ['Johny,JayJay'],
      emails: { length: 2 },
      birthday: { year: 1980, month: 5, day: 21 },
      photo: { is: 'inline' },
    },
  ],
  [
    'ez-vcard/io/text/John_Doe_GMAIL.vcf',
    0,
    { spouse: 'Jenny', anniversary: { year: 1975, month: 3, day: 1 }, title: 'Money Counter' },
  ],
  [
    'ez-vcard/io/text/gmail-single.vcf',
    0,
    {
      phones: { 1: { label: 'GRAND_CENTRAL', value: '555 555 2222' } },
      urls: [{ label: 'PROFILE', value: 'http://TheProfile.com' }],
      spouse: 'MySpouse',
      anniversary: { year: 1970, month: 6, day: 2 },
      others: ['X-ICQ:123456789', 'item6.X-ABRELATEDNAMES:MyCustom', 'item6.X-ABLABEL:CustomRelationship'].slice(1),
    },
  ],
  [
    'ez-vcard/io/text/John_Doe_BLACK_BERRY.vcf',
    0,
    { displayName: 'John Doe', givenName: 'john', phones: [{ types: ['cell'] }], photo: { is: 'inline' } },
  ],
  [
    'ez-vcard/io/text/John_Doe_ANDROID.vcf',
    4,
    {
      familyName: 'Ñ Ñ',
      givenName: 'Ñ Ñ Ñ',
      emails: { length: 2 },
      phones: { 2: { types: ['fax', 'work'] } },
      photo: { mediaType: 'image/jpeg' },
    },
  ],
  [
    'ez-vcard/io/text/rfc6350-example.vcf',
    0,
    {
      suffix: 'ing. jr, M.Sc.',
      birthday: { year: null, month: 2, day: 3 },
      anniversary: { year: 2009, month: 8, day: 8 },
      phones: [
        { value: '+1-418-656-9254 ext. 102', isPreferred: true },
        { types: ['cell', 'text', 'video', 'voice', 'work'] },
      ],
    },
  ],
  [
    'ez-vcard/io/text/fullcontact.vcf',
    0,
    { organisation: 'Organization1', emails: { length: 5 }, messengers: { length: 7 }, photo: { is: 'link' } },
  ],
  [
    'ez-vcard/io/text/thunderbird-MoreFunctionsForAddressBook-extension.vcf',
    0,
    { spouse: 'TheSpouse', anniversary: { year: 1990, month: 4, day: 30 }, photo: { is: 'inline' } },
  ],
  [
    'aosp-vcard/v21_japanese_2.vcf',
    0,
    {
      familyName: '安藤',
      phoneticFamilyName: 'ｱﾝﾄﾞｳ',
      phoneticGivenName: 'ﾛｲﾄﾞ1',
      addresses: [{ extended: '東京都渋谷区桜丘町26-1セルリアンタワー6階', postalCode: '150-8512' }],
      note: 'メモ',
    },
  ],
  [
    'aosp-vcard/v21_adr_multiple_line.vcf',
    0,
    { addresses: { 1: { street: 'Hermann v. Brevern\n9999999\nPackstation 999', city: 'Hamburg' } } },
  ],
  ['aosp-vcard/v21_winmo_65.vcf', 0, { anniversary: { year: 2009, month: 10, day: 10 } }],
  ['aosp-vcard/v40_sort_as.vcf', 0, { phoneticFamilyName: 'あんどう', phoneticOrganisation: 'ぐーぐる' }],
  [
    'aspose-email-examples/Gmail/contact.vcf',
    0,
    { messengers: { length: 8, 0: { value: 'aim:AIM' } }, urls: { length: 4 } },
  ],
  [
    'contacts2js/test/test-contacts.csv',
    1,
    {
      displayName: 'Aaron Smith',
      emails: { length: 2 },
      addresses: [{ types: ['work'], street: '10 Pleasent Ave', city: 'Bakersfield' }],
    },
  ],
  [
    'google-shared-contacts-client/outlook.csv',
    0,
    { emails: { length: 3 }, phones: { length: 8 }, addresses: { length: 2 } },
  ],
  [
    'thunderbird-comm-central/mailnews/import/test/unit/resources/shiftjis_addressbook.csv',
    0,
    { familyName: '名無し', givenName: '権兵衛' },
  ],
  [
    'thunderbird-comm-central/mailnews/import/test/unit/resources/utf16_addressbook.csv',
    0,
    { displayName: 'John Doe' },
  ],
  [
    'thunderbird-comm-central/mailnews/import/test/unit/resources/basic_ldif_addressbook.ldif',
    0,
    {
      familyName: 'Last',
      emails: { length: 2 },
      phones: { length: 5 },
      addresses: { length: 2 },
      birthday: { year: 1900, month: 1, day: 2 },
    },
  ],
];

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
  switch (kindOf(file)) {
    case 'cards':
      return readCards(bytes);
    case 'entries':
      return { cards: splitLdif(bytes).flatMap((entry) => named(contactOfLdif(entry.bytes))), refused: [] };
    case 'rows':
      return readTable(bytes);
  }
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
