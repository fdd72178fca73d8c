import { describe, expect, test } from 'vitest';
import { NO_PLACE, value, withoutEmpty } from '../../../test/cards/card-text.ts';
import type { Contact, ContactGroup } from '../../model/contact.ts';
import type { ContactMapping } from '../../model/contact-table.ts';
import { MappingError, proposeMapping } from './contact-mapping.ts';
import { contactOfRow } from './contact-of-row.ts';
import { RowSplitter } from './row-splitter.ts';
import { CSV_LIMITS, sniffTable } from './sniff-table.ts';

/** A table as rows of cells, and the contact that its second row is. */
function tableOf(text: string | Buffer): {
  readonly mapping: ContactMapping;
  readonly cards: readonly (Contact | ContactGroup | null)[];
} {
  const bytes = Buffer.from(text);
  const { charset, delimiter } = sniffTable(bytes);
  const splitter = new RowSplitter(delimiter, CSV_LIMITS);
  const rows = [...splitter.push(new TextDecoder(charset).decode(bytes)), ...splitter.end()];
  const cells = rows.flatMap((row) => (row.is === 'row' ? [row.cells] : []));
  const mapping = proposeMapping(cells[0] ?? [], cells.slice(1, 11));
  return { mapping, cards: (mapping.hasHeadings ? cells.slice(1) : cells).map((row) => contactOfRow(mapping, row)) };
}

/** One contact of a table with these columns; what says nothing is left out. */
function contactOf(columns: Readonly<Record<string, string>>, delimiter = ','): Readonly<Record<string, unknown>> {
  const quoted = (texts: readonly string[]): string =>
    texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter);
  return said(tableOf(`${quoted(Object.keys(columns))}\r\n${quoted(Object.values(columns))}\r\n`).cards[0] ?? null);
}

function said(card: Contact | ContactGroup | null): Readonly<Record<string, unknown>> {
  return withoutEmpty(card ?? {});
}

const OUTLOOK_ROW = {
  Title: 'Dr.',
  'First Name': 'Jane',
  'Middle Name': 'Q.',
  'Last Name': 'Doe',
  Suffix: 'Jr.',
  Company: 'Acme, Inc.',
  Department: 'R&D',
  'Job Title': 'Engineer',
  'Business Street': '1 High St',
  'Business Street 2': 'Floor 3',
  'Business City': 'Austin',
  'Business State': 'TX',
  'Business Postal Code': '78701',
  'Business Country/Region': 'USA',
  'Business Address PO Box': '12',
  'Business Phone': '+1 512 555 0100',
  'Business Phone 2': '+1 512 555 0102',
  'Home Fax': '+1 512 555 0103',
  'Mobile Phone': '+1 512 555 0101',
  "Assistant's Phone": '104',
  Birthday: '2/29/1980',
  Anniversary: '0/0/00',
  'E-mail Address': 'jane@example.com',
  'E-mail Type': 'SMTP',
  'E-mail Display Name': 'Jane Doe (jane@example.com)',
  'E-mail 2 Address': '/o=Acme/ou=x/cn=jane',
  Gender: 'Unspecified',
  Priority: 'Normal',
  Private: 'True',
  Categories: 'Suppliers;VIP',
  Children: 'Ann, Ben',
  'User 1': 'likes tea',
  'Web Page': 'http://example.com',
  Notes: 'Line 1\nLine 2',
};

const OUTLOOK_CONTACT = {
  kind: 'contact',
  displayName: 'Dr. Jane Q. Doe Jr.',
  familyName: 'Doe',
  givenName: 'Jane',
  middleName: 'Q.',
  prefix: 'Dr.',
  suffix: 'Jr.',
  organisation: 'Acme, Inc.',
  units: ['R&D'],
  title: 'Engineer',
  emails: [value('jane@example.com')],
  phones: [
    value('+1 512 555 0100', 'work'),
    value('+1 512 555 0102', 'work'),
    value('+1 512 555 0103', 'fax', 'home'),
    value('+1 512 555 0101', 'cell'),
    value('104', 'assistant'),
  ],
  addresses: [
    {
      types: ['work'],
      label: '',
      isPreferred: false,
      poBox: '12',
      extended: '',
      street: '1 High St\nFloor 3',
      city: 'Austin',
      region: 'TX',
      postalCode: '78701',
      country: 'USA',
    },
  ],
  urls: [value('http://example.com')],
  birthday: { year: 1980, month: 2, day: 29 },
  note: 'Line 1\nLine 2\n\n----- Kept from the original -----\nUser 1: likes tea\nE-mail 2 Address: /o=Acme/ou=x/cn=jane',
  categories: ['Suppliers', 'VIP'],
  children: ['Ann', 'Ben'],
  isPrivate: true,
};

