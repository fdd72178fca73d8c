/** GETQUOTAROOT (RFC 9208). */
import { astringPiece } from './bytes/command-text.ts';
import type { Cursor } from './bytes/cursor.ts';
import type { ImapConnection } from './connection.ts';

export interface Quota {
  readonly root: string;
  /** Resource in capitals: STORAGE counts units of 1,024 bytes, MESSAGE counts messages. */
  readonly resources: ReadonlyMap<string, { readonly used: number; readonly limit: number }>;
}

/** Empty without QUOTA, and for mailboxes without a limit. */
export async function quotaRoot(c: ImapConnection, mailbox: string, signal: AbortSignal): Promise<readonly Quota[]> {
  if (!c.has('QUOTA')) return [];
  const found: Quota[] = [];
  return c.run(
    {
      name: 'GETQUOTAROOT',
      pieces: ['GETQUOTAROOT ', astringPiece(mailbox)],
      untagged: (response) => {
        if (response.is !== 'named') return false;
        if (response.name === 'QUOTA') found.push(readQuota(response.cursor()));
        return response.name === 'QUOTA' || response.name === 'QUOTAROOT';
      },
      done: () => found,
    },
    signal,
  );
}

function readQuota(cursor: Cursor): Quota {
  const root = cursor.astring();
  const resources = new Map<string, { readonly used: number; readonly limit: number }>();
  cursor.spaces();
  cursor.list(() => {
    const name = cursor.word().toUpperCase();
    cursor.spaces();
    const used = cursor.number();
    cursor.spaces();
    resources.set(name, { used, limit: cursor.number() });
  });
  return { root, resources };
}
