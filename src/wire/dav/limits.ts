/** What a WebDAV server may send at most, and how long it is waited for. */

export interface DavLimits {
  /** Until name, TCP and TLS have come about. */
  readonly connectMs: number;
  /** Without a byte: a server may have to look at every resource of a large collection before it says the first one. */
  readonly silenceMs: number;
  /** Until the last byte of an answer: a server that sends a byte a minute is not waited for. */
  readonly answerMs: number;
  /** The first pause after something that may pass; doubled each time. */
  readonly pauseMsMin: number;
  readonly pauseMsMax: number;
  /** So long altogether one request is held back by a server that asks to wait. */
  readonly patienceMs: number;
}

export const DAV_LIMITS: DavLimits = {
  connectMs: 30_000,
  silenceMs: 120_000,
  answerMs: 30 * 60_000,
  pauseMsMin: 1000,
  pauseMsMax: 60_000,
  patienceMs: 15 * 60_000,
};

/** Of a list of resources: 300,000 of them at some 500 bytes each, more than servers let a collection have. */
export const LIST_BYTES_MAX = 160 * 1024 * 1024;
/** Of the properties of some collections. */
export const PROPERTIES_BYTES_MAX = 16 * 1024 * 1024;
/** Of an answer with a bad status: enough for the words on it. */
export const ERROR_BYTES_MAX = 256 * 1024;
/** Resources of one collection. What is known of them is held in memory while it is listed. */
export const RESOURCES_MAX = 300_000;
/** Characters of an address inside an answer: what most servers accept of one. */
export const HREF_CHARS_MAX = 4096;
/** One after another. A well-known address needs one or two; more are a loop. */
export const REDIRECTS_MAX = 5;
/** Requests under way at once to one account: as many as a web browser has to one host, less two for its user. */
export const REQUESTS_MAX = 4;
/** Hosts that one account is spread over. Apple's is spread over two. */
export const HOSTS_MAX = 4;
