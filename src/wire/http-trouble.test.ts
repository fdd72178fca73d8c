/** What the client says went wrong, and whether the server can have acted on the request. */
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../test/contract/contract.ts';
import { Loopback, post, trouble } from '../../test/web/loopback.ts';
import { systemClock } from '../base/clock.ts';
import { heldBody } from './http.ts';

const loopback = new Loopback();
afterEach(() => loopback.endAll());

describe('trouble is told apart', () => {
  test('a host that does not exist', async () => {
    const url = new URL('https://no-such-host.invalid/EWS/Exchange.asmx');
    expect(await trouble(post(loopback.client(0, { url })))).toMatchObject({
      trouble: 'host-unknown',
      facts: { host: 'no-such-host.invalid', port: 443, wholeRequestSent: false },
    });
  });

  test('a port where nobody listens', async () => {
    const port = await loopback.sockets(() => undefined);
    await loopback.endAll();
    expect(await trouble(post(loopback.client(port)))).toMatchObject({
      trouble: 'refused',
      facts: { wholeRequestSent: false },
    });
  });

  test('a connection that ends before the request was sent as a whole', async () => {
    const port = await loopback.sockets((socket) => socket.once('data', () => socket.destroy()));
    async function* endless(): AsyncGenerator<Buffer> {
      for (let piece = 0; piece < 1000; piece += 1) yield Buffer.alloc(100_000);
    }
    const body = { length: 100_000_000, open: endless };
    expect(await trouble(post(loopback.client(port), { body }))).toMatchObject({
      trouble: 'closed',
      facts: { wholeRequestSent: false },
    });
  });

  test('a connection that ends after the request was sent and before the answer', async () => {
    const port = await loopback.sockets((socket) => socket.once('data', () => socket.destroy()));
    expect(await trouble(post(loopback.client(port)))).toMatchObject({
      trouble: 'closed',
      facts: { wholeRequestSent: true },
    });
  });

  test('a server that takes the request and says nothing', async () => {
    const port = await loopback.sockets(() => undefined);
    const error = await trouble(post(loopback.client(port, { silenceMs: 60 })));
    expect(error).toMatchObject({
      trouble: 'silent',
      facts: { silentMs: 60, waitedFor: 'the answer', wholeRequestSent: true },
    });
  });

  test('a server that goes silent in the middle of its answer', async () => {
    const port = await loopback.sockets((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
    );
    expect((await trouble(post(loopback.client(port, { silenceMs: 60 })))).facts.waitedFor).toBe(
      'the rest of the answer',
    );
  });

  test('a server that takes nothing of a long request', async () => {
    const port = await loopback.sockets((socket) => socket.pause());
    async function* endless(): AsyncGenerator<Buffer> {
      for (let piece = 0; piece < 1000; piece += 1) yield Buffer.alloc(100_000);
    }
    const error = await trouble(
      post(loopback.client(port, { silenceMs: 100 }), { body: { length: 100_000_000, open: endless } }),
    );
    expect(error).toMatchObject({ trouble: 'silent', facts: { wholeRequestSent: false } });
  });

  test('a request whose body stands still ends with the deadline, and with the signal', async () => {
    const port = await loopback.sockets((socket) => socket.resume());
    async function* stuck(): AsyncGenerator<Buffer> {
      yield Buffer.from('begun');
      await new Promise(() => undefined);
    }
    const body = { length: 10, open: stuck };
    const error = await trouble(post(loopback.client(port, { silenceMs: 60 }), { body }));
    expect(error).toMatchObject({ trouble: 'silent', facts: { wholeRequestSent: false } });
    const stop = new AbortController();
    const running = post(loopback.client(port), { body, signal: stop.signal });
    await systemClock.sleep(20, never());
    stop.abort(new Error('stopped'));
    await expect(running).rejects.toThrow('stopped');
  });

  test('a server that sends a byte now and then is not silent, however long it takes', async () => {
    const drip = async (socket: Socket): Promise<void> => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n');
      for (let byte = 0; byte < 8; byte += 1) {
        await systemClock.sleep(30, never());
        socket.write('x');
      }
    };
    const port = await loopback.sockets((socket) => void socket.once('data', () => void drip(socket)));
    expect((await post(loopback.client(port, { silenceMs: 150 }))).bytes.toString()).toBe('xxxxxxxx');
  });

  test('a reader that takes its time is not a silent server', async () => {
    const port = await loopback.web((_, response) => response.end(Buffer.alloc(3_000_000)));
    const http = loopback.client(port, { silenceMs: 60 });
    let bytes = 0;
    await http.use(async (connection) => {
      const body = heldBody([Buffer.from('x')]);
      const answer = await connection.send({ headers: {}, body, answerBytesMax: 10_000_000 }, never());
      for await (const chunk of answer.body) {
        if (bytes === 0) await systemClock.sleep(150, never());
        bytes += chunk.byteLength;
      }
    });
    expect(bytes).toBe(3_000_000);
  });
});
