import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CARD_BYTES_MAX, CardError, NESTING_MAX, PHOTO_BYTES_MAX } from './card-error.ts';
import { readCard } from './read-card.ts';
import { splitCards } from './split-cards.ts';

/** What the card says; what it does not say is left out. */
function said(bytes: Buffer): Readonly<Record<string, unknown>> {
  const isEmpty = (value: unknown): boolean =>
    value === '' || value === null || value === false || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(readCard(bytes)).filter(([, value]) => !isEmpty(value)));
}

function card(lines: string, version = '3.0', end = '\r\n'): Buffer {
  return Buffer.from(['BEGIN:VCARD', `VERSION:${version}`, ...lines.split('\n'), 'END:VCARD', ''].join(end));
}

function saidBy(lines: string, version = '3.0'): Readonly<Record<string, unknown>> {
  return said(card(lines, version));
}

function value(text: string, ...types: readonly string[]): object {
  return { types, label: '', isPreferred: false, value: text };
}

const NO_PLACE = { poBox: '', extended: '', street: '', city: '', region: '', postalCode: '', country: '' };

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

describe('names', () => {
  test.each<readonly [string, string, object]>([
    ['of too few parts', 'N:Doe;Jane', { familyName: 'Doe', givenName: 'Jane', displayName: 'Jane Doe' }],
    ['of one part', 'N:Jane Doe', { familyName: 'Jane Doe', displayName: 'Jane Doe' }],
    ['of too many parts', 'N:Doe;Jane;;;Jr.;X', { suffix: 'Jr., X' }],
    [
      'of several values',
      'N:Stevenson;John;Philip,Paul;Dr.;Jr.,M.D.',
      { middleName: 'Philip Paul', suffix: 'Jr., M.D.' },
    ],
    ['that hold separators', 'N:Doe\\; Roe;J\\,J', { familyName: 'Doe; Roe', givenName: 'J,J' }],
    ['missing', 'ORG:Acme;Lab', { displayName: 'Acme', organisation: 'Acme', units: ['Lab'] }],
    ['missing altogether', 'TEL:1', { displayName: '1' }],
    [
      'of addresses',
      'EMAIL:Jane Doe <jane@example.com>',
      { displayName: 'Jane Doe', emails: [value('jane@example.com')] },
    ],
    ['written twice', 'FN:A\nFN;PREF=1:B', { displayName: 'B', others: ['FN:A'] }],
    [
      'in two languages',
      'N;ALTID=1:Doe;Jane\nN;ALTID=1;LANGUAGE=ja:ドー;ジェーン',
      { familyName: 'Doe', others: ['N;ALTID=1;LANGUAGE=ja:ドー;ジェーン'] },
    ],
    [
      'as they are spoken',
      'X-PHONETIC-FIRST-NAME:Jon\nX-PHONETIC-LAST-NAME:Dow',
      { phoneticGivenName: 'Jon', phoneticFamilyName: 'Dow' },
    ],
    [
      'as they are sorted in Japanese',
      'N;SORT-AS="あんどう,ろいど":安藤;ロイド',
      { phoneticFamilyName: 'あんどう', phoneticGivenName: 'ろいど' },
    ],
    [
      'as they are sorted elsewhere',
      'N;SORT-AS="Harten":van der Harten',
      { familyName: 'van der Harten', others: ['SORT-STRING:Harten'] },
    ],
    ['of friends', 'NICKNAME:Jim,Jimmie\\, Jr.', { nicknames: ['Jim', 'Jimmie, Jr.'] }],
  ])('%s', (_what, lines, expected) => {
    expect(saidBy(lines)).toMatchObject(expected);
  });
});

