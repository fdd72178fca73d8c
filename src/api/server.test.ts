import { afterAll, describe, expect, test } from 'vitest';
import {
  apiRig,
  asker,
  firstOperator,
  idOf,
  join,
  mailboxBody,
  newOrganisation,
  PASSWORD,
  TOKEN,
} from '../../test/service/api.ts';
import { askRoute, isStream, NOBODYS, type Route, routesOf } from '../../test/service/routes.ts';
import { testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { Failure } from '../base/problem.ts';

const db = await freshDatabase();
const store = testStore(db);
const rig = await apiRig(store, {
  sourceHostOf: ({ target }) => {
    if (!target.address.includes('nowhere')) return 'mail.example.com';
    throw new Failure('usage.invalid', { what: 'The target is no address.', how: 'Give one.' });
  },
});
const { api } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const mine = await newOrganisation(api, operator, 'Mine');
const theirs = await newOrganisation(api, operator, 'Theirs');
const project = (await mine.admin.ask('POST', `${mine.url}/projects`, { name: 'Move' })).json();
const projectUrl = `${mine.url}/projects/${project.id}`;
const [mailbox] = (await mine.admin.ask('POST', `${projectUrl}/mailboxes`, mailboxBody('ann@example.com'))).json();

const token = (await mine.admin.ask('POST', `${mine.url}/tokens`, TOKEN)).json();
const [person] = (await mine.admin.ask('GET', `${mine.url}/people`)).json().items;
const ids = {
  ...NOBODYS,
  organisation: idOf(mine),
  project: project.id,
  mailbox: mailbox.id,
  tokenId: token.id,
  person: person.id,
};
const routes = await routesOf(api);
const ofTenant = routes.filter(({ path }) => path.includes('{organisation}'));

test('nobody has to be signed in for the ways of getting in, and for mail that is signed itself, alone', () => {
  const open = routes.filter(({ isOpen }) => isOpen).map(({ method, path }) => `${method} ${path}`);
  expect(open).toEqual([
    'GET /api/health',
    'GET /api/ready',
    'POST /api/session',
    'POST /api/invitations/{token}',
    'GET /api/resets/{token}',
    'POST /api/resets/{token}',
    'POST /api/session/passkey/options',
    'POST /api/session/passkey',
    'GET /api/session/providers',
    'POST /api/session/providers/{provider}/visits',
    'GET /api/session/providers/{provider}/callback',
    'POST /api/user/session',
    'GET /api/hand-overs/{token}',
    'POST /api/hand-overs/{token}',
    'POST /api/mail/incoming',
  ]);
});

describe('what belongs to an organisation', () => {
  test('has at least eleven routes', () => {
    expect(ofTenant.length).toBeGreaterThanOrEqual(11);
  });

  test('is all that an administrator sees', async () => {
    expect((await theirs.admin.ask('GET', '/api/organisations')).json().items).toHaveLength(1);
    expect((await operator.ask('GET', '/api/organisations')).json().items).toHaveLength(2);
    const people = (await mine.admin.ask('GET', `${mine.url}/people`)).json().items;
    expect(people).toEqual([expect.objectContaining({ address: 'admin@mine.example', role: 'administrator' })]);
  });
});

describe('what belongs to the installation', () => {
  test.each([
    { method: 'GET', url: '/api/events' },
    { method: 'GET', url: '/api/settings/work' },
    { method: 'PUT', url: '/api/settings/work', body: { mailboxesAtOnce: 1, reason: 'why' } },
    { method: 'POST', url: '/api/operators/invitations' },
    { method: 'POST', url: '/api/organisations', body: { name: 'Mine too' } },
  ] as const)('is for operators alone: $method $url', async ({ method, url, ...rest }) => {
    const body = 'body' in rest ? rest.body : undefined;
    expect((await mine.admin.ask(method, url, body)).json()).toMatchObject({
      status: 403,
      code: 'service.not-yours-to-do',
    });
  });

  test('has another operator after an invitation, and keeps who invited whom', async () => {
    const { path } = (await operator.ask('POST', '/api/operators/invitations')).json();
    const second = await join(api, path, 'second@godwit.example');
    expect((await second.ask('GET', '/api/session')).json()).toMatchObject({ role: 'operator', organisation: null });
    const names = (await second.ask('GET', '/api/events')).json().items.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['join', 'invite', 'join']);
  });
});

