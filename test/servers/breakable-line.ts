/** A relay between a client and a real server that can cut the line in front of one answer. For plain connections on loopback. */
import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { assert } from '../../src/base/assert.ts';

export interface BreakableLine {
  readonly port: number;
  /** The next data from the server that holds this text is not passed on: both sides are cut instead. */
  loseNext(text: string): void;
  close(): Promise<void>;
}

export async function openBreakableLine(serverPort: number): Promise<BreakableLine> {
  const open = new Set<Socket>();
  let losing: string | null = null;
  const keep = (socket: Socket): void => {
    open.add(socket);
    // Either side may go at any moment: that is what a relay is for.
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
  };
  const relay = createServer({ noDelay: true }, (client) => {
    const server = createConnection({ host: '127.0.0.1', port: serverPort, noDelay: true });
    keep(client);
    keep(server);
    client.on('data', (bytes) => server.write(bytes)).once('close', () => server.destroy());
    server.once('close', () => client.destroy());
    server.on('data', (bytes: Buffer) => {
      if (losing === null || !bytes.includes(losing)) return client.write(bytes);
      losing = null;
      server.destroy();
      return client.destroy();
    });
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = relay.address();
  assert(address !== null && typeof address === 'object', 'a TCP relay has an address');
  return {
    port: address.port,
    loseNext: (text) => {
      losing = text;
    },
    close: async () => {
      const closed = once(relay, 'close');
      relay.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
