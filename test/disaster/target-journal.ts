/**
 * Stands before the simulated Exchange and writes down who changed what, and when: the process is found by its end of the
 * connection, so that the programs need not say who they are. Linux only.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';

/** A request that changes the target. */
export interface Written {
  /** When it had arrived as a whole; ms since 1970. */
  readonly at: number;
  /** Null when the process had ended before its connection was looked at. */
  readonly pid: number | null;
  readonly mailbox: string;
  readonly operation: string;
}

export interface TargetJournal {
  readonly port: number;
  readonly written: readonly Written[];
  /** From now on connections of this process are known. */
  know(pid: number): void;
  close(): Promise<void>;
}

export async function startTargetJournal(to: number): Promise<TargetJournal> {
  const written: Written[] = [];
  const pids: number[] = [];
  const pidOf = new WeakMap<Socket, number | null>();
  const agent = new Agent({ keepAlive: true });
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming);
    const operation = operationIn(body);
    if (WRITES.test(operation)) {
      const pid = pidOf.get(incoming.socket) ?? null;
      written.push({ at: systemClock.now(), pid, mailbox: userIn(incoming), operation });
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
  server.on('connection', (socket) => pidOf.set(socket, ownerOf(socket.remotePort ?? 0, pids)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a listening TCP server has a port');
  return {
    port: address.port,
    written,
    know: (pid) => void pids.push(pid),
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
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

/** Which of the processes has this port of the loopback as its own. */
function ownerOf(port: number, pids: readonly number[]): number | null {
  const own = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((one) => one.trim().split(/\s+/))
    .find((fields) => fields[1] === own);
  const inode = line?.[9];
  return pids.find((pid) => inode !== undefined && hasSocket(pid, inode)) ?? null;
}

function hasSocket(pid: number, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(pid, fd) === `socket:[${inode}]`);
  } catch (error) {
    assert(error instanceof Error && 'code' in error, 'reading a folder fails with a system error'); // it has ended
    return false;
  }
}

function linkOf(pid: number, fd: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch (error) {
    assert(error instanceof Error && 'code' in error, 'reading a link fails with a system error'); // it was just closed
    return null;
  }
}
