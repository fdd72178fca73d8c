/** An IMAP source on a test server, with a clock that passes over pauses and stands still for deadlines. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Clock, instant } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import type { Source } from '../../src/model/source.ts';
import { type ImapSourceOptions, openImapSource } from '../../src/source/imap.ts';

/** Longer than any pause that a server can ask for. */
const DEADLINE_MS = 24 * 3_600_000;

interface PauseClock extends Clock {
  /** Pauses so far, in milliseconds. */
  readonly pauses: readonly number[];
}

/** Sleeps of less than a day are over at once; longer ones, which are deadlines, only with their signal. */
function pauseClock(): PauseClock {
  let now = Date.UTC(2026, 0, 5, 9);
  const pauses: number[] = [];
  return {
    pauses,
    now: () => instant(now),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (ms < DEADLINE_MS) {
          pauses.push(ms);
          now += ms;
          resolve();
        } else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
  };
}

export interface OpenedSource {
  readonly source: Source;
  readonly clock: PauseClock;
  readonly spoolFolder: string;
}

/** Ends with the test. */
export async function openSource(port: number, options: Partial<ImapSourceOptions> = {}): Promise<OpenedSource> {
  const clock = pauseClock();
  const spoolFolder = await mkdtemp(join(tmpdir(), 'godwit-test-'));
  onTestFinished(() => rm(spoolFolder, { recursive: true, force: true }));
  const source = await openImapSource(
    {
      server: { host: '127.0.0.1', port, tls: 'none', ca: null },
      credentials: { user: 'ann', secret: new Secret('pw'), mechanism: 'auto' },
      clock,
      random: seededRandom(1),
      spoolFolder,
      limits: { silenceMs: DEADLINE_MS, connectMs: DEADLINE_MS, signInMs: DEADLINE_MS },
      ...options,
    },
    new AbortController().signal,
  );
  onTestFinished(() => source.close());
  return { source, clock, spoolFolder };
}
