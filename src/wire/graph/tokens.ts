/**
 * Tokens for an application (OAuth 2.0 client credentials, RFC 6749 §4.4), by a secret or by a certificate whose key signs a
 * statement (RFC 7523). A token is fetched once for all who need one, before the old one ends.
 */
import { constants, createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { type HttpClient, heldBody } from '../http.ts';
import { oneLine, TokenRefused } from './errors.ts';
import { number, parsed, text, textOf } from './json.ts';

/** A token is some kilobytes. */
const ANSWER_BYTES_MAX = 256 * 1024;
/** A new token is fetched so long before the old one ends, or in the last fifth of a short life. */
const AHEAD_MS = 5 * 60_000;
const AHEAD_SHARE = 0.2;
/** A statement is good for so long: RFC 7523 wants it short, and clocks differ. */
const STATEMENT_MS = 10 * 60_000;
const LIFE_BY_DEFAULT_S = 3599;
const PS256_SALT_BYTES = 32;

export type ClientProof =
  | { readonly is: 'secret'; readonly secret: Secret }
  /** PEM: the certificate and its private key. */
  | { readonly is: 'certificate'; readonly pem: Secret };

export interface TokenOptions {
  /** A client of the sign-in's host. */
  readonly http: HttpClient;
  readonly login: string;
  /** Its id or one of its domains. */
  readonly tenant: string;
  readonly clientId: string;
  readonly proof: ClientProof;
  /** `https://graph.microsoft.com/.default`. */
  readonly scope: string;
  readonly clock: Clock;
  readonly random: Random;
}

interface Token {
  readonly secret: Secret;
  readonly renewAt: number;
}

export class TokenSource {
  readonly #options: TokenOptions;
  readonly #url: URL;
  #token: Token | null = null;
  #fetching: Promise<Token> | null = null;

  constructor(options: TokenOptions) {
    this.#options = options;
    this.#url = new URL(`${options.login}/${encodeURIComponent(options.tenant)}/oauth2/v2.0/token`);
  }

  /** Throws `TokenRefused` or `HttpError`. */
  async token(signal: AbortSignal): Promise<Secret> {
    const token = this.#token;
    if (token !== null && this.#options.clock.now() < token.renewAt) return token.secret;
    return (await this.#renewed(null, signal)).secret;
  }

  /** The service refused this token: another one, with the claims that it asks for. */
  async another(refused: Secret, claims: string | null, signal: AbortSignal): Promise<Secret> {
    // Somebody else may have fetched one since.
    if (claims === null && this.#token !== null && this.#token.secret !== refused) return this.#token.secret;
    this.#token = null;
    return (await this.#renewed(claims, signal)).secret;
  }

  async #renewed(claims: string | null, signal: AbortSignal): Promise<Token> {
    this.#fetching ??= this.#fetch(claims, signal).finally(() => {
      this.#fetching = null;
    });
    this.#token = await this.#fetching;
    return this.#token;
  }

  async #fetch(claims: string | null, signal: AbortSignal): Promise<Token> {
    const { clientId, scope, clock, http } = this.#options;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      scope,
      ...this.#proof(),
      ...(claims === null ? {} : { claims }),
    });
    const request = {
      path: `${this.#url.pathname}${this.#url.search}`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
      body: heldBody([Buffer.from(form.toString())]),
      answerBytesMax: ANSWER_BYTES_MAX,
    };
    return await http.use(async (connection) => {
      const answer = await connection.send(request, signal);
      const said = parsed(await textOf(answer.body));
      const secret = text(said, 'access_token');
      if (answer.status !== 200 || secret === null) {
        const words = oneLine(text(said, 'error_description') ?? `HTTP ${answer.status}`);
        throw new TokenRefused(text(said, 'error') ?? 'no token', words);
      }
      const lifeMs = Math.max(1, number(said, 'expires_in') ?? LIFE_BY_DEFAULT_S) * 1000;
      const renewAt = clock.now() + lifeMs - Math.min(AHEAD_MS, lifeMs * AHEAD_SHARE);
      return { secret: new Secret(secret), renewAt };
    });
  }

  #proof(): Record<string, string> {
    const { proof } = this.#options;
    if (proof.is === 'secret') return { client_secret: proof.secret.reveal() };
    return {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: this.#statement(proof.pem.reveal()),
    };
  }

  /** A statement of who asks, signed by the certificate's key (PS256), which is named by its digest. */
  #statement(pem: string): string {
    const { clientId, clock, random } = this.#options;
    const { certificate, key } = keyPair(pem);
    const nowS = Math.floor(clock.now() / 1000);
    const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
    const head = { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint };
    const claims = {
      aud: this.#url.href,
      iss: clientId,
      sub: clientId,
      jti: random.id(),
      nbf: nowS - 60,
      exp: nowS + STATEMENT_MS / 1000,
    };
    const signed = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: PS256_SALT_BYTES };
    return `${signed}.${sign('sha256', Buffer.from(signed), { key, ...padding }).toString('base64url')}`;
  }
}

/** Throws `TokenRefused` for what is no certificate with its key. */
function keyPair(pem: string): { readonly certificate: X509Certificate; readonly key: KeyObject } {
  try {
    const certificate = new X509Certificate(pem);
    const key = createPrivateKey(pem);
    if (certificate.checkPrivateKey(key)) return { certificate, key };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new TokenRefused('certificate', `the file holds no certificate with its private key in PEM (${words})`);
  }
  throw new TokenRefused('certificate', 'the private key is not that of the certificate');
}
