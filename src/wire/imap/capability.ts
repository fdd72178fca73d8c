/** CAPABILITY (RFC 9051 §6.1.1). */
import type { ImapConnection } from './connection.ts';

/** Asks anew. The connection learns them; it also learns those that the server sends unasked. */
export function capability(c: ImapConnection, signal: AbortSignal): Promise<void> {
  return c.run({ name: 'CAPABILITY', pieces: ['CAPABILITY'], done: () => undefined }, signal);
}
