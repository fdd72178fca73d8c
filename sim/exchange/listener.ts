/** The web server in front of EWS: paths, bodies, sign-in, and the script of faults. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { assert } from '../../src/base/assert.ts';

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on loopback only. */
export async function listen(
  port: number,
  tls: { readonly keyPem: string; readonly certPem: string } | null,
  onRequest: RequestListener,
  onConnection: () => void,
): Promise<Listener> {
  const server: Server =
    tls === null ? createServer(onRequest) : createTlsServer({ key: tls.keyPem, cert: tls.certPem }, onRequest);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('connection', onConnection);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  assert(isAddress(address), 'a listening server has an address');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** As IIS: connections without a request are closed after two minutes. */
const KEEP_ALIVE_MS = 120_000;

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

/** The whole body, or null when it is larger than allowed; then no more of it is read. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | null> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > bytesMax) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    assert(chunk instanceof Buffer, 'a request without encoding gives buffers');
    bytes += chunk.length;
    if (bytes > bytesMax) return null;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes);
}

/** Throws away a body of at most 1 MB; a larger one stays unread. */
export async function drain(request: IncomingMessage): Promise<void> {
  const DRAINED_BYTES_MAX = 1024 * 1024;
  await readBody(request, DRAINED_BYTES_MAX);
}

export interface XmlAnswer {
  readonly status: number;
  readonly xml: string;
}

/** An answer of EWS; packed when the client takes it so and it is worth it. */
export function answerXml(response: ServerResponse, { status, xml }: XmlAnswer): void {
  const plain = Buffer.from(xml);
  const isPacked = plain.length > PACKED_BYTES_MIN && /\bgzip\b/.test(String(response.req.headers['accept-encoding']));
  const body = isPacked ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(status, {
    'Content-Type': 'text/xml; charset=utf-8',
    'Content-Length': body.length,
    ...(response.req.headers.cookie === undefined ? { 'Set-Cookie': 'exchangecookie=5f2b1d8c; path=/; HttpOnly' } : {}),
    ...(isPacked ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {}),
  });
  response.end(body);
}

/** IIS packs what is longer than a packet or two. */
const PACKED_BYTES_MIN = 2700;

/** An answer of the web server itself. Unread request bodies end the connection. */
export function answerPlain(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
): void {
  const body = Buffer.from(text);
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    ...(response.req.complete ? {} : { Connection: 'close' }),
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()])),
  });
  response.end(body);
}
