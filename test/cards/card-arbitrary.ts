/** Any contact and any contact group that `readCard` can give, for properties that must hold for all of them. */
import * as fc from 'fast-check';
import { instant } from '../../src/base/clock.ts';
import type {
  Contact,
  ContactGroup,
  GroupMember,
  Labelled,
  LabelledText,
  PartialDate,
  Photo,
  PostalAddress,
} from '../../src/model/contact.ts';

/** Everything that has a meaning in a card, at places where it has none. */
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\\',
      ';',
      ',',
      ':',
      '"',
      '^n',
      '=',
      '=3D',
      '\\n',
      'C:\\new',
      'BEGIN:VCARD',
      ' ',
      '日本語',
    ),
  },
);
const anyText = fc
  .array(piece, { maxLength: 6 })
  .map((pieces) => pieces.join('').replace(/\r\n?/g, '\n').toWellFormed());
/** Trimmed, on one line, not empty. */
const line = anyText.map((text) => text.replace(/\s*\n\s*/g, ' ').trim() || 'x');
const lineOrNone = fc.oneof(fc.constant(''), line);
const note = fc.oneof(
  fc.constant(''),
  fc.array(anyText, { maxLength: 5 }).map((lines) => (lines.join('\n').trim() === '' ? '' : lines.join('\n'))),
  // Long enough to be folded many times.
  fc.array(line, { minLength: 20, maxLength: 30 }).map((lines) => lines.join(' ')),
);
/** Several lines, trimmed. */
const block = fc.array(anyText, { maxLength: 3 }).map((lines) => lines.join('\n').trim());

const uid = fc.oneof(
  fc.constant(''),
  fc.uuid(),
  line.filter((text) => !/^urn:uuid:/i.test(text)),
);
const types = fc.uniqueArray(
  fc.constantFrom('home', 'work', 'cell', 'fax', 'voice', 'other', 'x-nec-hotel', 'a b', 'q"t'),
  {
    maxLength: 3,
  },
);
const labelled: fc.Arbitrary<Labelled> = fc.record({
  types: types.map((list) => [...list].sort()),
  label: fc.oneof(fc.constant(''), fc.constantFrom('Ferienhaus', 'Grand Central: 2', 'a;b,c\\d')),
  isPreferred: fc.boolean(),
});
function values(value: fc.Arbitrary<string>): fc.Arbitrary<readonly LabelledText[]> {
  const one = fc.tuple(labelled, value).map(([label, text]) => ({ ...label, value: text }));
  return fc.uniqueArray(one, { maxLength: 3, selector: (text) => text.value });
}
const email = fc.oneof(fc.emailAddress(), fc.constantFrom('jürgen@exämple.de', 'no address', 'o\\n@b'));
const phone = fc.constantFrom('+1 (212) 204-3445', '0311111111', 'p1234p5678w9', '555 ext. 12', '1;2,3');
const url = fc.oneof(fc.webUrl(), fc.constantFrom('www.example.com', 'http://a.example/?q=1;2,3\\4'));
const messenger = fc
  .tuple(
    fc.constantFrom('xmpp', 'skype', 'aim', 'gtalk', 'sip', 'im'),
    fc.constantFrom('jane', 'j,d;e', 'j@example.org'),
  )
  .map(([scheme, name]) => `${scheme}:${name}`);

const address: fc.Arbitrary<PostalAddress> = fc
  .tuple(
    labelled,
    fc.record({
      poBox: block,
      extended: block,
      street: block,
      city: block,
      region: block,
      postalCode: block,
      country: block,
    }),
  )
  .map(([label, place]) => ({ ...label, ...place, city: place.city || 'Austin' }));

const date: fc.Arbitrary<PartialDate> = fc.record({
  year: fc.oneof(
    fc.constant(null),
    fc.integer({ min: 1, max: 9999 }).map((year) => (year === 1604 ? 1605 : year)),
  ),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 28 }),
});
const dateOrNone = fc.oneof(fc.constant(null), date);
const moment = fc.oneof(
  fc.constant(null),
  fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }).map(instant),
  fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => instant(seconds * 1000)),
);

const SIGNATURES: Readonly<Record<string, string>> = {
  'image/jpeg': 'ffd8ffe0',
  'image/png': '89504e470d0a1a0a',
  'image/gif': '474946383961',
  'image/svg+xml': '3c737667',
  'application/octet-stream': '00000001',
};
const photo: fc.Arbitrary<Photo> = fc.oneof(
  fc.webUrl().map((link) => ({ is: 'link', url: link }) as const),
  fc
    .tuple(fc.constantFrom(...Object.entries(SIGNATURES)), fc.uint8Array({ maxLength: 400 }))
    .map(
      ([[mediaType, start], rest]) =>
        ({ is: 'inline', mediaType, bytes: Buffer.concat([Buffer.from(start, 'hex'), rest]) }) as const,
    ),
);

const others = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom('', 'item1.', 'x9.'), fc.constantFrom('X-CUSTOM1', 'GEO', 'TZ', 'X-ABUID'), line)
    .map(([group, name, value]) => `${group}${name};VALUE=text:v${value}`),
  { maxLength: 3 },
);
const list = fc.uniqueArray(line, { maxLength: 3 });

export const anyContact: fc.Arbitrary<Contact> = fc.record({
  kind: fc.constant('contact' as const),
  uid,
  displayName: line,
  familyName: lineOrNone,
  givenName: lineOrNone,
  middleName: lineOrNone,
  prefix: lineOrNone,
  suffix: lineOrNone,
  phoneticFamilyName: lineOrNone,
  phoneticGivenName: lineOrNone,
  nicknames: list,
  organisation: lineOrNone,
  units: list,
  phoneticOrganisation: lineOrNone,
  title: lineOrNone,
  role: lineOrNone,
  emails: values(email),
  phones: values(phone),
  addresses: fc.array(address, { maxLength: 2 }),
  urls: values(url),
  messengers: values(messenger),
  birthday: dateOrNone,
  anniversary: dateOrNone,
  photo: fc.oneof(fc.constant(null), photo),
  note,
  categories: list,
  spouse: lineOrNone,
  children: list,
  manager: lineOrNone,
  assistant: lineOrNone,
  isPrivate: fc.boolean(),
  modified: moment,
  others,
});

const member: fc.Arbitrary<GroupMember> = fc
  .record({ uid, address: fc.oneof(fc.constant(''), fc.emailAddress()), name: lineOrNone })
  .map((one) => (one.uid === '' && one.address === '' && one.name === '' ? { ...one, name: 'x' } : one));

export const anyGroup: fc.Arbitrary<ContactGroup> = fc.record({
  kind: fc.constant('contact-group' as const),
  uid,
  displayName: line,
  members: fc.uniqueArray(member, {
    maxLength: 5,
    selector: (one) => [one.uid, one.address.toLowerCase(), one.name].join('\n'),
  }),
  note,
  categories: list,
  modified: moment,
  others,
});
