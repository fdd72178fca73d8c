/** Carries one question to one server: by UDP, and by TCP where an answer does not fit (RFC 7766). */
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { DnsError } from './errors.ts';
import { TRY_MS } from './limits.ts';

export interface NameServer {
  /** An IP address. */
  readonly address: string;
  readonly port: number;
}

/** Takes the bytes of an answer; null when they are not the answer to this question. May throw `DnsError`. */
export type Accept<T> = (bytes: Buffer) => T | null;

/** What is not accepted is somebody else's and waited past. Throws `DnsError` or the signal's reason. */
export function askByUdp<T>(
  server: NameServer,
  question: Buffer,
  accept: Accept<T>,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
  return inTime(server, clock, signal, (done, fail) => {
    socket.on('error', fail);
    socket.on('message', (bytes) => taking(bytes, accept, done, fail));
    // Connected, it hears nobody but this server.
    socket.connect(server.port, server.address, () => socket.send(question));
    return () => socket.close();
  });
}

export function askByTcp<T>(
  server: NameServer,
  question: Buffer,
  accept: Accept<T>,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  const socket = connect({ host: server.address, port: server.port });
  return inTime(server, clock, signal, (done, fail) => {
    let received = Buffer.alloc(0);
    socket.on('error', fail);
    socket.on('close', () => fail(new DnsError('malformed', `${nameOf(server)} closed the line before its answer`)));
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      const length = received.length < 2 ? null : received.readUInt16BE(0);
      if (length === null || received.length < 2 + length) return;
      taking(received.subarray(2, 2 + length), accept, done, fail);
      received = received.subarray(2 + length);
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(question.length);
    socket.write(Buffer.concat([length, question]));
    return () => socket.destroy();
  });
}

function taking<T>(bytes: Buffer, accept: Accept<T>, done: (value: T) => void, fail: (error: unknown) => void): void {
  try {
    const value = accept(bytes);
    if (value !== null) done(value);
  } catch (error) {
    fail(error);
  }
}

async function inTime<T>(
  server: NameServer,
  clock: Clock,
  signal: AbortSignal,
  begin: (done: (value: T) => void, fail: (error: unknown) => void) => () => void,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const ended = new AbortController();
  const end = begin(resolve, reject);
  const late = clock.sleep(TRY_MS, AbortSignal.any([signal, ended.signal])).then(
    () => reject(new DnsError('silent', `${nameOf(server)} gave no answer for ${TRY_MS / 1000} seconds`)),
    (reason: unknown) => reject(reason), // the signal's, or that of our own end, when the promise is settled
  );
  try {
    return await promise;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DnsError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DnsError('silent', `${nameOf(server)} cannot be reached: ${reason}`, { cause: error });
  } finally {
    end();
    ended.abort();
    await late;
  }
}

/** For people: `192.0.2.1`, and the port where it is not the usual one. */
export function nameOf({ address, port }: NameServer): string {
  if (port === 53) return address;
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}
