import { expect, test } from 'vitest';
import {
  all,
  codesOf,
  envelope,
  itemIdsOf,
  keyElement,
  rigsOfFile,
  SCHEMA_MISSING,
  schemaErrors,
  USER,
} from '../../test/exchange/rig.ts';
import {
  createBody,
  deleteBody,
  event,
  MORNING,
  masterId,
  occurrenceId,
  PATTERN,
  recurrence,
  setField,
  setTimes,
  updateBody,
  viewBody,
  zones,
} from '../../test/exchange/typed-items.ts';
import type { SimState, StoredItem } from './control.ts';

const startRig = rigsOfFile();
const GUEST =
  '<t:Attendee><t:Mailbox><t:Name>B &amp; C</t:Name><t:EmailAddress>b@example.net</t:EmailAddress></t:Mailbox><t:ResponseType>Accept</t:ResponseType><t:LastResponseTime>2026-01-01T00:00:00Z</t:LastResponseTime></t:Attendee>';
const GUESTS = ['RequiredAttendees', 'OptionalAttendees', 'Resources']
  .map((list) => `<t:${list}>${GUEST}</t:${list}>`)
  .join('');
const RICH =
  `<t:Subject>a &lt;b&gt;</t:Subject><t:Body BodyType="HTML">&lt;p&gt;x&lt;/p&gt;</t:Body><t:Attachments><t:FileAttachment><t:Name>a.ics</t:Name><t:Content>YQ==</t:Content></t:FileAttachment></t:Attachments><t:Categories><t:String>c</t:String></t:Categories>${keyElement('k')}` +
  `<t:UID>u</t:UID>${event('2026-03-02T09:00:00', '2026-03-03T11:30:10', `<t:Location>l</t:Location><t:When>w</t:When>${GUESTS}${zones('Tasmania Standard Time')}<t:MeetingWorkspaceUrl>w</t:MeetingWorkspaceUrl><t:NetShowUrl>n</t:NetShowUrl>`)}`;
const PATTERNS = [
  PATTERN.daily(1),
  PATTERN.weekly(1, 'Monday Friday'),
  PATTERN.monthly(2, 31),
  PATTERN.monthlyOn(1, 'WeekendDay', 'Last'),
  PATTERN.yearly(29, 'February'),
  PATTERN.yearlyOn('Day', 'Fourth', 'May'),
];
const RANGES = [null, { count: 9 }, { last: '2036-01-01' }] as const;
const SERIES = PATTERNS.flatMap((pattern) =>
  RANGES.map((range) =>
    event(
      '2026-03-02T09:00:00',
      '2026-03-02T10:00:00',
      recurrence(pattern, '2026-03-02', range) + zones('Central Standard Time'),
    ),
  ),
);
const TASK =
  '<t:ReminderDueBy>2026-03-02T09:00:00Z</t:ReminderDueBy><t:ReminderIsSet>true</t:ReminderIsSet><t:ActualWork>1</t:ActualWork><t:BillingInformation>b</t:BillingInformation><t:Companies><t:String>c</t:String></t:Companies><t:CompleteDate>2026-03-02T09:00:00Z</t:CompleteDate><t:Contacts><t:String>c</t:String></t:Contacts><t:DueDate>2026-03-02T09:00:00Z</t:DueDate><t:Mileage>m</t:Mileage>';
const TASKS = [
  `${TASK}${recurrence(PATTERN.daily(1), '2026-03-02')}<t:StartDate>2026-03-02T09:00:00Z</t:StartDate><t:TotalWork>2</t:TotalWork>`,
  recurrence('<t:YearlyRegeneration><t:Interval>1</t:Interval></t:YearlyRegeneration>', '2026-03-02', { count: 2 }),
  '<t:PercentComplete>33.5</t:PercentComplete>',
];
const ELSEWHERE =
  '<t:RequestServerVersion Version="Exchange2013_SP1"/><t:TimeZoneContext><t:TimeZoneDefinition Id="Newfoundland Standard Time"/></t:TimeZoneContext>';

/** Sends a body that must be answered, and gives the answer. */
type Say = (body: string) => Promise<string>;

async function sayEvents(say: Say): Promise<void> {
  const events = itemIdsOf(
    await say(createBody('CalendarItem', [RICH, MORNING, ...SERIES, '<t:UID>x</t:UID><t:Duration>PT1H</t:Duration>'])),
  );
  const tasks = itemIdsOf(await say(createBody('Task', TASKS)));
  expect([events.length, tasks.length]).toEqual([2 + SERIES.length, TASKS.length]);
  const series = events[3] ?? '';
  const moved = await say(
    updateBody(
      occurrenceId(series, 2),
      setTimes('2026-03-03T20:00:00Z', '2026-03-03T21:00:00Z') +
        setField('CalendarItem', 'item:Subject', '<t:Subject>o</t:Subject>'),
    ),
  );
  await say(deleteBody(occurrenceId(series, 3)));
  await say(deleteBody(occurrenceId(series, 3)));
  const [exception = ''] = itemIdsOf(moved);
  const asked = [
    ...events,
    ...tasks,
    occurrenceId(series, 1),
    occurrenceId(series, 2),
    occurrenceId(series, 3),
    masterId(exception),
  ];
  for (const shape of ['IdOnly', 'Default', 'AllProperties']) {
    const read = `<m:GetItem><m:ItemShape><t:BaseShape>${shape}</t:BaseShape></m:ItemShape><m:ItemIds>${asked.join('')}</m:ItemIds></m:GetItem>`;
    expect(codesOf(await say(read)).filter((code) => code !== 'NoError')).toEqual([
      'ErrorCalendarOccurrenceIsDeletedFromRecurrence',
    ]);
  }
  await sayLists(say, tasks[1] ?? '');
}

