import { get, request as post } from 'node:http';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { fakeClock } from '../../../test/fake-clock.ts';
import { apiRig, asker, firstOperator, mailboxBody, newOrganisation } from '../../../test/service/api.ts';
import { scriptedEngine } from '../../../test/service/engine.ts';
import { ABOUT } from '../../../test/service/programs.ts';
import { addCustomer, KEY, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { KeyRing } from '../../base/key-ring.ts';
import { silentLog } from '../../base/log.ts';
import type { Database } from '../../db/db.ts';
import { announceKeys } from '../../db/service/sealing.ts';
import { type MailboxProgress, NO_PROGRESS } from '../../model/project.ts';
import type { EngineControl, Task } from '../../work/engine.ts';
import { measuredEngine } from './measured-engine.ts';
import { listenForMetrics } from './metrics-listener.ts';
import { type Metrics, openMetrics } from './service-metrics.ts';

const db = await freshDatabase();
const store = testStore(db);
const clock = fakeClock();
/** Its time stands still, and so does whoever sleeps by it. */
const still = { now: () => clock.now(), sleep: () => new Promise<void>(() => undefined) };
const queue = { counts: async () => ({ waiting: 3, later: 2, atWork: 1 }) };

function metricsOf(own: Database = db): Metrics {
  return openMetrics({ db: own, queue, clock: still, log: silentLog, version: '9.9.9' });
}

/** The value of one line, by its name with labels. */
async function valueOf({ page }: Metrics, name: string): Promise<number | null> {
  const line = (await page.text()).split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? null : Number(line.slice(name.length + 1));
}

test('the numbers are those of the database, looked at once in five seconds however many ask', async () => {
  const { organisation, mailbox } = await addCustomer(store, 'Finch');
  await announceKeys(db, new KeyRing([KEY]), 'here 1', clock.now(), ABOUT);
  let looks = 0;
  const query: Database['query'] = (sql) => {
    looks += 1;
    return db.query(sql);
  };
  const metrics = metricsOf({ ...db, query });
  expect(await valueOf(metrics, 'godwit_mailboxes{state="listed"}')).toBe(1);
  const once = looks;
  expect(await valueOf(metrics, 'godwit_mailboxes{state="copying"}')).toBe(0);
  expect(await valueOf(metrics, 'godwit_jobs{state="waiting"}')).toBe(3);
  expect(await valueOf(metrics, 'godwit_programs{state="alive"}')).toBe(1);
  expect(await valueOf(metrics, 'godwit_database_up')).toBe(1);
  expect(looks).toBe(once);

  const text = 'update project_mailboxes set state = $3 where organisation_id = $1 and id = $2';
  await db.query({ name: '', text, values: [organisation, mailbox, 'copying'] });
  expect(await valueOf(metrics, 'godwit_mailboxes{state="copying"}')).toBe(0);
  clock.advance(5000);
  expect(await valueOf(metrics, 'godwit_mailboxes{state="copying"}')).toBe(1);
  expect(await valueOf(metrics, 'godwit_mailboxes{state="listed"}')).toBe(0);
});

test('a database that is gone is told, and no old number in its place', async () => {
  const lost = await freshDatabase();
  const metrics = metricsOf(lost);
  expect(await valueOf(metrics, 'godwit_database_up')).toBe(1);
  await lost.close();
  clock.advance(5000);
  expect(await valueOf(metrics, 'godwit_database_up')).toBe(0);
  expect(await valueOf(metrics, 'godwit_mailboxes{state="listed"}')).toBeNull();
  expect(await valueOf(metrics, 'godwit_build_info{version="9.9.9"}')).toBe(1);
});

test('names keep to the conventions, and no label or line tells of an organisation, an address, a token or what was asked for', async () => {
  const metrics = metricsOf();
  const rig = await apiRig(store, { answered: metrics.answered });
  onTestFinished(() => rig.api.close());
  const operator = await firstOperator(rig, 'planted-operator@example.com');
  const { admin, url } = await newOrganisation(rig.api, operator, 'Planted-Heron');
  const { id } = (await admin.ask('POST', `${url}/projects`, { name: 'planted-project' })).json();
  await admin.ask('POST', `${url}/projects/${id}/mailboxes`, mailboxBody('planted-box@example.com'));
  await admin.ask('GET', `${url}/projects/${id}/mailboxes?text=planted-text`);
  await asker(rig.api).ask('GET', '/planted-path');
  const all = '/api/organisations/:organisation/projects/:project/mailboxes';
  const counted = `godwit_http_request_duration_seconds_count{method="POST",route="${all}",status="201"}`;
  expect(await valueOf(metrics, counted)).toBe(1);
  const unknown = 'godwit_http_request_duration_seconds_count{method="GET",route="/*",status="404"}';
  expect(await valueOf(metrics, unknown)).toBe(1);

  const text = await metrics.page.text();
  for (const secret of ['planted', 'Planted', 'kept-secret', 'example.com', id, url.split('/').at(-1) ?? '-']) {
    expect(text.includes(secret), secret).toBe(false);
  }
  const kinds = [...text.matchAll(/^# TYPE (godwit_\S+) (\w+)$/gm)].map(([, name = '', kind = '']) => ({ name, kind }));
  expect(kinds.length).toBeGreaterThan(12);
  for (const { name, kind } of kinds) {
    expect(name).toMatch(/^godwit_[a-z_]+$/);
    expect(name.endsWith('_total'), name).toBe(kind === 'counter');
  }
  const labels = [...text.matchAll(/^godwit_\w+\{(.*)\} /gm)].flatMap(([, all = '']) => [...all.matchAll(/(\w+)="/g)]);
  expect(new Set(labels.map(([, name]) => name))).toEqual(
    new Set(['le', 'method', 'route', 'state', 'status', 'version']),
  );
});

test('what was copied and proved here is counted, and what was there before is not', async () => {
  const metrics = metricsOf();
  let counts: Partial<MailboxProgress> = { itemsCopied: 100, bytesCopied: 1000, itemsVerified: 50 };
  const inner = scriptedEngine({
    counts: () => counts,
    on: async (_call, { watch }) => {
      watch({ is: 'waiting', untilMs: clock.now() + 2500, because: 'planted reason' });
      counts = { ...counts, itemsCopied: 103, bytesCopied: 1700 };
      await engine.progress(task);
      expect(await valueOf(metrics, 'godwit_mailboxes_at_work')).toBe(1);
      // Read again from the beginning: less than before is no work undone.
      counts = { ...counts, itemsVerified: 0, itemsFailed: 1, itemsCopied: 104 };
    },
  });
  const engine = measuredEngine(inner, metrics.work, clock);
  const { organisation, mailbox } = await addCustomer(store, 'Kestrel');
  const found = await store.inTenant(organisation, (tenant) => tenant.mailbox(mailbox));
  const task = { organisation, mailbox: found, policy: {}, passwords: new Map() } as unknown as Task;
  const heard: string[] = [];
  const control = { watch: (progress: { is: string }) => void heard.push(progress.is) } as unknown as EngineControl;
  expect(await engine.progress(task)).toEqual({ ...NO_PROGRESS, ...counts });
  await engine.copy(task, 'first', control);
  counts = { ...counts, itemsCopied: 500 }; // by somebody else, who has the mailbox now
  await engine.progress(task);

  const value = (name: string) => valueOf(metrics, `godwit_${name}`);
  expect(await value('copied_items_total')).toBe(4);
  expect(await value('copied_bytes_total')).toBe(700);
  expect(await value('verified_items_total')).toBe(0);
  expect(await value('failed_items_total')).toBe(1);
  expect([await value('throttling_waits_total'), await value('throttling_wait_seconds_total')]).toEqual([1, 2.5]);
  expect(await value('mailboxes_at_work')).toBe(0);
  expect(heard).toEqual(['waiting']);
  expect(await metrics.page.text()).not.toContain('planted');
});

const PAGE = { type: 'text/plain', text: async () => 'numbers\n' };
const listener = await listenForMetrics({ host: '127.0.0.1', port: 0 }, PAGE, silentLog);
afterAll(() => listener.close());

function asked(url: string, method: string): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const ask = method === 'GET' ? get(url) : post(url, { method }).end();
    ask.on('error', reject).on('response', (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk)).on('end', () => resolve([answer.statusCode ?? 0, text]));
    });
  });
}

test('the listener has one page and nothing else', async () => {
  expect(await asked(listener.url, 'GET')).toEqual([200, 'numbers\n']);
  expect((await asked(listener.url.replace('/metrics', '/api/session'), 'GET'))[0]).toBe(404);
  expect((await asked(listener.url, 'POST'))[0]).toBe(404);
});

test('a port that is taken is an expected failure with its cause', async () => {
  const place = { host: '127.0.0.1', port: Number(new URL(listener.url).port) };
  const reason = { code: 'service.not-listening', message: expect.stringContaining('another program listens there') };
  await expect(listenForMetrics(place, PAGE, silentLog)).rejects.toMatchObject(reason);
});