describe('a project', () => {
  test('carries its actions, and does them once they are allowed', async () => {
    const seen = (await operator.ask('GET', projectUrl)).json();
    expect(seen.actions).toContainEqual({
      name: 'start',
      label: 'Start moving',
      allowed: true,
      why: null,
      needsReason: false,
    });
    const refused = await mine.admin.ask('POST', `${projectUrl}/acts`, { act: 'start' });
    expect(refused.json()).toMatchObject({
      status: 409,
      title: 'The project cannot start now. Only an operator may do this.',
    });
    const done = await operator.ask('POST', `${projectUrl}/acts`, { act: 'start' });
    expect(done.json()).toMatchObject({ state: 'running', mailboxes: { queued: 1 } });
    expect(store.jobs.map(({ kind, mailbox: id }) => [kind, id])).toEqual([['mailbox.copy', mailbox.id]]);
    const moved = await mine.admin.ask('POST', `${projectUrl}/mailboxes/${mailbox.id}/acts`, { act: 'pause' });
    expect(moved.json()).toMatchObject({ state: 'paused' });
  });

  test('takes mailboxes all or none, and only with addresses that can be', async () => {
    const add = (...names: readonly string[]) =>
      mine.admin.ask('POST', `${projectUrl}/mailboxes`, {
        mailboxes: names.flatMap((name) => (mailboxBody(name) as { mailboxes: object[] }).mailboxes),
      });
    expect((await add('cat@example.com', 'ann@example.com')).json()).toMatchObject({
      code: 'service.taken',
      status: 409,
    });
    expect((await add('nowhere')).json()).toMatchObject({ code: 'usage.invalid', status: 422 });
    const listed = await mine.admin.ask('GET', `${projectUrl}/mailboxes?limit=1`);
    expect(listed.json().items.map(({ name }: { name: string }) => name)).toEqual(['ann@example.com']);
    expect((await mine.admin.ask('GET', `${projectUrl}/mailboxes?limit=0`)).statusCode).toBe(400);
  });

  test('tells everything that happened, and no secret', async () => {
    const events = await mine.admin.ask('GET', `${mine.url}/events`);
    const names = events.json().items.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['create', 'invite', 'join', 'create', 'add', 'create', 'start', 'queue', 'pause']);
    const said = [
      events,
      ...(await Promise.all(ofTenant.filter(isGet).map((route) => askRoute(route, ids, mine.admin)))),
    ];
    expect(said.map(({ body }) => body).join()).not.toMatch(/kept-secret|password_hash|argon2/);
  });
});

describe('every answer', () => {
  test('forbids scripts, frames, guesses about its type, and copies', async () => {
    const { headers } = await operator.ask('GET', '/api/session');
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'cache-control': 'no-store',
    });
  });

  test.each([
    { what: 'a page that is not there', method: 'GET', url: '/api/nothing', status: 404, code: 'service.not-found' },
    {
      what: 'an id that is none',
      method: 'GET',
      url: '/api/organisations/x/projects',
      status: 404,
      code: 'service.not-found',
    },
    {
      what: 'a body that does not fit',
      method: 'POST',
      url: '/api/organisations',
      status: 400,
      code: 'service.request-invalid',
    },
  ] as const)('names $what', async ({ method, url, status, code }) => {
    const answer = await operator.ask(method, url, method === 'POST' ? { nome: 'x' } : undefined);
    expect(answer.json()).toMatchObject({ status, code, title: expect.any(String), detail: expect.any(String) });
  });

  test('to a page of somebody else is a refusal', async () => {
    const base = {
      method: 'POST',
      url: '/api/session',
      payload: { address: 'a@b.example', password: PASSWORD },
    } as const;
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      const answer = await api.inject({ ...base, headers });
      expect(answer.json()).toMatchObject({ status: 403, code: 'service.foreign-page' });
    }
    const form = { ...base, payload: '{}', headers: { 'content-type': 'text/plain' } };
    expect((await api.inject(form)).statusCode).toBe(400);
    const own = await api.inject({ ...base, headers: { origin: 'https://me.example', host: 'me.example' } });
    expect(own.statusCode).toBe(401);
  });

  test('is described by OpenAPI 3.1', async () => {
    const { openapi, paths: described } = (await asker(api).ask('GET', '/api/openapi.json')).json();
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(described)).toContain('/api/organisations/{organisation}/projects/{project}/acts');
  });
});

function isGet(route: Route): boolean {
  return route.method === 'GET' && !isStream(route);
}
