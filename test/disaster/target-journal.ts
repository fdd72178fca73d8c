/**
 * Stands before the simulated Exchange and writes down who changed what, and when: the process is found by its end of the
 * connection, so that the programs need not say who they are. Linux only.
 */
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';
import { ownerOf } from './connection-owner.ts';

/** A request that changes the target. */
export interface Written {
  /** When it had arrived as a whole; ms since 1970. */
  readonly at: number;
  /** Null when the process had ended before it was looked for. */
  readonly pid: number | null;
  readonly mailbox: string;
  readonly operation: string;
}

export interface TargetJournal {
  readonly port: number;
  readonly written: readonly Written[];
  /** From now on connections of this process are known. */
  know(pid: number): void;
  /** Resolves when it is known whose each connection is that was opened before. */
  seen(): Promise<void>;
  close(): Promise<void>;
}

export async function startTargetJournal(to: number): Promise<TargetJournal> {
  const written: Written[] = [];
  const pids: number[] = [];
  const pidOf = new WeakMap<Socket, number>();
  const ownerNow = (socket: Socket): number | null => {
    const pid = pidOf.get(socket) ?? ownerOf({ from: socket.remotePort ?? 0, to: socket.localPort ?? 0 }, pids);
    if (pid !== null) pidOf.set(socket, pid);
    return pid;
  };
  const agent = new Agent({ keepAlive: true });
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming);
    const operation = operationIn(body);
    if (WRITES.test(operation)) {
      const at = systemClock.now();
      written.push({ at, pid: ownerNow(incoming.socket), mailbox: userIn(incoming), operation });
    }
    const { method = 'GET', url = '/', headers } = incoming;
    // What a client has sent as a whole is done, whether or not it is there to hear of it.
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: to, method, path: url, headers, agent }, resolve);
      asked.once('error', reject);
      asked.end(body);
    });
    const answered = await bodyOf(answer);
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.end(answered);
  };
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error)); // http fails with errors
  });
  // At once, for it may have ended by its first request; and later where it was not seen among thousands that come and go.
  server.on('connection', (socket) => void ownerNow(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a listening TCP server has a port');
  return {
    port: address.port,
    written,
    know: (pid) => void pids.push(pid),
    seen: () => allSeen(server, address.port),
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Connections are taken in the order in which they were opened, and one of our own is the last. */
async function allSeen(server: Server, port: number): Promise<void> {
  const own = connect({ host: '127.0.0.1', port });
  await new Promise<void>((resolve) => {
    const look = ({ remotePort }: Socket): void => {
      if (remotePort !== own.localPort) return;
      server.off('connection', look);
      resolve();
    };
    server.on('connection', look);
  });
  own.destroy();
}

const WRITES = /^(Create|Update|Delete|Move|Copy|Send|Empty|Mark|Upload)/;

function operationIn(body: Buffer): string {
  // An envelope begins with at most a few headers.
  return /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)/.exec(body.toString('latin1', 0, 8192))?.[1] ?? '';
}

/** Each mailbox of these tests is written to by its owner. */
function userIn({ headers }: IncomingMessage): string {
  const [, encoded = ''] = (headers.authorization ?? '').split(' ');
  return Buffer.from(encoded, 'base64').toString('utf8').split(':')[0] ?? '';
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part);
  return Buffer.concat(parts);
}
