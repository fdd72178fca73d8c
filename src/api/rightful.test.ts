import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { startProvider } from '../../sim/oidc/start-provider.ts';
import { apiRig, asker, askerWith, cookieOf, firstOperator, PASSWORD } from '../../test/service/api.ts';
import { Authenticator } from '../../test/service/authenticator.ts';
import { done, fillHouse, fillOrganisation, ORIGIN, signedIn } from '../../test/service/filled-organisation.ts';
import { newHandOver } from '../../test/service/project-asked.ts';
import { addressOf, askRoute, type Ids, isStream, type Route, routesOf } from '../../test/service/routes.ts';
import { testStore } from '../../test/service/store.ts';
import { codeAt } from '../../test/service/totp.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { instant } from '../base/clock.ts';
import type { OrganisationId, PersonId } from '../model/organisation.ts';
import type { MailboxId } from '../model/project.ts';
import type { ProviderId } from '../model/provider.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db), { publicUrl: new URL(ORIGIN) });
const { api, clock } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const house = await fillHouse(rig, operator);
const filled = await fillOrganisation(rig, operator, 'Mine');
const routes = await routesOf(api);
let factor = '';
const CLIENT = { clientId: 'godwit', clientSecret: 'of it' };
const far = await startProvider({ ...CLIENT, secretIn: 'header' });
afterAll(() => far.close());
const SSO = { name: 'SSO', issuer: far.issuer, ...CLIENT };
const provider = String((await done(operator.ask('POST', '/api/settings/providers', SSO))).id) as ProviderId; // as it was given
await rig.deps.store.inHouse((book) =>
  book.addIdentity(filled.ids.person as PersonId, provider, far.subject, clock.now()),
); // as above

/** Of the app, at a time of its own: each code opens once. */
function nextCode(): string {
  clock.advance(60_000);
  return codeAt(factor, clock.now());
}

async function challenge(path: string, body: object): Promise<{ readonly challenge: string }> {
  const who = path.startsWith('/api/session/passkeys/') ? asker(api, filled.admin) : asker(api);
  return (await who.ask('POST', path, body)).json();
}

const IN_PROJECT = '/api/organisations/{organisation}/projects/{project}';

/** The token of a link is its id here. */
async function newHandOverToken(): Promise<string> {
  const { organisation, mailbox } = filled.ids;
  const handOver = newHandOver(mailbox as MailboxId); // as it was given
  const times = { setAt: clock.now(), expiresAt: instant(clock.now() + 1000) };
  await rig.deps.store.inTenant(organisation as OrganisationId, (tenant) =>
    tenant.addHandOver({ ...handOver, ...times }),
  ); // as above
  return handOver.id;
}

type Prepared = { readonly ids?: Ids; readonly body?: object; readonly cookie?: string; readonly search?: string };

/** What has to be right in the moment: links that open once, codes, and what an authenticator signs. */
const PREPARED: Readonly<Record<string, () => Promise<Prepared>>> = {
  'POST /api/session': async () => ({ body: { address: 'second@mine.example', password: PASSWORD } }),
  'POST /api/invitations/{token}': async () => {
    const { path } = await done(operator.ask('POST', '/api/operators/invitations'));
    return { ids: { token: lastOf(path) }, body: { name: 'New', address: 'new@godwit.example', password: PASSWORD } };
  },
  'GET /api/resets/{token}': async () => ({ ids: { token: await newReset() } }),
  'POST /api/resets/{token}': async () => ({ ids: { token: await newReset() }, body: { password: PASSWORD } }),
  'POST /api/session/passkey/options': async () => ({ body: { for: 'sign-in' } }),
  'POST /api/session/passkey': async () => {
    const options = await challenge('/api/session/passkey/options', { for: 'sign-in' });
    return { body: { response: filled.passkey.get(options) } };
  },
  'POST /api/settings/providers': async () => ({ body: { ...SSO, name: 'Another' } }),
  'POST /api/session/providers/{provider}/visits': async () => ({ ids: { provider } }),
  'POST /api/session/identities': async () => ({ body: { provider, password: PASSWORD } }),
  'GET /api/session/providers/{provider}/callback': async () => {
    const begun = await asker(api).ask('POST', `/api/session/providers/${provider}/visits`);
    return { ids: { provider }, cookie: cookieOf(begun), search: far.visit(begun.json().url).search };
  },
  'GET /api/hand-overs/{token}': async () => ({ ids: { token: await newHandOverToken() } }),
  'POST /api/hand-overs/{token}': async () => ({ ids: { token: await newHandOverToken() } }),
  [`POST ${IN_PROJECT}/hand-overs`]: async () => ({ body: { handOvers: [{ mailbox: filled.ids.mailbox }] } }),
  [`POST ${IN_PROJECT}/hand-overs/setting`]: async () => ({ body: { handOvers: [filled.ids.handOver] } }),
  'POST /api/user/session': async () => ({ body: { token: filled.link.token } }),
  'POST /api/session/password': async () => ({ body: { password: PASSWORD, newPassword: PASSWORD } }),
  'POST /api/session/passkeys/options': async () => ({ body: { password: PASSWORD } }),
  'POST /api/session/second-factor': async () => ({ body: { password: PASSWORD } }),
  'POST /api/session/second-factor/confirmation': async () => ({ body: { code: nextCode() } }),
  'POST /api/session/second-factor/removal': async () => ({ body: { password: PASSWORD, code: nextCode() } }),
  'POST /api/organisations/{organisation}/projects/{project}/links': async () => ({
    body: { mailboxes: [filled.ids.mailbox] },
  }),
  'POST /api/organisations/{organisation}/projects/{project}/assignments': async () => ({
    body: { wave: null, mailboxes: [filled.ids.mailbox] },
  }),
  'POST /api/organisations/{organisation}/tokens': async () => ({
    body: { name: 'T', scopes: ['read'], expiresInDays: 1 },
  }),
};

