/** STARTTLS (RFC 9051 §6.2.1). */
import { Socket } from 'node:net';
import type { ImapConnection } from './connection.ts';
import { ImapConnectionError, ImapProtocolError, ImapStatusError } from './errors.ts';

/**
 * The bare socket, on which the handshake must begin at once. Everything the server said before is void with `c`. Fails
 * with reason 'tls-missing' when the server refuses: there is no going on in the open.
 */
export async function startTls(c: ImapConnection, signal: AbortSignal): Promise<Socket> {
  try {
    await c.run({ name: 'STARTTLS', pieces: ['STARTTLS'], endsReading: true, done: () => undefined }, signal);
  } catch (error) {
    if (!(error instanceof ImapStatusError)) throw error;
    throw new ImapConnectionError('tls-missing', `the server refused STARTTLS: ${error.text}`, 'STARTTLS', {
      cause: error,
    });
  }
  const { stream, unread } = c.release();
  if (unread.length > 0 || !(stream instanceof Socket)) {
    stream.destroy();
    throw new ImapProtocolError('somebody put answers between STARTTLS and the encrypted connection');
  }
  return stream;
}
