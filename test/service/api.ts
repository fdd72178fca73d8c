/** The HTTP interface over a store of a test's own, and people who ask it for things. */
import type { LightMyRequestResponse } from 'fastify';
import { inviteFirstOperator } from '../../src/api/people/invitation.ts';
import { type Api, type ApiDeps, buildApi } from '../../src/api/server.ts';
import { silentLog } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import { systemToken } from '../../src/base/token.ts';
import { readOffers } from '../../src/main/organisation/run-advise.ts';
import { type FakeClock, fakeClock } from '../fake-clock.ts';
import type { TestStore } from './store.ts';

export const PASSWORD = 'correct horse battery staple';

export interface Rig {
  readonly api: Api;
  readonly clock: FakeClock;
  readonly deps: ApiDeps;
}

export async function apiRig(store: TestStore, more: Partial<ApiDeps> = {}): Promise<Rig> {
  const clock = fakeClock();
  const deps: ApiDeps = {
    store,
    clock,
    random: systemRandom,
    newToken: systemToken,
    log: silentLog,
    isSecure: false,
    proxies: null,
    publicUrl: null,
    version: '0.0.0',
    consoleFiles: null,
    sourceHostOf: () => 'mail.example.com',
    ledgersOf: (organisation, { sources, target }) =>
      sources.map(({ user }) => ({ source: `${user} of ${organisation}`, target: target.address })),
    isInsecureLoopbackAllowed: true,
    offers: await readOffers(),
    signProfile: null,
    planPdf: async (plan, madeAt) => (await import('../../src/main/organisation/plan-pdf.ts')).planPdf(plan, madeAt),
    sendTestMail: async () => '250 taken',
    takeMail: async () => 'unknown-ticket',
    readiness: async () => ({ database: true, migrations: true, queue: true, sealingKey: true }),
    ...more,
  };
  return { api: await buildApi(deps), clock, deps };
}

/** Somebody with a session, or without one. */
export interface Asker {
  ask(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', url: string, body?: object): Promise<LightMyRequestResponse>;
  /** Posts what is not JSON. */
  send(url: string, body: string | Buffer, type: string): Promise<LightMyRequestResponse>;
  /** The same one, with these headers too. */
  with(headers: Readonly<Record<string, string>>): Asker;
}

/** Each asker comes from another address, so that the limits of one do not meet the other. */
let askers = 0;

export function asker(api: Api, cookie: string | null = null): Asker {
  return askerWith(api, cookie === null ? {} : { cookie });
}

/** A program that has a token. */
export function program(api: Api, token: string): Asker {
  return askerWith(api, { authorization: `Bearer ${token}` });
}

export function askerWith(api: Api, headers: Readonly<Record<string, string>>): Asker {
  askers += 1;
  const remoteAddress = `10.0.${Math.floor(askers / 250)}.${(askers % 250) + 1}`;
  return {
    ask: (method, url, body) =>
      api.inject({
        method,
        url,
        remoteAddress,
        headers,
        ...(body === undefined ? {} : { payload: body }),
      }),
    with: (more) => askerWith(api, { ...headers, ...more }),
    send: (url, payload, type) =>
      api.inject({ method: 'POST', url, remoteAddress, headers: { ...headers, 'content-type': type }, payload }),
  };
}

/** Signs in by the link that the path of an invitation is. */
export async function join(api: Api, path: string, address: string): Promise<Asker> {
  const answer = await asker(api).ask('POST', path, { name: address, address, password: PASSWORD });
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return asker(api, cookieOf(answer));
}

export async function firstOperator({ api, deps }: Rig, address = 'operator@godwit.example'): Promise<Asker> {
  const token = await inviteFirstOperator(deps.store, deps);
  if (token === null) throw new Error('there is an operator already');
  return join(api, `/api/invitations/${token.reveal()}`, address);
}

export interface Administered {
  readonly admin: Asker;
  /** `/api/organisations/…` */
  readonly url: string;
}

export function idOf({ url }: Administered): string {
  return url.split('/').at(-1) ?? '';
}

/** What a token that may only look is asked for with. */
export const TOKEN = { name: 'Dashboard', scopes: ['read'], expiresInDays: 30 };

/** A new organisation with an administrator. */
export async function newOrganisation(api: Api, operator: Asker, name: string): Promise<Administered> {
  const made = await operator.ask('POST', '/api/organisations', { name });
  const url = `/api/organisations/${made.json().id}`;
  const link = await operator.ask('POST', `${url}/invitations`);
  const admin = await join(api, link.json().path, `admin@${name.toLowerCase()}.example`);
  return { admin, url };
}

/** As a browser sends it back. */
export function cookieOf({ cookies }: LightMyRequestResponse): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

export function mailboxBody(name: string): object {
  return {
    mailboxes: [
      {
        name,
        sources: [{ address: 'imaps://mail.example.com', user: name, password: 'kept-secret-source' }],
        target: { address: `ews+https://exchange.example.com/?mailbox=${name}`, password: 'kept-secret-target' },
      },
    ],
  };
}