describe('numbers, addresses and links', () => {
  test.each<readonly [string, string, object]>([
    ['bare types', 'TEL;WORK;VOICE:1', { phones: [value('1', 'voice', 'work')] }],
    [
      'types in a list',
      'TEL;TYPE="work,cell";PREF=1:1',
      { phones: [{ ...value('1', 'cell', 'work'), isPreferred: true }] },
    ],
    [
      'a preference among others',
      'EMAIL;PREF=2:a@b.c\nEMAIL;PREF=50:d@e.f',
      { emails: [{ ...value('a@b.c'), isPreferred: true }, value('d@e.f')] },
    ],
    ['URIs', 'TEL;VALUE=uri:tel:+1-418-656-9254;ext=102', { phones: [value('+1-418-656-9254 ext. 102')] }],
    ['labels of Apple', 'item1.TEL:1\nitem1.X-ABLabel:_$!<HomeFAX>!$_', { phones: [value('1', 'fax', 'home')] }],
    [
      'labels of ones own',
      'item1.TEL:1\nITEM1.X-ABLabel:Boat\\, sea',
      { phones: [{ ...value('1'), label: 'Boat, sea' }] },
    ],
    ['types of Evolution', 'TEL;TYPE=X-EVOLUTION-CALLBACK:1', { phones: [value('1', 'callback')] }],
    ['numbers of Outlook', 'X-MS-TEL;VOICE;COMPANY:1', { phones: [value('1', 'company', 'voice')] }],
    ['several addresses in one', 'EMAIL:a@b.c, d@e.f', { emails: [value('a@b.c'), value('d@e.f')] }],
    ['mailto', 'EMAIL;VALUE=uri:mailto:a@b.c', { emails: [value('a@b.c')] }],
    [
      'an address of few parts',
      'ADR;HOME:;;1 High St;Austin',
      {
        addresses: [
          { ...NO_PLACE, types: ['home'], label: '', isPreferred: false, street: '1 High St', city: 'Austin' },
        ],
      },
    ],
    [
      'an address that is only printed',
      'LABEL;HOME:1 High St\\nAustin',
      { addresses: [{ ...NO_PLACE, types: ['home'], label: '', isPreferred: false, street: '1 High St\nAustin' }] },
    ],
    ['an escaped link', 'URL:http\\://example.com/a\\,b', { urls: [value('http://example.com/a,b')] }],
    [
      'messengers',
      'X-SKYPE-USERNAME:jane\nIMPP;X-SERVICE-TYPE=Skype:skype:jane\nX-AIM:j1',
      { messengers: [value('skype:jane'), value('aim:j1')] },
    ],
    ['messengers of Apple', 'IMPP;X-SERVICE-TYPE=GaduGadu:x-apple:12', { messengers: [value('gg:12')] }],
    [
      'profiles',
      'X-SOCIALPROFILE;type=twitter:http://twitter.com/j',
      { urls: [{ ...value('http://twitter.com/j'), label: 'twitter' }] },
    ],
  ])('%s', (_what, lines, expected) => {
    expect(saidBy(lines)).toMatchObject(expected);
  });

  test('a printed address is kept where it says more than its parts', () => {
    const adr = 'ADR;WORK:;;1 High St;Austin;;;';
    expect(saidBy(`${adr}\nLABEL;WORK:1 High St\\nAustin`)['others']).toBeUndefined();
    expect(saidBy(`${adr}\nLABEL;WORK:Back door\\n1 High St`)['others']).toEqual([
      'LABEL;TYPE=WORK:Back door\\n1 High St',
    ]);
  });
});

describe('days', () => {
  const leap = { year: 1980, month: 2, day: 29 };
  const noYear = { year: null, month: 2, day: 29 };
  test.each<readonly [string, object]>([
    ['BDAY:19800229', leap],
    ['BDAY:1980-02-29', leap],
    ['BDAY;VALUE=date-time:1980-02-29T00:00:00Z', leap],
    ['BDAY:19800229T000000Z', leap],
    ['BDAY:--0229', noYear],
    ['BDAY:--02-29', noYear],
    ['BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29', noYear],
    ['BDAY;X-APPLE-OMIT-YEAR=1900:1900-02-28', { year: null, month: 2, day: 28 }],
    ['BDAY;VALUE=text:long ago\nBDAY:1980-02-29', leap],
  ])('%s is a birthday', (lines, birthday) => {
    expect(saidBy(lines)['birthday']).toEqual(birthday);
  });

  test.each(['BDAY:1980', 'BDAY:1980-02', 'BDAY:1981-02-29', 'BDAY;VALUE=text:long ago', 'BDAY:0000'])(
    '%s names no day and is kept',
    (line) => {
      expect(saidBy(line)).toMatchObject({ others: [line] });
    },
  );

  test.each([
    'ANNIVERSARY:20050607',
    'X-ANNIVERSARY:2005-06-07',
    'X-EVOLUTION-ANNIVERSARY:2005-06-07',
    'X-MS-ANNIVERSARY:20050607',
    'item2.X-ABDATE;type=pref:2005-06-07\nitem2.X-ABLabel:_$!<Anniversary>!$_',
    'X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;2005-06-07;1;;;;;;;;;;;;;',
  ])('%s is an anniversary', (lines) => {
    expect(saidBy(lines)).toMatchObject({ anniversary: { year: 2005, month: 6, day: 7 } });
    expect(saidBy(lines)['others']).toBeUndefined();
  });

  test.each([
    ['20121012T210525Z', Date.UTC(2012, 9, 12, 21, 5, 25)],
    ['2012-03-05T13:32:54.5+01:00', Date.UTC(2012, 2, 5, 12, 32, 54, 500)],
    ['2012-03-05', Date.UTC(2012, 2, 5)],
  ])('REV:%s is when it was changed', (text, at) => {
    expect(saidBy(`REV:${text}`)['modified']).toBe(at);
  });
});

