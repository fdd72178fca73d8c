import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyContact } from '../../../test/cards/card-arbitrary.ts';
import { withoutKept } from '../../content/kept-below.ts';
import { compareCards } from '../../content/vcard/compare-cards.ts';
import { CONTACT_FIELDS } from '../../content/vcard/contact-fields.ts';
import { readCard } from '../../content/vcard/read-card.ts';
import type { Contact } from '../../model/contact.ts';
import type { ExtendedField } from '../../wire/ews/names.ts';
import { contactOf, type WrittenContact, writtenContact } from './contact.ts';
import { dayOf, dayProperties } from './contact-days.ts';
import { CONTACT_LOSSES } from './contact-losses.ts';
import { EMAIL_DISPLAY_NAMES, NAME_PREFIX, PERSONAL_PAGE, YOMI_COMPANY } from './contact-properties.ts';
import { isUri } from './contact-slots.ts';

const contactIn = (...lines: readonly string[]): Contact => {
  const card = readCard(Buffer.from(['BEGIN:VCARD', 'VERSION:4.0', ...lines, 'END:VCARD', ''].join('\r\n')));
  if (card.kind !== 'contact') throw new Error('a contact was expected');
  return card;
};
const written = (...lines: readonly string[]): WrittenContact => writtenContact(contactIn('FN:X', ...lines));
const lossesOf = (...lines: readonly string[]): readonly string[] => written(...lines).losses.map(({ field }) => field);
const keptOf = (...lines: readonly string[]): readonly string[] => withoutKept(written(...lines).part.body).lines;
const propertyOf = ({ part }: WrittenContact, field: ExtendedField): string | undefined =>
  part.extended.find((property) => property.field === field)?.value;

function readBack({ part, element }: WrittenContact): Contact {
  const extended = (field: ExtendedField): string | null =>
    part.extended.find((property) => property.field === field)?.value ?? null;
  return contactOf({ part: { ...part, subject: '', isBodyHtml: false, lastModified: null }, element, extended });
}

describe('phone numbers', () => {
  test.each([
    { types: ['cell'], keys: ['MobilePhone'] },
    { types: ['cell', 'cell', 'cell'], keys: ['MobilePhone', 'OtherTelephone'], left: 1 },
    { types: ['home', 'home', 'home'], keys: ['HomePhone', 'HomePhone2', 'OtherTelephone'] },
    { types: ['work', 'work', 'work', 'work'], keys: ['BusinessPhone', 'BusinessPhone2', 'OtherTelephone'], left: 1 },
    { types: ['"fax,home"', '"fax,work"', 'fax'], keys: ['BusinessFax', 'HomeFax', 'OtherFax'] },
    { types: ['"fax,home"', '"fax,home"', 'fax'], keys: ['HomeFax', 'OtherFax'], left: 1, other: undefined },
    { types: ['"fax,work"', '"fax,work"', 'fax'], keys: ['BusinessFax', 'OtherFax'], left: 1 },
    { types: ['pager', 'car', 'isdn', 'tlx'], keys: ['CarPhone', 'Isdn', 'Pager', 'Telex'] },
    {
      types: ['x-assistant', 'x-callback', 'x-radio', 'x-company'],
      keys: ['AssistantPhone', 'Callback', 'CompanyMainPhone', 'RadioPhone'],
    },
    { types: ['textphone', 'main'], keys: ['PrimaryPhone', 'TtyTddPhone'] },
    // A number of no kind does not lose its place to one that overflows.
    { types: ['cell', 'cell', 'voice'], keys: ['MobilePhone', 'OtherTelephone'], left: 1, other: '+3' },
  ])('of the types $types go to $keys', ({ types, keys, left = 0, other }) => {
    const lines = types.map((type, at) => `TEL;TYPE=${type}:+${at + 1}`);
    const { element, losses } = written(...lines);
    expect([...element.phones.keys()].sort()).toEqual(keys);
    expect(keptOf(...lines).filter((line) => line.startsWith('Further phone number'))).toHaveLength(left);
    expect(losses.some(({ field }) => field === 'phone numbers')).toBe(left > 0);
    if (other !== undefined) expect(element.phones.get('OtherTelephone')).toBe(other);
  });

  test('of which one is preferred take the place of others', () => {
    const { element } = written('TEL;TYPE=cell:+1', 'TEL;TYPE=cell;PREF=1:+2');
    expect(element.phones.get('MobilePhone')).toBe('+2');
  });

  test('with labels of their own say below the notes what they are', () => {
    const lines = ['item1.TEL:+1', 'item1.X-ABLabel:Boat'];
    expect(keptOf(...lines)).toEqual(['Phone number (Boat): +1']);
    expect(lossesOf(...lines)).toEqual(['labels']);
  });
});

