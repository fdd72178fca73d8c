import { beforeAll, describe, expect, test } from 'vitest';
import { calendarFiles, itemsIn, whyNoCalendarCorpus } from '../../../test/calendar/corpus.ts';
import { mustNotSkip, skipped } from '../../../test/servers/with-dovecot.ts';
import { instant } from '../../base/clock.ts';
import type { CalendarTime, EventDetails, EventSeries } from '../../model/calendar.ts';
import { CalendarError } from './calendar-error.ts';
import { compareCalendarItems } from './compare-calendar.ts';
import { expandSeries } from './expand.ts';
import { ExpansionError, type ExpansionReason } from './expansion-error.ts';
import { type CalendarItem, readCalendarItem } from './read-calendar.ts';
import { calendarTimeOf, HOUR_MS, wallMs, wallMsOf } from './wall-time.ts';
import { writeCalendarItem } from './write-calendar.ts';

/** For one item, on a machine that has other things to do; alone the slowest takes a tenth of a second. */
const ITEM_MS_MAX = 5000;

interface Named {
  readonly path: string;
  readonly item: CalendarItem;
}

function itemsOfCorpus(): readonly Named[] {
  return calendarFiles().flatMap(({ path, bytes }) =>
    readable(() => itemsIn(bytes)).flatMap((item) =>
      readable(() => [readCalendarItem(item)]).map((read): Named => ({ path, item: read })),
    ),
  );
}

function readable<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch (error) {
    // What the reader refuses is the business of its own test.
    if (error instanceof CalendarError) return [];
    throw error;
  }
}

function reasonOf(series: EventSeries): ExpansionReason | null {
  try {
    const [from, until] = [instant(Date.UTC(1990, 0, 1)), instant(Date.UTC(2040, 0, 1))];
    expandSeries(series, { from, until, homeZone: 'Europe/Berlin', occurrencesMax: 20_000 });
    return null;
  } catch (error) {
    if (error instanceof ExpansionError) return error.reason;
    throw error;
  }
}

function anHourLater(time: CalendarTime): CalendarTime {
  return calendarTimeOf(
    wallMs(wallMsOf(time) + (time.time === null ? 24 : 1) * HOUR_MS),
    time.zone,
    time.time === null,
  );
}

/** Each way to damage an event that can happen once: null where this one has nothing to lose. */
const DAMAGES: readonly ((master: EventDetails) => EventDetails | null)[] = [
  (master) => ({ ...master, start: anHourLater(master.start), end: anHourLater(master.end) }),
  (master) => (master.summary.trim() === '' ? null : { ...master, summary: '' }),
  (master) => (master.location.trim() === '' ? null : { ...master, location: 'elsewhere' }),
  (master) => (master.categories.join('').trim() === '' ? null : { ...master, categories: [] }),
  (master) => ({ ...master, busy: master.busy === 'free' ? 'busy' : 'free' }),
];

const why = whyNoCalendarCorpus();
if (why !== null && !mustNotSkip()) skipped('the corpus of calendars', why);
else {
  describe('the items of the corpus', () => {
    let items: readonly Named[] = [];
    beforeAll(() => {
      items = itemsOfCorpus();
    });
    const masters = (): readonly (EventSeries & { readonly master: EventDetails })[] =>
      items.flatMap(({ item }) =>
        item.kind === 'event' && item.master !== null ? [{ ...item, master: item.master }] : [],
      );

    test('every series is expanded in bounded time, but those in other calendars', () => {
      expect(masters().length).toBeGreaterThan(5000);
      const reasons = masters().map((series) => {
        const begun = performance.now();
        const reason = reasonOf(series);
        expect(performance.now() - begun).toBeLessThan(ITEM_MS_MAX);
        return reason;
      });
      expect(reasons.filter((reason) => reason !== null && reason !== 'scale')).toEqual([]);
    });

    test('nothing differs in what was written and read again', () => {
      const differing = items.flatMap(({ path, item }) => {
        const begun = performance.now();
        const found = compareCalendarItems(item, readCalendarItem(writeCalendarItem(item)), new Set());
        expect(performance.now() - begun).toBeLessThan(ITEM_MS_MAX);
        return found.map((difference) => ({ path, ...difference }));
      });
      expect(differing).toEqual([]);
    });

    test('no damage to any of them goes unseen', () => {
      const unseen = masters().flatMap((series) =>
        DAMAGES.flatMap((damage, index) => {
          const master = damage(series.master);
          if (master === null) return [];
          const found = compareCalendarItems(series, { ...series, master }, new Set());
          return found.some(({ level }) => level === 'must') ? [] : [`${index} ${series.uid}`];
        }),
      );
      expect(unseen).toEqual([]);
    });
  });
}
