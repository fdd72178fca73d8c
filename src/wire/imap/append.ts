/** APPEND (RFC 9051 §6.3.12) with LITERAL+/LITERAL- (RFC 7888), MULTIAPPEND (RFC 3502), APPENDUID and BINARY (RFC 3516). */
import type { Instant } from '../../base/clock.ts';
import type { ImapConnection } from './connection.ts';
import type { ImapStatusError } from './errors.ts';

export interface AppendMessage {
  /** System flags with their backslash, and keywords. A keyword that is no atom is refused before anything is sent. */
  readonly flags: readonly string[];
  readonly internalDate: Instant | null;
  /** Exactly as many bytes as `content` holds. */
  readonly sizeBytes: number;
  readonly content: Buffer | AsyncIterable<Buffer>;
  /** True when the content holds NUL: sent as literal8 where the server has BINARY. */
  readonly binary?: boolean;
}

export type AppendResult =
  /** Null without UIDPLUS. */
  | { readonly is: 'appended'; readonly uidValidity: number | null; readonly uid: number | null }
  | { readonly is: 'refused'; readonly error: ImapStatusError };

/**
 * Writes the messages and yields one result for each, in their order. The command is sent by this call; a second append
 * may be called before the first is answered. With MULTIAPPEND they are one command, that is all or nothing: a refusal
 * is the result of each. Fails with ImapConnectionError when the line breaks: those without a result are in doubt.
 */
export declare function append(
  c: ImapConnection,
  mailbox: string,
  messages: AsyncIterable<AppendMessage> | Iterable<AppendMessage>,
  signal: AbortSignal,
  options?: { readonly multiAppend?: boolean },
): AsyncIterable<AppendResult>;
