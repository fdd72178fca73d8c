import { describe, expect, test } from 'vitest';
import { saidBy, value } from '../../../test/cards/card-text.ts';

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
