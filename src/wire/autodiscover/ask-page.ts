/**
 * Asks one address of the web as Outlook does, without credentials. The host's addresses are looked up and checked before
 * anything is sent, and the connection goes to the address that was checked, so that a name cannot change its mind between.
 */
import { isIP } from 'node:net';
import { unreachable } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { type AddressScope, scopeOf } from '../address-scope.ts';
import { type HttpClient, heldBody, httpClient } from '../http.ts';
import { HttpError } from '../http-errors.ts';
import { lookAtCertificate, readCertificate, type ShownCertificate } from './certificate.ts';
import { ADDRESSES_MAX, CONNECT_MS, HOP_MS, PAGE_BYTES_MAX, SILENCE_MS } from './limits.ts';

export interface PageDeps {
  /** The addresses of a host, none when it has none. Rejects with an error for people when they cannot be found out. */
  readonly addressesOf: (host: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Authorities in PEM that are trusted beside those of the system. */
  readonly ca: readonly string[];
  /** Lets this machine be asked, and on other ports where it says so. */
  readonly loopback: { readonly ports: { readonly https: number; readonly http: number } | null } | null;
  readonly clock: Clock;
  /** GET when left out. PROPFIND asks a DAV server about the address alone (RFC 4918 §9.1), and changes nothing either. */
  readonly method?: 'GET' | 'PROPFIND';
  readonly limits?: { readonly connectMs?: number; readonly silenceMs?: number; readonly hopMs?: number };
}

export interface Page {
  readonly is: 'page';
  readonly status: number;
  readonly contentType: string;
  /** What the server calls itself; empty when it does not. */
  readonly server: string;
  /** Ways to sign in that it asks for, in lower case. */
  readonly challenges: readonly string[];
  readonly location: string | null;
  /** True for headers that Exchange alone sends. */
  readonly isExchange: boolean;
  /** What the server says it can of DAV (RFC 4918 §10.1); empty when it says nothing. */
  readonly dav: string;
  /** The beginning of it, at most `PAGE_BYTES_MAX`. */
  readonly text: string;
}

/**
 * unresolved: nobody could say where the name leads. no-address: it leads nowhere. forbidden: it leads into a network that is not asked. unreachable: nobody listens.
 * silent: nothing came in time. certificate: TLS with somebody who cannot be trusted. tls: no TLS. broken: an answer that
 * is none.
 */
type Answer =
  | Page
  | { readonly is: 'forbidden'; readonly scope: AddressScope }
  | {
      readonly is: 'unresolved' | 'no-address' | 'unreachable' | 'silent' | 'certificate' | 'tls' | 'broken';
      readonly reason: string;
    };

export interface Hop {
  readonly url: URL;
  /** The address that was asked, or that was not because it is forbidden; null when there is none. */
  readonly address: string | null;
  readonly certificate: ShownCertificate | null;
  readonly answer: Answer;
}

/** Tries the addresses of the host in turn until one answers. Throws the signal's reason only. */
export async function askPage(url: URL, deps: PageDeps, signal: AbortSignal): Promise<Hop> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const nowhere = (is: 'unresolved' | 'no-address', reason: string): Hop => {
    return { url, address: null, certificate: null, answer: { is, reason } };
  };
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? await deps.addressesOf(host, signal) : [host];
  } catch (error) {
    signal.throwIfAborted();
    return nowhere('unresolved', error instanceof Error ? error.message : String(error));
  }
  const [first] = addresses;
  if (first === undefined) return nowhere('no-address', 'the name has no address');
  const allowed = addresses.filter((address) => isAllowed(address, deps));
  let last: Hop = { url, address: first, certificate: null, answer: { is: 'forbidden', scope: scopeOf(first) } };
  for (const address of allowed.slice(0, ADDRESSES_MAX)) {
    last = await askAddress(url, host, address, deps, signal);
    if (last.answer.is !== 'unreachable') return last;
  }
  return last;
}

function isAllowed(address: string, { loopback }: PageDeps): boolean {
  const scope = scopeOf(address);
  return scope === 'public' || (scope === 'loopback' && loopback !== null);
}

