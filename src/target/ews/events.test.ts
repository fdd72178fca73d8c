/** Events on their way into Exchange and back: what is sent, what is kept, and that nobody hears of it. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../../sim/exchange/fault.ts';
import { never } from '../../../test/contract/contract.ts';
import { recorderBefore } from '../../../test/exchange/recorder.ts';
import { SCHEMA_MISSING, schemaErrors } from '../../../test/exchange/rig.ts';
import { Scenes } from '../../../test/exchange/target-scene.ts';
import { folderOf, putTexts, readTexts, targetsOf } from '../../../test/exchange/text-items.ts';
import { compareCalendarItems } from '../../content/calendar/compare-calendar.ts';
import { readCalendarItem } from '../../content/calendar/read-calendar.ts';
import type { EventSeries } from '../../model/calendar.ts';
import type { Loss } from '../../model/item.ts';
import type { Settled, Target } from '../../model/target.ts';
import { headsIn } from '../target-harness.contract.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

const OWNER = 'user@example.com';
const SPAN = ['DTSTART;TZID=Europe/Berlin:20260302T090000', 'DTEND;TZID=Europe/Berlin:20260302T100000'];
const SERIES = [...SPAN, 'RRULE:FREQ=WEEKLY;COUNT=8', 'EXDATE;TZID=Europe/Berlin:20260309T090000'];
const MOVED = [
  'RECURRENCE-ID;TZID=Europe/Berlin:20260316T090000',
  'DTSTART;TZID=Europe/Berlin:20260317T110000',
  'DTEND;TZID=Europe/Berlin:20260317T120000',
  'SUMMARY:Moved',
];
const FILE = 'ATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=text/plain;FILENAME=a.txt:aGVsbG8=';

function ics(lines: readonly string[], ...more: readonly (readonly string[])[]): Buffer {
  const event = (of: readonly string[]): readonly string[] => [
    'BEGIN:VEVENT',
    'UID:u1@example.com',
    ...of,
    'END:VEVENT',
  ];
  const all = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event(lines), ...more.flatMap(event), 'END:VCALENDAR'];
  return Buffer.from(`${all.join('\r\n')}\r\n`);
}

interface Moved {
  readonly settled: Settled;
  readonly losses: readonly Loss[];
  /** What differs and was not announced. */
  readonly differs: readonly unknown[];
  readonly back: EventSeries;
}

async function moved(bytes: Buffer, target?: Target): Promise<Moved> {
  const on =
    target ?? (await (await scenes.rig()).open({ homeZone: 'Europe/Berlin', ownAddresses: ['me@old.example'] }));
  const folder = await folderOf(on, 'event', 'Calendar of a test');
  const [settled] = await putTexts(on, folder, [{ kind: 'event', bytes }]);
  if (settled?.is !== 'copied') throw new Error(`not copied: ${JSON.stringify(settled)}`);
  expect(await headsIn(on, folder)).toHaveLength(1);
  const [text] = await readTexts(on, folder, targetsOf([settled]));
  const back = readCalendarItem(text ?? Buffer.alloc(0));
  if (back.kind !== 'event') throw new Error('an event comes back as one');
  const lost = new Set(settled.losses.map(({ field }) => field));
  const differs = compareCalendarItems(readCalendarItem(bytes), back, lost).filter(({ level }) => level === 'must');
  return { settled, losses: settled.losses, differs, back };
}

