import { describe, expect, test } from 'vitest';
import { codesOf, type Rig, rigsOfFile } from '../../../test/exchange/rig.ts';
import {
  clearField,
  createBody,
  created,
  deleteBody,
  PATTERN,
  readItem,
  recurrence,
  setField,
  textsOf,
  updateBody,
} from '../../../test/exchange/typed-items.ts';
import { fakeClock } from '../../../test/fake-clock.ts';

const open = rigsOfFile();
/** It is the fifth of January 2026. */
const startRig = async (): Promise<Rig> => await open({ clock: fakeClock() });
const codeOf = (text: string): string | undefined => codesOf(text)[0];
const create = async (rig: Rig, item: string): Promise<string> =>
  (await rig.ask(createBody('Task', [item], 'MessageDisposition="SaveOnly"'))).text;
const progressOf = (text: string): readonly (string | undefined)[] =>
  ['Status', 'PercentComplete', 'CompleteDate'].map((name) => textsOf(text, name)[0]);
const set = (name: string, value: string): string =>
  setField('Task', `task:${name}`, `<t:${name}>${value}</t:${name}>`);

describe('the progress of a task', () => {
  test.each([
    { said: '', is: ['NotStarted', '0', undefined] },
    { said: '<t:PercentComplete>0</t:PercentComplete>', is: ['NotStarted', '0', undefined] },
    { said: '<t:PercentComplete>50</t:PercentComplete>', is: ['InProgress', '50', undefined] },
    { said: '<t:PercentComplete>100</t:PercentComplete>', is: ['Completed', '100', '2026-01-05T00:00:00Z'] },
    { said: '<t:Status>Completed</t:Status>', is: ['Completed', '100', '2026-01-05T00:00:00Z'] },
    { said: '<t:Status>InProgress</t:Status>', is: ['InProgress', '0', undefined] },
    {
      said: '<t:PercentComplete>30</t:PercentComplete><t:Status>Deferred</t:Status>',
      is: ['Deferred', '30', undefined],
    },
    {
      said: '<t:PercentComplete>30</t:PercentComplete><t:Status>NotStarted</t:Status>',
      is: ['NotStarted', '0', undefined],
    },
    {
      said: '<t:PercentComplete>100</t:PercentComplete><t:Status>InProgress</t:Status>',
      is: ['Completed', '100', '2026-01-05T00:00:00Z'],
    },
    { said: '<t:CompleteDate>2025-12-01T10:00:00Z</t:CompleteDate>', is: ['Completed', '100', '2025-12-01T00:00:00Z'] },
    {
      said: '<t:CompleteDate>2025-12-01T10:00:00Z</t:CompleteDate><t:PercentComplete>20</t:PercentComplete><t:Status>InProgress</t:Status>',
      is: ['Completed', '100', '2025-12-01T00:00:00Z'],
    },
  ])('made with "$said" is $is', async ({ said, is }) => {
    const rig = await startRig();
    expect(progressOf(await readItem(rig, await created(rig, said, 'Task')))).toEqual(is);
  });

  test.each([
    { change: set('Status', 'NotStarted'), is: ['NotStarted', '0', undefined] },
    { change: set('Status', 'InProgress'), is: ['InProgress', '0', undefined] },
    { change: set('PercentComplete', '40'), is: ['InProgress', '40', undefined] },
    { change: clearField('task:CompleteDate'), is: ['NotStarted', '0', undefined] },
    { change: set('BillingInformation', 'x'), is: ['Completed', '100', '2025-12-01T00:00:00Z'] },
  ])('of a completed task after "$change" is $is', async ({ change, is }) => {
    const rig = await startRig();
    const id = await created(rig, '<t:CompleteDate>2025-12-01T00:00:00Z</t:CompleteDate>', 'Task');
    expect(codeOf((await rig.ask(updateBody(id, change))).text)).toBe('NoError');
    expect(progressOf(await readItem(rig, id))).toEqual(is);
  });

  test.each([
    { said: '<t:PercentComplete>101</t:PercentComplete>', code: 'ErrorInvalidPercentCompleteValue' },
    { said: '<t:PercentComplete>-1</t:PercentComplete>', code: 'ErrorInvalidPercentCompleteValue' },
    { said: '<t:CompleteDate>2026-01-06T00:00:00Z</t:CompleteDate>', code: 'ErrorInvalidCompleteDate' },
    { said: '<t:CompleteDate>2026-01-05T23:00:00Z</t:CompleteDate>', code: 'NoError' },
  ])('said by "$said" is answered with $code', async ({ said, code }) => {
    expect(codeOf(await create(await startRig(), said))).toBe(code);
  });
});

