/** Ports that stay free while whoever has them is away for a moment. */
import { createServer } from 'node:net';
import { systemRandom } from '../../src/base/random.ts';

/**
 * Below those that a system gives to connections and to servers without a wish (from 32768 on, on Linux): one of these is
 * taken by nobody who did not choose it.
 */
const FIRST = 15_000;
const COUNT = 15_000;
const TRIES_MAX = 50;

/** One on which nothing listens on loopback, by chance, so that tests side by side choose different ones. */
export async function lastingPort(): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = FIRST + systemRandom.int(COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${TRIES_MAX} ports from ${FIRST} on is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