describe('an event with all that Exchange has room for', () => {
  test.each<{ readonly what: string; readonly lines: readonly string[] }>([
    {
      what: 'a subject, text, place and categories',
      lines: ['SUMMARY:Größe & <b>', 'DESCRIPTION:one\\ntwo', 'LOCATION:Room', 'CATEGORIES:A,B'],
    },
    {
      what: 'a formatted text',
      lines: ['X-ALT-DESC;FMTTYPE=text/html:<html><body><p>one <b>two</b></p></body></html>'],
    },
    { what: 'a private one that is important', lines: ['CLASS:PRIVATE', 'PRIORITY:1'] },
    { what: 'a confidential one that is not', lines: ['CLASS:CONFIDENTIAL', 'PRIORITY:9'] },
    { what: 'time that is free', lines: ['TRANSP:TRANSPARENT'] },
    { what: 'somebody who is away', lines: ['X-MICROSOFT-CDO-BUSYSTATUS:OOF'] },
    { what: 'a tentative one', lines: ['STATUS:TENTATIVE'] },
    { what: 'a cancelled one', lines: ['STATUS:CANCELLED'] },
    {
      what: 'a reminder a day before',
      lines: ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-P1D', 'DESCRIPTION:x', 'END:VALARM'],
    },
    {
      what: 'a reminder before its end',
      lines: ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER;RELATED=END:-PT90M', 'DESCRIPTION:x', 'END:VALARM'],
    },
    { what: 'a file', lines: [FILE] },
    {
      what: 'people whom its owner invited',
      lines: [
        `ORGANIZER:mailto:${OWNER}`,
        'ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@example.net',
        'ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=DECLINED:mailto:eve@example.net',
        'ATTENDEE;CUTYPE=ROOM:mailto:room@example.net',
      ],
    },
  ])('keeps $what, and loses nothing', async ({ lines }) => {
    const { losses, differs, back } = await moved(ics([...SPAN, ...lines]));
    expect(losses).toEqual([]);
    expect(differs).toEqual([]);
    expect(back.uid).toBe('u1@example.com');
    expect(back.master?.start).toMatchObject({ date: '2026-03-02', time: '09:00:00', zone: { name: 'Europe/Berlin' } });
  });

  test.each([
    { what: 'a series with a day out and one that is moved', bytes: ics(SERIES, MOVED) },
    {
      what: 'whole days, over the night in which the clock changes',
      bytes: ics(['DTSTART;VALUE=DATE:20260328', 'DTEND;VALUE=DATE:20260330', 'RRULE:FREQ=YEARLY;COUNT=3']),
    },
    {
      what: 'a zone that shares its Windows name with others',
      bytes: ics(['DTSTART;TZID=Europe/Zurich:20260302T090000', 'DTEND;TZID=Europe/Zurich:20260302T093000']),
    },
    {
      what: 'a journey that ends in another zone',
      bytes: ics(['DTSTART;TZID=Europe/Berlin:20260302T090000', 'DTEND;TZID=America/New_York:20260302T123000']),
    },
    {
      what: 'a series whose text is changed once',
      bytes: ics(
        [...SERIES, 'DESCRIPTION:usual', 'LOCATION:A'],
        [
          'RECURRENCE-ID;TZID=Europe/Berlin:20260323T090000',
          'DTSTART;TZID=Europe/Berlin:20260323T090000',
          'DTEND;TZID=Europe/Berlin:20260323T100000',
          'DESCRIPTION:unusual',
        ],
      ),
    },
  ])('keeps $what', async ({ bytes }) => {
    const { losses, differs } = await moved(bytes);
    expect(losses).toEqual([]);
    expect(differs).toEqual([]);
  });

  test('comes back with the very zone it had', async () => {
    const { back } = await moved(ics(['DTSTART;TZID=Europe/Zurich:20260302T090000']));
    expect(back.master?.start.zone).toMatchObject({ name: 'Europe/Zurich' });
  });
});

describe('what Exchange has no field for', () => {
  test.each([
    { what: 'a link', lines: ['URL:https://example.com/a'], field: 'links', shown: 'Link: https://example.com/a' },
    {
      what: 'a conference',
      lines: ['CONFERENCE;VALUE=URI;LABEL=Join:https://meet.example.com/x'],
      field: 'conference',
      shown: 'Conference: Join: https://meet.example.com/x',
    },
    {
      what: 'a second reminder',
      lines: ['PT10M', 'P2D'].flatMap((before) => [
        'BEGIN:VALARM',
        'ACTION:DISPLAY',
        `TRIGGER:-${before}`,
        'DESCRIPTION:x',
        'END:VALARM',
      ]),
      field: 'further reminders',
      shown: 'Reminder: 2 days before the start (x)',
    },
    { what: 'a comment', lines: ['COMMENT:bring cake'], field: 'other properties', shown: 'Comment: bring cake' },
    {
      what: 'a meeting of somebody else',
      lines: [
        'ORGANIZER;CN=Boss:mailto:boss@example.net',
        'ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@old.example',
        'ATTENDEE;CN=Bob:mailto:bob@example.net',
      ],
      field: 'organizer',
      shown: 'Organizer: Boss <boss@example.net>',
    },
  ])('$what is named and stands below the text', async ({ lines, field, shown }) => {
    const { rig } = await scenes.scene();
    const target = await rig.open({ homeZone: 'Europe/Berlin', ownAddresses: ['me@old.example'] });
    const { losses, differs, back } = await moved(ics([...SPAN, 'DESCRIPTION:The text.', ...lines]), target);
    expect(losses.map((loss) => loss.field)).toContain(field);
    expect(differs).toEqual([]);
    expect(back.master?.description).toBe('The text.');
    expect(back.master?.attendees).toEqual([]);
    const bodies = rig.exchange.inspect(OWNER).flatMap(({ items }) => items.map((item) => item.rebuilt().toString()));
    expect(bodies.join('').replace(/=\r\n/g, '')).toContain(shown);
  });

  test('a series that no pattern gives says so, and the original lies in it', async () => {
    const bytes = ics([...SPAN, 'RRULE:FREQ=MONTHLY;BYMONTHDAY=2,16', FILE]);
    const { losses, differs, back } = await moved(bytes);
    expect(losses.map(({ field }) => field)).toEqual(['recurrence']);
    expect(differs).toEqual([]);
    expect(back.recurrence.rules).toMatchObject([{ frequency: 'MONTHLY', byMonthDay: [2] }]);
    // The original is no file of the event.
    expect(back.master?.attachments).toMatchObject([{ name: 'a.txt' }]);
  });

  test('a file that is not read is refused with the place in it', async () => {
    const { target } = await scenes.scene();
    const folder = await folderOf(target, 'event', 'Broken');
    const [settled] = await putTexts(target, folder, [{ kind: 'event', bytes: ics(['SUMMARY:no start']) }]);
    expect(settled).toMatchObject({ is: 'failed', problem: { code: 'source.item-unreadable' } });
    expect(JSON.stringify(settled)).toContain('VEVENT in line');
  });
});

