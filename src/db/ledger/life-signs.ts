/**
 * Holds a mailbox only for as long as the process shows that it is alive. A process that was stopped, or whose machine sleeps, keeps
 * its connections, and with them every lock: so the server itself ends a connection that says nothing for a while, and others
 * can go on. Its owner knows the same by the clock, without asking anybody, before the server does it.
 */
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import type { Session } from '../db.ts';
import { ping } from '../ping.ts';
import { assertConnected } from './lease.ts';

export interface LifeDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** After so many milliseconds without a word the server ends the connection; as below when left out. */
  readonly silentMsMax?: number;
}

export interface LifeSigns {
  /**
   * Throws `run.lease-lost` when the last sign of life is so old that the server may have let others in, and `database.unreachable`
   * once the connection has ended: nothing keeps others out any more.
   */
  assertHeld(): void;
  /** Ends the signs, and the connection with them. */
  close(): Promise<void>;
}

/** The queue takes a silent worker for dead after 30 s, which is later. */
const SILENT_MS_MAX = 20_000;
/** Signs in that time. */
const SIGNS = 5;
/** Nothing is begun after this part of it: what is sent at that moment still has time to arrive. */
const HELD_PART = 0.7;

/** Begins at once. A server that cannot end silent connections (before PostgreSQL 14) keeps them, as long as their process does. */
export async function giveLifeSigns(
  session: Session,
  mailbox: string,
  { clock, log, silentMsMax = SILENT_MS_MAX }: LifeDeps,
): Promise<LifeSigns> {
  const over = new AbortController();
  const beginSign = () => holdsFor(silentMsMax * HELD_PART, clock, over.signal);
  let isHeld = beginSign();
  await session.query({ name: 'end-when-silent', text: END_WHEN_SILENT, values: [String(silentMsMax)] });
  const sign = async (): Promise<void> => {
    while (!over.signal.aborted && session.isOpen()) {
      await clock.sleep(silentMsMax / SIGNS, over.signal);
      const isHeldNext = beginSign();
      await ping(session);
      isHeld = isHeldNext;
    }
  };
  const signing = sign().catch((error: unknown) => {
    // Whoever writes next is told that the mailbox is not held any more.
    if (!over.signal.aborted) log.info('hold on a mailbox lost', { reason: String(error) });
  });
  return {
    assertHeld: () => {
      if (!isHeld()) throw new Failure('run.lease-lost', { mailbox });
      assertConnected(session);
    },
    close: async () => {
      over.abort();
      await signing;
      await session.close();
    },
  };
}

/** Tells, from now on, whether so much time has not passed yet, by whichever of the machine's clocks is ahead. */
function holdsFor(ms: number, clock: Clock, over: AbortSignal): () => boolean {
  const from = clock.now();
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  // The time of day may be set back, which no sleep takes notice of; a sleep in turn stands still while the whole machine does.
  clock.sleep(ms, over).then(end, () => undefined); // it fails when nobody asks any more
  return () => !isOver && clock.now() - from <= ms;
}

const END_WHEN_SILENT = `
  select set_config('idle_session_timeout', $1, false)
  where current_setting('idle_session_timeout', true) is not null`;
