/** TCP and TLS beneath IMAP. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  getCACertificates,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { nameTroubleOf } from '../../../base/connection-failure.ts';
import { type ConnectionReason, ImapConnectionError } from '../errors.ts';

/** A TCP connection. The caller destroys it when `signal` aborts the rest. */
export async function openTcp(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({ host, port, noDelay: true, keepAlive: true });
  await opened(socket, 'connect', 'a connection', signal);
  return socket;
}

/**
 * TLS 1.2 or newer on `socket`, with the server's certificate checked against `host`. There is no way around the check.
 * The given authorities are trusted in addition to the system's.
 */
export async function secure(
  socket: Socket,
  host: string,
  ca: readonly string[] | null,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const options: ConnectionOptions = { socket, host, minVersion: 'TLSv1.2', rejectUnauthorized: true };
  if (isIP(host) === 0) options.servername = host;
  if (ca !== null) options.secureContext = contextWith(ca);
  const secured = connectTls(options);
  await opened(secured, 'secureConnect', 'the TLS handshake', signal);
  return secured;
}

/** Reading the system's 150 authorities takes longer than the handshake, so lanes with one list share the result. */
const contexts = new WeakMap<readonly string[], SecureContext>();

function contextWith(ca: readonly string[]): SecureContext {
  const known = contexts.get(ca);
  if (known !== undefined) return known;
  const context = createSecureContext({ ca: [...getCACertificates('default'), ...ca], minVersion: 'TLSv1.2' });
  contexts.set(ca, context);
  return context;
}

function opened(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  awaited: string,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      socket.off('error', failed).off('close', closed).off(event, ready);
      signal.removeEventListener('abort', aborted);
      end();
    };
    const ready = () => settle(resolve);
    const failed = (error: Error) => settle(() => reject(connectionError(error, awaited)));
    const closed = () =>
      settle(() => reject(new ImapConnectionError('closed', 'the server closed the connection', awaited)));
    const aborted = () =>
      settle(() => {
        socket.on('error', () => undefined).destroy();
        reject(signal.reason);
      });
    socket.on('error', failed).on('close', closed).on(event, ready);
    signal.addEventListener('abort', aborted);
    if (signal.aborted) aborted();
  });
}

/** What a socket's error means. */
export function connectionError(error: Error, awaited: string): ImapConnectionError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return new ImapConnectionError(reasonOf(code), describe(code, error.message), awaited, { cause: error });
}

const REFUSED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EADDRNOTAVAIL', 'EHOSTDOWN']);
const CERTIFICATE =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH_)/;

function reasonOf(code: string): ConnectionReason {
  const unnamed = nameTroubleOf(code);
  if (unnamed !== null) return unnamed;
  if (REFUSED.has(code)) return 'refused';
  if (code === 'ETIMEDOUT') return 'silent';
  if (CERTIFICATE.test(code)) return 'certificate';
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return 'tls-missing';
  return 'closed';
}

function describe(code: string, message: string): string {
  const known = WORDS.get(code);
  if (known !== undefined) return known;
  if (/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/.test(code)) return 'the server only speaks TLS that is no longer safe';
  // OpenSSL puts file names and line numbers of its own source into its messages.
  return (message.split('\n')[0] ?? '').replace(/^[0-9A-F]+:error:[^:]*:[^:]*:([^:]*):.*$/, '$1').slice(0, 200);
}

const UNKNOWN_AUTHORITY = 'it is signed by an authority that is not trusted here';
const WORDS: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', 'it has expired'],
  ['CERT_NOT_YET_VALID', 'it is not valid yet'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'it is signed by itself and by no authority'],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNKNOWN_AUTHORITY],
  ['UNABLE_TO_GET_ISSUER_CERT', UNKNOWN_AUTHORITY],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNKNOWN_AUTHORITY],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNKNOWN_AUTHORITY],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it was made for another name'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'the server did not answer in TLS'],
]);
