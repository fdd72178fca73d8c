/** What a conversation with the admin API can fail with, beside `HttpError`. */

/**
 * throttled: too many requests; nothing was done. key: the signature is not believed: a wrong key, or a wrong clock.
 * forbidden: these keys may not do this. missing: there is nothing of that name. other: anything else.
 */
export type RackspaceTrouble = 'throttled' | 'key' | 'forbidden' | 'missing' | 'other';

export interface RackspaceRefusal {
  readonly method: string;
  /** The path of the request. */
  readonly path: string;
  readonly status: number;
  readonly trouble: RackspaceTrouble;
  /** The name around the message, as `unauthorizedFault`; '' where there is none. */
  readonly fault: string;
  /** The server's own words as one line, without our keys. */
  readonly words: string;
  readonly retryAfterMs: number | null;
  /** The server's clock less ours; null when the answer does not tell it. */
  readonly skewMs: number | null;
}

/** The server answered with a status that is no success. */
export class RackspaceStatusError extends Error {
  override readonly name = 'RackspaceStatusError';
  readonly refusal: RackspaceRefusal;

  constructor(refusal: RackspaceRefusal) {
    const { method, path, status, fault, words } = refusal;
    const said = [fault, words].filter((part) => part !== '').join(': ');
    super(`${method} ${path} was answered with HTTP ${status}${said === '' ? '' : ` (${said})`}`);
    this.refusal = refusal;
  }
}

/** The server asked to wait for longer than there is patience. */
export class RackspaceBusyError extends Error {
  override readonly name = 'RackspaceBusyError';
  readonly waitedMs: number;

  constructor(waitedMs: number, cause: RackspaceStatusError) {
    super(cause.message, { cause });
    this.waitedMs = waitedMs;
  }
}

/** The answer is not what the API promises. */
export class RackspaceProtocolError extends Error {
  override readonly name = 'RackspaceProtocolError';
}

/** A change was sent, and nobody knows whether it was made. It was not sent again. */
export class RackspaceDoubtError extends Error {
  override readonly name = 'RackspaceDoubtError';
}
