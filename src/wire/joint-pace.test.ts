import { describe, expect, test } from 'vitest';
import { never } from '../../test/contract/contract.ts';
import { fakeClock } from '../../test/fake-clock.ts';
import { type JointPlaces, jointPace } from './joint-pace.ts';
import { Pace, type Refused } from './pace.ts';

const busy: Refused = { why: 'busy', waitMs: 5000, because: 'ErrorServerBusy' };

/** What others use too, with so many places. */
function rig(places: number) {
  const clock = fakeClock();
  const own = new Pace({ clock, requestsMax: 4 });
  const free = { places, waiting: new Array<() => void>() };
  const refusals: number[] = [];
  let successes = 0;
  const joint: JointPlaces = {
    enter: async (signal) => {
      signal.throwIfAborted();
      if (free.places === 0) {
        await new Promise<void>((resolve, reject) => {
          free.waiting.push(resolve);
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      }
      free.places -= 1;
      return {
        succeed: () => {
          successes += 1;
        },
        refuse: (restMs) => void refusals.push(restMs),
        release: () => {
          free.places += 1;
          free.waiting.shift()?.();
        },
      };
    },
    refuse: (restMs) => void refusals.push(restMs),
  };
  return { pace: jointPace(own, joint), own, clock, free, refusals, successes: () => successes };
}

describe('a pace that asks others besides', () => {
  test('needs a place of its own and one of the others, and gives both back', async () => {
    const { pace, own, free, successes } = rig(2);
    const slots = [await pace.enter(never()), await pace.enter(never())];
    expect(free.places).toBe(0);
    slots[0]?.succeed();
    for (const slot of slots) slot.release();
    expect([free.places, successes(), own.limit]).toEqual([2, 1, 4]);
  });

  test('has never more under way than its own, however many the others have left', async () => {
    const { pace, free } = rig(100);
    for (let count = 0; count < 4; count += 1) await pace.enter(never());
    const stop = new AbortController();
    const fifth = pace.enter(stop.signal);
    await new Promise(setImmediate);
    expect(free.places).toBe(96);
    stop.abort(new Error('stopped'));
    await expect(fifth).rejects.toThrow('stopped');
  });

  test('gives its own place back when it does not get one of the others', async () => {
    const { pace, own } = rig(0);
    const stop = new AbortController();
    const entering = Array.from({ length: 4 }, () => pace.enter(stop.signal));
    await new Promise(setImmediate);
    stop.abort(new Error('stopped'));
    for (const one of entering) await expect(one).rejects.toThrow('stopped');
    for (let count = 0; count < 4; count += 1) await own.enter(never());
  });

  test.each([
    ['what the server asks all to wait', busy, [5000]],
    ['a trouble with a time', { why: 'transient', waitMs: 700, because: '503' } as const, [700]],
    ['no trouble behind the server', { why: 'transient', waitMs: null, because: '500' } as const, []],
    ['no broken line', { why: 'lost', waitMs: null, because: 'reset' } as const, []],
  ])('tells the others %s', async (_, refused, told) => {
    const { pace, refusals } = rig(4);
    const slot = await pace.enter(never());
    slot.refuse(refused);
    slot.release();
    pace.refuse(refused);
    expect(refusals.slice(0, told.length)).toEqual(told);
    expect(refusals).toHaveLength(2 * told.length);
  });

  test('does not go on with a place that came after a pause had begun', async () => {
    const { pace, own, clock, free } = rig(0);
    const entering = pace.enter(never());
    await new Promise(setImmediate);
    own.refuse(busy);
    free.places = 1;
    free.waiting.shift()?.();
    (await entering).release();
    expect(clock.slept).toEqual([5000]);
  });
});
