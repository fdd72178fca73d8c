import { describe, expect, test } from 'vitest';
import { type Clock, type Instant, instant } from '../base/clock.ts';
import { listenForStop, SETTLE_MS_MAX, type Stop } from './stop.ts';

describe('Ctrl-C', () => {
  test('the first asks to stop, the second stops at once', () => {
    const { stop, press, said } = listening();
    press();
    expect([stop.stopping.aborted, stop.signal.aborted]).toEqual([true, false]);
    expect(said).toHaveLength(1);
    press(2000);
    expect(stop.signal.aborted).toBe(true);
    expect(stop.signal.reason).toMatchObject({ code: 'run.interrupted' });
  });

  test('that a terminal sends to two processes at once counts once', () => {
    const { stop, press } = listening();
    press();
    press(20);
    expect(stop.signal.aborted).toBe(false);
  });

  test('what is not settled in time is stopped', async () => {
    const { stop, press, wake, sleeping } = listening();
    press();
    expect(sleeping()).toEqual([SETTLE_MS_MAX]);
    wake();
    await Promise.resolve();
    expect(stop.signal.aborted).toBe(true);
  });

  test('after the end it belongs to the system again, and nothing is stopped any more', async () => {
    const { stop, press, listeners, wake } = listening();
    press();
    stop.close();
    wake();
    await Promise.resolve();
    expect(listeners()).toBe(0);
    expect(stop.signal.aborted).toBe(false);
  });
});

function listening(): {
  readonly stop: Stop;
  readonly press: (afterMs?: number) => void;
  readonly wake: () => void;
  readonly sleeping: () => readonly number[];
  readonly listeners: () => number;
  readonly said: string[];
} {
  let now = 1_000_000;
  const said: string[] = [];
  const heards = new Set<() => void>();
  const sleeps: { readonly ms: number; readonly end: () => void }[] = [];
  const clock: Clock = {
    now: (): Instant => instant(now),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleeps.push({ ms, end: resolve });
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  };
  const onSignal = (heard: () => void): (() => void) => {
    heards.add(heard);
    return () => heards.delete(heard);
  };
  return {
    stop: listenForStop({ clock, onSignal, say: (line) => void said.push(line) }),
    press: (afterMs = 0) => {
      now += afterMs;
      for (const heard of heards) heard();
    },
    wake: () => {
      for (const sleep of sleeps) sleep.end();
    },
    sleeping: () => sleeps.map(({ ms }) => ms),
    listeners: () => heards.size,
    said,
  };
}
