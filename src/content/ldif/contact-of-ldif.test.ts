import { describe, expect, test } from 'vitest';
import { splitLdif } from '../../../test/cards/split-file.ts';
import { contactOfLdif } from './contact-of-ldif.ts';
import { LdifError } from './ldif-entry.ts';

function entry(...lines: readonly string[]): Buffer {
  return Buffer.from(`dn: cn=Jane Doe,mail=jane@example.com\r\n${lines.join('\r\n')}\r\n`);
}

const THUNDERBIRD = [
  'objectclass: top',
  'objectclass: mozillaAbPersonAlpha',
  'givenName: Jane',
  'sn:: RG/Dqw==',
  'cn: Jane Doe',
  'mozillaNickname: JD',
  'mail: jane@example.com',
  'mozillaSecondEmail: jd@example.org',
  'nsAIMid: jane1',
  'telephoneNumber: 1',
  'homePhone: 2',
  'fax: 3',
  'mobile: 4',
  'mozillaHomeStreet: 1 High St',
  'mozillaHomeStreet2: Floor 3',
  'mozillaHomeLocalityName: Austin',
  'street: 2 Low St',
  'l: Dallas',
  'c: USA',
  'title: Engi',
  ' neer',
  'ou: R&D',
  'o: Acme',
  'mozillaWorkUrl: http://example.com',
  'birthyear: 1980',
  'birthmonth: 2',
  'birthday: 29',
  'description: Line 1',
  'mozillaCustom1: tea',
  'modifytimestamp: 1213818826',
  'mozillaUseHtmlMail: true',
];

const JANE = {
  kind: 'contact',
  displayName: 'Jane Doe',
  givenName: 'Jane',
  familyName: 'Doë',
  nicknames: ['JD'],
  emails: [{ value: 'jane@example.com' }, { value: 'jd@example.org' }],
  messengers: [{ value: 'aim:jane1' }],
  phones: [
    { types: ['work'], value: '1' },
    { types: ['home'], value: '2' },
    { types: ['fax'], value: '3' },
    { types: ['cell'], value: '4' },
  ],
  addresses: [
    { types: ['home'], street: '1 High St\nFloor 3', city: 'Austin' },
    { types: ['work'], street: '2 Low St', city: 'Dallas', country: 'USA' },
  ],
  title: 'Engineer',
  units: ['R&D'],
  organisation: 'Acme',
  urls: [{ types: ['work'], value: 'http://example.com' }],
  birthday: { year: 1980, month: 2, day: 29 },
  modified: 1213818826000,
  note: 'Line 1\n\n----- Kept from the original -----\nmozillacustom1: tea',
};

describe('an entry of LDIF', () => {
  test('of Thunderbird is a contact with all that it says', () => {
    expect(contactOfLdif(entry(...THUNDERBIRD))).toMatchObject(JANE);
  });

  test('that is a list is a group with its members', () => {
    const group = contactOfLdif(
      Buffer.from(
        'dn: cn=Board\nobjectclass: top\nobjectclass: groupOfNames\ncn: Board\nmember: cn=Doe\\, Jane,mail=jane@example.com\nmember:: Y249SsO2LG1haWw9akBleGFtcGxlLmNvbQ==\n',
      ),
    );
    expect(group).toMatchObject({
      kind: 'contact-group',
      displayName: 'Board',
      members: [
        { uid: '', address: 'jane@example.com', name: 'Doe, Jane' },
        { uid: '', address: 'j@example.com', name: 'Jö' },
      ],
    });
  });

  test('has name and address of its DN where it says no others', () => {
    expect(contactOfLdif(entry('objectclass: person'))).toMatchObject({
      displayName: 'Jane Doe',
      emails: [{ value: 'jane@example.com' }],
    });
  });

  test('has photos that are in it, and names those that are elsewhere', () => {
    expect(contactOfLdif(entry('jpegPhoto:: /9j/4AAQ'))).toMatchObject({
      photo: { is: 'inline', mediaType: 'image/jpeg' },
    });
    expect(contactOfLdif(entry('jpegPhoto:< file:///etc/passwd'))).toMatchObject({
      photo: { is: 'link', url: 'file:///etc/passwd' },
    });
  });

  test('keeps links and other languages for people, and follows nothing', () => {
    const note = contactOfLdif(entry('description:< http://example.com/secret', 'cn;lang-ja:: 5qCq', '# nobody'))?.note;
    expect(note).toBe('----- Kept from the original -----\ndescription: http://example.com/secret\ncn;lang-ja: 株');
  });

  test.each([
    ['a change', 'changetype: delete', 'line 2: the entry changes another one'],
    ['a line without colon', 'what is this', 'line 2: the line is no attribute'],
  ])('is refused for %s', (_what, line, reason) => {
    expect(() => contactOfLdif(entry(line))).toThrow(LdifError);
    expect(() => contactOfLdif(entry(line))).toThrow(reason);
  });

  test('that is only a place for others is nobody', () => {
    expect(
      contactOfLdif(
        Buffer.from('dn: ou=people,dc=example\nobjectclass: top\nobjectclass: organizationalUnit\nou: people\n'),
      ),
    ).toBeNull();
  });
});

test('a file of LDIF is cut at its empty lines', () => {
  const file = Buffer.from('version: 1\r\n\r\n# people\r\n\r\ndn: cn=A\r\ncn: A\r\n\r\n\r\ndn: cn=B\ncn: B');
  expect(splitLdif(file).map(({ line, bytes }) => [line, contactOfLdif(bytes)?.displayName])).toEqual([
    [5, 'A'],
    [9, 'B'],
  ]);
});
