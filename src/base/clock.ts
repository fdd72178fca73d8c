/** Time as a value that is handed in, so that tests own it. Nothing else in the product asks the machine for the time. */
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Brand } from './brand.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Brand<number, 'Instant'>;

export interface Clock {
  now(): Instant;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  sleep: async (ms, signal) => {
    signal.throwIfAborted();
    try {
      await sleepFor(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};

/** Takes milliseconds since 1970 and names them an instant. */
export function instant(ms: number): Instant {
  return ms as Instant; // a number of milliseconds is all that an Instant is
}

/** `2019-03-04T05:06:07Z`: whole seconds, as Exchange and the reports want them. */
export function isoSeconds(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
