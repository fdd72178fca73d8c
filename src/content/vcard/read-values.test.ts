import { describe, expect, test } from 'vitest';
import { card, NO_PLACE, saidBy, value } from '../../../test/cards/card-text.ts';
import { PHOTO_BYTES_MAX } from './card-error.ts';
import { readCard } from './read-card.ts';

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
