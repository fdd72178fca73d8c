import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { makeAuthority, type WantedCertificate } from '../../sim/tls.ts';
import { never } from '../../test/contract/contract.ts';
import { bytesOf, Loopback, post, trouble } from '../../test/web/loopback.ts';
import { type Clock, instant, systemClock } from '../base/clock.ts';
import { heldBody } from './http.ts';
import { HttpError } from './http-errors.ts';

const loopback = new Loopback();
afterEach(() => loopback.endAll());

const echo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const bytes = await bytesOf(request);
  response.end(`${request.method} ${request.url} ${request.headers['content-length']} ${bytes.byteLength}`);
};

describe('a request', () => {
  test('is a POST with its length, never chunked, and its body is streamed', async () => {
    const port = await loopback.web((request, response) => {
      expect(request.headers['transfer-encoding']).toBeUndefined();
      void echo(request, response);
    });
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let piece = 0; piece < 100; piece += 1) yield Buffer.alloc(50_000, 'x');
    }
    const http = loopback.client(port);
    const { status, bytes } = await post(http, { body: { length: 5_000_000, open: pieces } });
    expect([status, bytes.toString()]).toEqual([200, 'POST /EWS/Exchange.asmx 5000000 5000000']);
    expect((await post(http, { body: heldBody([]) })).bytes.toString()).toContain(' 0 0');
  });

  test.each(['GET', 'PROPFIND', 'REPORT'] as const)('may be a %s of any address of the host', async (method) => {
    const http = loopback.client(await loopback.web((request, response) => void echo(request, response)));
    const path = '/a%40b/@/%7e?x=%20';
    const said = await http.use(async (connection) => {
      const answer = await connection.send(
        { method, path, headers: {}, body: heldBody([]), answerBytesMax: 1000 },
        never(),
      );
      return (await bytesOf(answer.body)).toString();
    });
    expect(said).toBe(`${method} ${path} ${method === 'GET' ? 'undefined' : '0'} 0`);
  });

  test('uses the connection of the one before, and another one while that is busy', async () => {
    let connections = 0;
    const server = createServer((request, response) => void echo(request, response));
    server.on('connection', () => {
      connections += 1;
    });
    const http = loopback.client(await loopback.listening(server));
    for (let time = 0; time < 5; time += 1) await post(http);
    expect(connections).toBe(1);
    await Promise.all([post(http), post(http), post(http)]);
    expect(connections).toBe(3);
  });

  test('does not use a connection that was idle for long, which may be dead', async () => {
    let connections = 0;
    const server = createServer((request, response) => void echo(request, response));
    server.on('connection', () => {
      connections += 1;
    });
    let now = 0;
    const clock: Clock = { ...systemClock, now: () => instant(now) };
    const http = loopback.client(await loopback.listening(server), { clock });
    await post(http);
    now += 30_000;
    await post(http);
    expect(connections).toBe(1);
    now += 30_001;
    await post(http);
    expect(connections).toBe(2);
  });

  test('is not sent elsewhere: a redirect is an answer', async () => {
    let others = 0;
    const other = await loopback.web((_, response) => {
      others += 1;
      response.end();
    });
    const port = await loopback.web((request, response) => {
      request.resume();
      response.writeHead(307, { Location: `http://127.0.0.1:${other}/` }).end();
    });
    const headers = { Authorization: 'Basic secret' };
    expect((await post(loopback.client(port), { headers })).status).toBe(307);
    expect(others).toBe(0);
  });

  test('ends early when the server answers before it has read everything', async () => {
    const port = await loopback.web((_, response) => {
      response.writeHead(413, { Connection: 'close' }).end('too much');
    });
    let given = 0;
    async function* pieces(): AsyncGenerator<Buffer> {
      for (; given < 2000; given += 1) yield Buffer.alloc(100_000);
    }
    const http = loopback.client(port);
    const answer = await post(http, { body: { length: 200_000_000, open: pieces } }).catch((error: unknown) => error);
    // The kernel may say that the connection is gone before the answer is seen: then nothing of it was executed.
    if (answer instanceof HttpError) expect(answer.facts.wholeRequestSent).toBe(false);
    else expect(answer).toMatchObject({ status: 413 });
    expect(given).toBeLessThan(2000);
  });

  test('ends with the reason of its signal, before, while and after it is sent', async () => {
    const port = await loopback.web(() => undefined);
    const stop = new AbortController();
    const http = loopback.client(port);
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
    const port = await loopback.web((_, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed),
    );
    const http = loopback.client(port);
    expect((await post(http, { answerBytesMax: 5_000_000 })).bytes.byteLength).toBe(5_000_000);
    expect((await trouble(post(http, { answerBytesMax: 4_999_999 }))).trouble).toBe('too-long');
    expect((await post(http, { answerBytesMax: 5_000_000 })).bytes.byteLength).toBe(5_000_000);
  });

  test('that claims to be packed and is not is malformed', async () => {
    const port = await loopback.web((_, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('plain'),
    );
    expect(await trouble(post(loopback.client(port)))).toMatchObject({
      trouble: 'malformed',
      facts: { wholeRequestSent: true },
    });
  });

  test('that is not HTTP is malformed', async () => {
    const port = await loopback.sockets((socket) =>
      socket.once('data', () => socket.end('220 mail.example.com ESMTP\r\n')),
    );
    expect((await trouble(post(loopback.client(port)))).trouble).toBe('malformed');
  });

  test('that ends too early is no answer', async () => {
    const port = await loopback.sockets((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
    );
    expect(await trouble(post(loopback.client(port)))).toMatchObject({
      trouble: 'closed',
      facts: { wholeRequestSent: true },
    });
  });
});

