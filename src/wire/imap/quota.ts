/** GETQUOTAROOT (RFC 9208). */
import type { ImapConnection } from './connection.ts';

export interface Quota {
  readonly root: string;
  /** Resource in capitals: STORAGE counts units of 1,024 bytes, MESSAGE counts messages. */
  readonly resources: ReadonlyMap<string, { readonly used: number; readonly limit: number }>;
}
/** Empty without QUOTA. */
export declare function quotaRoot(c: ImapConnection, mailbox: string, signal: AbortSignal): Promise<readonly Quota[]>;
