/**
 * The network between Godwit and a source, which can be cut: nothing comes through in either direction and nobody is told, as
 * where a cable was pulled. New connections are silent or refused in turns, as routers do either.
 */
import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { assert } from '../../src/base/assert.ts';

export interface SourceLine {
  readonly port: number;
  cut(): void;
  /** Whatever was open before is lost: a source forgets connections that were silent for long. */
  mend(): void;
  /** Connections that were tried while the line was cut. */
  triedInVain(): number;
  close(): Promise<void>;
}

export async function openSourceLine(serverPort: number): Promise<SourceLine> {
  const open = new Set<Socket>();
  let isCut = false;
  let tried = 0;
  const keep = (socket: Socket): void => {
    open.add(socket);
    // Either side may go at any moment: that is what this line is for.
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
  };
  const relay = createServer({ noDelay: true }, (client) => {
    keep(client);
    if (isCut) {
      tried += 1;
      if (tried % 2 === 0) client.resetAndDestroy();
      else client.pause();
      return;
    }
    const server = createConnection({ host: '127.0.0.1', port: serverPort, noDelay: true });
    keep(server);
    client.pipe(server).once('close', () => client.destroy());
    server.pipe(client).once('close', () => server.destroy());
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = relay.address();
  assert(address !== null && typeof address === 'object', 'a TCP relay has an address');
  return {
    port: address.port,
    cut: () => {
      isCut = true;
      for (const socket of open) socket.unpipe().pause();
    },
    mend: () => {
      isCut = false;
      for (const socket of open) socket.destroy();
    },
    triedInVain: () => tried,
    close: async () => {
      const closed = once(relay, 'close');
      relay.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