/** An authenticator that somebody else has: the same one is nobody's twice. */
async function newPasskey(): Promise<Prepared> {
  const options = await challenge('/api/session/passkeys/options', { password: PASSWORD });
  const passkey = new Authenticator({ origin: ORIGIN, rpId: 'move.example.com' });
  return { body: { name: 'Another', response: passkey.create(options as Parameters<typeof passkey.create>[0]) } };
}

async function newReset(): Promise<string> {
  const body = { reason: 'lost' };
  const { path } = await done(operator.ask('POST', `/api/operators/${house.ids.person}/resets`, body));
  return lastOf(path);
}

function lastOf(path: unknown): string {
  return String(path).split('/').at(-1) ?? '';
}

/** What ends something comes last, the inner before the outer; a session of a link before its link, and the own at the very end. */
function turnOf({ method, path }: Route): number {
  const ends = method === 'DELETE' || /\/(removal|password|purge)$/.test(path);
  // Only who still moves has a sheet.
  if (/\/sheet(\/page)?$/.test(path)) return 0;
  if (ends && path.startsWith('/api/user')) return 100;
  return ends ? 1000 - path.length : path.length / 1000;
}

test('whoever it belongs to is let in, on every route of the document', async () => {
  const user = askerWith(api, { cookie: filled.link.session });
  const ofHouse = asker(api, await signedIn(rig, 'operator@godwit.example'));
  const refused: string[] = [];
  for (const route of routes.toSorted((one, other) => turnOf(one) - turnOf(other))) {
    const { method, path } = route;
    // It belongs to whoever signs it: see the test of the route.
    if (path === '/api/mail/incoming') continue;
    const isOfHouse =
      !path.includes('{organisation}') && /^\/api\/(operators|settings|tokens|events|organisations|workers)/.test(path);
    const name = `${method} ${path}`;
    const made = name === 'POST /api/session/passkeys' ? await newPasskey() : await PREPARED[name]?.();
    const ids = { ...(isOfHouse ? house.ids : filled.ids), ...made?.ids };
    if (isStream(route)) {
      const url = addressOf(route, ids);
      const stream = await api.inject({ url, headers: { cookie: filled.admin }, payloadAsStream: true });
      if (stream.statusCode !== 200) refused.push(`${name}: ${stream.statusCode} ${await text(stream.stream())}`);
      stream.stream().destroy();
      continue;
    }
    const who = route.isOpen
      ? asker(api, made?.cookie ?? null)
      : isOfHouse
        ? ofHouse
        : path.startsWith('/api/user')
          ? user
          : asker(api, filled.admin);
    const answer = await askRoute({ ...route, path: `${path}${made?.search ?? ''}` }, ids, who, made?.body);
    if (path === '/api/session/second-factor' && method === 'POST') factor = answer.json().secret;
    if ([401, 403, 404].includes(answer.statusCode) || answer.statusCode >= 500)
      refused.push(`${name}: ${answer.body}`);
  }
  expect(refused).toEqual([]);
});
