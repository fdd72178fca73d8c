import { describe, expect, test } from 'vitest';
import { card, said, saidBy } from '../../../test/cards/card-text.ts';

describe('texts', () => {
  test.each<readonly [string, string, string, string]>([
    ['folded lines', '3.0', 'NOTE:one t\n wo\n\t three', 'one two three'],
    ['lines of 2.1 folded at blanks', '2.1', 'NOTE:one\n two', 'one two'],
    ['soft line breaks', '2.1', 'NOTE;ENCODING=QUOTED-PRINTABLE:one=20=\ntwo=0D=0A=\n three', 'one two\n three'],
    ['soft line breaks that were folded too', '2.1', 'NOTE;QUOTED-PRINTABLE:one=\n two', 'one two'],
    ['a soft line break before the end', '2.1', 'NOTE;ENCODING=QUOTED-PRINTABLE:one=', 'one'],
    ['bare encodings', '2.1', 'NOTE;CHARSET=UTF-8;QUOTED-PRINTABLE:J=C3=B6rg', 'Jörg'],
    ['escapes', '3.0', 'NOTE:a\\nb\\Nc\\, d\\; e\\\\ \\x', 'a\nb\nc, d; e\\ \\x'],
    ['paths of Windows', '2.1', 'NOTE:C:\\new\\table', 'C:\\new\\table'],
    ['lines that nobody escaped', '3.0', 'NOTE:one\ntwo and a half\nTITLE:x', 'one\ntwo and a half'],
    ['quoted parameters with colons', '4.0', 'NOTE;X-A="a:b;c":text', 'text'],
    ['an open quote', '3.0', 'NOTE;X-A="a:text', 'text'],
    ['lower case and groups', '3.0', 'a.note;language=en:text', 'text'],
  ])('of %s', (_what, version, lines, expected) => {
    expect(saidBy(lines, version)['note']).toBe(expected);
  });

  test.each<readonly [string, Buffer]>([
    ['a mark of UTF-8', Buffer.concat([Buffer.from('\ufeff'), card('FN:Jörg Müller')])],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${card('FN:Jörg Müller').toString()}`, 'utf16le')],
    ['UTF-16 without', Buffer.from(card('FN:Jörg Müller').toString(), 'utf16le')],
    ['UTF-16 of the other order', Buffer.from(`\ufeff${card('FN:Jörg Müller').toString()}`, 'utf16le').swap16()],
    ['Latin-1 that is not declared', Buffer.from(card('FN:Jörg Müller').toString(), 'latin1')],
    ['Latin-1', Buffer.from(card('FN;CHARSET=ISO-8859-1:Jörg Müller').toString(), 'latin1')],
    ['UTF-8 that is declared as Latin-1', card('FN;CHARSET=ISO-8859-1:Jörg Müller')],
    ['Latin-1 that is declared as UTF-8', Buffer.from(card('FN;CHARSET=UTF-8:Jörg Müller').toString(), 'latin1')],
    ['lines that end with CR', card('FN:Jörg Müller', '3.0', '\r')],
    ['lines that end with LF', card('FN:Jörg Müller', '3.0', '\n')],
    ['lines that end with CR CR LF', card('FN:Jörg Müller', '3.0', '\r\r\n')],
    ['blanks around', Buffer.from('\n\n begin:vCard\nVERSION: 3.0\nFN:Jörg Müller\nend:vCard \n')],
    ['no end', Buffer.from('BEGIN:VCARD\nFN:Jörg Müller')],
  ])('of a card with %s', (_what, bytes) => {
    expect(said(bytes)['displayName']).toBe('Jörg Müller');
  });

  test('of Japanese phones, in Shift_JIS whose second bytes are backslashes', () => {
    // 表 is 0x95 0x5C.
    const name = Buffer.from([0x95, 0x5c, 0x3b, 0x83, 0x5c]);
    const bytes = Buffer.concat([
      Buffer.from('BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=SHIFT_JIS:'),
      name,
      Buffer.from('\r\nEND:VCARD'),
    ]);
    expect(said(bytes)).toMatchObject({ familyName: '表', givenName: 'ソ', displayName: '表 ソ' });
  });
});

describe('groups', () => {
  const jane = { uid: 'c1', address: '', name: '' };
  const ext = { uid: '', address: 'ext@example.org', name: '' };
  test.each<readonly [string, string, readonly object[]]>([
    ['RFC 6350', 'KIND:group\nMEMBER:urn:uuid:c1\nMEMBER:mailto:ext@example.org', [jane, ext]],
    ['plain members', 'KIND:group\nMEMBER:c1\nMEMBER:ext@example.org', [jane, ext]],
    ['Apple', 'X-ADDRESSBOOKSERVER-KIND:group\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:c1', [jane]],
    [
      'Open-Xchange',
      'X-ADDRESSBOOKSERVER-KIND:group\nX-ADDRESSBOOKSERVER-MEMBER;X-CN=Jane Doe;X-EMAIL=j@example.com:urn:uuid:c1',
      [{ uid: 'c1', address: 'j@example.com', name: 'Jane Doe' }],
    ],
    ['old Open-Xchange', 'X-OPEN-XCHANGE-CTYPE:dlist\nEMAIL;TYPE=INTERNET:ext@example.org', [ext]],
    [
      'Evolution',
      'X-EVOLUTION-LIST:TRUE\nX-EVOLUTION-LIST-SHOW-ADDRESSES:FALSE\nEMAIL;X-EVOLUTION-DEST-CONTACT-UID=c1;X-EVOLUTION-DEST-EMAIL-NUM=0:Jane Doe <j@example.com>',
      [{ uid: 'c1', address: 'j@example.com', name: 'Jane Doe' }],
    ],
    ['members named twice', 'KIND:group\nMEMBER:c1\nMEMBER:urn:uuid:c1', [jane]],
  ])('of %s have their members', (_who, lines, members) => {
    expect(saidBy(`FN:Board\nN:Board;;;;\nUID:urn:uuid:g1\n${lines}`)).toEqual({
      kind: 'contact-group',
      displayName: 'Board',
      uid: 'g1',
      members,
    });
  });

  test('are none where there are only categories', () => {
    expect(saidBy('FN:Jane\nCATEGORIES:Board,Team')).toMatchObject({ kind: 'contact', categories: ['Board', 'Team'] });
  });
});

describe('the rest', () => {
  test('is kept with group names, parameters and labels', () => {
    expect(
      saidBy('FN:x\nitem1.X-FOO;type=a,"b;c":1\nitem1.X-ABLabel:Mine\nGEO:1;2\nX-EMPTY:\nno colon')['others'],
    ).toEqual(['item1.X-FOO;TYPE=a,"b;c":1', 'item1.X-ABLABEL:Mine', 'GEO:1;2', 'X-UNREADABLE-LINE:no colon']);
  });

  test('is decoded from quoted-printable and charsets', () => {
    expect(saidBy('FN:x\nX-FOO;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg=0D=0Ab', '2.1')['others']).toEqual([
      'X-FOO:Jörg\\nb',
    ]);
  });

  test('has cards within the card', () => {
    const lines = 'FN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Ida\nEND:VCARD\nTITLE:x';
    expect(saidBy(lines, '2.1')).toMatchObject({
      displayName: 'Boss',
      title: 'x',
      others: ['AGENT:BEGIN:VCARD\\nFN:Ida\\nEND:VCARD'],
    });
  });
});
