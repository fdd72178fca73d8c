/** Who a request comes from: Basic and Bearer by header, NTLM by connection. */
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Clock } from '../../src/base/clock.ts';
import { challengeMessage, claimedUser, type Handshake, messageType, provesPassword } from './ntlm.ts';
import type { AccountOptions } from './options.ts';

export type SignIn =
  | { readonly is: 'account'; readonly account: AccountOptions }
  /** What the 401 offers. */
  | { readonly is: 'refused'; readonly offers: readonly string[] };

export class SignIns {
  readonly #accounts: readonly AccountOptions[];
  /** NTLM signs in connections and not requests. */
  readonly #signedIn = new WeakMap<Socket, AccountOptions>();
  readonly #handshakes = new WeakMap<Socket, Handshake>();
  readonly #clock: Clock;
  /** Null without TLS. */
  readonly #certificatePem: string | null;
  #challenges = 0;

  constructor(accounts: readonly AccountOptions[], clock: Clock, certificatePem: string | null) {
    this.#accounts = accounts;
    this.#clock = clock;
    this.#certificatePem = certificatePem;
  }

  take(authorization: string | undefined, socket: Socket): SignIn {
    if (authorization === undefined) return this.#found(this.#signedIn.get(socket));
    const [scheme = '', credentials = ''] = authorization.split(/\s+/, 2);
    switch (scheme.toLowerCase()) {
      case 'basic':
        return this.#basic(credentials);
      case 'bearer':
        return this.#found(this.#accounts.find((account) => account.tokens?.includes(credentials)));
      case 'ntlm':
      case 'negotiate':
        return this.#ntlm(scheme, Buffer.from(credentials, 'base64'), socket);
      default:
        return this.#found(undefined);
    }
  }

  #basic(credentials: string): SignIn {
    const text = Buffer.from(credentials, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    const account = this.#named(text.slice(0, colon), 'basic');
    return this.#found(colon > 0 && account?.password === text.slice(colon + 1) ? account : undefined);
  }

  #ntlm(scheme: string, message: Buffer, socket: Socket): SignIn {
    const type = messageType(message);
    if (type === 1) {
      this.#challenges += 1;
      const nonce = createHash('sha256').update(`challenge ${this.#challenges}`).digest().subarray(0, 8);
      const challenge = challengeMessage(nonce, this.#clock.now());
      this.#handshakes.set(socket, { greeting: message, challenge });
      return { is: 'refused', offers: [`${scheme} ${challenge.toString('base64')}`] };
    }
    const handshake = this.#handshakes.get(socket);
    const user = type === 3 ? claimedUser(message) : null;
    if (handshake === undefined || user === null) return this.#found(undefined);
    this.#handshakes.delete(socket);
    const account = this.#named(user, 'ntlm');
    if (account === undefined || !provesPassword(message, handshake, account.password, this.#certificatePem)) {
      return this.#found(undefined);
    }
    this.#signedIn.set(socket, account);
    return this.#found(account);
  }

  #named(user: string, by: 'basic' | 'ntlm'): AccountOptions | undefined {
    const wanted = user.toLowerCase();
    return this.#accounts.find((account) => account.user.toLowerCase() === wanted && account.auth.includes(by));
  }

  #found(account: AccountOptions | undefined): SignIn {
    if (account !== undefined) return { is: 'account', account };
    const offers: string[] = [];
    if (this.#accounts.some(({ auth }) => auth.includes('ntlm'))) offers.push('Negotiate', 'NTLM');
    if (this.#accounts.some(({ auth }) => auth.includes('basic'))) offers.push('Basic realm="EWS"');
    if (this.#accounts.some(({ tokens }) => tokens !== undefined)) offers.push('Bearer');
    return { is: 'refused', offers };
  }
}
