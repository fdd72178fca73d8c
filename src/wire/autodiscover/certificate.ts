/** Looks at the certificate of a server without trusting it: to say what is wrong with it, nothing is sent to it. */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import type { HttpPlace } from '../http.ts';
import { CONNECT_MS, NAMES_MAX } from './limits.ts';

export interface ShownCertificate {
  /** DNS names that it is for. */
  readonly names: readonly string[];
  readonly isForHost: boolean;
  readonly issuer: string;
  readonly isSelfSigned: boolean;
  /** Milliseconds since 1970. */
  readonly validFromMs: number;
  readonly validUntilMs: number;
}

/** Null when no TLS came about. Throws the signal's reason only. */
export async function lookAtCertificate(
  host: string,
  { address, port }: HttpPlace,
  clock: Clock,
  signal: AbortSignal,
): Promise<ShownCertificate | null> {
  signal.throwIfAborted();
  const ended = new AbortController();
  // What it shows is only looked at: the request itself is made by a connection that checks it.
  const socket = connect({ host: address, port, servername: host, rejectUnauthorized: false });
  const { promise, resolve } = Promise.withResolvers<Buffer | null>();
  socket.once('secureConnect', () => resolve(socket.getPeerX509Certificate()?.raw ?? null));
  socket.once('error', () => resolve(null));
  socket.once('close', () => resolve(null));
  const late = clock.sleep(CONNECT_MS, AbortSignal.any([signal, ended.signal])).then(
    () => resolve(null),
    () => resolve(null), // our own end, or the caller's, which is looked at below
  );
  try {
    const der = await promise;
    signal.throwIfAborted();
    return der === null ? null : readCertificate(der, host);
  } finally {
    socket.destroy();
    ended.abort();
    await late;
  }
}

/** Of the bytes that a server showed; null when they are no certificate. */
export function readCertificate(der: Buffer, host: string): ShownCertificate | null {
  try {
    const certificate = new X509Certificate(der);
    const names = [...(certificate.subjectAltName ?? '').matchAll(/DNS:([^,\s"]+)/g)].map(([, name = '']) => name);
    return {
      names: names.slice(0, NAMES_MAX),
      isForHost: (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined,
      issuer: /^(?:O|CN)=(.*)$/m.exec(certificate.issuer)?.[1] ?? certificate.issuer.replaceAll('\n', ', '),
      isSelfSigned: certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey),
      validFromMs: certificate.validFromDate.getTime(),
      validUntilMs: certificate.validToDate.getTime(),
    };
  } catch (error) {
    // OpenSSL says in many ways that these bytes are no certificate.
    if (error instanceof Error) return null;
    throw error;
  }
}
