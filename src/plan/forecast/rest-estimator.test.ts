import { describe, expect, test } from 'vitest';
import { instant } from '../../base/clock.ts';
import { RestEstimator } from './rest-estimator.ts';

describe('during a run', () => {
  test('an even pace gives a narrow range around the truth', () => {
    const estimator = fed(60, (second) => ({ items: 10 * second, bytes: 1000 * second }));
    const rest = estimator.rest({ items: 600, bytes: 60_000 });
    expect(rest).toEqual({ lowMs: 51_000, highMs: 69_000 });
  });

  test('few large messages at the end widen the range to what their bytes need', () => {
    const estimator = fed(60, (second) => ({ items: 10 * second, bytes: 1000 * second }));
    const rest = estimator.rest({ items: 10, bytes: 600_000 });
    expect(rest?.lowMs).toBeLessThan(1000);
    expect(rest?.highMs).toBeGreaterThan(600_000);
  });

  test('after a minute of throttling the high end is that of the slow pace', () => {
    const estimator = fed(240, (second) => {
      const items = Math.min(second, 120) * 10 + Math.max(second - 120, 0);
      return { items, bytes: items * 100 };
    });
    const rest = estimator.rest({ items: 1000, bytes: 100_000 });
    expect(rest?.highMs).toBeGreaterThan(1_000_000);
    expect(rest?.lowMs).toBeLessThan(200_000);
    expect(estimator.pace()?.itemsPerSecond).toBeCloseTo(1, 1);
  });

  test('nothing is said before enough was seen, and nothing impossible when nothing moves', () => {
    const estimator = new RestEstimator(instant(0));
    estimator.feed(instant(2000), { items: 1000, bytes: 1 });
    expect(estimator.rest({ items: 1, bytes: 1 })).toBeNull();
    estimator.feed(instant(20_000), { items: 1000, bytes: 1 });
    expect(estimator.rest({ items: 0, bytes: 0 })).toEqual({ lowMs: 0, highMs: 0 });
    for (let at = 21_000; at < 200_000; at += 1000) estimator.feed(instant(at), { items: 1000, bytes: 1 });
    const rest = estimator.rest({ items: 1000, bytes: 1 });
    expect(Number.isFinite(rest?.highMs)).toBe(true);
  });

  test('feeding ten times a second for a day keeps no more than a minute of samples', () => {
    const estimator = new RestEstimator(instant(0));
    for (let at = 0; at < 86_400_000; at += 500) estimator.feed(instant(at), { items: at, bytes: at });
    expect(JSON.stringify(estimator.pace())).toBe('{"itemsPerSecond":1000,"bytesPerSecond":1000}');
  });
});

function fed(seconds: number, done: (second: number) => { items: number; bytes: number }): RestEstimator {
  const estimator = new RestEstimator(instant(0));
  for (let second = 1; second <= seconds; second += 1) estimator.feed(instant(second * 1000), done(second));
  return estimator;
}
