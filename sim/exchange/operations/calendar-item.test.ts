import { describe, expect, test } from 'vitest';
import { all, codesOf, keyElement, NAMED, type Rig, rigsOfFile, USER } from '../../../test/exchange/rig.ts';
import {
  clearField,
  createBody,
  created,
  deleteBody,
  event,
  MORNING,
  readItem,
  setField,
  setTimes,
  TO_NONE,
  textsOf,
  updateBody,
  zones,
} from '../../../test/exchange/typed-items.ts';

const startRig = rigsOfFile();
const header = (zone: string): string =>
  `<t:RequestServerVersion Version="Exchange2013_SP1"/><t:TimeZoneContext><t:TimeZoneDefinition Id="${zone}"/></t:TimeZoneContext>`;
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

describe('the times of a calendar item', () => {
  test.each([
    { what: 'an offset of their own', time: '2026-03-02T09:00:00-05:00', zone: '', context: null, is: '14' },
    { what: 'StartTimeZone', time: '2026-03-02T09:00:00', zone: 'Tokyo Standard Time', context: 'UTC', is: '00' },
    { what: 'TimeZoneContext', time: '2026-03-02T09:00:00', zone: '', context: 'Eastern Standard Time', is: '14' },
    { what: 'Greenwich', time: '2026-03-02T09:00:00', zone: '', context: null, is: '09' },
  ])('are read by $what', async ({ time, zone, context, is }) => {
    const rig = await startRig();
    const item = event(time, time, zone === '' ? '' : zones(zone));
    const answer = await create(rig, item, TO_NONE, context === null ? undefined : header(context));
    const [id = ''] = all(answer, /(<t:ItemId [^>]*>)/g);
    expect(textsOf(await readItem(rig, id), 'Start')).toEqual([`2026-03-02T${is}:00:00Z`]);
  });

  test('are shown in the zone of TimeZoneContext, in summer with the offset of summer', async () => {
    const rig = await startRig();
    const id = await created(rig, event('2026-07-02T12:00:00Z', '2026-07-02T13:00:00Z'));
    const text = await readItem(rig, id, header('W. Europe Standard Time'));
    expect(textsOf(text, 'Start')).toEqual(['2026-07-02T14:00:00+02:00']);
  });

  test.each([
    {
      what: 'a zone by its IANA name',
      item: event('2026-03-02T09:00:00', '2026-03-02T10:00:00', zones('America/Chicago')),
      code: 'ErrorTimeZone',
    },
    {
      what: 'an end before the start',
      item: event('2026-03-02T09:00:00Z', '2026-03-02T08:59:59Z'),
      code: 'ErrorCalendarEndDateIsEarlierThanStartDate',
    },
    {
      what: 'more than five years',
      item: event('2026-03-02T09:00:00Z', '2031-03-02T09:00:01Z'),
      code: 'ErrorCalendarDurationIsTooLong',
    },
    { what: 'five years', item: event('2026-03-02T09:00:00Z', '2031-03-02T09:00:00Z'), code: 'NoError' },
    { what: 'no length', item: event('2026-03-02T09:00:00Z', '2026-03-02T09:00:00Z'), code: 'NoError' },
    {
      what: 'a year before calendars',
      item: event('1500-03-02T09:00:00Z', '1500-03-02T09:00:00Z'),
      code: 'ErrorCalendarOutOfRange',
    },
  ])('with $what are answered with $code', async ({ item, code }) => {
    expect(codeOf(await create(await startRig(), item))).toBe(code);
  });

  test('of a whole day are moved to midnights of the zone it is made in: the start down, the end up', async () => {
    const rig = await startRig();
    const id = await created(
      rig,
      event(
        '2026-03-02T09:00:00',
        '2026-03-03T00:30:00',
        `<t:IsAllDayEvent>true</t:IsAllDayEvent>${zones('Central Standard Time')}`,
      ),
    );
    const text = await readItem(rig, id);
    expect([textsOf(text, 'Start'), textsOf(text, 'End')]).toEqual([
      ['2026-03-02T06:00:00Z'],
      ['2026-03-04T06:00:00Z'],
    ]);
  });

  test('of a whole day that were midnights elsewhere grow into another day', async () => {
    const rig = await startRig();
    const whole = '<t:IsAllDayEvent>true</t:IsAllDayEvent>';
    const id = await created(
      rig,
      event('2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z', whole + zones('Central Standard Time')),
    );
    expect(textsOf(await readItem(rig, id), 'Duration')).toEqual(['P2D']);
  });

  test('that clocks skip in spring come out an hour later', async () => {
    const rig = await startRig();
    const id = await created(rig, event('2026-03-08T02:30:00', '2026-03-08T03:30:00', zones('Central Standard Time')));
    expect(textsOf(await readItem(rig, id), 'Start')).toEqual(['2026-03-08T08:30:00Z']);
  });

  test('are the next half hour where nobody says any', async () => {
    const rig = await startRig();
    const text = await readItem(rig, await created(rig, '<t:Subject>when?</t:Subject>'));
    expect(textsOf(text, 'Start')[0]).toMatch(/T\d\d:[03]0:00Z$/);
    expect(textsOf(text, 'Duration')).toEqual(['PT30M']);
  });
});

