/** The token endpoint of Microsoft Entra: client credentials with secret or certificate, device codes, refresh tokens. */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../src/base/clock.ts';
import type { MutableGraphCounters } from '../counters.ts';
import type { AppOptions, GraphSettings } from '../options.ts';
import { checkAssertion } from './assertion.ts';
import { SignInRefusal } from './refuse-sign-in.ts';
import type { Tokens } from './tokens.ts';

export interface SignInWorld {
  readonly clock: Clock;
  readonly counters: MutableGraphCounters;
  readonly tenant: string;
  readonly settings: GraphSettings;
}

interface DeviceGrant {
  readonly clientId: string;
  readonly userCode: string;
  readonly scopes: readonly string[];
  readonly until: number;
  /** Null while nobody has decided; '' when it was declined. */
  user: string | null;
  polledAt: number;
}
interface RefreshGrant {
  readonly clientId: string;
  readonly user: string;
  readonly scopes: readonly string[];
}

const DEVICE_LIFE_MS = 15 * 60_000;
const DEVICE_INTERVAL_S = 5;
const GRANTS_MAX = 10_000;
const DEFAULT_SCOPE = 'https://graph.microsoft.com/.default';
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

export class TokenEndpoint {
  readonly #world: SignInWorld;
  readonly #tokens: Tokens;
  readonly #devices = new Map<string, DeviceGrant>();
  readonly #refreshes = new Map<string, RefreshGrant>();

  constructor(world: SignInWorld, tokens: Tokens) {
    this.#world = world;
    this.#tokens = tokens;
  }

  /** Throws `SignInRefusal`. `audience` is the address that was asked. */
  answer(tenant: string, endpoint: string, form: URLSearchParams, audience: string): object {
    if (tenant !== this.#world.tenant && !/^(?:organizations|common)$/.test(tenant)) {
      throw new SignInRefusal('invalid_request', 'AADSTS90002', `Tenant '${tenant}' not found.`);
    }
    const app = this.#app(form);
    if (endpoint === 'devicecode') return this.#beginDevice(app, form, audience);
    const grantType = form.get('grant_type') ?? '';
    switch (grantType) {
      case 'client_credentials':
        return this.#ownToken(app, tenant, form, audience);
      case DEVICE_CODE:
        return this.#deviceToken(app, form);
      case 'refresh_token':
        return this.#refreshed(app, form);
      default:
        throw new SignInRefusal(
          'unsupported_grant_type',
          'AADSTS70003',
          'The app requested an unsupported grant type.',
        );
    }
  }

  /** What a person does at the address that the device names: signs in, or declines with null. */
  decide(userCode: string, user: string | null): boolean {
    const grant = [...this.#devices.values()].find((one) => one.userCode === userCode);
    if (grant === undefined) return false;
    grant.user = user ?? '';
    return true;
  }

  #app(form: URLSearchParams): AppOptions {
    const clientId = form.get('client_id') ?? '';
    const app = this.#world.settings.apps.find((one) => one.clientId === clientId);
    if (app !== undefined) return app;
    const text = `Application with identifier '${clientId}' was not found in the directory.`;
    throw new SignInRefusal('unauthorized_client', 'AADSTS700016', text, 400);
  }

