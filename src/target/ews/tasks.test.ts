/** Tasks on their way into Exchange and back. */
import { sample } from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { taskDetails } from '../../../test/calendar/calendar-items.ts';
import { recorderBefore } from '../../../test/exchange/recorder.ts';
import { SCHEMA_MISSING, schemaErrors } from '../../../test/exchange/rig.ts';
import { Scenes } from '../../../test/exchange/target-scene.ts';
import { folderOf, putTexts, readTexts, targetsOf } from '../../../test/exchange/text-items.ts';
import { compareCalendarItems } from '../../content/calendar/compare-calendar.ts';
import { readCalendarItem } from '../../content/calendar/read-calendar.ts';
import { writeCalendarItem } from '../../content/calendar/write-calendar.ts';
import type { TaskDetails } from '../../model/calendar.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

function todo(lines: readonly string[]): Buffer {
  const all = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VTODO', 'UID:t1', ...lines, 'END:VTODO', 'END:VCALENDAR'];
  return Buffer.from(`${all.join('\r\n')}\r\n`);
}

interface Outcome {
  readonly losses: readonly string[];
  readonly differs: readonly unknown[];
  readonly back: TaskDetails;
}

async function moved(texts: readonly Buffer[], homeZone = 'Europe/Berlin'): Promise<readonly Outcome[]> {
  const target = await (await scenes.rig()).open({ homeZone });
  const folder = await folderOf(target, 'task', 'Tasks of a test');
  const settled = await putTexts(
    target,
    folder,
    texts.map((bytes) => ({ kind: 'task', bytes })),
  );
  const found = await readTexts(target, folder, targetsOf(settled));
  return texts.map((bytes, index) => {
    const one = settled[index];
    const back = readCalendarItem(found[index] ?? Buffer.alloc(0));
    if (one?.is !== 'copied' || back.kind !== 'task') throw new Error('a task comes back as one');
    const losses = one.losses.map(({ field }) => field);
    const compared = compareCalendarItems(readCalendarItem(bytes), back, new Set(losses));
    return { losses, back, differs: compared.filter(({ level }) => level === 'must') };
  });
}

const alarm = (trigger: string): readonly string[] => [
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  trigger,
  'DESCRIPTION:x',
  'END:VALARM',
];

describe('a task', () => {
  test.each([
    {
      what: 'a text and categories',
      lines: ['SUMMARY:Größe & <b>', 'DESCRIPTION:one\\ntwo', 'CATEGORIES:A,B', 'CLASS:PRIVATE', 'PRIORITY:1'],
    },
    { what: 'days', lines: ['DTSTART;VALUE=DATE:20260302', 'DUE;VALUE=DATE:20260304'] },
    { what: 'progress', lines: ['STATUS:IN-PROCESS', 'PERCENT-COMPLETE:40'] },
    { what: 'that it is done', lines: ['STATUS:COMPLETED', 'PERCENT-COMPLETE:100', 'COMPLETED:20250301T120000Z'] },
    {
      what: 'a reminder at a moment',
      lines: ['DUE;VALUE=DATE:20260304', ...alarm('TRIGGER;VALUE=DATE-TIME:20260303T070000Z')],
    },
    { what: 'a reminder before the day', lines: ['DUE;VALUE=DATE:20260304', ...alarm('TRIGGER;RELATED=END:-PT15H')] },
    {
      what: 'a pattern',
      lines: ['DTSTART;VALUE=DATE:20260302', 'DUE;VALUE=DATE:20260303', 'RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=5'],
    },
    { what: 'a file', lines: ['ATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=text/plain;FILENAME=a.txt:aGVsbG8='] },
  ])('keeps $what, and loses nothing', async ({ lines }) => {
    const [outcome] = await moved([todo(lines)]);
    expect(outcome).toMatchObject({ losses: [], differs: [], back: { uid: 't1' } });
  });

  test.each([
    {
      what: 'hours',
      lines: ['DUE;TZID=Europe/Berlin:20260304T170000'],
      losses: ['time of day'],
      shown: 'Due: 2026-03-04 17:00 (Europe/Berlin)',
    },
    { what: 'a parent', lines: ['RELATED-TO:p1'], losses: ['parent task'], shown: 'Part of: p1' },
    { what: 'a place', lines: ['LOCATION:Attic'], losses: ['location'], shown: 'Place: Attic' },
    { what: 'that it was given up', lines: ['STATUS:CANCELLED'], losses: [], shown: 'Status: cancelled' },
    {
      what: 'days that are taken out',
      lines: [
        'DTSTART;VALUE=DATE:20260302',
        'DUE;VALUE=DATE:20260302',
        'RRULE:FREQ=DAILY;COUNT=9',
        'EXDATE;VALUE=DATE:20260304',
      ],
      losses: ['recurrence'],
      shown: 'original.ics',
    },
    {
      what: 'who is to do it',
      lines: ['ATTENDEE:mailto:bob@example.net'],
      losses: ['attendees', 'responses'],
      shown: 'Attendee: bob@example.net, no answer',
    },
  ])('names what is lost of $what, and keeps it in the text', async ({ lines, losses, shown }) => {
    const rig = await scenes.rig();
    const target = await rig.open({ homeZone: 'Europe/Berlin' });
    const folder = await folderOf(target, 'task', 'Tasks of a test');
    const [settled] = await putTexts(target, folder, [
      { kind: 'task', bytes: todo([...lines, 'DESCRIPTION:The text.']) },
    ]);
    if (settled?.is !== 'copied') throw new Error('it was copied');
    for (const field of losses) expect(settled.losses.map((loss) => loss.field)).toContain(field);
    const bodies = rig.exchange
      .inspect('user@example.com')
      .flatMap(({ items }) => items.map((item) => item.rebuilt().toString()));
    expect(bodies.join('').replace(/=\r\n/g, '')).toContain(shown);
  });

  test.each(['Europe/Berlin', 'America/New_York', 'Pacific/Auckland'])(
    'whatever it says, what comes back differs only in what was named, in %s',
    { timeout: 60_000 },
    async (homeZone) => {
      const texts = sample(taskDetails(), { numRuns: 40, seed: 11 }).map(writeCalendarItem);
      for (const { differs, losses } of await moved(texts, homeZone))
        expect({ differs, losses }).toMatchObject({ differs: [] });
    },
  );
});

test.skipIf(SCHEMA_MISSING !== null)('every request about tasks is valid', async () => {
  const rig = await scenes.rig();
  const recorder = await recorderBefore(new URL(rig.exchange.url));
  const target = await rig.open({ url: recorder.url });
  const folder = await folderOf(target, 'task', 'Valid');
  const texts = sample(taskDetails(), { numRuns: 20, seed: 5 }).map(writeCalendarItem);
  const settled = await putTexts(
    target,
    folder,
    texts.map((bytes) => ({ kind: 'task', bytes })),
  );
  await readTexts(target, folder, targetsOf(settled));
  expect(await schemaErrors(recorder.bodies)).toEqual([]);
  await recorder.close();
});
