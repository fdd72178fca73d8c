import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GraphRig, idIn, listIn, OWNER, startGraphRig } from '../../test/graph/rig.ts';

const USER = `/users/${encodeURIComponent(OWNER)}`;
const at = (dateTime: string): object => ({ dateTime, timeZone: 'Central Standard Time' });
const MEETING = {
  subject: 'Weekly sync',
  start: at('2026-03-02T09:00:00'),
  end: at('2026-03-02T09:30:00'),
  attendees: [
    { type: 'required', emailAddress: { name: 'Bob', address: 'bob@example.net' }, status: { response: 'accepted' } },
  ],
};
const WEEKLY = {
  pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'monday' },
  range: { type: 'endDate', startDate: '2026-03-02', endDate: '2026-03-23' },
};
const SILENT = {
  singleValueExtendedProperties: [
    { id: 'Boolean {00062002-0000-0000-C000-000000000046} Name EventDraft', value: 'false' },
    { id: 'Boolean {00062002-0000-0000-C000-000000000046} Name IntendedEventDraft', value: 'false' },
  ],
};

let rig: GraphRig;
beforeAll(async () => {
  rig = await startGraphRig();
});
afterAll(() => rig.close());

/** How much mail more would have left after the work. */
async function sentBy(work: () => Promise<unknown>): Promise<number> {
  const before = rig.graph.counters.sentMail;
  await work();
  return rig.graph.counters.sentMail - before;
}

describe('events', () => {
  test('a meeting is mailed to its attendees, when it is made, changed and deleted', async () => {
    let id = '';
    expect(
      await sentBy(async () => {
        id = idIn(await rig.ask('POST', `${USER}/events`, MEETING));
      }),
    ).toBe(1);
    expect(await sentBy(() => rig.ask('PATCH', `${USER}/events/${id}`, { subject: 'Other' }))).toBe(1);
    expect(await sentBy(() => rig.ask('PATCH', `${USER}/events/${id}`, { isReminderOn: false }))).toBe(0);
    expect(await sentBy(() => rig.ask('DELETE', `${USER}/events/${id}`))).toBe(1);
  });

  test('a meeting that is a draft is mailed to nobody, and stays so when two properties say that it is none', async () => {
    let id = '';
    const silent = await sentBy(async () => {
      const made = await rig.ask('POST', `${USER}/events`, { ...MEETING, isDraft: true });
      expect(made.json).toMatchObject({ isDraft: true, start: { dateTime: '2026-03-02T15:00:00.0000000' } });
      id = idIn(made);
      await rig.ask('PATCH', `${USER}/events/${id}`, SILENT);
    });
    expect(silent).toBe(0);
    expect((await rig.ask('GET', `${USER}/events/${id}`)).json).toMatchObject({
      isDraft: false,
      attendees: [{ status: { response: 'accepted' }, emailAddress: { address: 'bob@example.net' } }],
    });
  });

  test('a draft that is told to be none is sent', async () => {
    const made = await rig.ask('POST', `${USER}/events`, { ...MEETING, isDraft: true });
    expect(await sentBy(() => rig.ask('PATCH', `${USER}/events/${idIn(made)}`, { isDraft: false }))).toBe(1);
  });

  test('a series has instances; one is moved and one deleted', async () => {
    const made = await rig.ask('POST', `${USER}/events`, { ...MEETING, attendees: [], recurrence: WEEKLY });
    const window = `${USER}/events/${idIn(made)}/instances?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z`;
    const [first, second] = listIn(await rig.ask('GET', window));
    await rig.ask('DELETE', `${USER}/events/${String(first?.['id'])}`);
    const moved = { start: at('2026-03-09T11:00:00'), end: at('2026-03-09T11:30:00'), subject: 'Later' };
    expect((await rig.ask('PATCH', `${USER}/events/${String(second?.['id'])}`, moved)).status).toBe(200);
    const left = listIn(await rig.ask('GET', window));
    expect(left.map(({ type, subject }) => [type, subject])).toEqual([
      ['exception', 'Later'],
      ['occurrence', 'Weekly sync'],
      ['occurrence', 'Weekly sync'],
    ]);
    const master = await rig.ask('GET', `${USER}/events/${idIn(made)}`);
    expect(master.json).toMatchObject({
      type: 'seriesMaster',
      recurrence: { pattern: { type: 'weekly', daysOfWeek: ['monday'] } },
    });
  });

  test('the same transaction makes one event', async () => {
    const body = { ...MEETING, attendees: [], transactionId: 'once' };
    const first = await rig.ask('POST', `${USER}/events`, body);
    const second = await rig.ask('POST', `${USER}/events`, body);
    expect(idIn(second)).toBe(idIn(first));
  });

  test.each([
    [{ isAllDay: true }, 'ErrorPropertyValidationFailure'],
    [{ end: at('2026-03-02T08:00:00') }, 'ErrorCalendarEndDateIsEarlierThanStartDate'],
    [{ start: { dateTime: '2026-03-02T09:00:00', timeZone: 'Middle Earth' } }, 'TimeZoneNotSupportedException'],
    [
      { recurrence: { pattern: { type: 'weekly', interval: 1 }, range: WEEKLY.range } },
      'ErrorPropertyValidationFailure',
    ],
    [{ sendInvitations: false }, 'RequestBodyRead'],
  ])('an event with %j is refused with %s', async (more, code) => {
    const answer = await rig.ask('POST', `${USER}/events`, { ...MEETING, ...more });
    expect(answer.json).toMatchObject({ error: { code } });
  });

  test('a calendar of its own holds its own events', async () => {
    const calendar = await rig.ask('POST', `${USER}/calendars`, { name: 'Team' });
    await rig.ask('POST', `${USER}/calendars/${idIn(calendar)}/events`, { ...MEETING, attendees: [] });
    expect(listIn(await rig.ask('GET', `${USER}/calendars/${idIn(calendar)}/events`))).toHaveLength(1);
    expect(listIn(await rig.ask('GET', `${USER}/calendars`)).map(({ name }) => name)).toEqual(['Calendar', 'Team']);
  });
});

