import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { assert } from '../../src/base/assert.ts';
import { inodeIn, ownerOf } from './connection-owner.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     ';
const ROW = (local: string, remote: string, state: string, inode: string): string =>
  `   3: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 20 4 30 10 -1`;
/** As it lay in the kernel of a machine on which three programs moved sixty mailboxes. */
const SHARED = [
  HEAD,
  ROW('0100007F:892E', '0100007F:B4DD', '01', '6532770'),
  ROW('0100007F:892E', '0100007F:ACC7', '01', '6556305'),
  ROW('0100007F:8900', '0100007F:B4DD', '06', '0'),
  ROW('0100007F:8900', '0100007F:ACC7', '01', '6558159'),
].join('\n');

test.each([
  ['a port that two connections have', { from: 0x892e, to: 0xacc7 }, '6556305'],
  ['the other one of these', { from: 0x892e, to: 0xb4dd }, '6532770'],
  ['a port that still rests after an earlier connection', { from: 0x8900, to: 0xacc7 }, '6558159'],
  ['a connection that has ended', { from: 0x8900, to: 0xb4dd }, null],
  ['a connection that nobody has', { from: 0x8901, to: 0xacc7 }, null],
])('the socket is found by both of its ends: %s', (_what, ends, inode) => {
  expect(inodeIn(SHARED, ends)).toBe(inode);
});

test.skipIf(process.platform !== 'linux')('a process is found by a port that it uses twice', async () => {
  const [one, other] = [await listening(), await listening()];
  const first = await connected(portOf(one));
  const second = await connected(portOf(other), first.localPort);
  expect(second.localPort).toBe(first.localPort);
  const inodes = [one, other].map((server) =>
    inodeIn(readFileSync('/proc/net/tcp', 'utf8'), { from: first.localPort ?? 0, to: portOf(server) }),
  );
  expect(inodes).not.toContain(null);
  expect(inodes[0]).not.toBe(inodes[1]);
  const ends = { from: first.localPort ?? 0, to: portOf(one) };
  expect(ownerOf(ends, [process.ppid, process.pid])).toBe(process.pid);
  expect(ownerOf(ends, [process.ppid])).toBeNull();
});

async function listening(): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

/** From the loopback by name, so that the port may be used once more. */
async function connected(port: number, localPort = 0): Promise<Socket> {
  const socket = createConnection({ host: '127.0.0.1', port, localAddress: '127.0.0.1', localPort });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

function portOf(server: Server): number {
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a listening TCP server has a port');
  return address.port;
}
