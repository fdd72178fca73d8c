/** How an account shows who it is: Basic (RFC 7617), at once and not only when asked, or an OAuth token (RFC 6750). */
import type { Secret } from '../../base/secret.ts';

export interface DavSignIn {
  /** The value of `Authorization`. `isStale` is true when the server has just refused the last one. */
  authorization(isStale: boolean, signal: AbortSignal): Promise<string>;
  /** False when a refused value would be the same again. */
  readonly mayRenew: boolean;
}

export function basicSignIn(user: string, password: Secret): DavSignIn {
  const pair = (): string => Buffer.from(`${user}:${password.reveal()}`, 'utf8').toString('base64');
  return { authorization: async () => `Basic ${pair()}`, mayRenew: false };
}

/** Gives a token that is valid now; `isStale` is true when the last one was refused. */
export type DavTokenSource = (isStale: boolean, signal: AbortSignal) => Promise<Secret>;

export function bearerSignIn(tokenOf: DavTokenSource): DavSignIn {
  return {
    authorization: async (isStale, signal) => `Bearer ${(await tokenOf(isStale, signal)).reveal()}`,
    mayRenew: true,
  };
}
