/**
 * HTTP/1.1 to one host over connections that are kept: requests with Content-Length (some servers and proxies refuse
 * chunked ones), answers as streams, a deadline on every wait. Redirects are given back and never followed, so that
 * credentials go to nobody else. Plain text goes to this machine only, and only when asked for.
 */

import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { getCACertificates } from 'node:tls';
import type { BytePace } from '../base/byte-pace.ts';
import type { Clock } from '../base/clock.ts';
import { isLoopback } from '../base/loopback.ts';
import { HttpConnection } from './http-connection.ts';
import { HttpError } from './http-errors.ts';

/** Connections kept for later requests. More are made when more requests run at once, and closed after use. */
const SPARE_CONNECTIONS_MAX = 32;
/**
 * A connection that was idle for longer may be dead without our knowing: routers forget it, and servers end it at the moment
 * it is used again. A request lost so leaves a doubt that costs more than a new connection.
 */
const SPARE_IDLE_MAX_MS = 30_000;

export interface HttpPlace {
  /** An IP address. */
  readonly address: string;
  readonly port: number;
}

export interface HttpOptions {
  readonly url: URL;
  /** Certificates in PEM that are trusted beside those of the system. */
  readonly ca: readonly string[];
  /** Allows `http:` to a loopback address. Anything else must be `https:`. */
  readonly allowInsecureLoopback: boolean;
  /** Allows `http:` to anybody: for requests in which nothing is secret. */
  readonly allowOpenText?: boolean;
  /** Where to connect, without asking the resolver of this machine: what was checked is what is used. */
  readonly at?: HttpPlace;
  /** Its pauses must take the time they say: deadlines are measured with them. */
  readonly clock: Clock;
  /** Until name, TCP and TLS have come about. */
  readonly connectMs?: number;
  /** Without a byte in either direction once connected. */
  readonly silenceMs?: number;
  /** How fast bodies and answers may go over all connections of the client. */
  readonly pace?: BytePace;
}

/**
 * The body of a request. Its length is known before it is opened, and every opening gives the same bytes. A chunk is used no
 * more when the next one is asked for: its memory may serve again.
 */
export interface HttpBody {
  readonly length: number;
  open(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

export interface HttpRequest {
  /** POST without it. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'PROPFIND' | 'REPORT';
  /** What the request line names: path and query in the very octets that are sent. Those of the client's URL without it. */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: HttpBody;
  /** Bytes of the answer after decompression; more is `too-long`. */
  readonly answerBytesMax: number;
  /** Called right before each part of the body is sent; what it throws ends the conversation. */
  readonly fence?: () => void;
}

/** Read the body to its end or the connection is closed when the conversation ends. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed. Throws `HttpError`. Can be read once. */
  readonly body: AsyncIterable<Buffer>;
}

export interface HttpClient {
  readonly host: string;
  readonly secure: boolean;
  /** Lends a connection that nobody else uses until `converse` ends: what is signed in on it stays signed in on it. */
  use<T>(converse: (connection: HttpConnection) => Promise<T>): Promise<T>;
  close(): void;
}

/** Checks the address and makes a client; no connection is made yet. Throws `HttpError` (tls) for an address it refuses. */
export function httpClient(options: HttpOptions): HttpClient {
  const { url } = options;
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const place = { host: hostOf(url), port };
  const secure = url.protocol === 'https:';
  const isOpenAllowed = options.allowOpenText === true || (options.allowInsecureLoopback && isLoopback(place.host));
  if (!secure && !(url.protocol === 'http:' && isOpenAllowed)) {
    throw new HttpError('tls', `${url.protocol} is not encrypted`, { ...place, wholeRequestSent: false });
  }
  const trusted = options.ca.length === 0 ? null : [...getCACertificates('default'), ...options.ca];
  const spare: { readonly connection: HttpConnection; readonly idleSince: number }[] = [];
  let closed = false;
  const connect = (): HttpConnection => {
    const keep = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1 };
    const agent = secure
      ? new https.Agent({ ...keep, minVersion: 'TLSv1.2', ...(trusted === null ? {} : { ca: trusted }) })
      : new http.Agent(keep);
    return new HttpConnection({ ...options, ...place, secure, agent });
  };
  return {
    host: place.host,
    secure,
    use: async (converse) => {
      const last = spare.pop();
      const isFresh = last !== undefined && options.clock.now() - last.idleSince <= SPARE_IDLE_MAX_MS;
      if (!isFresh) last?.connection.close();
      const connection = isFresh ? last.connection : connect();
      try {
        return await converse(connection);
      } finally {
        if (closed || spare.length >= SPARE_CONNECTIONS_MAX) connection.close();
        else spare.push({ connection, idleSince: options.clock.now() });
      }
    },
    close: () => {
      closed = true;
      for (const { connection } of spare.splice(0)) connection.close();
    },
  };
}

/** A body that is held in memory. */
export function heldBody(parts: readonly Uint8Array[]): HttpBody {
  return { length: parts.reduce((sum, part) => sum + part.byteLength, 0), open: () => parts };
}

/** Without the brackets that a URL puts around an IPv6 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
