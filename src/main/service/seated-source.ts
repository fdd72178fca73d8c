/** A source whose connection counts at its host: it is opened when a place there is free, and gives the place back when it closes. */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Watch } from '../../model/progress.ts';
import type { OpenSource, Source } from '../../model/source.ts';
import type { Place, Share } from '../../work/budget/share.ts';
import { closingWith } from '../move/shared-source.ts';

export interface SeatDeps {
  readonly share: Share;
  readonly host: string;
  readonly clock: Clock;
  readonly watch: Watch;
}

/** A worker's place is not kept for longer by a mailbox that cannot begin: others can go on meanwhile. */
const PATIENCE_MS = 20_000;
/** A mailbox has a connection already, and goes on with it when there is no other one by then. */
const SPARE_PATIENCE_MS = 1500;
/** A server counts a connection until it has seen its end; until then the next one would be one too many. */
const CLOSING_MS = 250;
/** A host that says that it has too many is left alone for so long. */
const REST_MS = 3000;

/**
 * Opens with `open`, which is given what to call when the host turns a connection away. Throws
 * `source.connections-taken` when no place became free in time.
 */
export function seated(
  open: (signal: AbortSignal, onTurnedAway: () => void) => Promise<Source>,
  { share, host, clock, watch }: SeatDeps,
): OpenSource {
  return async (signal, need = 'needed') => {
    const patienceMs = need === 'spare' ? SPARE_PATIENCE_MS : PATIENCE_MS;
    const tell = (untilMs: number, because: string): void => {
      if (need === 'needed') watch({ is: 'waiting', untilMs, because });
    };
    const place = await within(patienceMs, host, { clock, signal }, (during) => share.enter(during, tell));
    try {
      const source = await open(signal, () => place.refuse(REST_MS));
      return closingWith(source, () => closeBoth(source, place, clock));
    } catch (error) {
      place.release();
      throw error;
    }
  };
}

async function closeBoth(source: Source, place: Place, clock: Clock): Promise<void> {
  try {
    await source.close();
  } finally {
    void clock.sleep(CLOSING_MS, new AbortController().signal).then(() => place.release());
  }
}

async function within(
  patienceMs: number,
  host: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  enter: (signal: AbortSignal) => Promise<Place>,
): Promise<Place> {
  const over = new AbortController();
  const late = new AbortController();
  const waiting = clock.sleep(patienceMs, AbortSignal.any([signal, over.signal])).then(
    () => late.abort(new Failure('source.connections-taken', { host })),
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