async function sayLists(say: Say, task: string): Promise<void> {
  await say(viewBody('2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'));
  await say(viewBody('2026-03-01T00:00:00Z', '2029-04-01T00:00:00Z'));
  for (const folder of ['calendar', 'tasks']) {
    await say(
      `<m:SyncFolderItems><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape><m:SyncFolderId><t:DistinguishedFolderId Id="${folder}"/></m:SyncFolderId><m:MaxChangesReturned>512</m:MaxChangesReturned></m:SyncFolderItems>`,
    );
  }
  await say(deleteBody(task, 'AffectedTaskOccurrences="SpecifiedOccurrenceOnly"'));
}

test.skipIf(SCHEMA_MISSING !== null)(
  'every answer about events, series and tasks is what the published schema describes',
  async () => {
    const rig = await startRig();
    const sent: string[] = [];
    const answers: string[] = [];
    const say: Say = async (body) => {
      const isReading = /^<m:(?:Get|Find|Sync)/.test(body);
      if (isReading) answers.push((await rig.ask(body, { soapHeader: ELSEWHERE })).text);
      const { status, text } = await rig.ask(body);
      expect({ body, status }).toEqual({ body, status: 200 });
      sent.push(envelope(body));
      answers.push(text);
      return text;
    };
    await sayEvents(say);
    expect(await schemaErrors(sent)).toEqual([]);
    expect(await schemaErrors(answers)).toEqual([]);
    expect(rig.exchange.counters.sentMail).toBe(0);
  },
);

test('another process sees how many items of each class there are, and an event as it is stored', async () => {
  const rig = await startRig();
  await rig.ask(createBody('CalendarItem', [RICH, SERIES[0] ?? '']));
  await rig.ask(createBody('Task', [TASK]));
  // The control tells what it documents; a test is allowed to trust that.
  const ask = async (path: string): Promise<unknown> => JSON.parse((await rig.post('', { method: 'GET', path })).text);
  const state = (await ask('/sim/state')) as SimState;
  expect(state.mailboxes[USER]?.classes).toEqual({ 'IPM.Appointment': 2, 'IPM.Task': 1 });
  expect(state.counters.sentMail).toBe(0);
  const items = (await ask(`/sim/items?mailbox=${USER}&class=IPM.Appointment`)) as readonly StoredItem[];
  expect(items.map(({ folder, state: { own } }) => [folder, own.is])).toEqual([
    ['Calendar', 'CalendarItem'],
    ['Calendar', 'CalendarItem'],
  ]);
  expect(items[0]).toMatchObject({
    state: {
      own: {
        uid: 'u',
        location: 'l',
        startZone: 'Tasmania Standard Time',
        attendees: { Resources: [{ response: 'Accept' }] },
      },
    },
    body: { is: 'HTML' },
  });
});

test.each([
  {
    what: 'cut short',
    then: { is: 'stop-batch', after: 1 } as const,
    codes: ['NoError', 'ErrorBatchProcessingStopped'],
    kept: 1,
  },
  {
    what: 'refused in one place',
    then: { is: 'item', at: 0, code: 'ErrorQuotaExceeded' } as const,
    codes: ['ErrorQuotaExceeded', 'NoError'],
    kept: 1,
  },
])('a batch of events that is $what keeps $kept', async ({ then, codes, kept }) => {
  const rig = await startRig({ faults: [{ when: { operation: 'CreateItem' }, then }] });
  expect(codesOf((await rig.ask(createBody('CalendarItem', [MORNING, RICH]))).text)).toEqual(codes);
  expect(rig.exchange.inspect(USER).flatMap(({ items }) => items)).toHaveLength(kept);
});

test('the change of an occurrence is done although its answer is lost, and does not count twice when it is asked again', async () => {
  const rig = await startRig({
    faults: [{ when: { operation: 'UpdateItem', nth: 1 }, then: { is: 'cut', at: 'after-work' } }],
  });
  const [id = ''] = itemIdsOf((await rig.ask(createBody('CalendarItem', [SERIES[1] ?? '']))).text);
  const change = updateBody(occurrenceId(id, 2), setTimes('2026-03-03T20:00:00Z', '2026-03-03T21:00:00Z'));
  await expect(rig.ask(change)).rejects.toThrow();
  expect(codesOf((await rig.ask(change)).text)).toEqual(['NoError']);
  const { text } = await rig.ask(viewBody('2026-03-03T00:00:00Z', '2026-03-04T00:00:00Z'));
  expect(all(text, /<t:(CalendarItemType)>Exception/g)).toHaveLength(1);
});