describe('e-mail addresses', () => {
  test('go to three places, the preferred first, and further ones below the notes', () => {
    const lines = ['a', 'b', 'c', 'd'].map(
      (name) => `EMAIL;TYPE=work${name === 'd' ? ';PREF=1' : ''}:${name}@example.com`,
    );
    const { element } = written(...lines);
    expect([...element.emails.values()]).toEqual(['d@example.com', 'a@example.com', 'b@example.com']);
    expect(keptOf(...lines)).toEqual(['Further e-mail address (work): c@example.com']);
    expect(lossesOf(...lines)).toEqual(['e-mail addresses', 'labels']);
    expect(readBack(written(...lines)).emails.map(({ value }) => value)).toEqual([
      'a@example.com',
      'b@example.com',
      'd@example.com',
    ]);
  });

  test('are shown with the name of the person, as Outlook does it', () => {
    const contact = writtenContact(contactIn('FN:Jane Doe', 'EMAIL:jane@example.com'));
    expect(propertyOf(contact, EMAIL_DISPLAY_NAMES.EmailAddress1)).toBe('Jane Doe (jane@example.com)');
  });

  test('that are none are kept below the notes', () => {
    expect(keptOf('EMAIL:nobody at home')).toEqual(['Further e-mail address: nobody at home']);
    expect(written('EMAIL:nobody at home').element.emails.size).toBe(0);
  });
});

describe('postal addresses', () => {
  test('go to their places, and letters to the preferred one', () => {
    const { element } = written(
      'ADR;TYPE=home;PREF=1:;;1 St;Town;ST;123;Land',
      'ADR;TYPE=work:;;2 St;;;;',
      'ADR:;;3 St;;;;',
    );
    expect([...element.addresses.keys()]).toEqual(['Business', 'Home', 'Other']);
    expect(element.addresses.get('Home')).toEqual({
      street: '1 St',
      city: 'Town',
      state: 'ST',
      postalCode: '123',
      country: 'Land',
    });
    expect(element.mailing).toBe('Home');
  });

  test('show a post office box and an extension above the street, and give them back apart', () => {
    const contact = written('ADR;TYPE=work:12;2nd floor;1 St;Town;;;');
    expect(contact.element.addresses.get('Business')?.street).toBe('2nd floor\nPO Box 12\n1 St');
    expect(readBack(contact).addresses).toMatchObject([{ poBox: '12', extended: '2nd floor', street: '1 St' }]);
    expect(contact.losses).toEqual([]);
  });

  test('without room are kept below the notes in their lines', () => {
    expect(keptOf('ADR;TYPE=home:;;1 St;;;;', 'ADR;TYPE=home:;;2 St;;;;', 'ADR;TYPE=home:;;3 St;Town;;9;')).toEqual([
      'Further address (home): 3 St\n9 Town',
    ]);
  });
});

