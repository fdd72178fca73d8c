import { describe, expect, test } from 'vitest';
import { never } from '../../test/contract/contract.ts';
import { type FakeClock, fakeClock } from '../../test/fake-clock.ts';
import { Pace, PaceExhausted, type PaceOptions, type Refused } from './pace.ts';
import { retryAfterMs } from './retry-after.ts';

const busy = (waitMs: number | null): Refused => ({ why: 'busy', waitMs, because: 'ErrorServerBusy' });
const transient: Refused = { why: 'transient', waitMs: null, because: 'ErrorMailboxStoreUnavailable' };

function pace(more: Partial<PaceOptions> = {}): {
  readonly pace: Pace;
  readonly clock: FakeClock;
  readonly told: number[];
} {
  const clock = fakeClock();
  const told: number[] = [];
  const began = clock.now();
  const made = new Pace({ clock, onWait: (untilMs) => told.push(untilMs - began), ...more });
  return { pace: made, clock, told };
}

/** One request that is refused; gives how long the next one had to wait. */
async function refusedOnce(under: ReturnType<typeof pace>, refused: Refused): Promise<number> {
  const slot = await under.pace.enter(never());
  slot.refuse(refused);
  slot.release();
  const from = under.clock.now();
  const next = await under.pace.enter(never());
  next.release();
  return under.clock.now() - from;
}

describe('a pause', () => {
  test.each([
    ['as long as the server asks, to the millisecond', 297_749, 297_749],
    ['of a millisecond', 1, 1],
    ['never shorter than a fraction', 0.25, 1],
    ['no longer than a quarter of an hour, however much it asks', 31_536_000_000, 900_000],
    ['a second, if the server asks for none', 0, 1000],
    ['a second, if the server asks to go back in time', -5000, 1000],
    ['a minute, if the server names no time', null, 60_000],
    ['a second, if the time is no number', Number.NaN, 1000],
    ['a second, if the time is endless', Number.POSITIVE_INFINITY, 1000],
  ])('is %s', async (_, asked, waits) => {
    expect(await refusedOnce(pace(), busy(asked))).toBe(waits);
  });

  test('without a time doubles with every refusal in a row, up to ten minutes, and starts over with a success', async () => {
    const under = pace({ patienceMs: 1e9 });
    const waits: number[] = [];
    for (let time = 0; time < 6; time += 1) waits.push(await refusedOnce(under, busy(null)));
    expect(waits).toEqual([60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
    const slot = await under.pace.enter(never());
    slot.succeed();
    slot.release();
    expect(await refusedOnce(under, busy(null))).toBe(60_000);
  });

  test('after a passing trouble goes from a second to a minute', async () => {
    const under = pace({ patienceMs: 1e9 });
    const waits: number[] = [];
    for (let time = 0; time < 8; time += 1) waits.push(await refusedOnce(under, transient));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  test('holds for every request of the account, and is told once', async () => {
    const under = pace();
    const [one, other] = [await under.pace.enter(never()), await under.pace.enter(never())];
    one.refuse(busy(5000));
    other.refuse(busy(5000));
    one.release();
    other.release();
    await under.pace.enter(never());
    expect(under.clock.slept).toEqual([5000]);
    expect(under.told).toEqual([5000]);
  });

  test('that is longer than one under way replaces it; a shorter one does not', async () => {
    const under = pace();
    const [one, other] = [await under.pace.enter(never()), await under.pace.enter(never())];
    one.refuse(busy(5000));
    other.refuse(busy(2000));
    under.pace.refuse(busy(7000));
    one.release();
    other.release();
    await under.pace.enter(never());
    expect(under.clock.slept).toEqual([7000]);
  });

  test('ends with the signal', async () => {
    const under = pace();
    const slot = await under.pace.enter(never());
    slot.refuse(busy(5000));
    await expect(under.pace.enter(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  });

  test('is not begun when patience is over: without a success for half an hour, it fails', async () => {
    const under = pace();
    await refusedOnce(under, busy(900_000));
    await refusedOnce(under, busy(900_000));
    await expect(refusedOnce(under, busy(1))).rejects.toThrow(PaceExhausted);
  });
});

describe('the number of requests at once', () => {
  test('is never above the maximum, and a place that becomes free is taken', async () => {
    const under = pace({ requestsMax: 3 });
    const slots = [await under.pace.enter(never()), await under.pace.enter(never()), await under.pace.enter(never())];
    let entered = false;
    const fourth = under.pace.enter(never()).then((slot) => {
      entered = true;
      return slot;
    });
    await Promise.resolve();
    expect(entered).toBe(false);
    slots[0]?.release();
    slots[0]?.release();
    (await fourth).release();
    expect(entered).toBe(true);
  });

  test('a waiting request goes away with its signal and takes no place', async () => {
    const under = pace({ requestsMax: 1 });
    const first = await under.pace.enter(never());
    const stop = new AbortController();
    const second = under.pace.enter(stop.signal);
    const third = under.pace.enter(never());
    stop.abort(new Error('stopped'));
    await expect(second).rejects.toThrow('stopped');
    first.release();
    (await third).release();
  });

  test('halves when the server is busy, down to one, and grows back slowly', async () => {
    const under = pace({ requestsMax: 8, patienceMs: 1e9 });
    const limits: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      await refusedOnce(under, busy(10));
      limits.push(under.pace.limit);
    }
    expect(limits).toEqual([4, 2, 1, 1, 1]);
    const successesUntil = async (limit: number): Promise<number> => {
      let successes = 0;
      for (; under.pace.limit < limit; successes += 1) {
        const slot = await under.pace.enter(never());
        slot.succeed();
        slot.release();
      }
      return successes;
    };
    const steps = [await successesUntil(2), await successesUntil(4), await successesUntil(8)];
    expect(steps[0]).toBeGreaterThanOrEqual(4);
    expect(steps[2]).toBeGreaterThan(steps[1] ?? 0);
    expect(under.pace.limit).toBe(8);
  });

  test('requests that were under way together count as one refusal', async () => {
    const under = pace({ requestsMax: 4 });
    const slots = await Promise.all([1, 2, 3, 4].map(() => under.pace.enter(never())));
    for (const slot of slots) slot.refuse(busy(10));
    for (const slot of slots) slot.release();
    expect(under.pace.limit).toBe(2);
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 5, 9);
  test.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['-3', -3000],
    ['Mon, 05 Jan 2026 09:02:00 GMT', 120_000],
    ['Sun, 04 Jan 2026 09:00:00 GMT', -86_400_000],
    ['soon', null],
    ['', null],
    [null, null],
  ])('%j is %j', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});
