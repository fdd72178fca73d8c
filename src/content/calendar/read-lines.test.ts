import { describe, expect, test } from 'vitest';
import {
  calendarOf,
  eventBytes,
  masterOf,
  readEventOf,
  readSeries,
  shown,
  vevent,
} from '../../../test/calendar/texts.ts';
import { instantOf } from './zones.ts';

const GREETING = 'Grüße aus Köln, 漢字 and 𝄞 from here to there and back again, more than once';

/** The text, cut into pieces of so many bytes wherever that falls, each but the first after a line end and a blank. */
function foldedEvery(bytes: Buffer, size: number, lineEnd: string): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    if (at > 0) pieces.push(Buffer.from(`${lineEnd} `));
    pieces.push(bytes.subarray(at, at + size));
  }
  return Buffer.concat(pieces);
}

describe('lines', () => {
  test.each([1, 2, 3, 5, 74])('a line folded every %i bytes, inside characters too, is one line', (size) => {
    const line = foldedEvery(Buffer.from(`SUMMARY:${GREETING}`), size, '\r\n');
    const [head, tail] = ['BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260102T100000Z\r\n', '\r\nEND:VEVENT\r\n'];
    const bytes = Buffer.concat([Buffer.from(head), line, Buffer.from(tail)]);
    expect(masterOf(readSeries(bytes)).summary).toBe(GREETING);
  });

  test.each([
    ['LF', '\n'],
    ['CR', '\r'],
    ['CR CR LF', '\r\r\n'],
    ['CR LF and empty lines', '\r\n\r\n'],
  ])('lines may end with %s', (_name, lineEnd) => {
    const text = eventBytes('SUMMARY:One', 'LOCATION:Hall').toString().replaceAll('\r\n', lineEnd);
    expect(masterOf(readSeries(Buffer.from(text)))).toMatchObject({ summary: 'One', location: 'Hall' });
  });

  test.each([
    ['UTF-8 with its mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with its mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without it', (text: string) => Buffer.from(text, 'utf16le')],
    ['UTF-16 the other way round', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['Latin-1', (text: string) => Buffer.from(text, 'latin1')],
  ])('a file in %s is read', (_name, encode) => {
    expect(masterOf(readSeries(encode(eventBytes('SUMMARY:Café für elf').toString()))).summary).toBe('Café für elf');
  });

  test('a file in Windows-1252 keeps its dashes and its currency', () => {
    const bytes = Buffer.concat([
      Buffer.from('BEGIN:VEVENT\nDTSTART:20260102\nSUMMARY:5 '),
      Buffer.from([0x80, 0x20, 0x96, 0x20, 0xfc]),
      Buffer.from('\nLOCATION:Bücher\nEND:VEVENT\n'),
    ]);
    expect(masterOf(readSeries(bytes))).toMatchObject({ summary: '5 € – ü', location: 'Bücher' });
  });

  test('a line in a charset of its own is read in that', () => {
    const japanese = Buffer.from('1b244246493d711b2842', 'hex');
    const [head, tail] = ['BEGIN:VEVENT\nDTSTART:20260102\nSUMMARY;CHARSET=ISO-2022-JP:', '\nEND:VEVENT\n'];
    expect(masterOf(readSeries(Buffer.concat([Buffer.from(head), japanese, Buffer.from(tail)]))).summary).toBe('読書');
  });

  test('a long line that goes on without a blank is put together', () => {
    const uri = `https://example.org/${'path/'.repeat(30)}end`;
    const pieces = uri.match(/.{1,70}/g) ?? [];
    const bytes = eventBytes(`URL:${pieces[0]}`, ...pieces.slice(1), 'SUMMARY:After');
    expect(masterOf(readSeries(bytes))).toMatchObject({ url: uri, summary: 'After' });
  });

  test('line breaks inside a description are text, with empty lines and words that look like properties', () => {
    const event = readEventOf('DESCRIPTION:First.', 'Second.', '', 'NOTE: third', 'LOCATION:Hall');
    expect(event).toMatchObject({ description: 'First.\nSecond.\n\nNOTE: third', location: 'Hall', others: [] });
  });

  test('a line that is none does not spoil the time before it, and is kept', () => {
    const event = readEventOf('SUMMARY=no colon', 'LOCATION:Hall');
    expect(shown(event.start)).toBe('2026-01-02 10:00:00 UTC');
    expect(event).toMatchObject({ location: 'Hall', others: ['X-GODWIT-UNREADABLE:SUMMARY=no colon'] });
  });

  test('lines that are set in below BEGIN, in lower case, with blanks round their names are read', () => {
    const text = 'begin:vevent\n  dtstart ;value=date :20260102\n summary:Low\nend:vevent\n';
    expect(masterOf(readSeries(Buffer.from(text))).start).toEqual({ date: '2026-01-02', time: null, zone: 'floating' });
  });

  test('control characters that no XML can carry are left out', () => {
    expect(readEventOf('SUMMARY:a\u0000b\u0007c\u001bd\te').summary).toBe('abcd\te');
  });
});

describe('parameters', () => {
  test.each([
    ['CN="Doe, Jane"', 'Doe, Jane'],
    ["CN=Jane ^'JJ^' Doe", 'Jane "JJ" Doe'],
    ['CN=Jane^nDoe', 'Jane\nDoe'],
    ['CN=50^^2', '50^2'],
    ['CN=Doe\\, Jane', 'Doe, Jane'],
    ['CN="Doe; Jane: 1"', 'Doe; Jane: 1'],
    ['CN=Team: Jane', 'Team: Jane'],
    ['CN="Jane', '"Jane'],
    ['CN=İpek', 'İpek'],
  ])('%s is the name %j', (parameter, name) => {
    const event = readEventOf(`ORGANIZER;${parameter}:mailto:jane@example.org`);
    expect(event.organizer).toEqual({ name, address: 'jane@example.org', uri: 'mailto:jane@example.org' });
  });

  test.each([
    'TZID=W. Europe Standard Time',
    'TZID="W. Europe Standard Time"',
    'TZID=/freeassociation.sourceforge.net/Tzfile/Europe/Berlin',
    'TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"',
    'TZID=(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna',
  ])('%s is a zone that has the time of Berlin', (parameter) => {
    const { start } = masterOf(readSeries(calendarOf(...vevent(`DTSTART;${parameter}:20260702T100000`))));
    expect(shown(start)).toMatch(/^2026-07-02 10:00:00 Europe\//);
    expect(instantOf(start, 'UTC')).toBe(Date.UTC(2026, 6, 2, 8));
  });

  test('a zone that nobody knows floats, and its name is kept', () => {
    const event = masterOf(readSeries(calendarOf(...vevent('DTSTART;TZID=Mars/Olympus:20260102T100000'))));
    expect(shown(event.start)).toBe('2026-01-02 10:00:00 floating');
    expect(event.others).toEqual(['X-GODWIT-KEPT-DTSTART;TZID=Mars/Olympus:20260102T100000']);
  });

  test.each(['', '=', '=Home'])('TZID%s is the zone of the only VTIMEZONE', (name) => {
    const offsets = ['DTSTART:19700101T000000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0200'];
    const zone = ['BEGIN:VTIMEZONE', 'TZID:', 'BEGIN:STANDARD', ...offsets, 'END:STANDARD', 'END:VTIMEZONE'];
    const { start } = masterOf(readSeries(calendarOf(...zone, ...vevent(`DTSTART;TZID${name}:20260102T100000`))));
    expect(instantOf(start, 'UTC')).toBe(Date.UTC(2026, 0, 2, 8));
  });

  test('a time in UTC stays that, whatever zone is named beside it', () => {
    const event = masterOf(readSeries(calendarOf(...vevent('DTSTART;TZID=Europe/Berlin:20260102T100000Z'))));
    expect(shown(event.start)).toBe('2026-01-02 10:00:00 UTC');
  });
});

describe('text', () => {
  test.each([
    ['one\\ntwo\\Nthree', 'one\ntwo\nthree'],
    ['a\\, b\\; c\\: d\\\\e', 'a, b; c: d\\e'],
    ['say \\"yes\\"', 'say "yes"'],
    ['C:\\Users\\me', 'C:\\Users\\me'],
    ['\\\\n is no line end', '\\n is no line end'],
  ])('%s is %j', (written, text) => {
    expect(readEventOf(`SUMMARY:${written}`).summary).toBe(text);
  });
});
