/** The end of a line on which everything was said. */
import type { Duplex } from 'node:stream';
import type { Clock } from '../../../base/clock.ts';

/** How long the last bytes of a connection may take to leave. */
const CLOSE_MS = 2000;

/** Lets the last bytes leave, but not for ever: the other end may be gone. */
export function endGently(stream: Duplex, clock: Clock): void {
  const closed = new AbortController();
  const destroy = (): void => {
    stream.destroy();
  };
  stream.once('close', () => closed.abort()).end(destroy);
  clock.sleep(CLOSE_MS, closed.signal).then(destroy, () => undefined); // it closed in time
}
