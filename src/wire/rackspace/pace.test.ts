import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../../test/fake-clock.ts';
import { Pace } from './pace.ts';

const { signal } = new AbortController();
const MINUTE = 60_000;

/** The times of so many requests, one after the other, in milliseconds from the first. */
async function timesOf(pace: Pace, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let at = 0; at < count; at += 1) times.push(await pace.enter(signal));
  return times.map((time) => time - (times[0] ?? 0));
}

describe('the pace', () => {
  test('lets half a minute of requests through at once, and then one at a time', async () => {
    const times = await timesOf(new Pace(fakeClock(), 60), 33);
    expect(times.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 0));
    expect(times.slice(30)).toEqual([1000, 2000, 3000]);
  });

  test('never sends more in any minute than the server publishes', async () => {
    const times = await timesOf(new Pace(fakeClock(), 60), 400);
    const most = Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + MINUTE).length));
    expect(most).toBeLessThanOrEqual(120);
  });

  test('rests when it is told to, then goes half as fast, and is told once until something is answered', async () => {
    const clock = fakeClock();
    const pace = new Pace(clock, 60);
    const [first, second] = [await pace.enter(signal), await pace.enter(signal)];
    pace.answered();
    pace.slowDown(first, 5000);
    pace.slowDown(second, 5000);
    pace.slowDown(await pace.enter(signal), 5000);
    const restedAt = clock.now() + 5000;
    const entered = [await pace.enter(signal), await pace.enter(signal), await pace.enter(signal)];
    expect(entered[0]).toBeGreaterThanOrEqual(restedAt);
    expect((entered[2] ?? 0) - (entered[1] ?? 0)).toBe(2000);
  });

  test('goes faster again after a hundred answers, and never faster than it may', async () => {
    const clock = fakeClock();
    const pace = new Pace(clock, 60);
    pace.slowDown(await pace.enter(signal), 0);
    for (let answers = 0; answers < 1000; answers += 1) pace.answered();
    await timesOf(pace, 100);
    const times = await timesOf(pace, 3);
    expect(times).toEqual([0, 1000, 2000]);
  });

  test('ends with its signal', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(new Pace(fakeClock(), 60).enter(stop.signal)).rejects.toThrow('stopped');
  });
});