describe('whatever happens to requests', () => {
  const after = (operation: string, nth = 1): Fault => ({
    when: { operation, nth },
    then: { is: 'cut', at: 'after-work' },
  });
  test.each<{ readonly what: string; readonly faults: readonly Fault[] }>([
    { what: 'the series is saved and nobody hears of it', faults: [after('CreateItem')] },
    { what: 'a change of an occurrence is done and nobody hears of it', faults: [after('UpdateItem')] },
    { what: 'a day is taken out and nobody hears of it', faults: [after('DeleteItem')] },
    { what: 'a file is attached and nobody hears of it', faults: [after('CreateAttachment')] },
    {
      what: 'a file is attached twice and nobody hears of it',
      faults: [after('CreateAttachment'), after('CreateAttachment', 2)],
    },
    {
      what: 'the server is busy with each step',
      faults: ['CreateItem', 'UpdateItem', 'DeleteItem', 'CreateAttachment'].map((operation) => ({
        when: { operation, nth: 1 },
        then: { is: 'busy', backOffMs: 10 },
      })),
    },
    {
      what: 'the batch stops before anything is changed',
      faults: [{ when: { operation: 'UpdateItem', nth: 1 }, then: { is: 'stop-batch', after: 0 } }],
    },
    {
      what: 'something behind the server is away for a moment',
      faults: [
        {
          when: { operation: 'CreateAttachment', nth: 1 },
          then: { is: 'item', at: 0, code: 'ErrorMailboxStoreUnavailable' },
        },
      ],
    },
  ])('there is one event, and it is complete, when $what', async ({ faults }) => {
    const rig = await scenes.rig();
    const target = await rig.open({ homeZone: 'Europe/Berlin' });
    await folderOf(target, 'event', 'Calendar of a test');
    rig.exchange.setFaults(faults);
    const { losses, differs, back } = await moved(ics([...SERIES, FILE], [...MOVED, FILE]), target);
    expect({ losses, differs }).toEqual({ losses: [], differs: [] });
    expect(back.master?.attachments).toHaveLength(1);
  });

  test('an event whose file is refused for good is not there at all', async () => {
    const rig = await scenes.rig();
    const target = await rig.open();
    const folder = await folderOf(target, 'event', 'Refused');
    rig.exchange.setFaults([
      {
        when: { operation: 'CreateAttachment' },
        then: { is: 'item', at: 0, code: 'ErrorAttachmentSizeLimitExceeded' },
      },
    ]);
    const [settled] = await putTexts(target, folder, [{ kind: 'event', bytes: ics([...SPAN, FILE]) }]);
    expect(settled).toMatchObject({ is: 'failed', problem: { code: 'target.item-refused' } });
    rig.exchange.setFaults([]);
    expect(await headsIn(target, folder)).toEqual([]);
  });

  test('a series that is refused becomes its first occurrence, with the original beside it', async () => {
    const rig = await scenes.rig();
    const target = await rig.open({ homeZone: 'Europe/Berlin' });
    await folderOf(target, 'event', 'Calendar of a test');
    rig.exchange.setFaults([
      {
        when: { operation: 'CreateItem', nth: 1 },
        then: { is: 'item', at: 0, code: 'ErrorRecurrenceHasNoOccurrence' },
      },
    ]);
    const { losses, differs, back } = await moved(ics(SERIES), target);
    expect(losses.map(({ field }) => field)).toContain('recurrence');
    expect(differs).toEqual([]);
    expect(back.recurrence.rules).toEqual([]);
  });
});