describe('a task', () => {
  test('has days and no times: those in the zone of the request', async () => {
    const rig = await startRig();
    const task = '<t:DueDate>2026-04-15T03:00:00Z</t:DueDate><t:StartDate>2026-04-01T23:59:59</t:StartDate>';
    const soapHeader = '<t:TimeZoneContext><t:TimeZoneDefinition Id="Eastern Standard Time"/></t:TimeZoneContext>';
    const { text } = await rig.ask(createBody('Task', [task]), { soapHeader });
    const [id = ''] = /<t:ItemId [^>]*>/.exec(text) ?? [];
    const read = await readItem(rig, id);
    expect([textsOf(read, 'DueDate'), textsOf(read, 'StartDate')]).toEqual([
      ['2026-04-14T00:00:00Z'],
      ['2026-04-01T00:00:00Z'],
    ]);
  });

  test('gives back what it was made of', async () => {
    const rig = await startRig();
    const said = {
      Subject: 'taxes',
      Importance: 'High',
      ReminderDueBy: '2026-04-14T14:00:00Z',
      ReminderIsSet: 'true',
      ActualWork: '30',
      BillingInformation: 'b',
      Mileage: 'm',
      StartDate: '2026-04-01T00:00:00Z',
      TotalWork: '90',
    };
    const item = Object.entries(said)
      .map(([name, value]) => `<t:${name}>${value}</t:${name}>`)
      .join('');
    const text = await readItem(rig, await created(rig, item, 'Task'));
    for (const [name, value] of Object.entries(said)) expect([name, textsOf(text, name)]).toEqual([name, [value]]);
    expect(textsOf(text, 'ItemClass')).toEqual(['IPM.Task']);
  });

  test.each([
    'AssignedTime',
    'ChangeCount',
    'DelegationState',
    'IsComplete',
    'IsRecurring',
    'Owner',
    'StatusDescription',
  ])('refuses to be told its %s', async (name) => {
    const values: Readonly<Record<string, string>> = {
      AssignedTime: '2026-01-01T00:00:00Z',
      ChangeCount: '1',
      DelegationState: 'Owned',
      IsComplete: 'true',
      IsRecurring: 'true',
    };
    const said = `<t:${name}>${values[name] ?? 'x'}</t:${name}>`;
    expect(codeOf(await create(await startRig(), said))).toBe('ErrorInvalidPropertySet');
  });

  test('is refused by a folder of mail, and as MIME', async () => {
    const rig = await startRig();
    const inbox = '<m:SavedItemFolderId><t:DistinguishedFolderId Id="inbox"/></m:SavedItemFolderId><m:Items>';
    const { text } = await rig.ask(createBody('Task', ['<t:Subject>x</t:Subject>']).replace('<m:Items>', inbox));
    expect(codeOf(text)).toBe('ErrorCannotCreateTaskInNonTaskFolder');
    expect(codeOf(await create(rig, '<t:MimeContent>YQ==</t:MimeContent>'))).toBe('ErrorUnsupportedMimeConversion');
  });

  test('is deleted only by a request that says how much of it', async () => {
    const rig = await startRig();
    const id = await created(rig, '<t:Subject>x</t:Subject>', 'Task');
    expect(codeOf((await rig.ask(deleteBody(id, ''))).text)).toBe('ErrorAffectedTaskOccurrencesRequired');
    expect(codeOf((await rig.ask(deleteBody(id, 'AffectedTaskOccurrences="AllOccurrences"'))).text)).toBe('NoError');
    expect(codeOf(await readItem(rig, id))).toBe('ErrorItemNotFound');
  });
});

describe('a recurring task', () => {
  const DATES = '<t:DueDate>2026-04-15T00:00:00Z</t:DueDate>';
  const task = (pattern: string): string =>
    `${DATES}${recurrence(pattern, '2026-04-15', { count: 2 })}<t:StartDate>2026-04-14T00:00:00Z</t:StartDate>`;

  test('lies on the first day of its pattern and moves on when one occurrence is deleted', async () => {
    const rig = await startRig();
    const id = await created(rig, task(PATTERN.weekly(1, 'Friday')), 'Task');
    const days = async (): Promise<readonly string[]> => {
      const text = await readItem(rig, id);
      return [...textsOf(text, 'StartDate'), ...textsOf(text, 'DueDate')].filter((day) => day.includes('T'));
    };
    expect(await days()).toEqual(['2026-04-17T00:00:00Z', '2026-04-18T00:00:00Z']);
    const one = 'AffectedTaskOccurrences="SpecifiedOccurrenceOnly"';
    expect(codeOf((await rig.ask(deleteBody(id, one))).text)).toBe('NoError');
    expect(await days()).toEqual(['2026-04-24T00:00:00Z', '2026-04-25T00:00:00Z']);
    expect(codeOf((await rig.ask(deleteBody(id, one))).text)).toBe('ErrorCannotDeleteTaskOccurrence');
  });

  test.each(['Daily', 'Weekly', 'Monthly', 'Yearly'])(
    'may come again after its completion: %sRegeneration',
    async (every) => {
      const rig = await startRig();
      const pattern = `<t:${every}Regeneration><t:Interval>2</t:Interval></t:${every}Regeneration>`;
      const text = await readItem(rig, await created(rig, task(pattern), 'Task'));
      expect(text).toContain(pattern);
      expect(textsOf(text, 'IsRecurring')).toEqual(['true']);
    },
  );

  test('is refused with a pattern that is not valid', async () => {
    expect(codeOf(await create(await startRig(), task(PATTERN.daily(0))))).toBe('ErrorCalendarInvalidRecurrence');
  });

  test('of a calendar cannot regenerate: the schema says so', async () => {
    const pattern = '<t:DailyRegeneration><t:Interval>2</t:Interval></t:DailyRegeneration>';
    const item = recurrence(pattern, '2026-04-15');
    expect((await (await startRig()).ask(createBody('CalendarItem', [item]))).status).toBe(500);
  });
});
