import fastify from 'fastify';
import { afterAll, describe, expect, test } from 'vitest';
import {
  apiRig,
  asker,
  askerWith,
  cookieOf,
  firstOperator,
  idOf,
  mailboxBody,
  newOrganisation,
  PASSWORD,
  program,
  TOKEN,
} from '../../../test/service/api.ts';
import { askRoute, isStream, NOBODYS, routesOf } from '../../../test/service/routes.ts';
import { allRows, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { jsonLog, type Log } from '../../base/log.ts';
import { TOKEN_SCOPES } from '../../model/api-token.ts';
import { needCaller } from './caller.ts';

const db = await freshDatabase();
let logged = '';
const log: Log = jsonLog(
  (line) => {
    logged += line;
  },
  () => 0,
);
const rig = await apiRig(testStore(db), { log });
const { api, clock } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const mine = await newOrganisation(api, operator, 'Mine');
const theirs = await newOrganisation(api, operator, 'Theirs');
const project = (await mine.admin.ask('POST', `${mine.url}/projects`, { name: 'Move' })).json();
const projectUrl = `${mine.url}/projects/${project.id}`;
const [mailbox] = (await mine.admin.ask('POST', `${projectUrl}/mailboxes`, mailboxBody('ann@example.com'))).json();
const kept = (await mine.admin.ask('POST', `${mine.url}/tokens`, TOKEN)).json();
const ids = { ...NOBODYS, organisation: idOf(mine), project: project.id, mailbox: mailbox.id, tokenId: kept.id };
const routes = await routesOf(api);
const forCallers = routes.filter(({ isOpen }) => !isOpen);
const SCOPES = Object.keys(TOKEN_SCOPES);

/** A new token of an organisation, or of the house where `url` is `/api`. */
async function tokenAt(url: string, scopes: readonly string[], who = operator) {
  const made = await who.ask('POST', `${url}/tokens`, { name: 'A', scopes, expiresInDays: 365, reason: 'a test' });
  expect(made.statusCode, made.body).toBe(201);
  return made.json() as { readonly id: string; readonly token: string; readonly expiresAt: string };
}

describe('a token of another organisation', async () => {
  const foreign = program(api, (await tokenAt(theirs.url, SCOPES, theirs.admin)).token);
  const ofTenant = forCallers.filter(({ path, scope }) => path.includes('{organisation}') && scope !== null);

  test.each(ofTenant)('finds nothing here: $method $path', async (route) => {
    expect((await askRoute(route, ids, foreign)).json()).toMatchObject({ code: 'service.not-found', status: 404 });
    if (!route.path.includes('{project}')) return;
    const inside = await askRoute(route, { ...ids, organisation: idOf(theirs) }, foreign);
    expect(inside.json()).toMatchObject({ code: 'service.not-found', status: 404 });
  });

  test('sees its own organisation alone, and adds none', async () => {
    const seen = (await foreign.ask('GET', '/api/organisations')).json().items;
    expect(seen.map(({ name }: { name: string }) => name)).toEqual(['Theirs']);
    const added = await foreign.ask('POST', '/api/organisations', { name: 'Another' });
    expect(added.json()).toMatchObject({ code: 'service.not-yours-to-do', status: 403 });
  });

  test('is neither seen nor revoked from here', async () => {
    const { id, token } = await tokenAt(theirs.url, ['read'], theirs.admin);
    expect((await mine.admin.ask('GET', `${mine.url}/tokens`)).body).not.toContain(id);
    expect((await mine.admin.ask('DELETE', `${mine.url}/tokens/${id}`)).statusCode).toBe(404);
    expect((await operator.ask('DELETE', `/api/tokens/${id}`)).statusCode).toBe(404);
    expect((await program(api, token).ask('GET', `${theirs.url}/people`)).statusCode).toBe(200);
  });
});

describe('a scope', async () => {
  const without = new Map<string, string>();
  for (const scope of SCOPES) {
    without.set(
      scope,
      (
        await tokenAt(
          '/api',
          SCOPES.filter((other) => other !== scope),
        )
      ).token,
    );
  }
  const all = program(api, (await tokenAt('/api', SCOPES)).token);

  test.each(forCallers)('is asked for by $method $path: $scope', async (route) => {
    const { scope } = route;
    if (scope === null) {
      expect((await askRoute(route, ids, all)).json()).toMatchObject({ code: 'service.person-needed', status: 403 });
      return;
    }
    const lacking = program(api, without.get(scope) ?? 'none');
    expect((await askRoute(route, ids, lacking)).json()).toMatchObject({ code: 'service.scope-missing', status: 403 });
    if (isStream(route)) return;
    const alone = program(api, (await tokenAt('/api', [scope])).token);
    expect((await askRoute(route, ids, alone)).statusCode).not.toBe(403);
  });

  test('has to be named by every route, or nothing starts', async () => {
    const part = fastify();
    needCaller(part, rig.deps);
    expect(() => part.get('/api/forgotten', async () => 'everything')).toThrow(/names the scope that it needs/);
    await part.close();
  });

  test('is in use, each, and none lets anybody in', () => {
    expect(new Set(forCallers.flatMap(({ scope }) => scope ?? []))).toEqual(new Set(SCOPES));
    const inward = forCallers.filter(({ path }) => /token|session|invitation/.test(path));
    expect(inward.map(({ scope }) => scope)).toEqual(inward.map(() => null));
  });

  test('that may change something needs a reason, which is kept', async () => {
    const body = { name: 'Mover', scopes: ['read', 'move'], expiresInDays: 1 };
    const refused = await mine.admin.ask('POST', `${mine.url}/tokens`, body);
    expect(refused.json()).toMatchObject({ code: 'project.reason-missing', status: 422 });
    await mine.admin.ask('POST', `${mine.url}/tokens`, { ...body, reason: 'moves at night' });
    const last = (await mine.admin.ask('GET', `${mine.url}/events?limit=500`)).json().items.at(-1);
    expect(last).toMatchObject({ subject: 'token', name: 'create', reason: 'moves at night' });
    expect(last.facts).toMatchObject({ token: 'Mover', scopes: 'read, move' });
  });
});

describe('a token', () => {
  test('holds for at most a year, and for a time that was named', async () => {
    const { createdAt } = kept;
    const { expiresAt } = await tokenAt(mine.url, ['read'], mine.admin);
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(365 * 24 * 3_600_000);
    for (const expiresInDays of [0, 366, undefined]) {
      const answer = await mine.admin.ask('POST', `${mine.url}/tokens`, { ...TOKEN, expiresInDays });
      expect(answer.json()).toMatchObject({ code: 'service.request-invalid', status: 400 });
    }
  });

  test('that was revoked opens nothing, and is revoked once', async () => {
    const { id, token } = await tokenAt(mine.url, ['read'], mine.admin);
    const who = program(api, token);
    expect((await who.ask('GET', projectUrl)).statusCode).toBe(200);
    expect((await mine.admin.ask('DELETE', `${mine.url}/tokens/${id}`)).statusCode).toBe(204);
    expect((await who.ask('GET', projectUrl)).json()).toMatchObject({ code: 'service.token-refused', status: 401 });
    expect((await mine.admin.ask('DELETE', `${mine.url}/tokens/${id}`)).statusCode).toBe(404);
    const [last] = (await mine.admin.ask('GET', `${mine.url}/events?limit=500`)).json().items.slice(-1);
    expect(last).toMatchObject({ subject: 'token', subjectId: id, name: 'revoke', actor: { is: 'person' } });
  });

  test('and one that nobody made are refused in the same words', async () => {
    const answers = ['godwit_nothing', 'x', kept.id].map((token) => program(api, token).ask('GET', projectUrl));
    for (const answer of await Promise.all(answers)) {
      expect(answer.json()).toMatchObject({ code: 'service.token-refused', status: 401 });
    }
  });

  test('may not come together with a session', async () => {
    const signedIn = await asker(api).ask('POST', '/api/session', {
      address: 'admin@mine.example',
      password: PASSWORD,
    });
    const both = askerWith(api, { cookie: cookieOf(signedIn), authorization: `Bearer ${kept.token}` });
    expect((await both.ask('GET', projectUrl)).json()).toMatchObject({ code: 'service.two-callers', status: 400 });
  });

  test('may come from a page of somebody else, unless a session comes with it', async () => {
    const { token } = await tokenAt(mine.url, ['manage'], mine.admin);
    const foreign = { 'sec-fetch-site': 'cross-site' };
    const post = (headers: Readonly<Record<string, string>>, url = `${mine.url}/projects`) =>
      askerWith(api, { ...foreign, ...headers }).ask('POST', url, { name: 'From elsewhere' });
    expect((await post({ authorization: `Bearer ${token}` })).statusCode).toBe(201);
    const with403 = [
      await post({ authorization: `Bearer ${token}`, cookie: 'godwit_session=x' }),
      await post({ authorization: `Bearer ${token}` }, '/api/session'),
      await post({}),
    ];
    for (const answer of with403) expect(answer.json()).toMatchObject({ code: 'service.foreign-page', status: 403 });
  });

  test('acts under its own name, with the role of its place', async () => {
    const { id, token } = await tokenAt(mine.url, ['move', 'read']);
    const who = program(api, token);
    const other = (await mine.admin.ask('POST', `${mine.url}/projects`, { name: 'By a program' })).json();
    const act = (name: string) => who.ask('POST', `${mine.url}/projects/${other.id}/acts`, { act: name });
    const refused = (await act('start')).json();
    expect(refused).toMatchObject({
      title: 'The project cannot start now. Only an operator may do this.',
      status: 409,
    });
    expect((await act('assess')).json()).toMatchObject({ state: 'assessed' });
    const last = (await who.ask('GET', `${mine.url}/events?limit=500`)).json().items.at(-1);
    expect(last).toMatchObject({ name: 'assess', actor: { is: 'token', id, role: 'administrator' } });
  });

  test('is no more than its maker is: one of the house falls with the role of an operator', async () => {
    const { id, token } = await tokenAt('/api', ['read']);
    expect((await program(api, token).ask('GET', projectUrl)).statusCode).toBe(200);
    const text = `
      update api_tokens set made_by = (select people.id from people where address = 'admin@mine.example') where id = $1`;
    await db.query({ name: '', text, values: [id] });
    expect((await program(api, token).ask('GET', projectUrl)).statusCode).toBe(401);
  });

  test('of the house is made, seen and revoked by operators alone', async () => {
    const { id } = await tokenAt('/api', ['read']);
    for (const [method, url] of [
      ['GET', '/api/tokens'],
      ['POST', '/api/tokens'],
      ['DELETE', `/api/tokens/${id}`],
    ] as const) {
      const answer = await mine.admin.ask(method, url, method === 'POST' ? TOKEN : undefined);
      expect(answer.json()).toMatchObject({ code: 'service.not-yours-to-do', status: 403 });
    }
    const listed = (await operator.ask('GET', '/api/tokens?limit=500')).json().items;
    expect(listed.map((one: { id: string }) => one.id)).toContain(id);
    expect((await operator.ask('DELETE', `/api/tokens/${id}`)).statusCode).toBe(204);
  });

  test('has its own share of requests, from wherever they come', async () => {
    const [{ token }, other] = [await tokenAt(mine.url, ['read']), await tokenAt(mine.url, ['read'])];
    const codes: number[] = [];
    for (let count = 0; count < 602; count++) {
      codes.push((await program(api, token).ask('GET', '/api/organisations')).statusCode);
    }
    expect(codes.indexOf(429)).toBe(600);
    expect((await program(api, other.token).ask('GET', '/api/organisations')).statusCode).toBe(200);
  });

  test('is in no answer after the first, in no log and in no table', async () => {
    const { id, token } = await tokenAt(mine.url, SCOPES, mine.admin);
    const who = program(api, token);
    const answers = await Promise.all(
      routes
        .filter((route) => route.method === 'GET' && !isStream(route))
        .flatMap((route) => [
          askRoute(route, ids, who),
          askRoute(route, ids, operator),
          askRoute(route, ids, mine.admin),
        ]),
    );
    const listed = (await mine.admin.ask('GET', `${mine.url}/tokens`)).json().items;
    expect(listed.find((one: { id: string }) => one.id === id)).toEqual({
      id,
      name: 'A',
      scopes: SCOPES,
      madeBy: expect.any(String),
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
      lastUsedAt: expect.any(String),
      revokedAt: null,
    });
    const everything = `${answers.map(({ body }) => body).join()}${JSON.stringify(listed)}${logged}${await allRows(db)}`;
    expect(everything).toContain(id);
    for (const form of [token, token.replace('godwit_', ''), Buffer.from(token).toString('hex')]) {
      expect(everything).not.toContain(form);
    }
  });

  test('opens nothing once its time is over', async () => {
    clock.advance(30 * 24 * 3_600_000 - 1000);
    const who = program(api, kept.token);
    expect((await who.ask('GET', projectUrl)).statusCode).toBe(200);
    clock.advance(1000);
    expect((await who.ask('GET', projectUrl)).json()).toMatchObject({ code: 'service.token-refused', status: 401 });
  });
});