test.skipIf(SCHEMA_MISSING !== null)('every request about events is valid', async () => {
  const rig = await scenes.rig();
  const recorder = await recorderBefore(new URL(rig.exchange.url));
  const target = await rig.open({ url: recorder.url, homeZone: 'America/New_York' });
  const folder = await folderOf(target, 'event', 'Valid');
  const people = [
    `ORGANIZER:mailto:${OWNER}`,
    'ATTENDEE;CN="<&>":mailto:bob@example.net',
    'ATTENDEE;CUTYPE=ROOM:mailto:room@example.net',
  ];
  const alarm = ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'DESCRIPTION:x', 'END:VALARM'];
  const rules = [
    'DAILY;INTERVAL=2',
    'WEEKLY;BYDAY=MO,TU',
    'MONTHLY;BYMONTHDAY=2',
    'MONTHLY;BYDAY=-1FR',
    'YEARLY',
    'YEARLY;BYMONTH=3;BYDAY=1MO',
    'DAILY;COUNT=1200',
    'MONTHLY;BYMONTHDAY=2,9',
  ];
  const items = [
    ics([...SERIES, FILE, ...people, ...alarm, 'CATEGORIES:<&>'], [...MOVED, 'ATTENDEE:mailto:eve@example.net']),
    ics([
      'DTSTART;VALUE=DATE:20260302',
      'STATUS:CANCELLED',
      'X-ALT-DESC;FMTTYPE=text/html:<p>&amp;</p>',
      'URL:https://example.com/?a&b',
    ]),
    ...rules.map((rule) => ics([...SPAN, `RRULE:FREQ=${rule}`])),
  ];
  const settled = await putTexts(
    target,
    folder,
    items.map((bytes) => ({ kind: 'event', bytes })),
  );
  await readTexts(target, folder, targetsOf(settled));
  await target.remove(folder, targetsOf(settled), never());
  expect(recorder.bodies.some((body) => body.includes('OccurrenceItemId'))).toBe(true);
  expect(await schemaErrors(recorder.bodies)).toEqual([]);
  const loud = recorder.bodies.filter(
    (body) => /<m:(Create|Update|Delete)Item/.test(body) && !body.includes('"SendToNone"'),
  );
  expect(loud).toEqual([]);
  await recorder.close();
});

test('a thousand meetings, of the owner and of others, past and to come, mail nobody, and neither does taking them away', {
  timeout: 60_000,
}, async () => {
  const rig = await scenes.rig();
  const target = await rig.open();
  const folder = await folderOf(target, 'event', 'Meetings');
  const meetings = Array.from({ length: 1000 }, (_, index) => {
    const year = 2016 + (index % 20);
    const organizer = index % 2 === 0 ? OWNER : 'boss@example.net';
    const lines = [`DTSTART:${year}0302T090000Z`, `DTEND:${year}0302T100000Z`, `ORGANIZER:mailto:${organizer}`];
    const attendees = [OWNER, 'bob@example.net', 'eve@example.net'].map(
      (address) => `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${address}`,
    );
    const series = index % 10 === 0 ? ['RRULE:FREQ=DAILY;COUNT=3', `EXDATE:${year}0303T090000Z`] : [];
    return { kind: 'event' as const, bytes: ics([...lines, ...attendees, ...series, `SUMMARY:${index}`]) };
  });
  const refs = targetsOf(await putTexts(target, folder, meetings));
  expect(rig.exchange.counters.sentMail).toBe(0);
  const texts = await readTexts(target, folder, refs);
  const invited = texts.filter((text) => text?.includes('bob@example.net') === true && text.includes('ATTENDEE'));
  expect(invited).toHaveLength(500);
  await target.remove(folder, refs, never());
  expect(await headsIn(target, folder)).toEqual([]);
  expect(rig.exchange.counters.sentMail).toBe(0);
});
