import { afterAll, expect, test } from 'vitest';
import {
  apiRig,
  asker,
  cookieOf,
  firstOperator,
  mailboxBody,
  newOrganisation,
  PASSWORD,
  TOKEN,
} from '../../test/service/api.ts';
import { allRows, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';

const db = await freshDatabase();
const store = testStore(db);
const rig = await apiRig(store);
const { api, clock } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const { admin, url } = await newOrganisation(api, operator, 'Mine');
const signedIn = await asker(api).ask('POST', '/api/session', { address: 'admin@mine.example', password: PASSWORD });
const cookie = cookieOf(signedIn);

function post(path: string, payload: object, key: string) {
  return api.inject({ method: 'POST', url: path, headers: { cookie, 'idempotency-key': key }, payload });
}

async function projectNames(): Promise<readonly string[]> {
  const { items } = (await admin.ask('GET', `${url}/projects`)).json();
  return items.map(({ name }: { name: string }) => name);
}

test('the same request with the same key is done once, and answered alike', async () => {
  const first = await post(`${url}/projects`, { name: 'Once' }, '"a-key"');
  const again = await post(`${url}/projects`, { name: 'Once' }, 'a-key');
  expect([first.statusCode, again.statusCode]).toEqual([201, 201]);
  expect(again.body).toBe(first.body);
  expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
  expect(await projectNames()).toEqual(['Once']);
});

test('a key is refused for another request, and is of one caller alone', async () => {
  const other = await post(`${url}/projects`, { name: 'Other' }, 'a-key');
  expect(other.json()).toMatchObject({ status: 422, code: 'service.key-of-other' });
  const headers = { authorization: `Bearer ${(await admin.ask('POST', `${url}/tokens`, MANAGE)).json().token}` };
  const payload = { name: 'Of a program' };
  const by = { ...headers, 'idempotency-key': 'a-key' };
  expect((await api.inject({ method: 'POST', url: `${url}/projects`, headers: by, payload })).statusCode).toBe(201);
});

const MANAGE = { ...TOKEN, scopes: ['manage'], reason: 'a test' };

test('of two at once one is done', async () => {
  const both = await Promise.all([1, 2].map(() => post(`${url}/projects`, { name: 'Two' }, 'two')));
  const codes = both.map(({ statusCode }) => statusCode);
  expect(codes).toContain(201);
  expect([201, 409]).toContain(codes.find((code) => code !== 201) ?? 201);
  expect((await projectNames()).filter((name) => name === 'Two')).toHaveLength(1);
});

test('a refusal is not kept: it is asked anew', async () => {
  const project = `${url}/projects/${(await admin.ask('POST', `${url}/projects`, { name: 'Acts' })).json().id}`;
  const start = () =>
    api.inject({
      method: 'POST',
      url: `${project}/acts`,
      headers: { cookie, 'idempotency-key': 'go' },
      payload: { act: 'cancel' },
    });
  expect((await start()).statusCode).toBe(422);
  expect((await start()).headers['idempotency-replayed']).toBeUndefined();
});

test('what began and was never answered is under way, and is asked anew after a while', async () => {
  await db.query({ name: '', text: 'update answers set answer = null where key = $1', values: ['two'] });
  const ask = () => post(`${url}/projects`, { name: 'Two' }, 'two');
  expect((await ask()).json()).toMatchObject({ status: 409, code: 'service.key-under-way' });
  clock.advance(6 * 60_000);
  expect((await ask()).json()).toMatchObject({ code: 'service.taken' });
});

test.each(['', 'with blank', 'x'.repeat(256)])('a key that is none is refused: %j', async (key) => {
  expect((await post(`${url}/projects`, { name: 'None' }, key)).statusCode).toBeGreaterThanOrEqual(400);
  expect(await projectNames()).not.toContain('None');
});

test('an answer is forgotten after a day, and neither it nor the request lies about in clear', async () => {
  const made = await post(`${url}/tokens`, TOKEN, 'secret');
  const { token } = made.json();
  expect((await post(`${url}/tokens`, TOKEN, 'secret')).json().token).toBe(token);
  const project = (await admin.ask('GET', `${url}/projects`)).json().items[0].id;
  await post(`${url}/projects/${project}/mailboxes`, mailboxBody('ann@example.com'), 'mailboxes');
  const rows = await allRows(db);
  for (const secret of [token, 'kept-secret-source']) expect(rows).not.toContain(secret);
  expect(rows).not.toContain(Buffer.from(token).toString('hex'));
  clock.advance(25 * 3_600_000);
  await store.inHouse((house) =>
    house.beginAnswer({ caller: project, key: 'x' }, 'f', {
      now: clock.now(),
      keptSince: clock.now(),
      underWaySince: clock.now(),
    }),
  );
  const [left] = await db.query<{ count: number }>({
    name: '',
    text: 'select count(*) as count from answers',
    values: [],
  });
  expect(left?.count).toBe(1);
});
