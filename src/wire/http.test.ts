import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { makeAuthority, type WantedCertificate } from '../../sim/tls.ts';
import { never } from '../../test/contract/contract.ts';
import { instant, systemClock } from '../base/clock.ts';
import { type HttpAnswer, type HttpBody, type HttpClient, type HttpOptions, heldBody, httpClient } from './http.ts';
import { HttpError } from './http-errors.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function client(port: number, more: Partial<HttpOptions> = {}): HttpClient {
  const url = more.url ?? new URL(`http://127.0.0.1:${port}/EWS/Exchange.asmx`);
  const made = httpClient({ ca: [], allowInsecureLoopback: true, clock: systemClock, ...more, url });
  closing.push(() => made.close());
  return made;
}

async function web(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  return await listening(server);
}

async function listening(server: net.Server & { closeAllConnections?: () => void }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections?.();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port; // it listens on an internet address
}

/** A server of bare sockets. */
async function sockets(take: (socket: Socket) => void): Promise<number> {
  const open = new Set<Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    take(socket);
  });
  const port = await listening(server);
  closing.push(() => {
    for (const socket of open) socket.destroy();
  });
  return port;
}

async function bytesOf(incoming: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface Said {
  readonly body?: HttpBody;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answerBytesMax?: number;
  readonly signal?: AbortSignal;
}

async function post(http: HttpClient, said: Said = {}): Promise<HttpAnswer & { readonly bytes: Buffer }> {
  const { body = heldBody([Buffer.from('hello')]), headers = {}, answerBytesMax = 1_000_000, signal = never() } = said;
  return await http.use(async (connection) => {
    const answer = await connection.post({ headers, body, answerBytesMax }, signal);
    return { ...answer, bytes: await bytesOf(answer.body) };
  });
}

async function trouble(run: Promise<unknown>): Promise<HttpError> {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HttpError);
  return error as HttpError; // just expected
}

const echo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const bytes = await bytesOf(request);
  response.end(`${request.method} ${request.url} ${request.headers['content-length']} ${bytes.byteLength}`);
};

describe('a request', () => {
  test('is a POST with its length, never chunked, and its body is streamed', async () => {
    const port = await web((request, response) => {
      expect(request.headers['transfer-encoding']).toBeUndefined();
      void echo(request, response);
    });
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let piece = 0; piece < 100; piece += 1) yield Buffer.alloc(50_000, 'x');
    }
    const http = client(port);
    const { status, bytes } = await post(http, { body: { length: 5_000_000, open: pieces } });
    expect([status, bytes.toString()]).toEqual([200, 'POST /EWS/Exchange.asmx 5000000 5000000']);
    expect((await post(http, { body: heldBody([]) })).bytes.toString()).toContain(' 0 0');
  });

  test('uses the connection of the one before, and another one while that is busy', async () => {
    let connections = 0;
    const server = createServer((request, response) => void echo(request, response));
    server.on('connection', () => {
      connections += 1;
    });
    const http = client(await listening(server));
    for (let time = 0; time < 5; time += 1) await post(http);
    expect(connections).toBe(1);
    await Promise.all([post(http), post(http), post(http)]);
    expect(connections).toBe(3);
  });

  test('is not sent elsewhere: a redirect is an answer', async () => {
    let others = 0;
    const other = await web((_, response) => {
      others += 1;
      response.end();
    });
    const port = await web((request, response) => {
      request.resume();
      response.writeHead(307, { Location: `http://127.0.0.1:${other}/` }).end();
    });
    const headers = { Authorization: 'Basic secret' };
    expect((await post(client(port), { headers })).status).toBe(307);
    expect(others).toBe(0);
  });

  test('ends early when the server answers before it has read everything', async () => {
    const port = await web((_, response) => {
      response.writeHead(413, { Connection: 'close' }).end('too much');
    });
    let given = 0;
    async function* pieces(): AsyncGenerator<Buffer> {
      for (; given < 2000; given += 1) yield Buffer.alloc(100_000);
    }
    const http = client(port);
    const answer = await post(http, { body: { length: 200_000_000, open: pieces } }).catch((error: unknown) => error);
    // The kernel may say that the connection is gone before the answer is seen: then nothing of it was executed.
    if (answer instanceof HttpError) expect(answer.facts.wholeRequestSent).toBe(false);
    else expect(answer).toMatchObject({ status: 413 });
    expect(given).toBeLessThan(2000);
  });

  test('ends with the reason of its signal, before, while and after it is sent', async () => {
    const port = await web(() => undefined);
    const stop = new AbortController();
    const http = client(port);
    const running = post(http, { signal: stop.signal });
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error('stopped by hand'));
    await expect(running).rejects.toThrow('stopped by hand');
    await expect(post(http, { signal: stop.signal })).rejects.toThrow('stopped by hand');
  });
});

