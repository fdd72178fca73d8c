/** ID (RFC 2971). */
import type { ImapConnection } from './connection.ts';

/** What the server says about itself, keys in lower case. Empty without ID. */
export declare function id(
  c: ImapConnection,
  ours: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>>;
