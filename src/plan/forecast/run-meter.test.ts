import { describe, expect, test } from 'vitest';
import { instant } from '../../base/clock.ts';
import type { Progress } from '../../model/progress.ts';
import { RunMeter } from './run-meter.ts';

const settled = (items: number, bytes: number): Progress => ({
  is: 'settled',
  folder: ['INBOX'],
  items,
  bytes,
  failed: 0,
});
const phase = (name: 'listing' | 'copying' | 'verifying'): Progress => ({ is: 'phase', phase: name });

function measured(steps: readonly (readonly [number, Progress])[], endMs: number): ReturnType<RunMeter['end']> {
  const meter = new RunMeter(instant(0));
  for (const [at, progress] of steps) meter.add(progress, instant(at));
  return meter.end(instant(endMs));
}

describe('a run is measured', () => {
  test('in its start, its copy and its proof', () => {
    const took = measured(
      [
        [100, phase('listing')],
        [2000, settled(10, 500)],
        [5000, settled(20, 700)],
        [6000, phase('verifying')],
      ],
      9000,
    );
    expect(took).toEqual({
      endedAt: 9000,
      items: 30,
      bytes: 1200,
      startMs: 2000,
      copyMs: 4000,
      proofMs: 3000,
      waitedMs: 0,
    });
  });

  test('source by source, each with a start of its own', () => {
    const took = measured(
      [
        [1000, settled(1, 1)],
        [2000, phase('verifying')],
        [3000, phase('listing')],
        [3500, settled(1, 1)],
      ],
      4000,
    );
    expect(took).toMatchObject({ items: 2, startMs: 1500, copyMs: 1500, proofMs: 1000 });
  });

  test('without a proof where nothing was read back', () => {
    expect(measured([[1, settled(1, 1)]], 5)).toMatchObject({ proofMs: null, startMs: 1, copyMs: 4 });
  });

  test('with each moment once that several connections were asked to wait for', () => {
    const wait = (untilMs: number): Progress => ({ is: 'waiting', untilMs, because: 'busy' });
    const took = measured(
      [
        [0, settled(1, 1)],
        [1000, wait(3000)],
        [1100, wait(3000)],
        [2000, wait(4000)],
      ],
      5000,
    );
    expect(took?.waitedMs).toBe(3000);
  });

  test('not at all when it wrote nothing', () => {
    expect(measured([[1, phase('verifying')]], 5)).toBeNull();
  });
});
