/** The connections of one run. A lane is a connection to each side; batches of one lane follow each other on both wires. */
import { Failure } from '../base/problem.ts';
import type { Source } from '../model/source.ts';
import type { Target } from '../model/target.ts';
import type { Run } from './run.ts';

export interface Lane {
  readonly source: Source;
  readonly target: Target;
}

export interface Lanes extends AsyncDisposable {
  readonly first: Lane;
  /**
   * The connection that lists, so that listing and reading do not wait for each other. The first lane's where the server
   * gives no other: many allow only a few connections at once.
   */
  lister(): Promise<Source>;
  /** So many lanes, the first included, as they open. Null for one that does not: the others do its work. */
  upTo(count: number): readonly Promise<Lane | null>[];
}

/** Opens the first lane and begins to open the lister. Closes everything when disposed, whatever happened. */
export async function openLanes(run: Run): Promise<Lanes> {
  const closing: (() => Promise<void>)[] = [];
  const kept = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const opened = await opening;
    closing.push(() => opened.close());
    return opened;
  };
  const openLane = async (need: 'needed' | 'spare'): Promise<Lane> => {
    const opening = kept(run.openSource(run.signal, need));
    const [source, target] = await settledBoth(opening, kept(run.openTarget(run.signal, need)));
    return { source, target };
  };
  const spared = (what: string) => (error: unknown) => {
    run.signal.throwIfAborted();
    if (!(error instanceof Failure)) throw error;
    run.log.warn('went on with fewer connections', { without: what, code: error.code });
    return null;
  };
  // Asked for before the lister: where there is one connection alone, it is this one.
  const opening = openLane('needed');
  opening.catch(() => undefined); // looked at below
  const lister = kept(run.openSource(run.signal, 'spare')).catch(spared('a connection for listing'));
  lister.catch(() => undefined); // looked at where it is awaited
  const dispose = async (): Promise<void> => {
    await lister.catch(() => undefined);
    await Promise.allSettled(closing.map((close) => close()));
  };
  try {
    const first = await opening;
    const lanes: Promise<Lane | null>[] = [Promise.resolve(first)];
    return {
      first,
      lister: async () => (await lister) ?? first.source,
      upTo: (count) => {
        while (lanes.length < count) lanes.push(openLane('spare').catch(spared('a further lane')));
        return lanes.slice(0, count);
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Both results, or the first error once both have ended, so that nothing opens behind the back of a clean-up. */
async function settledBoth<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}