describe('encryption', () => {
  const authority = makeAuthority('Godwit tests');
  const tlsServer = async (wanted: WantedCertificate): Promise<URL> => {
    const { keyPem: key, certPem: cert } = authority.issue(wanted);
    const port = await loopback.listening(
      createTlsServer({ key, cert }, (request, response) => void echo(request, response)),
    );
    return new URL(`https://127.0.0.1:${port}/EWS/Exchange.asmx`);
  };

  test('a certificate that nobody vouches for is refused, and accepted once its authority is named', async () => {
    const url = await tlsServer({ names: ['127.0.0.1'] });
    expect(await trouble(post(loopback.client(0, { url })))).toMatchObject({
      trouble: 'certificate',
      facts: { wholeRequestSent: false },
    });
    await loopback.client(0, { url, ca: [authority.certPem] }).use(async (connection) => {
      const body = heldBody([Buffer.from('x')]);
      const answer = await connection.send({ headers: {}, body, answerBytesMax: 1000 }, never());
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
    const error = await trouble(post(loopback.client(0, { url, ca: [authority.certPem] })));
    expect(error.trouble).toBe('certificate');
  });

  test('a server that does not speak TLS on that port is not spoken to in the open', async () => {
    let seen = '';
    const port = await loopback.sockets((socket) =>
      socket.on('data', (bytes) => {
        seen += bytes.toString('latin1');
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      }),
    );
    const url = new URL(`https://127.0.0.1:${port}/`);
    expect((await trouble(post(loopback.client(port, { url })))).trouble).toBe('tls');
    expect(seen).not.toContain('POST');
  });

  test.each([
    ['http://mail.example.com/EWS/Exchange.asmx', true],
    ['http://127.0.0.1/EWS/Exchange.asmx', false],
    ['http://10.0.0.1/', true],
    ['http://127.0.0.1.example.com/', true],
    ['ftp://127.0.0.1/', true],
  ])('%s is refused before anything is sent (loopback allowed: %s)', (url, allowInsecureLoopback) => {
    expect(() => loopback.client(0, { url: new URL(url), allowInsecureLoopback })).toThrow('not encrypted');
  });

  test.each(['http://localhost:1/', 'http://[::1]:1/', 'http://127.9.9.9:1/'])('%s is this machine', (url) => {
    expect(() => loopback.client(0, { url: new URL(url) })).not.toThrow();
  });
});