describe('people', () => {
  test.each<readonly [string, object]>([
    ['X-SPOUSE:Joe', { spouse: 'Joe' }],
    ['X-MS-SPOUSE;N:Joe', { spouse: 'Joe' }],
    ['item1.X-ABRELATEDNAMES:Joe\nitem1.X-ABLabel:_$!<Spouse>!$_', { spouse: 'Joe' }],
    ['RELATED;TYPE=spouse;VALUE=text:Joe', { spouse: 'Joe' }],
    ['RELATED;TYPE=friend:urn:uuid:1', { others: ['RELATED;TYPE=friend:urn:uuid:1'] }],
    ['X-EVOLUTION-MANAGER:Max\nX-MS-ASSISTANT:Ida', { manager: 'Max', assistant: 'Ida' }],
    ['CLASS:PRIVATE', { isPrivate: true }],
  ])('%s', (lines, expected) => {
    expect(saidBy(lines)).toMatchObject(expected);
  });
});

describe('photos', () => {
  const jpeg = Buffer.from('ffd8ffe000104a46494600010101', 'hex');
  const base64 = jpeg.toString('base64');
  test.each<readonly [string, string]>([
    [
      'of 2.1 with blanks before each line and an empty line',
      `PHOTO;JPEG;ENCODING=BASE64:\n  ${base64.slice(0, 8)}\n  ${base64.slice(8)}\n\nTITLE:x`,
    ],
    ['with lines that nobody set in', `PHOTO;ENCODING=b;TYPE=JPEG:${base64.slice(0, 8)}\n${base64.slice(8)}\nTITLE:x`],
    ['without padding', `PHOTO;ENCODING=b:${base64.replace(/=+$/, '')}\nTITLE:x`],
    ['without a word about it', `PHOTO:${base64}\nTITLE:x`],
    ['as a data URI', `PHOTO:data:image/jpeg;base64,${base64}\nTITLE:x`],
    ['as an escaped data URI', `PHOTO;VALUE=uri:data:image/jpeg\\;base64\\,${base64}\nTITLE:x`],
    ['with a bare parameter', `PHOTO;BASE64:${base64}\nTITLE:x`],
    ['of another type than it says', `PHOTO;ENCODING=b;TYPE=PNG:${base64}\nTITLE:x`],
  ])('%s are in the card', (_what, lines) => {
    expect(saidBy(lines, '2.1')).toMatchObject({
      photo: { is: 'inline', bytes: jpeg, mediaType: 'image/jpeg' },
      title: 'x',
    });
  });

  test('elsewhere are only named, and count after those in the card', () => {
    expect(saidBy('PHOTO;VALUE=URI:http://example.com/a.jpg')).toMatchObject({
      photo: { is: 'link', url: 'http://example.com/a.jpg' },
    });
  });

  test('that are too large refuse the card by line', () => {
    const bytes = card(`FN:x\nPHOTO;ENCODING=b:${Buffer.alloc(PHOTO_BYTES_MAX + 3, 1).toString('base64')}`);
    expect(() => readCard(bytes)).toThrow('line 4: the photo is larger');
  });

  test('of 20 MB as one line are read', () => {
    const bytes = Buffer.concat([jpeg, Buffer.alloc(20 * 1024 * 1024, 7)]);
    const photo = readCard(card(`PHOTO:data:image/jpeg;base64,${bytes.toString('base64')}`, '4.0'));
    expect(photo.kind === 'contact' && photo.photo?.is === 'inline' && photo.photo.bytes.equals(bytes)).toBe(true);
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

describe('a card is refused', () => {
  test.each<readonly [string, Buffer, number, string]>([
    ['without a beginning', Buffer.from('FN:x\nEND:VCARD'), 1, 'there is no BEGIN:VCARD'],
    ['with a second one behind it', Buffer.concat([card('FN:a'), card('FN:b')]), 5, 'there is a second card'],
    ['that is nested too deeply', Buffer.from('BEGIN:VCARD\n'.repeat(NESTING_MAX + 2)), NESTING_MAX + 2, 'nested'],
    ['that is too large', Buffer.alloc(CARD_BYTES_MAX + 1, 'x'), 1, 'larger than'],
    ['with too many properties', card('TEL:1\n'.repeat(50_001)), 50_002, 'more than 50000 properties'],
    ['with a text that is too long', card(`FN:a\nNOTE:${'x'.repeat(5_000_000)}`), 4, 'NOTE is longer than'],
    ['with a line that never becomes a property', card('x'.repeat(100_000)), 3, 'too long to be the name'],
  ])('%s', (_what, bytes, line, reason) => {
    expect(() => readCard(bytes)).toThrow(CardError);
    expect(() => readCard(bytes)).toThrow(new RegExp(`^line ${line}: .*${reason}`));
  });

  test('or read in time, whatever is in it', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\n',
        ':',
        ';',
        '=',
        '"',
        ',',
        '\\',
        ' ',
        '\nBEGIN:VCARD\n',
        '\nEND:VCARD\n',
        'ENCODING=b',
        'ENCODING=QUOTED-PRINTABLE',
        'N',
        'ADR',
        'PHOTO',
        'item1.',
        'X-ABLabel',
        'data:,',
        'MEMBER',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const bytes = Buffer.from(`BEGIN:VCARD\n${pieces.join('')}`);
        try {
          readCard(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CardError);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['soft breaks', `NOTE;ENCODING=QUOTED-PRINTABLE:${'a=\n'.repeat(200_000)}`],
    ['folds', `NOTE:a${'\n b'.repeat(200_000)}`],
    ['folds of a header', `NOTE${'\n ;A'.repeat(20_000)}:x`],
    ['parameters', `NOTE${';A=b'.repeat(15_000)}:x`],
    ['separators', `ADR:${';'.repeat(1_000_000)}`],
    ['backslashes', `NOTE:${'\\'.repeat(1_000_000)}`],
    ['equal signs', `NOTE;ENCODING=QUOTED-PRINTABLE:${'=5C'.repeat(300_000)}`],
    ['lines without colon', `NOTE:x${'\ny'.repeat(20_000)}`],
    [
      'groups',
      Array.from({ length: 20_000 }, (_line, at) => `item${at}.TEL:${at}\nitem${at}.X-ABLabel:l${at}`).join('\n'),
    ],
    ['messengers', Array.from({ length: 5000 }, (_line, at) => `IMPP:x:${at}`).join('\n')],
    ['printed addresses', Array.from({ length: 300 }, (_line, at) => `ADR:;;${at};;;;\nLABEL:a ${at}`).join('\n')],
    ['members', `KIND:group\n${Array.from({ length: 20_000 }, (_line, at) => `MEMBER:urn:uuid:${at}`).join('\n')}`],
  ])('or read within a second with very many %s', (_what, lines) => {
    const bytes = card(lines, '2.1');
    const began = performance.now();
    try {
      readCard(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(CardError);
    }
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

test('a file of cards is cut into its cards, with their lines', () => {
  const file = Buffer.concat([
    Buffer.from('\r\n'),
    card('FN:a'),
    card('AGENT:\nBEGIN:VCARD\nFN:n\nEND:VCARD\nFN:b', '2.1'),
    card('FN:c'),
  ]);
  const cards = splitCards(file).map(({ line, bytes }) => [line, readCard(bytes).displayName]);
  expect(cards).toEqual([
    [2, 'a'],
    [6, 'b'],
    [14, 'c'],
  ]);
});
