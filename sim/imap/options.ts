/** What kind of IMAP server the simulated one is. */
import type { Clock } from '../../src/base/clock.ts';
import type { Certificate } from '../tls.ts';
import type { Account } from './account.ts';
import type { Fault } from './fault.ts';

/** Capabilities that can be switched on and off; those not offered are refused when used. */
export const FEATURES = [
  'BINARY',
  'CONDSTORE',
  'CREATE-SPECIAL-USE',
  'ENABLE',
  'ID',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'LITERAL+',
  'LITERAL-',
  'LOGINDISABLED',
  'MOVE',
  'MULTIAPPEND',
  'NAMESPACE',
  'QRESYNC',
  'QUOTA',
  'SASL-IR',
  'SPECIAL-USE',
  'STATUS=SIZE',
  'UIDPLUS',
  'UNSELECT',
  'UTF8=ACCEPT',
  'UTF8=ONLY',
] as const;
export type Feature = (typeof FEATURES)[number];

/** A modern server: all but what excludes or changes something else. */
export const DEFAULT_FEATURES: readonly Feature[] = FEATURES.filter(
  (feature) => !['LITERAL-', 'LOGINDISABLED', 'UTF8=ACCEPT', 'UTF8=ONLY'].includes(feature),
);

export interface ImapServerOptions {
  readonly accounts: readonly Account[];
  readonly features?: readonly Feature[];
  /** Between the levels of a name; null for a server without levels. Default `/`. */
  readonly separator?: string | null;
  /** What the names of all personal mailboxes but INBOX begin with (`INBOX.`). Default: nothing. */
  readonly prefix?: string;
  /** What the names of mailboxes that belong to all begin with, as NAMESPACE tells it. Default: there are none. */
  readonly sharedPrefix?: string;
  /** Characters that names of new mailboxes must not hold, besides control characters (`/` on many servers with `.`). */
  readonly forbiddenInNames?: string;
  /** Bytes that all messages of an account may have together. Default: unlimited. */
  readonly quotaBytes?: number;
  /** The largest message; told as APPENDLIMIT when it is set. Default: 256 MiB, not told. */
  readonly messageBytesMax?: number;
  /** Keywords of a client's own are kept, silently dropped, or refused with NO. Default: kept. */
  readonly keywords?: 'kept' | 'dropped' | 'refused';
  /** Speaks TLS from the first byte. Default: plain text. */
  readonly tls?: Certificate;
  /** Offers STARTTLS with this certificate. */
  readonly startTls?: Certificate;
  readonly faults?: readonly Fault[];
  /** For internal dates the client does not give, and for delays. Default: the machine's. */
  readonly clock?: Clock;
}

export const MESSAGE_BYTES_MAX = 256 * 1024 * 1024;