  #ownToken(app: AppOptions, tenant: string, form: URLSearchParams, audience: string): object {
    if (tenant !== this.#world.tenant) {
      const text = 'The tenant must be named for an application that signs in on its own.';
      throw new SignInRefusal('invalid_request', 'AADSTS53003', text);
    }
    this.#authenticate(app, form, audience);
    const scope = form.get('scope') ?? '';
    if (scope !== DEFAULT_SCOPE) {
      const text = `The provided value for the input parameter 'scope' is not valid: ${scope}.`;
      throw new SignInRefusal('invalid_scope', 'AADSTS1002012', text);
    }
    return this.#issued(app.clientId, app.roles, null);
  }

  #authenticate(app: AppOptions, form: URLSearchParams, audience: string): void {
    const assertion = form.get('client_assertion');
    if (assertion !== null) {
      if (form.get('client_assertion_type') !== JWT_BEARER) {
        throw new SignInRefusal('invalid_request', 'AADSTS50027', 'The client_assertion_type is not supported.');
      }
      const asked = { assertion, clientId: app.clientId, audiences: [audience], now: this.#world.clock.now() };
      checkAssertion({ ...asked, certificatePem: app.certificatePem ?? null });
      return;
    }
    const secret = form.get('client_secret');
    if (secret === null) {
      const text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
      throw new SignInRefusal('invalid_client', 'AADSTS7000218', text);
    }
    if (app.secret !== undefined && isSame(secret, app.secret)) return;
    throw new SignInRefusal('invalid_client', 'AADSTS7000215', 'Invalid client secret provided.');
  }

  #beginDevice(app: AppOptions, form: URLSearchParams, audience: string): object {
    const code = randomBytes(32).toString('base64url');
    const userCode = String(randomInt(100_000_000, 999_999_999));
    const scopes = (form.get('scope') ?? '').split(' ').filter((one) => one !== '');
    const until = this.#world.clock.now() + DEVICE_LIFE_MS;
    keep(this.#devices, code, { clientId: app.clientId, userCode, scopes, until, user: null, polledAt: 0 });
    const verification = new URL('/devicelogin', audience).href;
    return {
      user_code: userCode,
      device_code: code,
      verification_uri: verification,
      expires_in: DEVICE_LIFE_MS / 1000,
      interval: DEVICE_INTERVAL_S,
      message: `To sign in, open ${verification} and enter the code ${userCode}.`,
    };
  }

  #deviceToken(app: AppOptions, form: URLSearchParams): object {
    const code = form.get('device_code') ?? '';
    const grant = this.#devices.get(code);
    if (grant === undefined || grant.clientId !== app.clientId) {
      throw new SignInRefusal('invalid_grant', 'AADSTS70018', 'Invalid verification code.');
    }
    const now = this.#world.clock.now();
    if (now >= grant.until) throw new SignInRefusal('expired_token', 'AADSTS70020', 'The code has expired.');
    const isHasty = now - grant.polledAt < (DEVICE_INTERVAL_S - 1) * 1000;
    grant.polledAt = now;
    if (grant.user === null) {
      const error = isHasty ? 'slow_down' : 'authorization_pending';
      throw new SignInRefusal(error, 'AADSTS70016', 'OAuth 2.0 device flow error. Authorization is pending.');
    }
    this.#devices.delete(code);
    if (grant.user === '') {
      throw new SignInRefusal('authorization_declined', 'AADSTS70017', 'The user declined the authorization.');
    }
    return this.#delegated(app, grant.user, grant.scopes);
  }

  #refreshed(app: AppOptions, form: URLSearchParams): object {
    const code = form.get('refresh_token') ?? '';
    const grant = this.#refreshes.get(code);
    if (grant === undefined || grant.clientId !== app.clientId) {
      throw new SignInRefusal('invalid_grant', 'AADSTS70008', 'The refresh token is not good any more.');
    }
    return this.#delegated(app, grant.user, grant.scopes);
  }

  #delegated(app: AppOptions, user: string, scopes: readonly string[]): object {
    const allowed = new Set(app.scopes ?? []);
    const plain = scopes.map((scope) => scope.replace('https://graph.microsoft.com/', ''));
    const granted = plain.includes('.default') ? [...allowed] : plain.filter((scope) => allowed.has(scope));
    const issued = this.#issued(app.clientId, granted, user);
    if (!plain.includes('offline_access')) return issued;
    const refresh = randomBytes(48).toString('base64url');
    keep(this.#refreshes, refresh, { clientId: app.clientId, user, scopes });
    return { ...issued, scope: granted.join(' '), refresh_token: refresh };
  }

  #issued(clientId: string, permissions: readonly string[], user: string | null): object {
    const { clock, settings, counters } = this.#world;
    counters.tokensIssued += 1;
    const identity = { clientId, permissions: new Set(permissions), user };
    const token = this.#tokens.issue(identity, clock.now(), settings.tokenLifeS);
    return {
      token_type: 'Bearer',
      expires_in: settings.tokenLifeS,
      ext_expires_in: settings.tokenLifeS,
      access_token: token,
    };
  }
}

function keep<Grant>(grants: Map<string, Grant>, code: string, grant: Grant): void {
  grants.set(code, grant);
  const [oldest] = grants.keys();
  if (grants.size > GRANTS_MAX && oldest !== undefined) grants.delete(oldest);
}

function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
