/** What a WebDAV conversation can fail with, beside `HttpError` and `XmlError`. */

/** Characters of a server's own words that are passed on. */
const WORDS_MAX = 300;

export interface DavRefusal {
  readonly method: string;
  readonly status: number;
  /** Names of the conditions that were not met (RFC 4918 §16), such as `D:valid-sync-token`. */
  readonly conditions: ReadonlySet<string>;
  /** What `Retry-After` says. */
  readonly retryAfterMs: number | null;
  /** The ways of signing in that a 401 names. */
  readonly offers: string;
  /** The server's own words as one line. */
  readonly words: string;
}

/** The server answered with a status that is no success. */
export class DavStatusError extends Error {
  override readonly name = 'DavStatusError';
  readonly refusal: DavRefusal;

  constructor(refusal: DavRefusal) {
    const conditions = [...refusal.conditions].join(', ');
    const said = [conditions, refusal.words].filter((part) => part !== '').join('; ');
    super(`${refusal.method} was answered with HTTP ${refusal.status}${said === '' ? '' : ` (${said})`}`);
    this.refusal = refusal;
  }

  get status(): number {
    return this.refusal.status;
  }
}

/** The server asked to wait for longer than there is patience. */
export class DavBusyError extends Error {
  override readonly name = 'DavBusyError';
  readonly waitedMs: number;

  constructor(waitedMs: number, cause: DavStatusError) {
    super(cause.message, { cause });
    this.waitedMs = waitedMs;
  }
}

/** The answer is not what the protocol allows, or leads where no credentials may go. */
export class DavProtocolError extends Error {
  override readonly name = 'DavProtocolError';
}

/** A step of the discovery and how it ended. */
export interface FailedStep {
  readonly step: string;
  readonly why: string;
}

/** No step of the discovery led to an account. */
export class DavNotFoundError extends Error {
  override readonly name = 'DavNotFoundError';
  readonly steps: readonly FailedStep[];

  constructor(steps: readonly FailedStep[]) {
    super(steps.map(({ step, why }) => `${step}: ${why}`).join('; '));
    this.steps = steps;
  }
}

/** A server's words as one bounded line without tags and control characters. */
export function plainLine(words: string): string {
  return words
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, WORDS_MAX);
}
