/** Tokens that the simulated sign-in gives: signed, so that nobody makes them up, and with the claims that real ones have. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who asks. */
export interface Identity {
  readonly clientId: string;
  /** Application permissions, or what the user and the application may both do. */
  readonly permissions: ReadonlySet<string>;
  /** The address of the user who signed in; null for an application on its own. */
  readonly user: string | null;
}

interface Claims {
  readonly aud: string;
  readonly iss: string;
  readonly tid: string;
  readonly appid: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  /** Which token this is, counted from 1. */
  readonly uti: number;
  readonly roles?: readonly string[];
  readonly scp?: string;
  readonly upn?: string;
}

export type TokenJudgement =
  | { readonly is: 'good'; readonly identity: Identity }
  | { readonly is: 'expired' | 'revoked' | 'bad' };

export class Tokens {
  readonly #key = randomBytes(32);
  readonly #tenant: string;
  #issued = 0;
  /** Tokens up to this one are not taken any more. */
  #revokedUpTo = 0;

  constructor(tenant: string) {
    this.#tenant = tenant;
  }

  issue({ clientId, permissions, user }: Identity, now: number, lifeS: number): string {
    this.#issued += 1;
    const iat = Math.floor(now / 1000);
    const claims: Claims = {
      aud: 'https://graph.microsoft.com',
      iss: `https://sts.windows.net/${this.#tenant}/`,
      tid: this.#tenant,
      appid: clientId,
      iat,
      nbf: iat,
      exp: iat + lifeS,
      uti: this.#issued,
      ...(user === null ? { roles: [...permissions] } : { scp: [...permissions].join(' '), upn: user }),
    };
    const signed = [{ typ: 'JWT', alg: 'HS256', kid: 'sim' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${this.#sign(signed)}`;
  }

  judge(token: string, now: number): TokenJudgement {
    const [head = '', body = '', signature = ''] = token.split('.');
    const wanted = Buffer.from(this.#sign(`${head}.${body}`));
    const shown = Buffer.from(signature);
    if (wanted.length !== shown.length || !timingSafeEqual(wanted, shown)) return { is: 'bad' };
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims; // signed by this class
    if (claims.exp * 1000 <= now) return { is: 'expired' };
    if (claims.uti <= this.#revokedUpTo) return { is: 'revoked' };
    const permissions = new Set(claims.roles ?? claims.scp?.split(' ') ?? []);
    return { is: 'good', identity: { clientId: claims.appid, permissions, user: claims.upn ?? null } };
  }

  /** Asks everybody for a new token, as continuous access evaluation does. */
  revokeAll(): void {
    this.#revokedUpTo = this.#issued;
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}
