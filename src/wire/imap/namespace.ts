/** NAMESPACE (RFC 9051 §6.3.10). */
import type { ImapConnection } from './connection.ts';

export interface Namespace {
  /** As the server spelled it, with its last delimiter: `INBOX.`. */
  readonly prefix: string;
  readonly delimiter: string | null;
}
export interface Namespaces {
  readonly personal: readonly Namespace[];
  readonly others: readonly Namespace[];
  readonly shared: readonly Namespace[];
}
export declare function namespace(c: ImapConnection, signal: AbortSignal): Promise<Namespaces>;