describe('the reminder of a calendar item', () => {
  test.each([
    { said: '', isSet: 'true', minutes: '15' },
    { said: '<t:ReminderIsSet>false</t:ReminderIsSet>', isSet: 'false', minutes: '15' },
    { said: '<t:ReminderMinutesBeforeStart>40</t:ReminderMinutesBeforeStart>', isSet: 'true', minutes: '40' },
  ])('after "$said" is set: $isSet, $minutes minutes before', async ({ said, isSet, minutes }) => {
    const rig = await startRig();
    const text = await readItem(rig, await created(rig, said + MORNING));
    expect(textsOf(text, 'ReminderIsSet')).toEqual([isSet]);
    expect(textsOf(text, 'ReminderMinutesBeforeStart')).toEqual([minutes]);
    expect(textsOf(text, 'ReminderDueBy')).toEqual(['2026-03-02T15:15:00Z']);
  });

  test('stays off when something else is changed later', async () => {
    const rig = await startRig();
    const id = await created(rig, `<t:ReminderIsSet>false</t:ReminderIsSet>${MORNING}`);
    await rig.ask(updateBody(id, setTimes('2026-03-03T09:00:00Z', '2026-03-03T10:00:00Z')));
    const text = await readItem(rig, id);
    expect(textsOf(text, 'ReminderIsSet')).toEqual(['false']);
    expect(textsOf(text, 'ReminderDueBy')).toEqual(['2026-03-03T09:00:00Z']);
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

describe('a calendar item', () => {
  const FULL =
    '<t:Subject>Plan</t:Subject><t:Sensitivity>Private</t:Sensitivity><t:Body BodyType="HTML">&lt;p&gt;a&lt;/p&gt;</t:Body>' +
    `<t:Categories><t:String>Blue</t:String></t:Categories><t:Importance>High</t:Importance>${keyElement('k1')}<t:UID>u@example.com</t:UID>` +
    event(
      '2026-03-02T09:00:00Z',
      '2026-03-02T10:00:00Z',
      '<t:LegacyFreeBusyStatus>OOF</t:LegacyFreeBusyStatus><t:Location>Room 1</t:Location>',
    );

  test('gives back what it was made of', async () => {
    const rig = await startRig();
    const text = await readItem(rig, await created(rig, FULL));
    for (const [element, value] of Object.entries({
      ItemClass: 'IPM.Appointment',
      Subject: 'Plan',
      Sensitivity: 'Private',
      String: 'Blue',
      Importance: 'High',
      UID: 'u@example.com',
      LegacyFreeBusyStatus: 'OOF',
      Location: 'Room 1',
      CalendarItemType: 'Single',
      IsRecurring: 'false',
    })) {
      expect([element, textsOf(text, element)]).toEqual([element, [value]]);
    }
    expect(text).toMatch(/<t:Body BodyType="HTML"[^>]*>[^<]*&lt;p&gt;a&lt;\/p&gt;/);
  });

  test('may have the UID of another one', async () => {
    const rig = await startRig();
    expect(codesOf((await rig.ask(createBody('CalendarItem', [FULL, FULL]))).text)).toEqual(['NoError', 'NoError']);
  });

  test('without a UID gets one of its own', async () => {
    const rig = await startRig();
    const ids = [await created(rig, MORNING), await created(rig, MORNING)];
    const uids = await Promise.all(ids.map(async (id) => textsOf(await readItem(rig, id), 'UID')[0]));
    expect(new Set(uids).size).toBe(2);
    expect(uids[0]).toMatch(/^040000008200E00074C5B7101A82E00800000000[0-9A-F]{16}0{16}10000000[0-9A-F]{32}$/);
  });

  test('is found by a property that a client gave it', async () => {
    const rig = await startRig();
    await rig.ask(createBody('CalendarItem', [FULL, MORNING]));
    const { text } = await rig.ask(
      `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:Restriction><t:IsEqualTo>${NAMED}<t:FieldURIOrConstant><t:Constant Value="k1"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction><m:ParentFolderIds><t:DistinguishedFolderId Id="calendar"/></m:ParentFolderIds></m:FindItem>`,
    );
    expect(all(text, /<t:(CalendarItem)>/g)).toHaveLength(1);
  });

  test.each(
    ['RecurrenceId DateTimeStamp OriginalStart', 'AppointmentReplyTime StartWallClock EndWallClock'].flatMap((names) =>
      names.split(' '),
    ),
  )('refuses to be told its %s', async (name) => {
    const order = ['RecurrenceId', 'DateTimeStamp'].includes(name)
      ? [`<t:${name}>2026-03-02T09:00:00Z</t:${name}>`, '']
      : ['', `<t:${name}>2026-03-02T09:00:00Z</t:${name}>`];
    const item = event('2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z', order[1], order[0]);
    expect(codeOf(await create(await startRig(), item))).toBe('ErrorInvalidPropertySet');
  });

  test('is refused by a folder of mail', async () => {
    const rig = await startRig();
    const inbox = '<m:SavedItemFolderId><t:DistinguishedFolderId Id="inbox"/></m:SavedItemFolderId>';
    const { text } = await rig.ask(createBody('CalendarItem', [MORNING]).replace('<m:Items>', `${inbox}<m:Items>`));
    expect(codeOf(text)).toBe('ErrorCannotCreateCalendarItemInNonCalendarFolder');
  });

  test('is not made of iCalendar', async () => {
    const mime = `<t:MimeContent>${Buffer.from('BEGIN:VCALENDAR\r\n').toString('base64')}</t:MimeContent>`;
    expect(codeOf(await create(await startRig(), mime))).toBe('ErrorMimeContentConversionFailed');
  });

  test('changes its text, and the property of another kind is refused', async () => {
    const rig = await startRig();
    const id = await created(rig, FULL);
    const body = setField('CalendarItem', 'item:Body', '<t:Body BodyType="Text">other words</t:Body>');
    expect(codeOf((await rig.ask(updateBody(id, body))).text)).toBe('NoError');
    expect(await readItem(rig, id)).toContain('other words');
    const read = setField('Message', 'message:IsRead', '<t:IsRead>true</t:IsRead>');
    expect(codeOf((await rig.ask(updateBody(id, read))).text)).toBe('ErrorObjectTypeChanged');
  });

  test('loses what is deleted of it', async () => {
    const rig = await startRig();
    const id = await created(rig, FULL);
    await rig.ask(updateBody(id, clearField('calendar:Location') + clearField('item:Categories')));
    const text = await readItem(rig, id);
    expect([textsOf(text, 'Location'), textsOf(text, 'String')]).toEqual([[''], []]);
  });

  test('is no draft', async () => {
    const rig = await startRig();
    const id = await created(rig, MORNING);
    expect(textsOf(await readItem(rig, id), 'IsDraft')).toEqual(['false']);
  });
});
