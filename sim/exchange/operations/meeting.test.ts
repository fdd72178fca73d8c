import { describe, expect, test } from 'vitest';
import { all, codesOf, type Rig, rigsOfFile, USER } from '../../../test/exchange/rig.ts';
import {
  clearField,
  createBody,
  created,
  deleteBody,
  event,
  MORNING,
  readItem,
  setField,
  TO_NONE,
  textsOf,
  updateBody,
} from '../../../test/exchange/typed-items.ts';

const startRig = rigsOfFile();
const attendees = (list: string, ...emails: readonly string[]): string =>
  `<t:${list}>${emails.map((email) => `<t:Attendee><t:Mailbox><t:EmailAddress>${email}</t:EmailAddress></t:Mailbox></t:Attendee>`).join('')}</t:${list}>`;
const MEETING = event(
  '2026-03-02T09:00:00Z',
  '2026-03-02T10:00:00Z',
  attendees('RequiredAttendees', 'b@example.net', 'c@example.net') + attendees('Resources', 'room@example.net'),
);
const create = async (rig: Rig, item: string, attributes = TO_NONE, soapHeader?: string): Promise<string> =>
  (await rig.ask(createBody('CalendarItem', [item], attributes), soapHeader === undefined ? {} : { soapHeader })).text;
const codeOf = (text: string): string | undefined => codesOf(text)[0];

describe('an operation on calendar items that does not say whom to tell', () => {
  test('is refused when it creates', async () => {
    const rig = await startRig();
    expect(codeOf(await create(rig, MORNING, 'MessageDisposition="SaveOnly"'))).toBe(
      'ErrorSendMeetingInvitationsRequired',
    );
    expect(rig.exchange.inspect(USER).flatMap(({ items }) => items)).toEqual([]);
  });

  test('is refused when it changes', async () => {
    const rig = await startRig();
    const id = await created(rig, MORNING);
    const subject = setField('CalendarItem', 'item:Subject', '<t:Subject>new</t:Subject>');
    const { text } = await rig.ask(updateBody(id, subject, 'MessageDisposition="SaveOnly"'));
    expect(codeOf(text)).toBe('ErrorSendMeetingInvitationsOrCancellationsRequired');
    expect(await readItem(rig, id)).not.toContain('new');
  });

  test('is refused when it deletes', async () => {
    const rig = await startRig();
    const id = await created(rig, MORNING);
    expect(codeOf((await rig.ask(deleteBody(id, ''))).text)).toBe('ErrorSendMeetingCancellationsRequired');
    expect(codeOf(await readItem(rig, id))).toBe('NoError');
  });
});

describe('mail that would be sent for a meeting', () => {
  test.each([
    { attributes: 'SendMeetingInvitations="SendToNone"', mails: 0 },
    { attributes: 'SendMeetingInvitations="SendOnlyToAll"', mails: 3 },
    { attributes: 'SendMeetingInvitations="SendToAllAndSaveCopy"', mails: 3 },
  ])('counts $mails when it is created with $attributes', async ({ attributes, mails }) => {
    const rig = await startRig();
    const text = await create(rig, MEETING, attributes);
    expect(codeOf(text)).toBe('NoError');
    expect(rig.exchange.counters.sentMail).toBe(mails);
    const [id = ''] = all(text, /(<t:ItemId [^>]*>)/g);
    expect(textsOf(await readItem(rig, id), 'MeetingRequestWasSent')).toEqual([String(mails > 0)]);
  });

  test.each([
    { how: 'SendToNone', mails: 0 },
    { how: 'SendToAllAndSaveCopy', mails: 4 },
    { how: 'SendOnlyToAll', mails: 4 },
    { how: 'SendToChangedAndSaveCopy', mails: 3 },
    { how: 'SendOnlyToChanged', mails: 3 },
  ])('counts $mails when its attendees are changed with $how', async ({ how, mails }) => {
    const rig = await startRig();
    const id = await created(rig, MEETING);
    const list = attendees('RequiredAttendees', 'C@example.net', 'd@example.net');
    const updates = setField('CalendarItem', 'calendar:RequiredAttendees', list) + clearField('calendar:Resources');
    await rig.ask(updateBody(id, updates, `SendMeetingInvitationsOrCancellations="${how}"`));
    expect(rig.exchange.counters.sentMail).toBe(mails);
  });

  test.each([
    { how: 'SendToNone', mails: 0 },
    { how: 'SendToAllAndSaveCopy', mails: 3 },
  ])('counts $mails when it is deleted with $how', async ({ how, mails }) => {
    const rig = await startRig();
    const id = await created(rig, MEETING);
    await rig.ask(deleteBody(id, `SendMeetingCancellations="${how}"`));
    expect(rig.exchange.counters.sentMail).toBe(mails);
  });

  test('is none for an event without attendees, whatever the request says', async () => {
    const rig = await startRig();
    await create(rig, MORNING, 'SendMeetingInvitations="SendToAllAndSaveCopy"');
    expect(rig.exchange.counters.sentMail).toBe(0);
  });
});

