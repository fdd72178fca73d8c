/** Signs in to one mailbox and asks what the server says of it. Opens no folder and writes nothing. */
import type { Clock } from '../../base/clock.ts';
import { connectImap, type ImapCredentials, type ImapServer } from '../../wire/imap/connect-imap.ts';
import { ImapConnectionError, ImapProtocolError, ImapStatusError } from '../../wire/imap/errors.ts';
import { type Namespaces, namespace } from '../../wire/imap/namespace.ts';
import { type Quota, quotaRoot } from '../../wire/imap/quota.ts';

export interface ImapPlace {
  readonly server: ImapServer;
  readonly credentials: ImapCredentials;
}

export type ImapFacts =
  | { readonly is: 'signed-in'; readonly namespaces: Namespaces; readonly quotas: readonly Quota[] }
  | { readonly is: 'refused'; readonly error: ImapStatusError }
  | { readonly is: 'no-line'; readonly error: ImapConnectionError | ImapProtocolError };

/** Tries once: a password that is wrong twice may lock the account. Throws the signal's reason only. */
export async function lookAtImap(
  { server, credentials }: ImapPlace,
  clock: Clock,
  signal: AbortSignal,
): Promise<ImapFacts> {
  try {
    const connection = await connectImap(server, credentials, { clock }, signal);
    try {
      const namespaces = await namespace(connection, signal);
      return { is: 'signed-in', namespaces, quotas: await quotasOf(() => quotaRoot(connection, 'INBOX', signal)) };
    } finally {
      await connection.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ImapStatusError) return { is: 'refused', error };
    if (error instanceof ImapConnectionError || error instanceof ImapProtocolError) return { is: 'no-line', error };
    throw error;
  }
}

/** A server that offers quotas may still refuse to say them: then there are none to be judged. */
async function quotasOf(ask: () => Promise<readonly Quota[]>): Promise<readonly Quota[]> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ImapStatusError && error.status !== 'BYE') return [];
    throw error;
  }
}
