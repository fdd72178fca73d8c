import { sample } from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { noteDetails } from '../../../test/calendar/calendar-items.ts';
import { Scenes } from '../../../test/exchange/target-scene.ts';
import { folderOf, putTexts, readTexts, targetsOf } from '../../../test/exchange/text-items.ts';
import { compareCalendarItems } from '../../content/calendar/compare-calendar.ts';
import { readCalendarItem } from '../../content/calendar/read-calendar.ts';
import { writeCalendarItem } from '../../content/calendar/write-calendar.ts';
import type { NoteDetails } from '../../model/calendar.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

function journal(lines: readonly string[]): Buffer {
  const all = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VJOURNAL', 'UID:n1', ...lines, 'END:VJOURNAL', 'END:VCALENDAR'];
  return Buffer.from(`${all.join('\r\n')}\r\n`);
}

/** The note as it comes back, and the words of its losses. */
async function moved(lines: readonly string[]): Promise<{
  readonly back: NoteDetails;
  readonly losses: readonly string[];
  readonly body: string;
  readonly subject: string;
}> {
  const rig = await scenes.rig();
  const target = await rig.open();
  const folder = await folderOf(target, 'note', 'Jottings');
  const settled = await putTexts(target, folder, [{ kind: 'note', bytes: journal(lines) }]);
  const [text] = await readTexts(target, folder, targetsOf(settled));
  const back = readCalendarItem(text ?? Buffer.alloc(0));
  const [inside] = rig.exchange.inspect('user@example.com').filter(({ path }) => path.join() === 'Jottings');
  const [kept] = inside?.items ?? [];
  if (back.kind !== 'note' || kept === undefined || settled[0]?.is !== 'copied') throw new Error('a note was expected');
  expect(kept.state.itemClass).toBe('IPM.StickyNote');
  expect(kept.state.isDraft).toBe(false);
  const mime = kept.rebuilt().toString();
  const body = Buffer.from(mime.slice(mime.indexOf('\r\n\r\n') + 4).replace(/=\r\n/g, ''), 'latin1').toString();
  return { back, losses: settled[0].losses.map(({ field }) => field), body, subject: kept.subject };
}

describe('a note as a sticky note', () => {
  test.each([
    { what: 'a title above its text', summary: 'Shopping', description: 'milk\neggs', subject: 'Shopping' },
    {
      what: 'a title that its text begins with',
      summary: 'Shopping',
      description: 'Shopping\nmilk',
      subject: 'Shopping',
    },
    { what: 'a text without a title', summary: '', description: 'milk\neggs', subject: 'milk' },
    { what: 'a title alone', summary: 'Shopping', description: '', subject: 'Shopping' },
    { what: 'a text that begins with an empty line', summary: '', description: '\nmilk', subject: 'milk' },
  ])('with $what comes back as it was', async ({ summary, description, subject }) => {
    const escaped = description.replaceAll('\n', '\\n');
    const note = await moved([`SUMMARY:${summary}`, ...(description === '' ? [] : [`DESCRIPTION:${escaped}`])]);
    expect(note.back.summary).toBe(summary);
    expect(note.back.description).toBe(description);
    expect(note.subject).toBe(subject);
    expect(note.losses).toEqual([]);
  });

  test('keeps identity, categories, sensitivity and its colour', async () => {
    const note = await moved(['SUMMARY:x', 'CATEGORIES:Home,Garden', 'CLASS:PRIVATE', 'COLOR:turquoise']);
    expect(note.back).toMatchObject({ uid: 'n1', categories: ['Home', 'Garden'], sensitivity: 'private' });
    expect(note.losses).toEqual(['other properties']);
  });

  test('says what it cannot hold and keeps it below the text', async () => {
    const note = await moved([
      'SUMMARY:Meeting',
      'DTSTART;VALUE=DATE:20200102',
      'URL:https://example.com/x',
      'ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@example.com',
    ]);
    expect(note.losses).toEqual(['start date', 'links', 'attendees', 'responses']);
    for (const line of [
      'Date: 2020-01-02',
      'Link: https://example.com/x',
      'Attendee: Bob <bob@example.com>, accepted',
    ]) {
      expect(note.body).toContain(line);
    }
    expect(note.back.description).toBe('');
  });

  test('brings its files', async () => {
    const file = Buffer.from('a plan').toString('base64');
    const note = await moved([
      'SUMMARY:x',
      `ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=plan.txt:${file}`,
    ]);
    const [back] = note.back.attachments;
    expect(back?.is === 'inline' ? back.bytes.toString() : back).toBe('a plan');
  });
});

test('a hundred notes of any kind come back from the server as they were, but for the losses that are named', async () => {
  const target = await (await scenes.rig()).open();
  const folder = await folderOf(target, 'note', 'Jottings');
  const texts = sample(noteDetails(), { numRuns: 100, seed: 11 }).map((note) => writeCalendarItem(note));
  const settled = await putTexts(
    target,
    folder,
    texts.map((bytes) => ({ kind: 'note', bytes })),
  );
  const back = await readTexts(target, folder, targetsOf(settled));
  const wrong = texts.flatMap((text, nth) => {
    const outcome = settled[nth];
    const lost = new Set(outcome?.is === 'copied' ? outcome.losses.map(({ field }) => field) : []);
    const copy = readCalendarItem(back[nth] ?? Buffer.alloc(0));
    const differences = compareCalendarItems(readCalendarItem(text), copy, lost);
    return differences.filter(({ level }) => level === 'must').map((one) => `note ${nth}: ${JSON.stringify(one)}`);
  });
  expect(wrong).toEqual([]);
});
