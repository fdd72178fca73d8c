import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { operationAnswer } from '../../../test/exchange/canned-server.ts';
import { systemClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { httpClient } from '../http.ts';
import { Pace } from '../pace.ts';
import { ntlmSignIn, SignInRefused } from './auth.ts';
import { deleteItem } from './delete-item.ts';
import { responseKey } from './ntlm.ts';
import { EwsSession } from './session.ts';

const CHALLENGE = Buffer.from('1122334455667788', 'hex');
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface NtlmServer {
  readonly url: URL;
  /** What came: `greeting`, `proof` or `open` (on a connection that is signed in), with the length of the body. */
  readonly seen: string[];
  /** Ends every connection after its next answer. */
  closeNext: boolean;
}

/** Signs connections in as Exchange does: three legs on one socket, and then no header any more. */
async function ntlmServer(password: string): Promise<NtlmServer> {
  const signedIn = new WeakSet<Socket>();
  const greeted = new WeakSet<Socket>();
  const seen: string[] = [];
  const state: NtlmServer = { url: new URL('http://127.0.0.1/'), seen, closeNext: false };
  const challenge = Buffer.alloc(48);
  challenge.write('NTLMSSP\0', 'latin1');
  challenge.writeUInt32LE(2, 8);
  CHALLENGE.copy(challenge, 24);
  challenge.writeUInt32LE(48, 44);
  const refuse = (response: ServerResponse, word: string): void =>
    void response.writeHead(401, { 'WWW-Authenticate': word }).end();
  const take = (request: IncomingMessage, response: ServerResponse, bytes: number): void => {
    const { socket } = request;
    const message = Buffer.from(request.headers.authorization?.replace(/^NTLM /, '') ?? '', 'base64');
    const kind = message.byteLength > 12 ? message.readUInt32LE(8) : 0;
    seen.push(`${['open', 'greeting', '', 'proof'][kind]} ${bytes}`);
    if (kind === 1) {
      greeted.add(socket);
      refuse(response, `NTLM ${challenge.toString('base64')}`);
      return;
    }
    if (kind === 3 && greeted.has(socket) && isProof(message, password)) signedIn.add(socket);
    if (!signedIn.has(socket)) {
      refuse(response, 'NTLM');
      return;
    }
    if (state.closeNext) response.setHeader('Connection', 'close');
    state.closeNext = false;
    response.end(operationAnswer('DeleteItem', [['Success', 'NoError']]));
  };
  const server = createServer((request, response) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
    });
    request.on('end', () => take(request, response, bytes));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url.port = String((server.address() as AddressInfo).port); // it listens on an internet address
  return state;
}

function isProof(message: Buffer, password: string): boolean {
  const field = (at: number): Buffer => {
    const from = message.readUInt32LE(at + 4);
    return message.subarray(from, from + message.readUInt16LE(at));
  };
  const key = responseKey(field(36).toString('utf16le'), password, field(28).toString('utf16le'));
  const response = field(20);
  const proof = createHmac('md5', key).update(CHALLENGE).update(response.subarray(16)).digest();
  return proof.equals(response.subarray(0, 16));
}

function session(url: URL, password: string): EwsSession {
  const random = seededRandom(5);
  return new EwsSession({
    http: httpClient({ url, ca: [], allowInsecureLoopback: true, clock: systemClock }),
    signIn: ntlmSignIn({ user: 'CORP\\svc', password: new Secret(password), random, now: () => systemClock.now() }),
    pace: new Pace({ clock: systemClock }),
    clock: systemClock,
    random,
    mailbox: 'u@example.com',
    impersonates: true,
  });
}

describe('NTLM', () => {
  test('signs a connection in once, sends no body before, and needs no header after', async () => {
    const server = await ntlmServer('geheim');
    const mine = session(server.url, 'geheim');
    for (let time = 0; time < 3; time += 1) await deleteItem(mine, ['I'], never());
    expect(server.seen.map((line) => line.replace(/ [1-9]\d*/, ' body'))).toEqual([
      'greeting 0',
      'proof body',
      'open body',
      'open body',
    ]);
    mine.close();
  });

  test('signs in every connection by itself, also the one that replaces a closed one', async () => {
    const server = await ntlmServer('geheim');
    const mine = session(server.url, 'geheim');
    await Promise.all([1, 2, 3].map(() => deleteItem(mine, ['I'], never())));
    expect(server.seen.filter((line) => line.startsWith('proof'))).toHaveLength(3);
    const alone = session(server.url, 'geheim');
    server.closeNext = true;
    await deleteItem(alone, ['I'], never());
    server.seen.splice(0);
    await deleteItem(alone, ['I'], never());
    expect(server.seen.map((line) => line.replace(/ .*/, ''))).toEqual(['greeting', 'proof']);
    mine.close();
    alone.close();
  });

  test('with a wrong password is refused after two tries', async () => {
    const server = await ntlmServer('geheim');
    const mine = session(server.url, 'falsch');
    await expect(deleteItem(mine, ['I'], never())).rejects.toThrow(SignInRefused);
    expect(server.seen.map((line) => line.replace(/ .*/, ''))).toEqual(['greeting', 'proof', 'greeting', 'proof']);
    mine.close();
  });
});
