import { describe, expect, test } from 'vitest';
import { all, codesOf, type Rig, rigsOfFile } from '../../../test/exchange/rig.ts';
import {
  createBody,
  created,
  event,
  MORNING,
  readItem,
  setTimes,
  TO_NONE,
  textsOf,
  updateBody,
  zones,
} from '../../../test/exchange/typed-items.ts';

const startRig = rigsOfFile();
const header = (zone: string): string =>
  `<t:RequestServerVersion Version="Exchange2013_SP1"/><t:TimeZoneContext><t:TimeZoneDefinition Id="${zone}"/></t:TimeZoneContext>`;
const create = async (rig: Rig, item: string, attributes = TO_NONE, soapHeader?: string): Promise<string> =>
  (await rig.ask(createBody('CalendarItem', [item], attributes), soapHeader === undefined ? {} : { soapHeader })).text;
const codeOf = (text: string): string | undefined => codesOf(text)[0];

const OLD_ZONE = '<t:MeetingTimeZone TimeZoneName="Eastern Standard Time"/>';

describe('the times of a calendar item', () => {
  test('in a zone that nobody knows are refused with the whole request', async () => {
    const { ask } = await startRig();
    const { status, text } = await ask(createBody('CalendarItem', [MORNING]), { soapHeader: header('Atlantis') });
    expect(status).toBe(500);
    expect(text).toContain('ErrorTimeZone');
  });

  test.each([
    { what: 'an offset of their own', time: '2026-03-02T09:00:00-05:00', zone: '', context: null, is: '14' },
    { what: 'StartTimeZone', time: '2026-03-02T09:00:00', zone: 'Tokyo Standard Time', context: 'UTC', is: '00' },
    { what: 'TimeZoneContext', time: '2026-03-02T09:00:00', zone: '', context: 'Eastern Standard Time', is: '14' },
    { what: 'the zone of Exchange 2007', time: '2026-03-02T09:00:00', zone: 'old', context: null, is: '14' },
    { what: 'Greenwich', time: '2026-03-02T09:00:00', zone: '', context: null, is: '09' },
  ])('are read by $what', async ({ time, zone, context, is }) => {
    const rig = await startRig();
    const item = event(time, time, zone === '' ? '' : zone === 'old' ? OLD_ZONE : zones(zone));
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
