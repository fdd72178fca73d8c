import { describe, expect, test } from 'vitest';
import { all, codesOf, type Rig, rigsOfFile, startRig as startAlone } from '../../../test/exchange/rig.ts';
import {
  clearField,
  createBody,
  created,
  deleteBody,
  event,
  occurrenceId,
  PATTERN,
  readItem,
  recurrence,
  setField,
  textsOf,
  updateBody,
  zones,
} from '../../../test/exchange/typed-items.ts';

const startRig = rigsOfFile();
const CHICAGO = zones('Central Standard Time');
const codeOf = (text: string): string | undefined => codesOf(text)[0];
/** Ten days, from nine to ten in Chicago, one of which is the change to summer time. */
const DAILY = event(
  '2026-03-02T09:00:00',
  '2026-03-02T10:00:00',
  recurrence(PATTERN.daily(1), '2026-03-02', { count: 10 }) + CHICAGO,
  '<t:Subject>daily</t:Subject>',
);
const rename = (subject: string): string =>
  setField('CalendarItem', 'item:Subject', `<t:Subject>${subject}</t:Subject>`);
const change = async ({ ask }: Rig, id: string, updates: string): Promise<string | undefined> =>
  codeOf((await ask(updateBody(id, updates))).text);
const startOf = async (rig: Rig, master: string, index: number): Promise<string | undefined> => {
  const text = await readItem(rig, occurrenceId(master, index));
  return textsOf(text, 'Start')[0] ?? codeOf(text);
};

