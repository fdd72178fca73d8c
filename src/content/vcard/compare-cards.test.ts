import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyContact, anyGroup } from '../../../test/cards/card-arbitrary.ts';
import { instant } from '../../base/clock.ts';
import type { Contact, ContactGroup, Labelled } from '../../model/contact.ts';
import { withKept } from '../kept-below.ts';
import { compareCards } from './compare-cards.ts';
import { CONTACT_FIELDS } from './contact-fields.ts';
import { namedMemberLine } from './group-member.ts';

const nothingLost: ReadonlySet<string> = new Set();
const unlabelled: Labelled = { types: [], label: '', isPreferred: false };
const work: Labelled = { ...unlabelled, types: ['work'] };
const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');

/** Something in every field. */
const full: Contact = {
  kind: 'contact',
  uid: 'c1',
  displayName: 'Dr. Jane Q. Doe Jr.',
  familyName: 'Doe',
  givenName: 'Jane',
  middleName: 'Q.',
  prefix: 'Dr.',
  suffix: 'Jr.',
  phoneticFamilyName: 'ドー',
  phoneticGivenName: 'ジェーン',
  nicknames: ['JD', 'Janey'],
  organisation: 'Acme',
  units: ['R&D', 'Lab'],
  phoneticOrganisation: 'アクメ',
  title: 'Engineer',
  role: 'Chemist',
  emails: [
    { ...work, value: 'jane@example.com' },
    { ...unlabelled, value: 'jd@example.org' },
  ],
  phones: [
    { ...work, value: '+1 (512) 555-0100' },
    { ...unlabelled, types: ['cell'], value: '512 555 0101' },
  ],
  addresses: [
    {
      ...work,
      poBox: '12',
      extended: 'Floor 3',
      street: '1 High St',
      city: 'Austin',
      region: 'TX',
      postalCode: '78701',
      country: 'USA',
    },
  ],
  urls: [{ ...unlabelled, label: 'Blog', value: 'https://example.com/' }],
  messengers: [{ ...unlabelled, value: 'xmpp:jane@example.com' }],
  birthday: { year: null, month: 2, day: 29 },
  anniversary: { year: 2005, month: 6, day: 7 },
  photo: { is: 'inline', bytes: jpeg, mediaType: 'image/jpeg' },
  note: 'Met at the fair.\nCall back.',
  categories: ['Suppliers', 'VIP'],
  spouse: 'Joe',
  children: ['Ann', 'Ben'],
  manager: 'Max',
  assistant: 'Ida',
  isPrivate: true,
  modified: instant(1_000_000),
  others: ['X-CUSTOM1:one', 'GEO:1;2'],
};

const group: ContactGroup = {
  kind: 'contact-group',
  uid: 'g1',
  displayName: 'Board',
  members: [
    { uid: 'c1', address: 'jane@example.com', name: 'Jane Doe' },
    { uid: '', address: 'ext@example.org', name: '' },
    { uid: '', address: '', name: 'Somebody' },
  ],
  note: 'Meets on Mondays',
  categories: ['Team'],
  modified: null,
  others: ['X-CUSTOM1:one'],
};

