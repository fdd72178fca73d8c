import { assert, integer, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMailDate } from './mail-date.ts';

const asIso = (text: string): string | null => {
  const at = parseMailDate(text);
  return at === null ? null : new Date(at).toISOString().slice(0, 19);
};

describe('parseMailDate', () => {
  test.each([
    ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06'],
    ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06'],
    [
      'Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)',
      '1969-02-14T03:02:00',
    ],
    ['Tue, 19 Sep 1995 13:30:00 (EDT (so (deep))) -0400', '1995-09-19T17:30:00'],
    ['Fri May 24 10:35:57 EDT 1991', '1991-05-24T14:35:57'],
    ['May 8, 2005 1:17 PM', '2005-05-08T13:17:00'],
    ['12 Jan 2005 12:17 AM', '2005-01-12T00:17:00'],
    ['2007-11-09 18:37:09', '2007-11-09T18:37:09'],
    ['2019-03-04T05:06:07.123+02:00', '2019-03-04T03:06:07'],
    ['Wed, 20 Dec 95 19:59 CST', '1995-12-21T01:59:00'],
    ['Mon, 21 Aug 95 13:30:57 -600', '1995-08-21T19:30:57'],
    ['Tue, 17 Jul 2012 22:23:35.882 0000', '2012-07-17T22:23:35'],
    ['Wed, 15 Feb 1995 09:38:18', '1995-02-15T09:38:18'],
    ['Tue, 12 Oct 2010 16:21:05 H0500', '2010-10-12T16:21:05'],
    ['1 Jan 100 10:00:00 +0000', '2000-01-01T10:00:00'],
    ['1 Jan 49 10:00:00 +0000', '2049-01-01T10:00:00'],
    ['1 Jan 50 10:00:00 +0000', '1950-01-01T10:00:00'],
    ['Mon, 1 Jan 1601 00:00:00 +0000', '1601-01-01T00:00:00'],
    ['Fri, 31 Dec 9999 23:59:59 +0000', '9999-12-31T23:59:59'],
    ['Tue, 19 Jan 2038 03:14:08 GMT', '2038-01-19T03:14:08'],
    ['31 Dec 2016 23:59:60 +0000', '2017-01-01T00:00:00'],
    ['18-Sep-97 10:00:00', '1997-09-18T10:00:00'],
    ['29 Feb 2000 10.30.00 +0100', '2000-02-29T09:30:00'],
    ['Fri, 1 Nov 2019 10:21:39 GMT+0700', '2019-11-01T03:21:39'],
    ['Fri, 1 Nov 2019 10:21:39 +9900', '2019-11-01T10:21:39'],
  ])('reads %j as %s UTC', (text, iso) => {
    expect(asIso(text)).toBe(iso);
  });

  test.each([
    '',
    'Thu,',
    '(Invalid)',
    'Pn, 29 paX 2007 21:13:00 +0100',
    'Wed, 15 Dec 2010    59:10 -0500',
    '29 Feb 2001 10:00:00 +0000',
    '31 Dec 1600 10:00:00 +0000',
    '1 Jan 1601 00:00:00 +0100',
    '12/11/2007',
    'yesterday at noon',
    '('.repeat(100_000),
  ])('gives up on %j', (text) => {
    expect(parseMailDate(text)).toBeNull();
  });

  test('every instant that RFC 5322 can write comes back', () => {
    assert(
      property(integer({ min: -11_644_000_000, max: 253_402_300_000 }), (seconds) => {
        expect(parseMailDate(new Date(seconds * 1000).toUTCString())).toBe(seconds * 1000);
      }),
    );
  });

  test('no text makes it throw', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 80 }), (text) => {
        const at = parseMailDate(text);
        expect(at === null || Number.isSafeInteger(at)).toBe(true);
      }),
    );
  });
});
