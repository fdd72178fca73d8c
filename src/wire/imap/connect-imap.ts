/** Opens a connection and signs in. */
import { isIP, type Socket } from 'node:net';
import type { LineGuard } from '../../base/byte-pace.ts';
import type { Clock } from '../../base/clock.ts';
import { refusal, type StatusResponse } from './bytes/status-response.ts';
import { capability } from './capability.ts';
import { compress } from './compress.ts';
import { ImapConnection, type LineOptions } from './connection.ts';
import { ImapConnectionError, ImapProtocolError } from './errors.ts';
import { IMAP_LIMITS, type ImapLimits } from './limits.ts';
import { within } from './line/deadline.ts';
import { openTcp, secure } from './line/open-socket.ts';
import { type ImapCredentials, signIn } from './sign-in.ts';
import { startTls } from './starttls.ts';

export type { ImapCredentials } from './sign-in.ts';

export interface ImapServer {
  readonly host: string;
  readonly port: number;
  /** 'none' is refused unless the host is this machine. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  /** PEM texts of authorities trusted in addition to the system's. */
  readonly ca: readonly string[] | null;
}

export interface ImapDeps {
  readonly clock: Clock;
  readonly limits?: Partial<ImapLimits>;
  /** COMPRESS=DEFLATE where it is offered. Off by default: on a fast line the server's zlib is the brake. */
  readonly compress?: boolean;
  /** What everything on this connection has to pass, the sign-in too. */
  readonly guard?: LineGuard;
}

/**
 * A signed-in connection with fresh capabilities. Fails with ImapConnectionError (no line), ImapStatusError (the server
 * refused the sign-in) or ImapProtocolError.
 */
export async function connectImap(
  server: ImapServer,
  credentials: ImapCredentials,
  deps: ImapDeps,
  signal: AbortSignal,
): Promise<ImapConnection> {
  const limits = { ...IMAP_LIMITS, ...deps.limits };
  const { clock } = deps;
  signal.throwIfAborted();
  if (server.tls === 'none' && !isThisMachine(server.host)) {
    throw new ImapConnectionError('tls-missing', 'a plain connection is only made to this machine', 'a connection');
  }
  // Ends with this call, so that the caller's signal has no hold on the connection later.
  const attempt = new AbortController();
  const give = (): void => attempt.abort(signal.reason);
  signal.addEventListener('abort', give, { once: true });
  const bound = (ms: number, awaited: string) => ({
    ms,
    clock,
    late: () => new ImapConnectionError('silent', `not done after ${Math.round(ms / 1000)} seconds`, awaited),
  });
  try {
    const { guard } = deps;
    const line = { clock, limits, ...(guard === undefined ? {} : { guard }) };
    const opening = openLine(server, line, attempt.signal);
    const { c, handshakeMs } = await within(bound(limits.connectMs, 'the greeting'), signal, opening);
    const beforeAt = clock.now();
    await within(bound(limits.signInMs, 'the answer to the sign-in'), signal, enter(c, credentials, attempt.signal));
    // Both hold at least one round trip and some work of the server.
    c.roundTripMs = Math.min(handshakeMs, clock.now() - beforeAt);
    return deps.compress === true && c.has('COMPRESS=DEFLATE') ? await compress(c, attempt.signal) : c;
  } catch (error) {
    attempt.abort(error);
    throw error;
  } finally {
    signal.removeEventListener('abort', give);
  }
}

/** The names of this machine that need no DNS. */
function isThisMachine(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1' || host === '[::1]' || host.toLowerCase() === 'localhost';
}

interface OpenedLine {
  readonly c: ImapConnection;
  readonly handshakeMs: number;
}

async function openLine(server: ImapServer, options: LineOptions, signal: AbortSignal): Promise<OpenedLine> {
  const tcp = await openTcp(server.host, server.port, signal);
  if (server.tls !== 'starttls') {
    const fromAt = options.clock.now();
    const stream = server.tls === 'implicit' ? await secure(tcp, server.host, server.ca, signal) : tcp;
    const c = endingWith(signal, new ImapConnection(stream, options));
    welcome(c, await c.greeting(signal));
    return { c, handshakeMs: options.clock.now() - fromAt };
  }
  const open = endingWith(signal, new ImapConnection(tcp, options));
  welcome(open, await open.greeting(signal));
  const fromAt = options.clock.now();
  const socket: Socket = await startTls(open, signal);
  const stream = await secure(socket, server.host, server.ca, signal);
  // Capabilities are asked for anew: those from before the handshake could be anybody's (RFC 9051 §11.1).
  return { c: endingWith(signal, new ImapConnection(stream, options)), handshakeMs: options.clock.now() - fromAt };
}

/** Closes the line when the attempt is given up. */
function endingWith(signal: AbortSignal, c: ImapConnection): ImapConnection {
  signal.addEventListener('abort', () => c.fail(signal.reason), { once: true });
  return c;
}

function welcome(c: ImapConnection, greeting: StatusResponse): void {
  if (greeting.status === 'OK') return;
  const error =
    greeting.status === 'PREAUTH'
      ? new ImapProtocolError('the server signed us in before it asked who we are')
      : refusal(greeting, 'the connection');
  c.fail(error);
  throw error;
}

async function enter(c: ImapConnection, credentials: ImapCredentials, signal: AbortSignal): Promise<void> {
  if (c.capabilities.size === 0) await capability(c, signal);
  const before = c.capabilities;
  await signIn(c, credentials, signal);
  // Signed in, a server offers more. Most say so in the answer to the sign-in.
  if (c.capabilities === before) await capability(c, signal);
}