describe('contacts', () => {
  const JANE = {
    givenName: 'Jane',
    surname: 'Doe',
    emailAddresses: [{ name: 'Jane', address: 'jane@example.com' }],
    businessPhones: ['+1 512 555 0100'],
    businessAddress: { street: '1 High St', city: 'Austin' },
    birthday: '1980-02-29T11:59:00Z',
    personalNotes: 'Met at the fair',
  };

  test('come back as they were made', async () => {
    const made = await rig.ask('POST', `${USER}/contacts`, JANE);
    expect(made.status).toBe(201);
    const read = await rig.ask('GET', `${USER}/contacts/${idIn(made)}`);
    expect(read.json).toMatchObject({ ...JANE, displayName: 'Jane Doe' });
  });

  test('have three addresses and two phones of a kind, and no more', async () => {
    const four = Array.from({ length: 4 }, (_, place) => ({ address: `${place}@example.com` }));
    expect((await rig.ask('POST', `${USER}/contacts`, { emailAddresses: four })).status).toBe(400);
    expect((await rig.ask('POST', `${USER}/contacts`, { homePhones: ['1', '2', '3'] })).status).toBe(400);
  });

  test('have a picture', async () => {
    const made = await rig.ask('POST', `${USER}/contacts`, JANE);
    const photo = `${USER}/contacts/${idIn(made)}/photo/$value`;
    expect((await rig.ask('PUT', photo, 'not really', { 'content-type': 'image/jpeg' })).status).toBe(200);
    expect((await rig.ask('GET', photo)).text).toBe('not really');
  });
});

describe('what belongs to the mailbox', () => {
  test('categories have names of their own', async () => {
    const body = { displayName: 'Blue', color: 'preset7' };
    expect((await rig.ask('POST', `${USER}/outlook/masterCategories`, body)).status).toBe(201);
    expect((await rig.ask('POST', `${USER}/outlook/masterCategories`, body)).status).toBe(409);
    expect(listIn(await rig.ask('GET', `${USER}/outlook/masterCategories`))).toMatchObject([body]);
  });

  test('rules are kept, and unknown conditions are not', async () => {
    const rule = { displayName: 'r', sequence: 1, conditions: { subjectContains: ['x'] }, actions: { delete: true } };
    const path = `${USER}/mailFolders/inbox/messageRules`;
    expect((await rig.ask('POST', path, rule)).status).toBe(201);
    expect((await rig.ask('POST', path, { ...rule, conditions: { itemClasses: ['x'] } })).status).toBe(400);
    expect(listIn(await rig.ask('GET', path))).toMatchObject([rule]);
  });

  test('an absence is set part by part', async () => {
    await rig.ask('PATCH', `${USER}/mailboxSettings`, { automaticRepliesSetting: { status: 'alwaysEnabled' } });
    await rig.ask('PATCH', `${USER}/mailboxSettings`, { automaticRepliesSetting: { internalReplyMessage: 'Away' } });
    const read = await rig.ask('GET', `${USER}/mailboxSettings`);
    expect(read.json).toMatchObject({
      automaticRepliesSetting: { status: 'alwaysEnabled', internalReplyMessage: 'Away' },
    });
  });
});

describe('delta queries', () => {
  test('tell what came, what changed and what left, and nothing twice', async () => {
    const folder = idIn(await rig.ask('POST', `${USER}/mailFolders`, { displayName: 'Delta' }));
    const make = async (subject: string) =>
      idIn(await rig.ask('POST', `${USER}/mailFolders/${folder}/messages`, { subject }));
    const [one, two] = [await make('one'), await make('two')];
    const first = await rig.ask('GET', `${USER}/mailFolders/${folder}/messages/delta?$select=subject`);
    expect(listIn(first)).toHaveLength(2);
    await rig.ask('POST', `${USER}/messages/${one}/permanentDelete`);
    await rig.ask('PATCH', `${USER}/messages/${two}`, { isRead: false });
    const link = String(first.json['@odata.deltaLink']);
    const second = await rig.ask('GET', link);
    expect(listIn(second)).toMatchObject([{ id: one, '@removed': { reason: 'deleted' } }, { id: two }]);
    expect(listIn(await rig.ask('GET', String(second.json['@odata.deltaLink'])))).toEqual([]);
    rig.graph.change({ deltaLost: true });
    expect((await rig.ask('GET', link)).status).toBe(410);
    rig.graph.change({ deltaLost: false });
  });
});
