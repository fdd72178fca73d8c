/** Calendars of real programs, every event and task of them: what comes back differs only in what was named. */
import { afterEach, expect, test } from 'vitest';
import { calendarFiles, itemsIn, whyNoCalendarCorpus } from '../../../test/calendar/corpus.ts';
import { Scenes } from '../../../test/exchange/target-scene.ts';
import { folderOf, putTexts, readTexts, type TextItem } from '../../../test/exchange/text-items.ts';
import { CalendarError } from '../../content/calendar/calendar-error.ts';
import { compareCalendarItems } from '../../content/calendar/compare-calendar.ts';
import { readCalendarItem } from '../../content/calendar/read-calendar.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

/** Items of the corpus that can be read, of one kind. */
function items(kind: 'event' | 'task'): readonly TextItem[] {
  return calendarFiles()
    .flatMap(({ bytes }) => orNothing(() => itemsIn(bytes)))
    .flatMap((bytes) => orNothing(() => (readCalendarItem(bytes).kind === kind ? [{ kind, bytes }] : [])));
}

function orNothing<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof CalendarError) return [];
    throw error;
  }
}

test.skipIf(whyNoCalendarCorpus() !== null).each([
  { kind: 'event', least: 3000, refusedMost: 40 },
  { kind: 'task', least: 30, refusedMost: 0 },
] as const)(
  'every $kind comes back as it was, but for named losses',
  { timeout: 120_000 },
  async ({ kind, least, refusedMost }) => {
    const target = await (await scenes.rig()).open({ homeZone: 'Europe/Berlin' });
    const folder = await folderOf(target, kind, 'Corpus');
    const all = items(kind);
    expect(all.length).toBeGreaterThan(least);
    const settled = await putTexts(target, folder, all);
    const refs = settled.map((one) => (one.is === 'copied' ? one.target : null));
    expect(refs.filter((ref) => ref === null).length).toBeLessThanOrEqual(refusedMost);
    const known = refs.filter((ref) => ref !== null);
    const texts = new Map((await readTexts(target, folder, known)).map((text, index) => [known[index], text]));
    const different: unknown[] = [];
    for (const [index, { bytes }] of all.entries()) {
      const [one, ref] = [settled[index], refs[index]];
      if (one?.is !== 'copied' || ref === null || ref === undefined) continue;
      const lost = new Set(one.losses.map(({ field }) => field));
      const back = readCalendarItem(texts.get(ref) ?? Buffer.alloc(0));
      const found = compareCalendarItems(readCalendarItem(bytes), back, lost);
      if (found.some(({ level }) => level === 'must')) different.push({ found, text: bytes.toString().slice(0, 2000) });
    }
    expect(different).toEqual([]);
  },
);