describe('a series', () => {
  test('is the master of its occurrences, which says of itself that it does not recur', async () => {
    const rig = await startRig();
    const text = await readItem(rig, await created(rig, DAILY));
    expect([textsOf(text, 'CalendarItemType'), textsOf(text, 'IsRecurring')]).toEqual([['RecurringMaster'], ['false']]);
    expect(textsOf(text, 'NumberOfOccurrences')).toEqual(['10']);
  });

  test('keeps the hour of its zone when clocks change', async () => {
    const rig = await startRig();
    const id = await created(rig, DAILY);
    expect([await startOf(rig, id, 6), await startOf(rig, id, 7)]).toEqual([
      '2026-03-07T15:00:00Z',
      '2026-03-08T14:00:00Z',
    ]);
  });

  test('names its first and its last occurrence', async () => {
    const rig = await startRig();
    const text = await readItem(rig, await created(rig, DAILY));
    const places = all(text, /<t:(?:First|Last)Occurrence>.*?<t:Start>([^<]*)</g);
    expect(places).toEqual(['2026-03-02T15:00:00Z', '2026-03-11T14:00:00Z']);
  });

  test('without an end has no last occurrence', async () => {
    const rig = await startRig();
    const item = event('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z', recurrence(PATTERN.daily(1), '2026-03-02'));
    expect(await readItem(rig, await created(rig, item))).not.toContain('LastOccurrence');
  });

  test('is moved to the first day of its pattern', async () => {
    const rig = await startRig();
    const item = event(
      '2026-03-02T09:00:00',
      '2026-03-02T10:00:00',
      recurrence(PATTERN.weekly(1, 'Thursday'), '2026-03-02') + CHICAGO,
    );
    const text = await readItem(rig, await created(rig, item));
    expect([textsOf(text, 'Start').slice(0, 1), textsOf(text, 'StartDate')]).toEqual([
      ['2026-03-05T15:00:00Z'],
      ['2026-03-05Z'],
    ]);
  });

  test.each([
    { what: 'daily', pattern: PATTERN.daily(3), third: '2026-03-08' },
    { what: 'weekly', pattern: PATTERN.weekly(2, 'Monday Friday'), third: '2026-03-16' },
    { what: 'monthly by day', pattern: PATTERN.monthly(1, 31), third: '2026-05-31' },
    { what: 'monthly by weekday', pattern: PATTERN.monthlyOn(1, 'Friday', 'Last'), third: '2026-05-29' },
    { what: 'yearly by day', pattern: PATTERN.yearly(29, 'February'), third: '2029-02-28' },
    { what: 'yearly by weekday', pattern: PATTERN.yearlyOn('Thursday', 'Fourth', 'November'), third: '2028-11-23' },
  ])('that is $what has its third occurrence on $third and gives its pattern back', async ({ pattern, third }) => {
    const rig = await startRig();
    const item = event('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z', recurrence(pattern, '2026-03-02'));
    const id = await created(rig, item);
    expect(await startOf(rig, id, 3)).toBe(`${third}T09:00:00Z`);
    expect(await readItem(rig, id)).toContain(pattern);
  });

  test.each([
    {
      what: 'an interval of 0',
      element: recurrence(PATTERN.daily(0), '2026-03-02'),
      code: 'ErrorCalendarInvalidRecurrence',
    },
    {
      what: 'an interval of 1,000 days',
      element: recurrence(PATTERN.daily(1000), '2026-03-02'),
      code: 'ErrorCalendarInvalidRecurrence',
    },
    {
      what: 'an interval of 100 weeks',
      element: recurrence(PATTERN.weekly(100, 'Monday'), '2026-03-02'),
      code: 'ErrorCalendarInvalidRecurrence',
    },
    {
      what: 'no day of the week',
      element: recurrence(PATTERN.weekly(1, ''), '2026-03-02'),
      code: 'ErrorCalendarInvalidRecurrence',
    },
    {
      what: 'weekdays as a group in a week',
      element: recurrence(PATTERN.weekly(1, 'Weekday'), '2026-03-02'),
      code: 'ErrorCalendarInvalidDayForWeeklyRecurrence',
    },
    {
      what: 'a 32nd of the month',
      element: recurrence(PATTERN.monthly(1, 32), '2026-03-02'),
      code: 'ErrorCalendarInvalidRecurrence',
    },
    {
      what: 'a 0th of the year',
      element: recurrence(PATTERN.yearly(0, 'May'), '2026-03-02'),
      code: 'ErrorCalendarInvalidRecurrence',
    },
    {
      what: 'no occurrences',
      element: recurrence(PATTERN.daily(1), '2026-03-02', { count: 0 }),
      code: 'ErrorCalendarInvalidRecurrence',
    },
    {
      what: '1,000 occurrences',
      element: recurrence(PATTERN.daily(1), '2026-03-02', { count: 1000 }),
      code: 'ErrorCalendarInvalidRecurrence',
    },
    {
      what: 'an end before its start',
      element: recurrence(PATTERN.daily(1), '2026-03-02', { last: '2026-03-01' }),
      code: 'ErrorCalendarEndDateIsEarlierThanStartDate',
    },
    {
      what: 'an end before its first day',
      element: recurrence(PATTERN.weekly(1, 'Sunday'), '2026-03-02', { last: '2026-03-07' }),
      code: 'ErrorRecurrenceHasNoOccurrence',
    },
    {
      what: 'an end in 4501',
      element: recurrence(PATTERN.daily(1), '2026-03-02', { last: '4501-01-01' }),
      code: 'ErrorRecurrenceEndDateTooBig',
    },
  ])('with $what is refused with $code', async ({ element, code }) => {
    const rig = await startRig();
    const { text } = await rig.ask(
      createBody('CalendarItem', [event('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z', element)]),
    );
    expect(codeOf(text)).toBe(code);
  });

  test.each([
    { what: '24 hours every day', pattern: PATTERN.daily(1), end: '2026-03-03T09:00:00Z', code: 'NoError' },
    {
      what: '25 hours every day',
      pattern: PATTERN.daily(1),
      end: '2026-03-03T10:00:00Z',
      code: 'ErrorOccurrenceTimeSpanTooBig',
    },
    {
      what: '25 hours on two days running',
      pattern: PATTERN.weekly(1, 'Monday Tuesday'),
      end: '2026-03-03T10:00:00Z',
      code: 'ErrorOccurrenceTimeSpanTooBig',
    },
    {
      what: 'four weeks and a day every month',
      pattern: PATTERN.monthly(1, 31),
      end: '2026-03-31T09:00:00Z',
      code: 'ErrorOccurrenceTimeSpanTooBig',
    },
  ])('that lasts $what is answered with $code', async ({ pattern, end, code }) => {
    const rig = await startRig();
    const item = event('2026-03-02T09:00:00Z', end, recurrence(pattern, '2026-03-02'));
    expect(codeOf((await rig.ask(createBody('CalendarItem', [item]))).text)).toBe(code);
  });

  test('that gets another pattern loses all that was changed or deleted in it', async () => {
    const rig = await startRig();
    const id = await created(rig, DAILY);
    await change(rig, occurrenceId(id, 3), rename('other'));
    await rig.ask(deleteBody(occurrenceId(id, 4)));
    const before = await readItem(rig, id);
    expect(before).toMatch(/ModifiedOccurrences.*DeletedOccurrences/);
    await change(rig, id, setField('CalendarItem', 'calendar:Recurrence', recurrence(PATTERN.daily(2), '2026-03-02')));
    expect(await readItem(rig, id)).not.toMatch(/ModifiedOccurrences|DeletedOccurrences/);
  });

  test('that gets another subject keeps what was changed or deleted in it', async () => {
    const rig = await startRig();
    const id = await created(rig, DAILY);
    await change(rig, occurrenceId(id, 3), rename('other'));
    await rig.ask(deleteBody(occurrenceId(id, 4)));
    await change(rig, id, rename('new'));
    expect(textsOf(await readItem(rig, occurrenceId(id, 2)), 'Subject')).toEqual(['new']);
    expect(textsOf(await readItem(rig, occurrenceId(id, 3)), 'Subject')).toEqual(['other']);
    expect(await startOf(rig, id, 4)).toBe('ErrorCalendarOccurrenceIsDeletedFromRecurrence');
  });

  test('without its pattern is a single event', async () => {
    const rig = await startRig();
    const id = await created(rig, DAILY);
    await change(rig, id, clearField('calendar:Recurrence'));
    expect(textsOf(await readItem(rig, id), 'CalendarItemType')).toEqual(['Single']);
  });

  test('survives a second start with its exceptions', async () => {
    const first = await startAlone();
    const id = await created(first, DAILY);
    await change(first, occurrenceId(id, 3), rename('other'));
    await first.close('keep');
    const again = await startRig({ folder: first.folder });
    expect(textsOf(await readItem(again, occurrenceId(id, 3)), 'Subject')).toEqual(['other']);
  });
});
