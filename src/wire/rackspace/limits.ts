/** What the admin API may send at most, how fast it is asked, and how long it is waited for. */

export interface RackspaceLimits {
  /** Until name, TCP and TLS have come about. */
  readonly connectMs: number;
  /** Without a byte. */
  readonly silenceMs: number;
  /** Until the last byte of an answer: a server that sends a byte a minute is not waited for. */
  readonly answerMs: number;
  /** Asked at most, where the server does not ask for less. Clients in public use keep below 120. */
  readonly readsPerMinute: number;
  /** Clients in public use keep below 90. */
  readonly writesPerMinute: number;
  /** The first pause after something that may pass; doubled each time. */
  readonly pauseMsMin: number;
  readonly pauseMsMax: number;
  /** So long altogether one request is held back by a server that asks to wait. */
  readonly patienceMs: number;
}

export const RACKSPACE_LIMITS: RackspaceLimits = {
  connectMs: 30_000,
  silenceMs: 90_000,
  answerMs: 5 * 60_000,
  readsPerMinute: 60,
  writesPerMinute: 30,
  pauseMsMin: 5000,
  pauseMsMax: 60_000,
  patienceMs: 15 * 60_000,
};

/** Entries asked for at once: the most that clients in public use ask for. The default of the server is 50. */
export const PAGE_ENTRIES = 250;
/** Of one kind in one domain, or domains of one account: ten times the largest organisation that is planned for. */
export const ENTRIES_MAX = 500_000;
/** Of an answer: a page of 250 mailboxes is below 100 KB, a safelist of some thousand entries below 1 MB. */
export const ANSWER_BYTES_MAX = 8 * 1024 * 1024;
/** Of an answer with a bad status: enough for the words on it. */
export const ERROR_BYTES_MAX = 64 * 1024;
/** Characters of one text in an answer. Auto-replies are the longest; nobody writes one of a megabyte. */
export const TEXT_CHARS_MAX = 256 * 1024;
/** Characters of a name or an address (RFC 5321 §4.5.3.1 allows 320). */
export const NAME_CHARS_MAX = 1024;
/** Requests under way at once. The pace allows hardly more than one. */
export const REQUESTS_MAX = 4;