describe('an answer', () => {
  test('is unpacked, and what is packed too tightly is refused', async () => {
    const packed = gzipSync(Buffer.alloc(5_000_000, 'a'));
    const port = await web((_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed));
    const http = client(port);
    expect((await post(http, { answerBytesMax: 5_000_000 })).bytes.byteLength).toBe(5_000_000);
    expect((await trouble(post(http, { answerBytesMax: 4_999_999 }))).trouble).toBe('too-long');
    expect((await post(http, { answerBytesMax: 5_000_000 })).bytes.byteLength).toBe(5_000_000);
  });

  test('that claims to be packed and is not is malformed', async () => {
    const port = await web((_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('plain'));
    expect(await trouble(post(client(port)))).toMatchObject({
      trouble: 'malformed',
      facts: { wholeRequestSent: true },
    });
  });

  test('that is not HTTP is malformed', async () => {
    const port = await sockets((socket) => socket.once('data', () => socket.end('220 mail.example.com ESMTP\r\n')));
    expect((await trouble(post(client(port)))).trouble).toBe('malformed');
  });

  test('that ends too early is no answer', async () => {
    const port = await sockets((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
    );
    expect(await trouble(post(client(port)))).toMatchObject({ trouble: 'closed', facts: { wholeRequestSent: true } });
  });
});

describe('trouble is told apart', () => {
  test('a host that does not exist', async () => {
    const url = new URL('https://no-such-host.invalid/EWS/Exchange.asmx');
    expect(await trouble(post(client(0, { url })))).toMatchObject({
      trouble: 'host-unknown',
      facts: { host: 'no-such-host.invalid', port: 443, wholeRequestSent: false },
    });
  });

  test('a port where nobody listens', async () => {
    const port = await sockets(() => undefined);
    for (const close of closing.splice(0).reverse()) await close();
    expect(await trouble(post(client(port)))).toMatchObject({ trouble: 'refused', facts: { wholeRequestSent: false } });
  });

  test('a connection that ends before the request was sent as a whole', async () => {
    const port = await sockets((socket) => socket.once('data', () => socket.destroy()));
    async function* endless(): AsyncGenerator<Buffer> {
      for (let piece = 0; piece < 1000; piece += 1) yield Buffer.alloc(100_000);
    }
    const body = { length: 100_000_000, open: endless };
    expect(await trouble(post(client(port), { body }))).toMatchObject({
      trouble: 'closed',
      facts: { wholeRequestSent: false },
    });
  });

  test('a connection that ends after the request was sent and before the answer', async () => {
    const port = await sockets((socket) => socket.once('data', () => socket.destroy()));
    expect(await trouble(post(client(port)))).toMatchObject({ trouble: 'closed', facts: { wholeRequestSent: true } });
  });

  test('a server that takes the request and says nothing', async () => {
    const port = await sockets(() => undefined);
    const error = await trouble(post(client(port, { silenceMs: 60 })));
    expect(error).toMatchObject({
      trouble: 'silent',
      facts: { silentMs: 60, waitedFor: 'the answer', wholeRequestSent: true },
    });
  });

  test('a server that goes silent in the middle of its answer', async () => {
    const port = await sockets((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
    );
    expect((await trouble(post(client(port, { silenceMs: 60 })))).facts.waitedFor).toBe('the rest of the answer');
  });

  test('a server that takes nothing of a long request', async () => {
    const port = await sockets((socket) => socket.pause());
    async function* endless(): AsyncGenerator<Buffer> {
      for (let piece = 0; piece < 1000; piece += 1) yield Buffer.alloc(100_000);
    }
    const error = await trouble(
      post(client(port, { silenceMs: 100 }), { body: { length: 100_000_000, open: endless } }),
    );
    expect(error).toMatchObject({ trouble: 'silent', facts: { wholeRequestSent: false } });
  });

  test('a server that sends a byte now and then is not silent, however long it takes', async () => {
    const port = await sockets((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n');
        let left = 8;
        const drip = setInterval(() => {
          socket.write('x');
          left -= 1;
          if (left === 0) clearInterval(drip);
        }, 30);
      }),
    );
    expect((await post(client(port, { silenceMs: 150 }))).bytes.toString()).toBe('xxxxxxxx');
  });

  test('a reader that takes its time is not a silent server', async () => {
    const port = await web((_, response) => response.end(Buffer.alloc(3_000_000)));
    const http = client(port, { silenceMs: 60 });
    let bytes = 0;
    await http.use(async (connection) => {
      const body = heldBody([Buffer.from('x')]);
      const answer = await connection.post({ headers: {}, body, answerBytesMax: 10_000_000 }, never());
      for await (const chunk of answer.body) {
        if (bytes === 0) await systemClock.sleep(150, never());
        bytes += chunk.byteLength;
      }
    });
    expect(bytes).toBe(3_000_000);
  });
});

describe('encryption', () => {
  const authority = makeAuthority('Godwit tests');
  const tlsServer = async (wanted: WantedCertificate): Promise<URL> => {
    const { keyPem: key, certPem: cert } = authority.issue(wanted);
    const port = await listening(createTlsServer({ key, cert }, (request, response) => void echo(request, response)));
    return new URL(`https://127.0.0.1:${port}/EWS/Exchange.asmx`);
  };

  test('a certificate that nobody vouches for is refused, and accepted once its authority is named', async () => {
    const url = await tlsServer({ names: ['127.0.0.1'] });
    expect(await trouble(post(client(0, { url })))).toMatchObject({
      trouble: 'certificate',
      facts: { wholeRequestSent: false },
    });
    await client(0, { url, ca: [authority.certPem] }).use(async (connection) => {
      const body = heldBody([Buffer.from('x')]);
      const answer = await connection.post({ headers: {}, body, answerBytesMax: 1000 }, never());
      expect((await bytesOf(answer.body)).toString()).toContain('POST');
      expect(connection.serverCertificate?.byteLength).toBeGreaterThan(100);
    });
  });

  test.each([
    ['for another host', { names: ['mail.example.com'] }],
    ['that has run out', { names: ['127.0.0.1'], notAfter: instant(Date.UTC(2020, 1, 1)) }],
    ['that is not valid yet', { names: ['127.0.0.1'], notBefore: instant(Date.UTC(2090, 1, 1)) }],
  ])('a certificate %s is refused although its authority is trusted', async (_, wanted) => {
    const url = await tlsServer(wanted);
    const error = await trouble(post(client(0, { url, ca: [authority.certPem] })));
    expect(error.trouble).toBe('certificate');
  });

  test('a server that does not speak TLS on that port is not spoken to in the open', async () => {
    let seen = '';
    const port = await sockets((socket) =>
      socket.on('data', (bytes) => {
        seen += bytes.toString('latin1');
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      }),
    );
    const url = new URL(`https://127.0.0.1:${port}/`);
    expect((await trouble(post(client(port, { url })))).trouble).toBe('tls');
    expect(seen).not.toContain('POST');
  });

  test.each([
    ['http://mail.example.com/EWS/Exchange.asmx', true],
    ['http://127.0.0.1/EWS/Exchange.asmx', false],
    ['http://10.0.0.1/', true],
    ['http://127.0.0.1.example.com/', true],
    ['ftp://127.0.0.1/', true],
  ])('%s is refused before anything is sent (loopback allowed: %s)', (url, allowInsecureLoopback) => {
    expect(() => client(0, { url: new URL(url), allowInsecureLoopback })).toThrow('not encrypted');
  });

  test.each(['http://localhost:1/', 'http://[::1]:1/', 'http://127.9.9.9:1/'])('%s is this machine', (url) => {
    expect(() => client(0, { url: new URL(url) })).not.toThrow();
  });
});