async function askAddress(url: URL, host: string, address: string, deps: PageDeps, signal: AbortSignal): Promise<Hop> {
  const at = { address, port: portOf(url, address, deps) };
  const { ca, clock, limits = {} } = deps;
  const { connectMs = CONNECT_MS, silenceMs = SILENCE_MS, hopMs = HOP_MS } = limits;
  const client = httpClient({
    url,
    at,
    ca,
    clock,
    connectMs,
    silenceMs,
    allowInsecureLoopback: false,
    allowOpenText: true,
  });
  const ended = new AbortController();
  const during = AbortSignal.any([signal, ended.signal]);
  const late = clock.sleep(hopMs, during).then(
    () => ended.abort(new Error(`the answer did not end within ${hopMs / 1000} seconds`)),
    () => undefined, // the answer came before, or nobody waits any more
  );
  try {
    const { page, der } = await pageOf(url, client, deps.method ?? 'GET', during);
    return { url, address, certificate: der === null ? null : readCertificate(der, host), answer: page };
  } catch (error) {
    signal.throwIfAborted();
    const answer = troubleOf(error, ended.signal);
    const certificate = answer.is === 'certificate' ? await lookAtCertificate(host, at, clock, signal) : null;
    return { url, address, certificate, answer };
  } finally {
    client.close();
    ended.abort();
    await late;
  }
}

async function pageOf(
  url: URL,
  client: HttpClient,
  method: 'GET' | 'PROPFIND',
  signal: AbortSignal,
): Promise<{ readonly page: Page; readonly der: Buffer | null }> {
  return client.use(async (connection) => {
    const depth = method === 'PROPFIND' ? { Depth: '0' } : {};
    const headers = { Host: url.host, Accept: '*/*', 'User-Agent': 'Godwit', ...depth };
    // One byte more than is kept: a page that is longer is no fault, it is only not read to its end.
    const request = { method, headers, body: heldBody([]), answerBytesMax: PAGE_BYTES_MAX * 2 } as const;
    const answer = await connection.send(request, signal);
    const der = connection.serverCertificate;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of answer.body) {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes >= PAGE_BYTES_MAX) break;
    }
    const text = Buffer.concat(chunks).subarray(0, PAGE_BYTES_MAX).toString('utf8');
    const { headers: said } = answer;
    const page: Page = {
      is: 'page',
      status: answer.status,
      contentType: (said['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
      server: textOf(said.server),
      challenges: challengesIn(said['www-authenticate'] ?? ''),
      location: said.location ?? null,
      isExchange: ['x-feserver', 'x-calculatedbetarget', 'x-diaginfo', 'x-owa-version'].some((name) => name in said),
      dav: textOf(said['dav']),
      text,
    };
    return { page, der };
  });
}

/** Node gives a header that came twice as a list where it does not know better. */
function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header ?? []).join(', ');
}

/** The ways alone: Node joins several headers with commas, and parameters have commas and texts of their own. */
function challengesIn(header: string): readonly string[] {
  const bare = header.replace(/"[^"]*"/g, '""');
  const ways = [...bare.matchAll(/(?:^|,)\s*([a-z][a-z0-9-]*)(?=\s*(?:,|$)|\s+[^\s=,])/gi)];
  return [...new Set(ways.map(([, way = '']) => way.toLowerCase()))];
}

function troubleOf(error: unknown, hop: AbortSignal): Exclude<Answer, Page | { is: 'forbidden' }> {
  if (hop.aborted && error === hop.reason) return { is: 'silent', reason: hop.reason.message };
  if (!(error instanceof HttpError)) throw error;
  const reason = error.message;
  switch (error.trouble) {
    case 'host-unknown':
    case 'names-silent':
    case 'refused':
      return { is: 'unreachable', reason };
    case 'silent': {
      const seconds = (error.facts.silentMs ?? 0) / 1000;
      return { is: 'silent', reason: `nothing came for ${seconds} seconds while waiting for ${error.facts.waitedFor}` };
    }
    case 'certificate':
      return { is: 'certificate', reason };
    case 'tls':
      return { is: 'tls', reason };
    case 'closed':
    case 'malformed':
    case 'too-long':
      return { is: 'broken', reason };
    default:
      return unreachable(error.trouble);
  }
}

function portOf(url: URL, address: string, { loopback }: PageDeps): number {
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const ours = scopeOf(address) === 'loopback' ? loopback?.ports : null;
  return Number(url.port) || (ours?.[scheme] ?? (scheme === 'https' ? 443 : 80));
}
