/** The offsets of the zones that `Intl` knows, fast: `Intl` is asked once per zone and year, and the answers are kept. */

/** Milliseconds that a wall clock is ahead of UTC. */
export interface Transition {
  /** Milliseconds since 1970, UTC: the first moment with the new offset. */
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** The offset at a moment (milliseconds since 1970, UTC) in ms. `name` must be a zone of `Intl`, in any of its spellings. */
export function ianaOffsetAt(name: string, at: number): number {
  return clockOf(name).offsetAt(at);
}

/** All changes of the offset from the begin of one year to the end of another, UTC. */
export function ianaTransitions(name: string, fromYear: number, toYear: number): readonly Transition[] {
  const clock = clockOf(name);
  const found: Transition[] = [];
  for (let year = fromYear; year <= toYear; year += 1) found.push(...clock.transitionsIn(year));
  return found;
}

/** The spelling that `Intl` prefers (`europe/kyiv` is `Europe/Kiev`, `Etc/GMT` is `UTC`), or null for no zone. */
export function canonicalZone(name: string): string | null {
  if (name.length > NAME_CHARS_MAX || !/^[a-z][\w+-]*(\/[\w+-]+){0,2}$/i.test(name)) return null;
  const known = canonical.get(name);
  if (known !== undefined) return known;
  if (canonical.size >= CANONICAL_MAX) canonical.clear();
  const found = askCanonical(name);
  canonical.set(name, found);
  return found;
}

function askCanonical(name: string): string | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The longest name in the time zone database has 32. */
const NAME_CHARS_MAX = 60;
/** Spellings that are kept; there are about 600, and strangers send others. */
const CANONICAL_MAX = 2000;
/** There are about 420 zones. */
const CLOCKS_MAX = 600;
/** Years that are kept for one zone: all that a mailbox has, and a bound for who sends dates of ten thousand years. */
const YEARS_MAX = 500;

// Pure answers of `Intl`: who asks first and who else asks makes no difference.
const canonical = new Map<string, string | null>();
const clocks = new Map<string, IanaClock>();

function clockOf(name: string): IanaClock {
  const known = clocks.get(name);
  if (known !== undefined) return known;
  if (clocks.size >= CLOCKS_MAX) clocks.clear();
  const clock = new IanaClock(name);
  clocks.set(name, clock);
  return clock;
}

interface YearOffsets {
  /** Offset when the year begins. */
  readonly first: number;
  readonly transitions: readonly Transition[];
}

const DAY_MS = 86_400_000;
/** No zone has changed its offset and changed it back within this time since 1970, nor does any in the future. */
const STEP_MS = 7 * DAY_MS;
/** A calendar has no dates beyond; their offsets are taken for those of the nearest year. */
const EARLIEST_MS = yearBegin(0);
const LATEST_MS = yearBegin(10_001);

class IanaClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #years = new Map<number, YearOffsets>();

  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset', year: 'numeric' });
  }

  offsetAt(at: number): number {
    const bounded = Math.min(Math.max(at, EARLIEST_MS), LATEST_MS);
    const { first, transitions } = this.#year(new Date(bounded).getUTCFullYear());
    let offset = first;
    for (const transition of transitions) {
      if (transition.at > bounded) break;
      offset = transition.after;
    }
    return offset;
  }

  transitionsIn(year: number): readonly Transition[] {
    return this.#year(year).transitions;
  }

  #year(year: number): YearOffsets {
    const known = this.#years.get(year);
    if (known !== undefined) return known;
    if (this.#years.size >= YEARS_MAX) this.#years.clear();
    const found = this.#search(yearBegin(year), yearBegin(year + 1));
    this.#years.set(year, found);
    return found;
  }

  /** A change in the first moment of a year belongs to the year. */
  #search(begin: number, end: number): YearOffsets {
    const transitions: Transition[] = [];
    let at = begin - 1000;
    let offset = this.#ask(at);
    const first = offset;
    while (at < end - 1000) {
      const next = Math.min(at + STEP_MS, end - 1000);
      const after = this.#ask(next);
      if (after !== offset) transitions.push({ at: this.#changeBetween(at, next, offset), before: offset, after });
      at = next;
      offset = after;
    }
    return { first, transitions };
  }

  /** The first whole second after `from` that does not have the offset any more. */
  #changeBetween(from: number, until: number, offset: number): number {
    let same = from;
    let other = until;
    while (other - same > 1000) {
      const middle = same + Math.floor((other - same) / 2000) * 1000;
      if (this.#ask(middle) === offset) same = middle;
      else other = middle;
    }
    return other;
  }

  /** Read from `1970, GMT+01:00`, `GMT` alone for 0, or with seconds before there were time zones. */
  #ask(at: number): number {
    const found = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(this.#format.format(at));
    if (found === null) return 0;
    const [, sign, hours, minutes, seconds = '0'] = found;
    const ahead = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -ahead : ahead;
  }
}

function yearBegin(year: number): number {
  // `Date.UTC` takes the years 0 to 99 for those of the last century.
  return new Date(0).setUTCFullYear(year, 0, 1);
}
