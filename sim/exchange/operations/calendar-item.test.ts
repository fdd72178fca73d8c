import { describe, expect, test } from 'vitest';
import {
  all,
  codesOf,
  getItemBody,
  keyElement,
  mimesOf,
  NAMED,
  type Rig,
  rigsOfFile,
  WITH_MIME,
} from '../../../test/exchange/rig.ts';
import {
  clearField,
  createBody,
  created,
  event,
  MORNING,
  readItem,
  setField,
  TO_NONE,
  textsOf,
  updateBody,
} from '../../../test/exchange/typed-items.ts';

const startRig = rigsOfFile();
const create = async (rig: Rig, item: string, attributes = TO_NONE, soapHeader?: string): Promise<string> =>
  (await rig.ask(createBody('CalendarItem', [item], attributes), soapHeader === undefined ? {} : { soapHeader })).text;
const codeOf = (text: string): string | undefined => codesOf(text)[0];

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

  test('is iCalendar when its MIME content is asked for', async () => {
    const rig = await startRig();
    const { text } = await rig.ask(getItemBody([await created(rig, FULL)], WITH_MIME));
    const lines = mimesOf(text)[0]?.toString().split('\r\n');
    expect(lines).toEqual(expect.arrayContaining(['UID:u@example.com', 'DTSTART:20260302T090000Z', 'SUMMARY:Plan']));
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