/** What a copy may lose or change, and the field and kind of the difference that must be found. */
const DAMAGES: readonly (readonly [string, Partial<Contact>, string])[] = [
  ['another display name', { displayName: 'Jane' }, 'display name changed'],
  ['no family name', { familyName: '' }, 'name missing'],
  ['given and family name exchanged', { givenName: 'Doe', familyName: 'Jane' }, 'name changed, name changed'],
  ['no middle name', { middleName: '' }, 'name missing'],
  ['no prefix', { prefix: '' }, 'name missing'],
  ['no suffix', { suffix: '' }, 'name missing'],
  [
    'no phonetic name',
    { phoneticFamilyName: '', phoneticGivenName: '' },
    'phonetic name missing, phonetic name missing',
  ],
  ['one nickname', { nicknames: ['JD'] }, 'nicknames missing'],
  ['no organisation', { organisation: '' }, 'organisation missing'],
  ['one department', { units: ['R&D'] }, 'department missing'],
  ['no phonetic organisation', { phoneticOrganisation: '' }, 'phonetic organisation missing'],
  ['another title', { title: 'Chief' }, 'job title changed'],
  ['no profession', { role: '' }, 'profession missing'],
  ['one address lost', { emails: full.emails.slice(0, 1) }, 'e-mail addresses missing'],
  [
    'a wrong letter in an address',
    { emails: [{ ...work, value: 'jan@example.com' }, ...full.emails.slice(1)] },
    'e-mail addresses missing, e-mail addresses added',
  ],
  ['one number lost', { phones: full.phones.slice(1) }, 'phone numbers missing'],
  [
    'a wrong digit',
    { phones: [{ ...work, value: '+1 (512) 555-0109' }, ...full.phones.slice(1)] },
    'phone numbers missing, phone numbers added',
  ],
  [
    'a number of work at home',
    { phones: [{ ...unlabelled, types: ['home'], value: '+1 (512) 555-0100' }, ...full.phones.slice(1)] },
    'labels changed',
  ],
  [
    'a mobile as a fax',
    { phones: [...full.phones.slice(0, 1), { ...unlabelled, types: ['fax'], value: '512 555 0101' }] },
    'labels changed',
  ],
  ['no postal address', { addresses: [] }, 'postal addresses missing'],
  [
    'an address without its floor',
    { addresses: full.addresses.map((one) => ({ ...one, extended: '' })) },
    'postal addresses missing, postal addresses added',
  ],
  ['no web page', { urls: [] }, 'web pages missing'],
  [
    'another web page',
    { urls: full.urls.map((one) => ({ ...one, value: 'https://example.com/b' })) },
    'web pages missing, web pages added',
  ],
  ['a label of ones own lost', { urls: full.urls.map((one) => ({ ...one, label: '' })) }, 'labels missing'],
  ['no messenger', { messengers: [] }, 'instant messaging missing'],
  ['a birthday with a year that was made up', { birthday: { year: 1604, month: 2, day: 29 } }, 'birthday changed'],
  ['a birthday one day early', { birthday: { year: null, month: 2, day: 28 } }, 'birthday changed'],
  ['no birthday', { birthday: null }, 'birthday missing'],
  ['no anniversary', { anniversary: null }, 'anniversary missing'],
  ['no photo', { photo: null }, 'photo missing'],
  [
    'a photo that is no picture',
    { photo: { is: 'inline', bytes: Buffer.from('oops'), mediaType: 'application/octet-stream' } },
    'photo changed',
  ],
  ['half the note', { note: 'Met at the fair.' }, 'notes partial'],
  ['another note', { note: 'Nothing.' }, 'notes changed'],
  ['one category', { categories: ['VIP'] }, 'categories missing'],
  ['no spouse', { spouse: '' }, 'spouse missing'],
  ['one child', { children: ['Ben'] }, 'children missing'],
  ['no manager', { manager: '' }, 'manager of the person missing'],
  ['another assistant', { assistant: 'Eva' }, 'assistant changed'],
  ['open to all', { isPrivate: false }, 'privacy missing'],
  ['another UID', { uid: 'c2' }, 'identifier changed'],
  ['no custom field', { others: ['GEO:1;2'] }, 'custom fields missing'],
  ['no place', { others: ['X-CUSTOM1:one'] }, 'other properties missing'],
];

function said(copy: Contact | ContactGroup, source: Contact | ContactGroup = full, lost = nothingLost): string {
  const differences = compareCards(source, copy, lost).filter(({ level }) => level === 'must');
  return differences.map(({ field, how }) => `${field} ${how}`).join(', ');
}

