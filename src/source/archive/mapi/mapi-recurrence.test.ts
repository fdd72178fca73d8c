/** Patterns of series as Outlook stores them, number by number (MS-OXOCAL §2.2.1.44). */
import { describe, expect, test } from 'vitest';
import { readSeries } from './mapi-recurrence.ts';

const DAILY = 0x200a;
const WEEKLY = 0x200b;
const MONTHLY = 0x200c;
const YEARLY = 0x200d;
const NEVER = 0x2023;
const AFTER = 0x2022;
const UNTIL = 0x2021;
/** 2007-03-26 in minutes since 1601. */
const DAY = 213_621_120;

function bytesOf(...parts: readonly (readonly [2 | 4, number] | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (Buffer.isBuffer(part)) return part;
      const bytes = Buffer.alloc(part[0]);
      bytes.writeUIntLE(part[1], 0, part[0]);
      return bytes;
    }),
  );
}

function pattern(
  frequency: number,
  kind: number,
  period: number,
  specific: readonly number[],
  ending: number,
  count = 10,
  deleted: readonly number[] = [],
  changed: readonly number[] = [],
): Buffer {
  const dates = (list: readonly number[]): readonly (readonly [4, number])[] => [
    [4, list.length],
    ...list.map((date) => [4, date] as const),
  ];
  return bytesOf(
    [2, 0x3004],
    [2, 0x3004],
    [2, frequency],
    [2, kind],
    [2, 0],
    [4, 0],
    [4, period],
    [4, 0],
    ...specific.map((number) => [4, number] as const),
    [4, ending],
    [4, count],
    [4, 1],
    ...dates(deleted),
    ...dates(changed),
    [4, DAY],
    [4, DAY + 1440 * 30],
  );
}

describe('a rule', () => {
  test.each([
    {
      what: 'every other day',
      blob: pattern(DAILY, 0, 2880, [], NEVER),
      rule: { frequency: 'DAILY', interval: 2, count: null },
    },
    {
      what: 'Monday and Friday',
      blob: pattern(WEEKLY, 1, 1, [0b10_0010], AFTER, 7),
      rule: {
        frequency: 'WEEKLY',
        count: 7,
        byDay: [
          { day: 'MO', nth: null },
          { day: 'FR', nth: null },
        ],
      },
    },
    {
      what: 'the 15th every quarter',
      blob: pattern(MONTHLY, 2, 3, [15], NEVER),
      rule: { frequency: 'MONTHLY', interval: 3, byMonthDay: [15] },
    },
    {
      what: 'the 31st or the last',
      blob: pattern(MONTHLY, 2, 1, [31], NEVER),
      rule: { byMonthDay: [28, 29, 30, 31], bySetPos: [-1] },
    },
    { what: 'the last Sunday', blob: pattern(MONTHLY, 3, 1, [1, 5], NEVER), rule: { byDay: [{ day: 'SU', nth: -1 }] } },
    { what: 'the second weekday', blob: pattern(MONTHLY, 3, 1, [0b11_1110, 2], NEVER), rule: { bySetPos: [2] } },
    {
      what: 'every second year',
      blob: pattern(YEARLY, 2, 24, [3], NEVER),
      rule: { frequency: 'YEARLY', interval: 2, byMonthDay: [3] },
    },
  ])('$what', ({ blob, rule }) => {
    expect(readSeries(blob)?.rule).toMatchObject(rule);
  });

  test('that ends on a day has that day', () => {
    expect(readSeries(pattern(DAILY, 0, 1440, [], UNTIL))).toMatchObject({
      untilDay: DAY + 1440 * 30,
      rule: { count: null },
    });
  });
});

test('what was taken out and what was changed are told apart, and changes have their texts', () => {
  const text = (value: string): Buffer =>
    bytesOf([2, value.length + 1], [2, value.length], Buffer.from(value, 'latin1'));
  const wide = (value: string): Buffer => bytesOf([2, value.length], Buffer.from(value, 'utf16le'));
  const exception = bytesOf([4, DAY + 600], [4, DAY + 660], [4, DAY + 540], [2, 0x11], text('Gr?sse'), text('Room'));
  const extended = bytesOf(
    [4, 4],
    [4, 0],
    [4, 0],
    [4, DAY + 600],
    [4, DAY + 660],
    [4, DAY + 540],
    wide('Grüße'),
    wide('Raum'),
    [4, 0],
  );
  const blob = bytesOf(
    pattern(DAILY, 0, 1440, [], NEVER, 10, [DAY, DAY + 1440], [DAY]),
    [4, 0x3006],
    [4, 0x3009],
    [4, 540],
    [4, 600],
    [2, 1],
    exception,
    [4, 0],
    extended,
    [4, 0],
  );
  expect(readSeries(blob)).toMatchObject({
    startOffset: 540,
    endOffset: 600,
    deletedDays: [DAY + 1440],
    exceptions: [{ start: DAY + 600, end: DAY + 660, originalStart: DAY + 540, subject: 'Grüße', location: 'Raum' }],
  });
});

test('bytes cut anywhere, and counts that lie, are no series and never more', () => {
  const whole = pattern(DAILY, 0, 1440, [], NEVER, 10, [DAY], [DAY]);
  for (let length = 0; length < whole.length; length++) expect(readSeries(whole.subarray(0, length))).toBeNull();
  expect(readSeries(pattern(DAILY, 0, 1440, [], NEVER).fill(0xff, 34, 38))).toBeNull();
});
