import { describe, expect, test } from 'vitest';
import { all, codesOf, rigsOfFile } from '../../../test/exchange/rig.ts';
import {
  createBody,
  created,
  deleteBody,
  event,
  occurrenceId,
  PATTERN,
  recurrence,
  setTimes,
  textsOf,
  updateBody,
  viewBody,
} from '../../../test/exchange/typed-items.ts';

const startRig = rigsOfFile();
const DAILY = event('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z', recurrence(PATTERN.daily(1), '2026-03-02'));

describe('a calendar view', () => {
  test('shows occurrences and single events by their start', async () => {
    const rig = await startRig();
    await created(rig, DAILY);
    await created(rig, event('2026-03-03T08:00:00Z', '2026-03-03T20:00:00Z'));
    const { text } = await rig.ask(viewBody('2026-03-02T00:00:00Z', '2026-03-05T00:00:00Z'));
    expect(textsOf(text, 'Start')).toEqual(['02T09', '03T08', '03T09', '04T09'].map((at) => `2026-03-${at}:00:00Z`));
    expect(textsOf(text, 'CalendarItemType')).toEqual(['Occurrence', 'Single', 'Occurrence', 'Occurrence']);
  });

  test('shows exceptions where they lie now, and nothing that was deleted', async () => {
    const rig = await startRig();
    const id = await created(rig, DAILY);
    await rig.ask(updateBody(occurrenceId(id, 2), setTimes('2026-03-03T22:00:00Z', '2026-03-03T23:00:00Z')));
    await rig.ask(deleteBody(occurrenceId(id, 3)));
    const { text } = await rig.ask(viewBody('2026-03-02T00:00:00Z', '2026-03-06T00:00:00Z'));
    expect(textsOf(text, 'Start')).toEqual(['02T09', '03T22', '05T09'].map((at) => `2026-03-${at}:00:00Z`));
  });

  test.each([
    { what: 'ends when it begins', start: '2026-03-01T23:00:00Z', end: '2026-03-02T00:00:00Z', isShown: false },
    { what: 'reaches into it', start: '2026-03-01T23:00:00Z', end: '2026-03-02T00:00:01Z', isShown: true },
    { what: 'begins when it ends', start: '2026-03-03T00:00:00Z', end: '2026-03-03T01:00:00Z', isShown: false },
    {
      what: 'has no length and begins with it',
      start: '2026-03-02T00:00:00Z',
      end: '2026-03-02T00:00:00Z',
      isShown: true,
    },
    { what: 'reaches over it', start: '2026-03-01T00:00:00Z', end: '2026-03-09T00:00:00Z', isShown: true },
  ])('of a day shows an event that $what: $isShown', async ({ start, end, isShown }) => {
    const rig = await startRig();
    await created(rig, event(start, end));
    const { text } = await rig.ask(viewBody('2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'));
    expect(all(text, /<t:(CalendarItem)>/g)).toHaveLength(isShown ? 1 : 0);
  });

  test.each([
    {
      what: 'more than two years',
      start: '2026-03-02T00:00:00Z',
      end: '2028-03-02T00:00:01Z',
      code: 'ErrorCalendarViewRangeTooBig',
    },
    { what: 'two years', start: '2026-03-02T00:00:00Z', end: '2028-03-02T00:00:00Z', code: 'NoError' },
    {
      what: 'less than nothing',
      start: '2026-03-02T00:00:00Z',
      end: '2026-03-01T00:00:00Z',
      code: 'ErrorCalendarEndDateIsEarlierThanStartDate',
    },
  ])('over $what is answered with $code', async ({ start, end, code }) => {
    expect(codesOf((await (await startRig()).ask(viewBody(start, end))).text)).toEqual([code]);
  });

  test('of a folder of mail is refused', async () => {
    const body = viewBody('2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z').replace('"calendar"', '"inbox"');
    expect(codesOf((await (await startRig()).ask(body)).text)).toEqual(['ErrorCalendarFolderIsInvalidForCalendarView']);
  });

  test('ends after as many rows as it may have and says so', async () => {
    const rig = await startRig();
    await created(rig, DAILY);
    const some = await rig.ask(
      viewBody('2026-03-02T00:00:00Z', '2026-04-02T00:00:00Z', 'MaxEntriesReturned="3"', 'IdOnly'),
    );
    expect(all(some.text, /<t:(CalendarItem)>/g)).toHaveLength(3);
    expect(some.text).toContain('IncludesLastItemInRange="false"');
    await rig.ask(createBody('CalendarItem', [DAILY]));
    const most = await rig.ask(viewBody('2026-03-02T00:00:00Z', '2028-03-02T00:00:00Z', '', 'IdOnly'));
    expect(all(most.text, /<t:(CalendarItem)>/g)).toHaveLength(1000);
  });
});
