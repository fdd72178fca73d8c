import { afterAll, expect, test } from 'vitest';
import { apiRig, asker, askerWith, firstOperator, newOrganisation } from '../../../test/service/api.ts';
import { testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { jsonLog } from '../../base/log.ts';
import { requestLog } from './request-log.ts';

const db = await freshDatabase();
let logged = '';
const log = jsonLog(
  (line) => {
    logged += line;
  },
  () => 0,
);
const rig = await apiRig(testStore(db), { log, answered: requestLog(log) });
const { api } = rig;
afterAll(() => api.close());

function lines(): Record<string, unknown>[] {
  const all = logged.trimEnd().split('\n');
  logged = '';
  return all.filter((line) => line !== '').map((line) => JSON.parse(line));
}

test('each request is a line with its pattern and its end, under the id that the caller has, and nothing that it held', async () => {
  const operator = await firstOperator(rig);
  const { admin, url } = await newOrganisation(api, operator, 'Finch');
  lines();
  const { id } = (await admin.ask('POST', `${url}/projects`, { name: 'planted-name' })).json();
  const answer = await admin.ask('GET', `${url}/projects/${id}?limit=planted-query`);
  await admin.ask('POST', `${url}/projects`, { name: ['planted-body'] });
  await askerWith(api, {
    authorization: 'Bearer planted-token',
    cookie: 'a=planted-cookie',
    'x-request-id': 'planted-id',
  }).ask('GET', '/api/session');
  await asker(api).ask('GET', '/planted-path?planted=1');
  await asker(api).ask('POST', '/api/invitations/planted-invitation', {
    name: 'n',
    address: 'a@b.example',
    password: 'planted-password',
  });
  expect(logged).not.toContain('planted');
  for (const value of [id, url.split('/').at(-1)]) expect(logged).not.toContain(value);
  const seen = lines();
  const all = '/api/organisations/:organisation/projects';
  expect(seen.map(({ method, route, status }) => [method, route, status])).toEqual([
    ['POST', all, 201],
    ['GET', `${all}/:project`, 200],
    ['POST', all, 400],
    ['GET', '/api/session', 401],
    ['GET', '/*', 404],
    ['POST', '/api/invitations/:token', 404],
  ]);
  expect(seen[1]).toMatchObject({ level: 'info', event: 'request', id: answer.headers['x-request-id'] });
  expect(seen[1]?.['ms']).toBeGreaterThanOrEqual(0);
  expect(new Set(seen.map((one) => one['id'])).size).toBe(seen.length);
});

test('who only looks whether the service lives fills no log', async () => {
  await asker(api).ask('GET', '/api/health');
  await asker(api).ask('GET', '/api/ready');
  expect(lines()).toEqual([]);
});

test('a broken service is told, also to who looks whether it lives', async () => {
  const NOTHING = { database: false, migrations: false, queue: false, sealingKey: false };
  const broken = await apiRig(testStore(db), { readiness: async () => NOTHING, answered: requestLog(log) });
  await asker(broken.api).ask('GET', '/api/ready');
  await broken.api.close();
  expect(lines()).toMatchObject([{ level: 'warn', event: 'request', route: '/api/ready', status: 503 }]);
});
