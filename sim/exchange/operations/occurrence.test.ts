import { describe, expect, test } from 'vitest';
import { all, codesOf, keyElement, type Rig, rigsOfFile, USER } from '../../../test/exchange/rig.ts';
import {
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
const codeOf = (text: string): string | undefined => codesOf(text)[0];
/** Ten days, from nine to ten in Chicago. */
const DAILY = event(
  '2026-03-02T09:00:00',
  '2026-03-02T10:00:00',
  recurrence(PATTERN.daily(1), '2026-03-02', { count: 10 }) + zones('Central Standard Time'),
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

  test('takes no attachment of its own', async () => {
    const rig = await startRig();
    const text = await readItem(rig, occurrenceId(await created(rig, WEEKLY), 2));
    const parent = (/<t:ItemId [^>]*>/.exec(text)?.[0] ?? '').replace('t:ItemId', 'm:ParentItemId');
    const file = '<t:FileAttachment><t:Name>a</t:Name><t:Content>YQ==</t:Content></t:FileAttachment>';
    const attach = `<m:CreateAttachment>${parent}<m:Attachments>${file}</m:Attachments></m:CreateAttachment>`;
    expect(codeOf((await rig.ask(attach)).text)).toBe('ErrorInvalidOperation');
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
