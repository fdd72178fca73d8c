import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ProviderFault, type RunningProvider, startProvider } from '../../../sim/oidc/start-provider.ts';
import {
  type Asker,
  apiRig,
  asker,
  cookieOf,
  firstOperator,
  newOrganisation,
  PASSWORD,
} from '../../../test/service/api.ts';
import { testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';

const db = await freshDatabase();
const ORIGIN = 'https://move.example.com';
const rig = await apiRig(testStore(db), { publicUrl: new URL(ORIGIN) });
const { api, clock } = rig;
const operator = await firstOperator(rig);
const CLIENT = { clientId: 'godwit', clientSecret: 'planted client secret: %&+' };
const SETTINGS = '/api/settings/providers';
const PROVIDERS = '/api/session/providers';
const IDENTITIES = '/api/session/identities';

let far: RunningProvider;
let provider = '';
beforeAll(async () => {
  far = await startProvider({ ...CLIENT, secretIn: 'header' });
  const added = await operator.ask('POST', SETTINGS, { name: 'Finch SSO', issuer: far.issuer, ...CLIENT });
  expect(added.statusCode, added.body).toBe(201);
  provider = added.json().id;
});
beforeEach(() => Object.assign(far, { fault: null, subject: 'ada' }));
afterAll(async () => {
  await far.close();
  await api.close();
});

/** A browser: it keeps the cookie of the visit, and follows to the provider and back. */
async function goThere(begun: Awaited<ReturnType<Asker['ask']>>) {
  expect(begun.statusCode, begun.body).toBe(200);
  const back = far.visit(begun.json().url);
  expect(back.origin).toBe(ORIGIN);
  return { path: `${back.pathname}${back.search}`, cookie: cookieOf(begun) };
}

async function begin() {
  return goThere(await asker(api).ask('POST', `${PROVIDERS}/${provider}/visits`));
}

async function comeBack({ path, cookie }: { readonly path: string; readonly cookie: string }) {
  return asker(api, cookie).ask('GET', path);
}

/** An administrator who is `subject` at the provider. */
async function linked(name: string, subject: string) {
  const { admin, url } = await newOrganisation(api, operator, name);
  far.subject = subject;
  const begun = await admin.ask('POST', IDENTITIES, { provider, password: PASSWORD });
  const answer = await comeBack(await goThere(begun));
  expect(answer.statusCode, answer.body).toBe(303);
  return { admin, url, address: `admin@${name.toLowerCase()}.example` };
}

describe('a provider', () => {
  test('signs in whoever is linked, with a session and an event', async () => {
    const { url, address, admin } = await linked('Opens', 'ada of opens');
    const answer = await comeBack(await begin());
    expect([answer.statusCode, answer.headers.location], answer.body).toEqual([303, '/']);
    const session = asker(api, cookieOf(answer));
    expect((await session.ask('GET', '/api/session')).json()).toMatchObject({ address });
    const { items } = (await admin.ask('GET', `${url}/events`)).json();
    expect(items).toContainEqual(expect.objectContaining({ name: 'sign-in', facts: { by: 'Finch SSO' } }));
  });

  test('makes no account for somebody whom nobody has linked', async () => {
    far.subject = 'a stranger';
    const answer = await comeBack(await begin());
    expect(answer.json()).toMatchObject({ status: 401, code: 'service.identity-unknown' });
    expect(answer.cookies.map(({ name }) => name)).not.toContain('godwit_session');
  });

  test.each<Exclude<ProviderFault, null>>([
    'signature',
    'nonce',
    'aud',
    'iss',
    'exp',
    'unsigned',
    'no-token',
    'endless',
  ])('that answers wrongly (%s) signs nobody in', async (fault) => {
    const visit = await begin();
    far.fault = fault;
    const answer = await comeBack(visit);
    expect(answer.json(), answer.body).toMatchObject({ status: 401, code: 'service.provider-refused' });
    expect(answer.body).not.toContain(CLIENT.clientSecret);
    expect(answer.cookies.map(({ name }) => name)).not.toContain('godwit_session');
  });

  test('that takes the secret in the body gets it there', async () => {
    const other = await startProvider({ ...CLIENT, secretIn: 'body' });
    const added = await operator.ask('POST', SETTINGS, { name: 'Body', issuer: other.issuer, ...CLIENT });
    const begun = await asker(api).ask('POST', `${PROVIDERS}/${added.json().id}/visits`);
    const back = other.visit(begun.json().url);
    const answer = await comeBack({ path: `${back.pathname}${back.search}`, cookie: cookieOf(begun) });
    expect([answer.json().code, other.counters.tokens]).toEqual(['service.identity-unknown', 1]);
    await operator.ask('DELETE', `${SETTINGS}/${added.json().id}`);
    await other.close();
  });
});

describe('a return', () => {
  const OVER = { status: 401, code: 'service.provider-visit-over' };

  test('counts once', async () => {
    await linked('Once', 'ada of once');
    const visit = await begin();
    expect((await comeBack(visit)).statusCode).toBe(303);
    expect((await comeBack(visit)).json()).toMatchObject(OVER);
  });

  test('counts only in the browser that began', async () => {
    const visit = await begin();
    expect((await comeBack({ ...visit, cookie: '' })).json()).toMatchObject(OVER);
    const other = await begin();
    expect((await comeBack({ ...visit, cookie: other.cookie })).json()).toMatchObject({
      code: 'service.provider-refused',
    });
  });

  test('counts for ten minutes', async () => {
    const visit = await begin();
    clock.advance(600_000);
    expect((await comeBack(visit)).json()).toMatchObject(OVER);
  });

  test('with what the provider refused is an answer and no defect', async () => {
    const visit = await begin();
    const path = `${visit.path.split('?')[0]}?error=access_denied&error_description=%3Cscript%3E`;
    expect((await comeBack({ ...visit, path })).json()).toMatchObject({ code: 'service.provider-refused' });
  });
});

describe('a link to a provider', () => {
  test('is listed and removed by its owner, and signs nobody in afterwards', async () => {
    const { admin } = await linked('Keeps', 'ada of keeps');
    const listed = (await admin.ask('GET', IDENTITIES)).json();
    expect(listed.items).toEqual([expect.objectContaining({ id: provider, name: 'Finch SSO' })]);
    expect((await admin.ask('DELETE', `${IDENTITIES}/${provider}`)).statusCode).toBe(204);
    expect((await admin.ask('DELETE', `${IDENTITIES}/${provider}`)).statusCode).toBe(404);
    expect((await comeBack(await begin())).json()).toMatchObject({ code: 'service.identity-unknown' });
  });

  test('needs the password, and is nobody else’s already', async () => {
    await linked('First', 'shared');
    const { admin } = await newOrganisation(api, operator, 'Second');
    const wrong = await admin.ask('POST', IDENTITIES, { provider, password: 'a wrong one' });
    expect(wrong.json()).toMatchObject({ code: 'service.sign-in-refused' });
    far.subject = 'shared';
    const begun = await admin.ask('POST', IDENTITIES, { provider, password: PASSWORD });
    expect((await comeBack(await goThere(begun))).json()).toMatchObject({ code: 'service.taken' });
  });

  test('ends with the person', async () => {
    const { admin, url } = await linked('Gone', 'ada of gone');
    const { id } = (await admin.ask('GET', '/api/session')).json();
    const removed = await operator.ask('POST', `${url}/people/${id}/removal`, { reason: 'left' });
    expect(removed.statusCode, removed.body).toBeLessThan(300);
    expect((await comeBack(await begin())).json()).toMatchObject({ code: 'service.identity-unknown' });
  });
});

describe('the settings of providers', () => {
  test('are for operators, and never show the secret', async () => {
    const { admin } = await newOrganisation(api, operator, 'Settings');
    for (const asked of [admin.ask('GET', SETTINGS), admin.ask('DELETE', `${SETTINGS}/${provider}`)]) {
      expect((await asked).statusCode).toBe(403);
    }
    const listed = await operator.ask('GET', SETTINGS);
    expect(listed.json().items[0]).toMatchObject({
      name: 'Finch SSO',
      callback: `${ORIGIN}${PROVIDERS}/${provider}/callback`,
    });
    const seen = [
      listed.body,
      (await operator.ask('GET', '/api/events')).body,
      (await asker(api).ask('GET', PROVIDERS)).body,
    ];
    expect(seen.join()).not.toContain('planted client secret');
  });

  test.each([
    ['nobody answers', 'http://127.0.0.1:1', 'service.provider-refused'],
    ['the line is plain and leaves the machine', 'http://sso.example.com', 'service.request-invalid'],
  ])('refuse an issuer where %s', async (_what, issuer, code) => {
    const answer = await operator.ask('POST', SETTINGS, { name: 'Bad', issuer, ...CLIENT });
    expect(answer.json()).toMatchObject({ code });
  });

  test('refuse an issuer that says it is another', async () => {
    const answer = await operator.ask('POST', SETTINGS, { name: 'Bad', issuer: `${far.issuer}/below`, ...CLIENT });
    expect(answer.json()).toMatchObject({ code: 'service.provider-refused' });
  });

  test('end the ways in by a provider that is removed', async () => {
    const added = await operator.ask('POST', SETTINGS, { name: 'Short', issuer: far.issuer, ...CLIENT });
    const { id } = added.json();
    const { admin } = await newOrganisation(api, operator, 'Removed');
    const begun = await admin.ask('POST', IDENTITIES, { provider: id, password: PASSWORD });
    expect((await comeBack(await goThere(begun))).statusCode).toBe(303);
    expect((await operator.ask('DELETE', `${SETTINGS}/${id}`)).statusCode).toBe(204);
    expect((await admin.ask('GET', IDENTITIES)).json().items).toEqual([]);
    expect((await asker(api).ask('POST', `${PROVIDERS}/${id}/visits`)).statusCode).toBe(404);
  });
});
