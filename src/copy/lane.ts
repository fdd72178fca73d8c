/** The connections of one run. A lane is a connection to each side; batches of one lane follow each other on both wires. */
import type { Source } from '../model/source.ts';
import type { Target } from '../model/target.ts';
import type { Run } from './copy-mailbox.ts';

export interface Lane {
  readonly source: Source;
  readonly target: Target;
}

export interface Lanes extends AsyncDisposable {
  readonly first: Lane;
  /** The connection that lists, so that listing and reading do not wait for each other. */
  lister(): Promise<Source>;
  /** So many lanes, the first included. Opened when first asked for. */
  upTo(count: number): Promise<readonly Lane[]>;
}

/** Opens the first lane and begins to open the lister. Closes everything when disposed, whatever happened. */
export async function openLanes(run: Run): Promise<Lanes> {
  const closing: (() => Promise<void>)[] = [];
  const kept = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const opened = await opening;
    closing.push(() => opened.close());
    return opened;
  };
  const openLane = async (): Promise<Lane> => {
    const [source, target] = await settledBoth(kept(run.openSource(run.signal)), kept(run.openTarget(run.signal)));
    return { source, target };
  };
  const lister = kept(run.openSource(run.signal));
  lister.catch(() => undefined); // looked at where it is awaited
  const dispose = async (): Promise<void> => {
    await lister.catch(() => undefined);
    await Promise.allSettled(closing.map((close) => close()));
  };
  try {
    const lanes: Promise<Lane>[] = [openLane()];
    const first = await lanes[0];
    if (first === undefined) throw new Error('impossible: the first lane was just begun');
    return {
      first,
      lister: () => lister,
      upTo: (count) => {
        while (lanes.length < count) lanes.push(openLane());
        return Promise.all(lanes.slice(0, count));
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
