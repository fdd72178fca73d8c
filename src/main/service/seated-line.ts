/** A source or target whose connection counts at its host: it is opened when a place there is free, and gives the place back when it closes. */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Watch } from '../../model/progress.ts';
import type { Place, Share } from '../../work/budget/share.ts';

export interface SeatDeps {
  readonly share: Share;
  readonly host: string;
  readonly clock: Clock;
  readonly watch: Watch;
  /** What it is where no place becomes free in time. */
  readonly taken: 'source.connections-taken' | 'target.connections-taken';
}

interface Line {
  close(): Promise<void>;
}

type Open<Opened> = (signal: AbortSignal, need?: 'needed' | 'spare') => Promise<Opened>;

/** A worker's place is not kept for longer by a mailbox that cannot begin: others can go on meanwhile. */
const PATIENCE_MS = 20_000;
/** A mailbox has a connection already, and goes on with it when there is no other one by then. */
const SPARE_PATIENCE_MS = 1500;
/** A server counts a connection until it has seen its end; until then the next one would be one too many. */
const CLOSING_MS = 250;
/** A host that says that it has too many is left alone for so long. */
const REST_MS = 3000;

/**
 * Opens with `open`, which is given what to call when the host turns a connection away, and closes the line that `closing` makes of it.
 * Throws `taken` when no place became free in time.
 */
export function seatedLine<Opened extends Line>(
  open: (signal: AbortSignal, onTurnedAway: () => void) => Promise<Opened>,
  closing: (line: Opened, close: () => Promise<void>) => Opened,
  { share, host, clock, watch, taken }: SeatDeps,
): Open<Opened> {
  return async (signal, need = 'needed') => {
    const patienceMs = need === 'spare' ? SPARE_PATIENCE_MS : PATIENCE_MS;
    const tell = (untilMs: number, because: string): void => {
      if (need === 'needed') watch({ is: 'waiting', untilMs, because });
    };
    const late = new Failure(taken, { host });
    const place = await within(patienceMs, late, { clock, signal }, (during) => share.enter(during, tell));
    try {
      const line = await open(signal, () => place.refuse(REST_MS));
      return closing(line, () => closeBoth(line, place, clock));
    } catch (error) {
      place.release();
      throw error;
    }
  };
}

async function closeBoth(line: Line, place: Place, clock: Clock): Promise<void> {
  try {
    await line.close();
  } finally {
    void clock.sleep(CLOSING_MS, new AbortController().signal).then(() => place.release());
  }
}

async function within(
  patienceMs: number,
  why: Failure,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  enter: (signal: AbortSignal) => Promise<Place>,
): Promise<Place> {
  const over = new AbortController();
  const late = new AbortController();
  const waiting = clock.sleep(patienceMs, AbortSignal.any([signal, over.signal])).then(
    () => late.abort(why),
    (error: unknown) => {
      if (!signal.aborted && !over.signal.aborted) throw error;
    },
  );
  try {
    return await enter(AbortSignal.any([signal, late.signal]));
  } finally {
    over.abort();
    await waiting;
  }
}
