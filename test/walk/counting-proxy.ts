/** A TCP proxy on loopback that counts how many connections were open through it at once, and the bytes in both directions. */
import { connect, createServer, type Socket } from 'node:net';
import { assert } from '../../src/base/assert.ts';

export interface CountingProxy {
  readonly port: number;
  /** The most that were open at once since the last call. */
  takePeak(): number;
  /** Since the last call. */
  takeBytes(): number;
  close(): Promise<void>;
}

export async function startCountingProxy(to: number): Promise<CountingProxy> {
  const open = new Set<Socket>();
  let peak = 0;
  let bytes = 0;
  const server = createServer((incoming) => {
    open.add(incoming);
    peak = Math.max(peak, open.size);
    const outgoing = connect({ host: '127.0.0.1', port: to });
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      one.pipe(other);
      one.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
    incoming.on('close', () => open.delete(incoming));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a listening TCP server has a port');
  return {
    port: address.port,
    takePeak: () => {
      const seen = peak;
      peak = open.size;
      return seen;
    },
    takeBytes: () => {
      const seen = bytes;
      bytes = 0;
      return seen;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
