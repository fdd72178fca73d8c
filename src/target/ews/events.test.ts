/** Events on their way into Exchange and back: what is sent, what is kept, and that nobody hears of it. */
import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { FILE, ics, MOVED, moved, OWNER, SERIES, SPAN } from '../../../test/exchange/event-scene.ts';
import { recorderBefore } from '../../../test/exchange/recorder.ts';
import { SCHEMA_MISSING, schemaErrors } from '../../../test/exchange/rig.ts';
import { Scenes } from '../../../test/exchange/target-scene.ts';
import { folderOf, putTexts, readTexts, targetsOf } from '../../../test/exchange/text-items.ts';
import type { Target } from '../../model/target.ts';
import { headsIn } from '../target-harness.contract.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

/** A mailbox whose owner had another address before. */
async function mailbox(): Promise<Target> {
  const rig = await scenes.rig();
  return await rig.open({ homeZone: 'Europe/Berlin', ownAddresses: ['me@old.example'] });
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
    const { losses, differs, back } = await moved(ics([...SPAN, ...lines]), await mailbox());
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
    const { losses, differs } = await moved(bytes, await mailbox());
    expect(losses).toEqual([]);
    expect(differs).toEqual([]);
  });

  test('comes back with the very zone it had', async () => {
    const { back } = await moved(ics(['DTSTART;TZID=Europe/Zurich:20260302T090000']), await mailbox());
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
    const { losses, differs, back } = await moved(bytes, await mailbox());
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