describe('other fields', () => {
  test('have their places', () => {
    const contact = written(
      'N:Doe;Jane;Q;Dr.;II',
      'ORG:Acme;R&D;Lab',
      'NICKNAME:JD,Janie',
      'URL;TYPE=home:https://me.example/',
      'URL:https://example.com/',
    );
    expect(Object.fromEntries(contact.element.texts)).toMatchObject({
      FileAs: 'Doe, Jane',
      GivenName: 'Jane',
      MiddleName: 'Q',
      Surname: 'Doe',
      Generation: 'II',
      CompanyName: 'Acme',
      Department: 'R&D; Lab',
      Nickname: 'JD, Janie',
      BusinessHomePage: 'https://example.com/',
    });
    expect(propertyOf(contact, NAME_PREFIX)).toBe('Dr.');
    expect(propertyOf(contact, PERSONAL_PAGE)).toBe('https://me.example/');
    expect(propertyOf(contact, YOMI_COMPANY)).toBeUndefined();
    expect(contact.losses).toEqual([]);
    expect(contact.part.body).toBe('');
  });

  test('that are longer than a field are whole below the notes', () => {
    const title = 'x'.repeat(300);
    expect(written(`TITLE:${title}`).element.texts.get('JobTitle')).toHaveLength(255);
    expect(keptOf(`TITLE:${title}`)).toEqual([`Job title: ${title}`]);
    expect(lossesOf(`TITLE:${title}`)).toEqual(['job title']);
  });

  test('that nobody knows are kept as they are, and very long ones in the attached original', () => {
    const lines = ['X-SHOE-SIZE:43', `KEY:data:application/pgp-keys;base64,${'A'.repeat(5000)}`];
    expect(keptOf(...lines)).toEqual(['X-SHOE-SIZE:43', 'KEY: see original.vcf']);
    expect(written(...lines).needsOriginal).toBe(true);
    expect(lossesOf(...lines)).toEqual(['custom fields', 'other properties']);
  });

  test('of a photo that is a link are its address and nothing that was fetched', () => {
    expect(keptOf('PHOTO:https://example.com/me.jpg')).toEqual(['Photo: https://example.com/me.jpg']);
    expect(lossesOf('PHOTO:https://example.com/me.jpg')).toEqual(['photo']);
  });

  test.each(['https://example.com/a%20b', 'www.example.com', 'example.com/x?y=z#f', 'http://例え.jp/'])(
    '%s is a page',
    (page) => expect(isUri(page)).toBe(true),
  );
  test.each(['http://a b', 'http://[x', '100% me', 'a#b#c', 'http://x/%zz', '<x>', 'sch eme:x', '1x:y'])(
    '%s is no page',
    (page) => expect(isUri(page)).toBe(false),
  );
});

describe('a day', () => {
  test.each([-11, -5, 0, 1, 5.5, 9, 11])('is the same %i hours from Greenwich', (hours) => {
    const at = Date.parse(dayProperties({ year: 1980, month: 2, day: 29 })?.dateTime ?? '');
    expect(new Date(at + hours * 3_600_000).toISOString().slice(0, 10)).toBe('1980-02-29');
  });

  test.each([-11, -5, 0, 1, 5.5, 12])(
    'that somebody wrote as midnight %i hours from Greenwich is that day',
    (hours) => {
      const midnight = new Date(Date.UTC(1980, 1, 29) - hours * 3_600_000).toISOString();
      expect(dayOf(midnight, null)).toEqual({ year: 1980, month: 2, day: 29 });
    },
  );

  test('without a year is in 1604, says so, and comes back without it', () => {
    const contact = written('BDAY:--0229');
    expect(contact.element.birthday).toBe('1604-02-29T11:59:00Z');
    expect(readBack(contact).birthday).toEqual({ year: null, month: 2, day: 29 });
    expect(contact.losses.map(({ field }) => field)).toEqual(['birthday']);
    expect(keptOf('BDAY:--0229')).toEqual(['Birthday: --02-29 (no year)']);
  });

  test.each([
    { year: 1500, month: 1, day: 1 },
    { year: 2001, month: 2, day: 29 },
    { year: 9000, month: 1, day: 1 },
  ])('that Exchange cannot hold, as $year-$month-$day, is kept below the notes', (day) => {
    expect(dayProperties(day)).toBeNull();
  });
});

test('every field that can differ has a loss that says why', () => {
  expect(Object.keys(CONTACT_LOSSES).sort()).toEqual(Object.keys(CONTACT_FIELDS).sort());
});

test('whatever a card holds, what Exchange gives back differs from it only in the losses that are named', () => {
  fc.assert(
    fc.property(anyContact, (source) => {
      const contact = writtenContact(source);
      const photo = source.photo?.is === 'inline' ? source.photo : null;
      const named = new Set(contact.losses.map(({ field }) => field));
      const differences = compareCards(source, { ...readBack(contact), photo }, named);
      expect(differences.filter(({ level }) => level === 'must')).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('whatever is lost of a card stands below its notes', () => {
  fc.assert(
    fc.property(anyContact, (source) => {
      const { element, part, needsOriginal } = writtenContact(source);
      const below = withoutKept(part.body).lines.join('\n');
      const shown = [...element.emails.values(), ...element.phones.values(), ...element.messengers.values()];
      const all = [...source.emails, ...source.phones, ...source.messengers].map(({ value }) => value);
      const missing = all.filter((value) => !shown.includes(value) && !below.includes(value));
      // Values with control characters stand there with replacement characters in their place.
      // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
      expect(needsOriginal ? [] : missing.filter((value) => !/[\u0000-\u001f\u007f\ufffe\uffff]/.test(value))).toEqual(
        [],
      );
    }),
    { numRuns: 300 },
  );
});
