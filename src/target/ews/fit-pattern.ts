/** Finds the pattern of Exchange that gives certain days: exactly, or with some of its days deleted or moved. Pure. */
import { civilDate, weekdayOf } from '../../base/civil-days.ts';
import { DAY_NAMES, type EwsPattern } from '../../wire/ews/recurrence-element.ts';
import { earlierStart, patternDays } from './pattern-days.ts';

/** Single days that are deleted or moved for one series. Each costs the server a change of the whole series. */
const MENDED_MAX = 300;
const DAYS_IN_WEEK = 7;
const MONTHS_IN_YEAR = 12;
const DAYS_INTERVAL_MAX = 999;
const INTERVAL_MAX = 99;

/** One day of the pattern. `index` counts from 1. */
export interface Slot {
  readonly index: number;
  readonly day: number;
}

/** How a pattern becomes the wanted days. */
export interface Fit {
  readonly pattern: EwsPattern;
  /** The first day of the pattern, in days from 1970-01-01. */
  readonly first: number;
  /** The last slot that is needed. */
  readonly last: Slot;
  /** The slot of each wanted day, which is another day than the wanted one where the occurrence has to be moved. */
  readonly slots: ReadonlyMap<number, Slot>;
  readonly deleted: readonly Slot[];
}

/** Wanted days, ascending, each once. */
export interface WantedDays {
  readonly days: readonly number[];
  /** They go on like this without end, and are known up to this day. Null: the last of them is the last. */
  readonly endlessUntil: number | null;
}

/** The pattern that has to be mended least, likely ones first; null when none fits. */
export function fitPattern(patterns: readonly EwsPattern[], wanted: WantedDays): Fit | null {
  let best: Fit | null = null;
  for (const pattern of patterns) {
    for (const first of wanted.days.slice(0, 2)) {
      for (const fit of [fitFrom(pattern, first, wanted), fitInOrder(pattern, first, wanted)]) {
        if (fit !== null && (best === null || costOf(fit) < costOf(best))) best = fit;
      }
      if (best !== null && costOf(best) === 0) return best;
    }
  }
  return best;
}

/** A day that is taken out is nothing anybody sees; a moved one looks like an exception wherever it is shown. */
const MOVE_COSTS = 5;

/** How far the pattern is from what is wanted. */
function costOf(fit: Fit): number {
  return fit.deleted.length + MOVE_COSTS * movedIn(fit);
}

function movedIn({ slots }: Fit): number {
  return [...slots].filter(([day, slot]) => day !== slot.day).length;
}

/** Patterns that have all of the days among others, or about as many; for days that follow no rule and come to an end. */
export function coveringPatterns(days: readonly number[]): readonly EwsPattern[] {
  const [first] = days;
  if (first === undefined) return [];
  if (days.length === 1) return [{ is: 'daily', interval: 1 }];
  const daily = greatestDivisor(days.map((day) => day - first));
  const names = DAY_NAMES.filter((_, weekday) => days.some((day) => weekdayOf(day) === weekday));
  const week = (day: number): number => Math.floor((day - first + weekdayOf(first)) / DAYS_IN_WEEK);
  const weekly = greatestDivisor(days.map(week)) || 1;
  const { day: dayOfMonth } = civilDate(first);
  const isSameDay = days.every((day) => civilDate(day).day === dayOfMonth);
  const monthly = greatestDivisor(days.map((day) => monthsOf(day) - monthsOf(first)));
  const { month } = civilDate(first);
  return [
    ...(daily <= DAYS_INTERVAL_MAX ? [{ is: 'daily', interval: daily } as const] : []),
    ...(weekly <= INTERVAL_MAX ? [{ is: 'weekly', interval: weekly, days: names, firstDay: 'Sunday' } as const] : []),
    { is: 'absolute-monthly', interval: 1, dayOfMonth },
    { is: 'absolute-yearly', dayOfMonth, month },
    ...(isSameDay && monthly <= INTERVAL_MAX
      ? [{ is: 'absolute-monthly', interval: monthly, dayOfMonth } as const]
      : []),
  ];
}

function monthsOf(day: number): number {
  const { year, month } = civilDate(day);
  return year * MONTHS_IN_YEAR + month;
}

function greatestDivisor(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => {
    let [high, low] = [one, other];
    while (low !== 0) [high, low] = [low, high % low];
    return high;
  }, 0);
}

