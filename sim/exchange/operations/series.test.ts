import { describe, expect, test } from 'vitest';
import {
  all,
  codesOf,
  keyElement,
  type Rig,
  rigsOfFile,
  startRig as startAlone,
  USER,
} from '../../../test/exchange/rig.ts';
import {
  clearField,
  createBody,
  created,
  deleteBody,
  event,
  masterId,
  occurrenceId,
  PATTERN,
  readItem,
  recurrence,
  setField,
  setTimes,
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
/** Mondays. */
const WEEKLY = event(
  '2026-03-02T15:00:00Z',
  '2026-03-02T16:00:00Z',
  recurrence(PATTERN.weekly(1, 'Monday'), '2026-03-02', { count: 5 }),
  '<t:Subject>weekly</t:Subject>',
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

describe('an occurrence', () => {
  test('has an id of its own, which stands wherever the id of an item may, and names its master', async () => {
    const rig = await startRig();
    const id = await created(rig, DAILY);
    const [own = ''] = all(await readItem(rig, occurrenceId(id, 3)), /(<t:ItemId [^>]*>)/g);
    const text = await readItem(rig, own);
    expect([textsOf(text, 'CalendarItemType'), textsOf(text, 'OriginalStart')]).toEqual([
      ['Occurrence'],
      ['2026-03-04T15:00:00Z'],
    ]);
    expect(textsOf(await readItem(rig, masterId(own)), 'CalendarItemType')).toEqual(['RecurringMaster']);
  });

  test.each([0, -1, 11])('number %i of ten is out of the range of its series', async (index) => {
    const rig = await startRig();
    const id = await created(rig, DAILY);
    expect(await startOf(rig, id, index)).toBe('ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange');
  });

  test('of a single event is asked for with the wrong id', async () => {
    const rig = await startRig();
    const id = await created(rig, event('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z'));
    expect(await startOf(rig, id, 1)).toBe('ErrorCalendarCannotUseIdForOccurrenceId');
    expect(codeOf(await readItem(rig, masterId(id)))).toBe('ErrorCalendarCannotUseIdForRecurringMasterId');
  });

  test('that is deleted leaves its place in the count', async () => {
    const rig = await startRig();
    const id = await created(rig, DAILY);
    expect(codeOf((await rig.ask(deleteBody(occurrenceId(id, 2)))).text)).toBe('NoError');
    expect(await startOf(rig, id, 2)).toBe('ErrorCalendarOccurrenceIsDeletedFromRecurrence');
    expect(await startOf(rig, id, 3)).toBe('2026-03-04T15:00:00Z');
    const deleted = all(await readItem(rig, id), /<t:DeletedOccurrence><t:Start>([^<]*)</g);
    expect(deleted).toEqual(['2026-03-03T15:00:00Z']);
    expect(codeOf((await rig.ask(deleteBody(occurrenceId(id, 2)))).text)).toBe(
      'ErrorCalendarOccurrenceIsDeletedFromRecurrence',
    );
  });

  test('that is the last one left takes its series with it', async () => {
    const rig = await startRig();
    const item = event(
      '2026-03-02T09:00:00Z',
      '2026-03-02T10:00:00Z',
      recurrence(PATTERN.daily(1), '2026-03-02', { count: 2 }),
    );
    const id = await created(rig, item);
    for (const index of [2, 1]) await rig.ask(deleteBody(occurrenceId(id, index)));
    expect(codeOf(await readItem(rig, id))).toBe('ErrorItemNotFound');
  });

  test('that is changed is an exception, which knows where it was', async () => {
    const rig = await startRig();
    const id = await created(rig, WEEKLY);
    const updates =
      setTimes('2026-03-10T08:00:00Z', '2026-03-10T09:30:00Z') +
      rename('other') +
      setField('CalendarItem', 'calendar:Location', '<t:Location>elsewhere</t:Location>') +
      setField('CalendarItem', 'item:Body', '<t:Body BodyType="Text">only here</t:Body>') +
      setField('CalendarItem', 'item:ReminderIsSet', '<t:ReminderIsSet>false</t:ReminderIsSet>');
    expect(await change(rig, occurrenceId(id, 2), updates)).toBe('NoError');
    const text = await readItem(rig, occurrenceId(id, 2));
    for (const [element, value] of Object.entries({
      CalendarItemType: 'Exception',
      Start: '2026-03-10T08:00:00Z',
      End: '2026-03-10T09:30:00Z',
      OriginalStart: '2026-03-09T15:00:00Z',
      Subject: 'other',
      Location: 'elsewhere',
      ReminderIsSet: 'false',
      IsRecurring: 'true',
    })) {
      expect([element, textsOf(text, element)]).toEqual([element, [value]]);
    }
    expect(text).toContain('only here');
    const master = await readItem(rig, id);
    expect(textsOf(master, 'Subject')).toEqual(['weekly']);
    expect(master).not.toContain('only here');
    expect(master).toMatch(/<t:ModifiedOccurrences><t:Occurrence>.*<t:Start>2026-03-10T08:00:00Z</);
  });

  test('keeps its property of a client apart from that of its series', async () => {
    const rig = await startRig();
    const id = await created(rig, keyElement('master') + WEEKLY.replace('<t:Subject>weekly</t:Subject>', ''));
    const NAME = /PropertyName="Key"[^>]*>/.exec(keyElement('x'))?.[0] ?? '';
    expect(NAME).not.toBe('');
    const path = keyElement('own').replace(/.*(<t:ExtendedFieldURI[^>]*>).*/, '$1');
    await change(
      rig,
      occurrenceId(id, 2),
      `<t:SetItemField>${path}<t:CalendarItem>${keyElement('own')}</t:CalendarItem></t:SetItemField>`,
    );
    const shape = `<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${path}</t:AdditionalProperties>`;
    const ids = id + occurrenceId(id, 1) + occurrenceId(id, 2);
    const { text } = await rig.ask(
      `<m:GetItem><m:ItemShape>${shape}</m:ItemShape><m:ItemIds>${ids}</m:ItemIds></m:GetItem>`,
    );
    expect(textsOf(text, 'Value')).toEqual(['master', 'master', 'own']);
  });

  test.each([
    { what: 'the day before its neighbour', start: '2026-03-15', code: 'NoError' },
    { what: 'the day of its neighbour', start: '2026-03-16', code: 'ErrorOccurrenceCrossingBoundary' },
    { what: 'a day after its neighbour', start: '2026-03-17', code: 'ErrorOccurrenceCrossingBoundary' },
    { what: 'the day after the one before', start: '2026-03-03', code: 'NoError' },
    { what: 'the day of the one before', start: '2026-03-02', code: 'ErrorOccurrenceCrossingBoundary' },
    { what: 'a day before the one before', start: '2026-02-28', code: 'ErrorOccurrenceCrossingBoundary' },
  ])('that is moved to $what is answered with $code', async ({ start, code }) => {
    const rig = await startRig();
    const id = await created(rig, WEEKLY);
    expect(await change(rig, occurrenceId(id, 2), setTimes(`${start}T20:00:00Z`, `${start}T21:00:00Z`))).toBe(code);
  });

  test('may not last until its neighbour has begun', async () => {
    const rig = await startRig();
    const id = await created(rig, WEEKLY);
    const until = async (end: string): Promise<string | undefined> =>
      await change(rig, occurrenceId(id, 2), setTimes('2026-03-09T15:00:00Z', end));
    expect(await until('2026-03-16T15:00:00Z')).toBe('NoError');
    expect(await until('2026-03-16T15:00:01Z')).toBe('ErrorOccurrenceCrossingBoundary');
  });

  test('may take the day of a neighbour that is gone', async () => {
    const rig = await startRig();
    const id = await created(rig, WEEKLY);
    await rig.ask(deleteBody(occurrenceId(id, 3)));
    expect(await change(rig, occurrenceId(id, 2), setTimes('2026-03-16T20:00:00Z', '2026-03-16T21:00:00Z'))).toBe(
      'NoError',
    );
  });

  test('does not recur by itself', async () => {
    const rig = await startRig();
    const id = await created(rig, WEEKLY);
    const pattern = setField('CalendarItem', 'calendar:Recurrence', recurrence(PATTERN.daily(1), '2026-03-02'));
    expect(await change(rig, occurrenceId(id, 2), pattern)).toBe('ErrorInvalidPropertySet');
  });

  test('stays in its folder', async () => {
    const rig = await startRig();
    const id = await created(rig, WEEKLY);
    const target = '<m:ToFolderId><t:DistinguishedFolderId Id="deleteditems"/></m:ToFolderId>';
    const { text } = await rig.ask(`<m:MoveItem>${target}<m:ItemIds>${occurrenceId(id, 2)}</m:ItemIds></m:MoveItem>`);
    expect(codeOf(text)).toBe('ErrorCalendarCannotMoveOrCopyOccurrence');
  });

  test('of a meeting tells everybody when it is changed or deleted without SendToNone', async () => {
    const rig = await startRig();
    const guests =
      '<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>b@example.net</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees>';
    const id = await created(rig, WEEKLY.replace('<t:Recurrence>', `${guests}<t:Recurrence>`));
    const { ask, exchange } = rig;
    await ask(
      updateBody(occurrenceId(id, 2), rename('x'), 'SendMeetingInvitationsOrCancellations="SendToAllAndSaveCopy"'),
    );
    await ask(deleteBody(occurrenceId(id, 3), 'SendMeetingCancellations="SendToAllAndSaveCopy"'));
    expect(exchange.counters.sentMail).toBe(2);
  });

  test('is no item of its own: lists of the folder hold the master alone', async () => {
    const rig = await startRig();
    const id = await created(rig, DAILY);
    await change(rig, occurrenceId(id, 3), rename('other'));
    const { text } = await rig.ask(
      '<m:SyncFolderItems><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape><m:SyncFolderId><t:DistinguishedFolderId Id="calendar"/></m:SyncFolderId><m:MaxChangesReturned>512</m:MaxChangesReturned></m:SyncFolderItems>',
    );
    expect(textsOf(text, 'CalendarItemType')).toEqual(['RecurringMaster']);
    expect(rig.exchange.inspect(USER).flatMap(({ items }) => items)).toHaveLength(1);
  });
});
