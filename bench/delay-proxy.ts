/**
 * A loopback TCP proxy that makes every round trip longer, without loss and without a limit on the rate: the distance
 * between two data centres.
 *
 *   node bench/delay-proxy.ts --to PORT --round-trip-ms 40      prints the port it listens on
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/base/clock.ts';

/** As much as a fast line of that length holds, and more: the proxy must never be what a client waits for. */
const HELD_BYTES_MAX = 16 * 1024 * 1024;

export function startDelayProxy(to: number, roundTripMs: number): Promise<{ server: Server; port: number }> {
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: to, host: '127.0.0.1', noDelay: true });
    passLater(client, upstream, roundTripMs / 2);
    passLater(upstream, client, roundTripMs / 2);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('a TCP server has a port'));
      else resolve({ server, port: address.port });
    });
  });
}

/** Hands on what comes from one side so many milliseconds later, in order. */
function passLater(from: Socket, to: Socket, delayMs: number): void {
  const waiting: { readonly due: number; readonly bytes: Buffer | null }[] = [];
  const closed = new AbortController();
  let held = 0;
  let isDelivering = false;
  const deliver = async (): Promise<void> => {
    isDelivering = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const restMs = next.due - performance.now();
      if (restMs > 0) await systemClock.sleep(restMs, closed.signal);
      if (next.bytes === null) to.end();
      else to.write(next.bytes);
      held -= next.bytes?.length ?? 0;
      if (from.isPaused() && held < HELD_BYTES_MAX) from.resume();
    }
    isDelivering = false;
  };
  const add = (bytes: Buffer | null): void => {
    waiting.push({ due: performance.now() + delayMs, bytes });
    held += bytes?.length ?? 0;
    if (held > HELD_BYTES_MAX) from.pause();
    if (!isDelivering) deliver().catch(() => to.destroy());
  };
  from.on('data', add);
  from.on('end', () => add(null));
  from.on('error', () => to.destroy());
  to.on('close', () => {
    closed.abort(new Error('the other side is gone'));
    from.destroy();
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { to: { type: 'string', default: '' }, 'round-trip-ms': { type: 'string', default: '40' } },
  });
  const { port } = await startDelayProxy(Number(values.to), Number(values['round-trip-ms']));
  console.log(String(port));
}

if (import.meta.main) await main();