describe('a table of contacts', () => {
  test('of Outlook in English is read in full', () => {
    expect(contactOf(OUTLOOK_ROW)).toEqual(OUTLOOK_CONTACT);
  });

  test('of Outlook in German, in Windows-1252 with semicolons', () => {
    const text =
      'Anrede;Vorname;Nachname;Position;Straße geschäftlich;Ort geschäftlich;Telefon (privat);Mobiltelefon;E-Mail-Adresse;Geburtstag;Büro\r\n' +
      'Frau;Jörg;Müller;Prüfer;Äußere Gasse 1;Köln;0221/1;0170 1;j@example.de;2.3.1980;Zi. 5\r\n';
    const { mapping, cards } = tableOf(Buffer.from(text, 'latin1'));
    expect(mapping.dates).toBe('day first');
    expect(said(cards[0] ?? null)).toEqual({
      kind: 'contact',
      displayName: 'Frau Jörg Müller',
      familyName: 'Müller',
      givenName: 'Jörg',
      prefix: 'Frau',
      title: 'Prüfer',
      emails: [value('j@example.de')],
      phones: [value('0221/1', 'home'), value('0170 1', 'cell')],
      addresses: [
        { ...NO_PLACE, types: ['work'], label: '', isPreferred: false, street: 'Äußere Gasse 1', city: 'Köln' },
      ],
      birthday: { year: 1980, month: 3, day: 2 },
      note: '----- Kept from the original -----\nBüro: Zi. 5',
    });
  });

  test('of Outlook in French has two columns of one name', () => {
    const { cards } = tableOf(
      'Titre,Prénom,Nom,Société,Titre,Adresse de messagerie,Téléphone (bureau),Anniversaire\r\nMme,Zoé,Lebœuf,ACME,Chef,z@example.fr,01,31/12/1979\r\n',
    );
    expect(said(cards[0] ?? null)).toMatchObject({
      prefix: 'Mme',
      title: 'Chef',
      familyName: 'Lebœuf',
      phones: [value('01', 'work')],
      birthday: { year: 1979, month: 12, day: 31 },
    });
  });

  test('of Open-Xchange, with its apostrophe before a plus, and a row that is a distribution list', () => {
    const heading =
      '"Display name","Sur name","Given name","Title","Position","Children","City home","Telephone business 1","Cellular telephone 2","Email 1","Instantmessenger 1","Object id","","Changing date","Birthday","Marital status"';
    const { cards } = tableOf(
      `${heading}\n"Doe, Jane","Doe","Jane","Dr.","Chief","2","Austin","'+1 512","555","j@example.com","jane","7","","1331000000000","1980-02-29","single"\n` +
        '"Board","","","","","","","","","","","8","Jane Doe <j@example.com>, x@example.org","","",""\n',
    );
    expect(said(cards[0] ?? null)).toEqual({
      kind: 'contact',
      displayName: 'Doe, Jane',
      familyName: 'Doe',
      givenName: 'Jane',
      prefix: 'Dr.',
      title: 'Chief',
      phones: [value('+1 512', 'work'), value('555', 'cell')],
      emails: [value('j@example.com')],
      addresses: [{ ...NO_PLACE, types: ['home'], label: '', isPreferred: false, city: 'Austin' }],
      messengers: [value('im:jane')],
      modified: 1331000000000,
      birthday: { year: 1980, month: 2, day: 29 },
      note: '----- Kept from the original -----\nChildren: 2\nMarital status: single',
    });
    expect(cards[1]).toMatchObject({
      kind: 'contact-group',
      displayName: 'Board',
      members: [
        { uid: '', address: 'j@example.com', name: 'Jane Doe' },
        { uid: '', address: 'x@example.org', name: '' },
      ],
    });
  });

  test.each(['Type', 'Label'])('of Google with its columns of %s and value', (type) => {
    const contact = contactOf({
      'First Name': 'Jane',
      'Group Membership': '* myContacts ::: Friends',
      [`E-mail 1 - ${type}`]: '* Work',
      'E-mail 1 - Value': 'a@example.com ::: b@example.com',
      [`E-mail 2 - ${type}`]: 'Ferienhaus',
      'E-mail 2 - Value': 'c@example.com',
      [`Phone 1 - ${type}`]: 'Work Fax',
      'Phone 1 - Value': '1',
      [`Address 1 - ${type}`]: 'Home',
      'Address 1 - Formatted': '1 High St\nAustin',
      'Address 1 - Street': '1 High St',
      'Address 1 - City': 'Austin',
      [`Relation 1 - ${type}`]: 'Spouse',
      'Relation 1 - Value': 'Joe',
      [`Event 1 - ${type}`]: 'Anniversary',
      'Event 1 - Value': '2005-06-07',
      [`Custom Field 1 - ${type}`]: 'Shoe size',
      'Custom Field 1 - Value': '42',
      Birthday: '--02-29',
      Photo: 'https://example.com/p.jpg',
    });
    expect(contact).toEqual({
      kind: 'contact',
      displayName: 'Jane',
      givenName: 'Jane',
      emails: [
        { types: ['work'], label: '', isPreferred: true, value: 'a@example.com' },
        { types: ['work'], label: '', isPreferred: true, value: 'b@example.com' },
        { types: [], label: 'Ferienhaus', isPreferred: false, value: 'c@example.com' },
      ],
      phones: [value('1', 'fax', 'work')],
      addresses: [{ ...NO_PLACE, types: ['home'], label: '', isPreferred: false, street: '1 High St', city: 'Austin' }],
      spouse: 'Joe',
      anniversary: { year: 2005, month: 6, day: 7 },
      birthday: { year: null, month: 2, day: 29 },
      photo: { is: 'link', url: 'https://example.com/p.jpg' },
      categories: ['Friends'],
      note: '----- Kept from the original -----\nShoe size: 42',
    });
  });

  test('calls the title of a job a title where nothing else is', () => {
    expect(contactOf({ Name: 'Jane Doe', Title: 'Engineer', Email: 'j@example.com' })).toMatchObject({
      title: 'Engineer',
    });
  });

  test.each([
    '2/29/1980',
    '29.2.1980',
    '1980-02-29',
    '29-Feb-80',
    'February 29, 1980',
    '320630400000',
    '1980/2/29 00:00',
  ])('knows the day %s', (date) => {
    expect(contactOf({ Name: 'J', Birthday: date })).toMatchObject({ birthday: { year: 1980, month: 2, day: 29 } });
  });

  test('keeps a day that is none for people', () => {
    expect(contactOf({ Name: 'J', Birthday: 'in spring' })['note']).toBe(
      '----- Kept from the original -----\nBirthday: in spring',
    );
  });

  test('without headings is known by its cells', () => {
    const { mapping, cards } = tableOf(
      'Jane Doe,Jane,Doe,j@example.com,+1 512 555 0100\nJoe Roe,Joe,Roe,k@example.com,(512) 555\n',
    );
    expect(mapping.columns.map(({ target }) => target)).toEqual([
      'display name',
      'given name',
      'family name',
      'email',
      'phone',
    ]);
    expect(cards).toHaveLength(2);
  });

  test.each([
    ['numbers', '1,2,3\n4,5,6\n'],
    ['things', 'Article,Price\nTable,5\n'],
    ['nothing', ''],
  ])('of %s is refused', (_what, text) => {
    expect(() => tableOf(text)).toThrow(MappingError);
  });

  test('has rows that say nothing', () => {
    const { cards } = tableOf('Name,Email,Private\n,,False\nJane,,\n');
    expect(cards.map((card) => card?.displayName)).toEqual([undefined, 'Jane']);
  });
});
