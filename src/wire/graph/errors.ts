/** What Microsoft Graph and its sign-in refuse, as they say it. */

/** An answer with an error in it. https://learn.microsoft.com/graph/errors */
export class GraphRefusal extends Error {
  override readonly name = 'GraphRefusal';
  readonly status: number;
  /** `ErrorItemNotFound`, `Authorization_RequestDenied` and the like; empty when the answer names none. */
  readonly code: string;
  /** What it asked to wait; null when it named nothing that makes sense. */
  readonly waitMs: number | null;
  /** What the next token has to satisfy (a claims challenge); null when there is none. */
  readonly claims: string | null;
  /** The name of the request. */
  readonly during: string;
  /** Permissions that the token of the request names. */
  readonly permissions: readonly string[];

  constructor(
    status: number,
    code: string,
    words: string,
    more: Partial<Pick<GraphRefusal, 'waitMs' | 'claims' | 'during' | 'permissions'>> = {},
  ) {
    super([String(status), code, words].filter((part) => part !== '').join(' '));
    this.status = status;
    this.code = code;
    this.waitMs = more.waitMs ?? null;
    this.claims = more.claims ?? null;
    this.during = more.during ?? '';
    this.permissions = more.permissions ?? [];
  }
}

/** The sign-in gave no token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  /** `invalid_client`, `unauthorized_client` and the like (RFC 6749 §5.2). */
  readonly code: string;

  constructor(code: string, words: string) {
    super(words === '' ? code : `${code}: ${words}`);
    this.code = code;
  }
}

/** The answer is none that the service gives. */
export class GraphProtocolError extends Error {
  override readonly name = 'GraphProtocolError';
}

const WORDS_MAX = 400;

/** What a server wrote, on one line and not too long. */
export function oneLine(words: string): string {
  return words
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, WORDS_MAX);
}