describe('a meeting', () => {
  test('has the owner of the mailbox as its organizer, whoever it was', async () => {
    const rig = await startRig();
    const text = await readItem(rig, await created(rig, MEETING));
    expect(text).toMatch(new RegExp(`<t:Organizer>.*${USER}.*</t:Organizer>`));
    expect([textsOf(text, 'IsMeeting'), textsOf(text, 'AppointmentState'), textsOf(text, 'MyResponseType')]).toEqual([
      ['true'],
      ['1'],
      ['Organizer'],
    ]);
  });

  test('is none without attendees', async () => {
    const rig = await startRig();
    const text = await readItem(rig, await created(rig, MORNING));
    expect([textsOf(text, 'IsMeeting'), textsOf(text, 'AppointmentState')]).toEqual([['false'], ['0']]);
  });

  test('refuses to be told who organizes it', async () => {
    const organizer =
      '<t:Organizer><t:Mailbox><t:EmailAddress>o@example.net</t:EmailAddress></t:Mailbox></t:Organizer>';
    expect(
      codeOf(await create(await startRig(), MORNING.replace('<t:StartTimeZone', `${organizer}<t:StartTimeZone`))),
    ).toBe('ErrorInvalidPropertySet');
  });

  test('shows the state and the answer that were set as properties', async () => {
    const rig = await startRig();
    const set = (id: string, value: number): string =>
      `<t:ExtendedProperty><t:ExtendedFieldURI DistinguishedPropertySetId="Appointment" PropertyId="${id}" PropertyType="Integer"/><t:Value>${value}</t:Value></t:ExtendedProperty>`;
    const text = await readItem(rig, await created(rig, set('33303', 3) + set('33304', 3) + MEETING));
    expect([textsOf(text, 'AppointmentState'), textsOf(text, 'MyResponseType'), textsOf(text, 'IsOrganizer')]).toEqual([
      ['3'],
      ['Accept'],
      ['false'],
    ]);
  });

  test.each([
    { kept: 'keep', answer: 'Accept' },
    { kept: 'drop', answer: 'Unknown' },
  ] as const)('whose attendees answered shows $answer on a server that is set to $kept', async ({ kept, answer }) => {
    const rig = await startRig({ attendeeResponses: kept });
    const attendee =
      '<t:RequiredAttendees><t:Attendee><t:Mailbox><t:Name>B</t:Name><t:EmailAddress>b@example.net</t:EmailAddress></t:Mailbox><t:ResponseType>Accept</t:ResponseType></t:Attendee></t:RequiredAttendees>';
    const id = await created(rig, event('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z', attendee));
    expect(textsOf(await readItem(rig, id), 'ResponseType')).toEqual([answer]);
  });

  test('needs an address for every attendee', async () => {
    const nameless =
      '<t:RequiredAttendees><t:Attendee><t:Mailbox><t:Name>B</t:Name></t:Mailbox></t:Attendee></t:RequiredAttendees>';
    const item = event('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z', nameless);
    expect(codeOf(await create(await startRig(), item))).toBe('ErrorMissingInformationEmailAddress');
  });
});