describe('two contacts', () => {
  test('are equal when they are the same, whatever is in them', () => {
    fc.assert(
      fc.property(fc.oneof(anyContact, anyGroup), (card) => {
        expect(compareCards(card, { ...card }, nothingLost)).toEqual([]);
      }),
    );
  });

  test.each(DAMAGES)('differ by name: %s', (_what, damage, expected) => {
    expect(said({ ...full, ...damage })).toBe(expected);
  });

  test.each(DAMAGES)('whose loss was announced count as equal: %s', (_what, damage, expected) => {
    const fields = new Set(expected.split(', ').map((text) => text.replace(/ \w+$/, '')));
    expect(said({ ...full, ...damage }, full, fields)).toBe('');
    expect(compareCards(full, { ...full, ...damage }, fields)).not.toEqual([]);
  });

  test('name each difference in words of the one list', () => {
    for (const [, damage] of DAMAGES) {
      for (const { field } of compareCards(full, { ...full, ...damage }, nothingLost))
        expect(CONTACT_FIELDS).toHaveProperty([field]);
    }
  });

  const HARMLESS: readonly (readonly [string, Partial<Contact>])[] = [
    [
      'lists in another order',
      { emails: full.emails.toReversed(), phones: full.phones.toReversed(), categories: ['VIP', 'Suppliers'] },
    ],
    [
      'numbers written in another way',
      {
        phones: [
          { ...work, value: '+1-512-555-0100' },
          { ...unlabelled, types: ['cell'], value: '(512) 5550101' },
        ],
      },
    ],
    ['a type where there was none', { emails: full.emails.map((one) => ({ ...one, types: ['work'] })) }],
    ['addresses in capitals', { emails: full.emails.map((one) => ({ ...one, value: one.value.toUpperCase() })) }],
    [
      'the floor within the street',
      {
        addresses: full.addresses.map((one) => ({ ...one, poBox: '', extended: '', street: 'Floor 3, 12\n1 High St' })),
      },
    ],
    ['a link without its slash', { urls: full.urls.map((one) => ({ ...one, value: 'http://EXAMPLE.com' })) }],
    ['nicknames in one text', { nicknames: ['JD, Janey'] }],
    ['lines that end as on Windows', { note: 'Met at the fair.\r\nCall back. \r\n' }],
    ['lines kept below the notes', { note: withKept(full.note, ['Further e-mail address: a@b.c']) }],
    ['letters in another Unicode form', { phoneticFamilyName: 'ドー'.normalize('NFD') }],
    [
      'a photo encoded anew',
      { photo: { is: 'inline', bytes: Buffer.from('89504e470d0a1a0a', 'hex'), mediaType: 'image/png' } },
    ],
    ['a new time of change', { modified: instant(5) }],
    ['properties added by the server', { others: [...full.others, 'X-SERVER:1'] }],
  ];
  test.each(HARMLESS)('are equal with %s', (_what, change) => {
    expect(said({ ...full, ...change })).toBe('');
  });
});

describe('two groups', () => {
  test.each<readonly [string, ContactGroup['members'], string]>([
    ['a member is gone', group.members.slice(1), 'members missing'],
    ['a member is new', [...group.members, { uid: '', address: 'new@example.com', name: '' }], 'members added'],
    [
      'a member has another address',
      [{ uid: '', address: 'x@example.com', name: 'Jane Doe' }, ...group.members.slice(1)],
      'members missing, members added',
    ],
  ])('differ when %s', (_what, members, expected) => {
    expect(said({ ...group, members }, group)).toBe(expected);
  });

  test('are equal when members are known by UID or address alone, in any order', () => {
    const members = [
      { uid: '', address: 'EXT@example.org', name: 'Ext Person' },
      { uid: '', address: '', name: 'Somebody' },
      { uid: 'c1', address: '', name: '' },
    ];
    expect(said({ ...group, members }, group)).toBe('');
  });

  describe('of which the copy names members in its notes', () => {
    const copy = (named: ContactGroup['members'], members: ContactGroup['members']): ContactGroup => ({
      ...group,
      members,
      others: [...group.others, ...named.map(namedMemberLine)],
    });

    test('are equal but for these', () => {
      const [first, ...rest] = group.members;
      const differences = compareCards(group, copy(first === undefined ? [] : [first], rest), nothingLost);
      expect(differences).toMatchObject([{ field: 'members', how: 'partial', level: 'may', name: 'Jane Doe' }]);
    });

    test('differ when another one is gone, even where such losses were announced', () => {
      const [first, second, ...rest] = group.members;
      if (first === undefined || second === undefined) throw new Error('the sample has two members');
      expect(said(copy([first], rest), group, new Set(['members']))).toBe('members missing');
      expect(said(copy([], rest), group, new Set(['members']))).toBe('');
    });

    test('are known by any of the ways in which members are named, whatever is in them', () => {
      fc.assert(
        fc.property(anyGroup, (any) => {
          const named = { ...any, members: [], others: [...any.others, ...any.members.map(namedMemberLine)] };
          expect(said(named, any)).toBe('');
        }),
      );
    });
  });

  test('differ from a contact', () => {
    expect(said(full, group)).toBe('kind changed');
  });
});