function fitFrom(pattern: EwsPattern, first: number, wanted: WantedDays): Fit | null {
  const walk = new Walk(pattern, first, wanted);
  const found = walk.run();
  if (found !== 'too-late') return found;
  const earlier = new Walk(pattern, earlierStart(pattern, first, walk.missing), wanted).run();
  return earlier === 'too-late' ? null : earlier;
}

/** Each wanted day takes the next slot, and is moved where they differ: nothing is deleted, and none passes another. */
function fitInOrder(pattern: EwsPattern, first: number, { days, endlessUntil }: WantedDays): Fit | null {
  if (endlessUntil !== null || days[0] !== first) return null;
  const slots = new Map<number, Slot>();
  let moved = 0;
  const each = patternDays(pattern, first);
  for (const [index, wanted] of days.entries()) {
    const day = each.next().value;
    if (day === undefined) return null;
    slots.set(wanted, { index: index + 1, day });
    if (day !== wanted) moved += 1;
    if (moved > MENDED_MAX) return null;
  }
  const last = slots.get(days.at(-1) ?? first);
  return last === undefined ? null : { pattern, first, last, slots, deleted: [] };
}

/** One walk along the pattern and the wanted days. */
class Walk {
  readonly #pattern: EwsPattern;
  readonly #first: number;
  readonly #wanted: WantedDays;
  readonly #slots = new Map<number, Slot>();
  readonly #deleted: Slot[] = [];
  /** Days of the pattern that are not wanted, and wanted ones that it does not have, since the last that are both. */
  #holes: Slot[] = [];
  #extras: number[] = [];
  /** Slots that the pattern would need before its first one. */
  missing = 0;

  constructor(pattern: EwsPattern, first: number, wanted: WantedDays) {
    this.#pattern = pattern;
    this.#first = first;
    this.#wanted = wanted;
  }

  run(): Fit | 'too-late' | null {
    const days = this.#wanted.days;
    const slots = this.#eachSlot();
    let slot = slots.next().value;
    for (let at = 0; at < days.length; ) {
      const day = days[at] ?? 0;
      if (this.#deleted.length + this.#holes.length > MENDED_MAX) return null;
      if (slot.day < day) {
        this.#holes.push(slot);
        slot = slots.next().value;
        continue;
      }
      at += 1;
      if (slot.day > day) {
        this.#extras.push(day);
        continue;
      }
      if (!this.#mend()) return this.#slots.size === 0 && this.missing > 0 ? 'too-late' : null;
      this.#slots.set(day, slot);
      slot = slots.next().value;
    }
    const { endlessUntil } = this.#wanted;
    // Of an endless pattern every day that is known not to be wanted counts. Otherwise occurrences after the last that the
    // pattern has take slots that come later still.
    const isMore = (): boolean =>
      endlessUntil === null ? this.#extras.length > this.#holes.length : slot.day <= endlessUntil;
    while (isMore()) {
      if (this.#deleted.length + this.#holes.length > MENDED_MAX) return null;
      this.#holes.push(slot);
      slot = slots.next().value;
    }
    return this.#mend() ? this.#fit() : null;
  }

  *#eachSlot(): Generator<Slot, never> {
    let index = 0;
    for (const day of patternDays(this.#pattern, this.#first)) {
      index += 1;
      yield { index, day };
    }
    throw new Error('impossible: a pattern ends');
  }

  /** Moves holes to where the extras are, in order, so that none passes another; deletes the holes that are left. */
  #mend(): boolean {
    if (this.#extras.length > this.#holes.length) {
      this.missing = this.#extras.length - this.#holes.length;
      return false;
    }
    for (const [index, day] of this.#extras.entries()) {
      const hole = this.#holes[index];
      if (hole !== undefined) this.#slots.set(day, hole);
    }
    this.#deleted.push(...this.#holes.slice(this.#extras.length));
    this.#holes = [];
    this.#extras = [];
    return true;
  }

  #fit(): Fit | null {
    const all = [...this.#slots.values(), ...this.#deleted];
    const last = all.reduce<Slot | null>(
      (best, slot) => (best === null || slot.index > best.index ? slot : best),
      null,
    );
    if (last === null) return null;
    const fit = { pattern: this.#pattern, first: this.#first, last, slots: this.#slots, deleted: this.#deleted };
    return fit.deleted.length + movedIn(fit) > MENDED_MAX ? null : fit;
  }
}
