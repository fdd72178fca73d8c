/** Bounds of one IMAP connection. A server is never trusted with our memory or our time. */

export interface ImapLimits {
  /** No byte for so long, while something is awaited, counts as silence. */
  readonly silenceMs: number;
  /** From the first DNS question to the greeting, TLS included. */
  readonly connectMs: number;
  /** From the greeting to the end of the sign-in. Servers delay wrong passwords by up to 30 seconds. */
  readonly signInMs: number;
  /** One response without its literals. A SEARCH answer of 1,000,000 UIDs is one line of 8 MB. */
  readonly lineBytesMax: number;
  /** A literal that is not the body of a message: a folder name, a quota root. */
  readonly shortLiteralBytesMax: number;
  /** A literal that is streamed: the body of a message. Larger announcements end the connection. */
  readonly literalBytesMax: number;
  /** Literals within one response. */
  readonly literalsMax: number;
  /** Lists within lists. */
  readonly nestingMax: number;
  /** Untagged responses that are gathered for one command, such as LIST. */
  readonly gatheredMax: number;
  /** What may be received and not yet taken by the reader of a FETCH; then the socket rests. */
  readonly readAheadBytes: number;
  /** What may be written and not yet taken by the network; then the writer of an APPEND rests. */
  readonly writeAheadBytes: number;
}

export const IMAP_LIMITS: ImapLimits = {
  silenceMs: 60_000,
  connectMs: 60_000,
  signInMs: 120_000,
  lineBytesMax: 16 * 1024 * 1024,
  shortLiteralBytesMax: 1024 * 1024,
  literalBytesMax: 2 ** 31 - 1,
  literalsMax: 1_000,
  nestingMax: 32,
  gatheredMax: 200_000,
  readAheadBytes: 2 * 1024 * 1024,
  writeAheadBytes: 256 * 1024,
};
