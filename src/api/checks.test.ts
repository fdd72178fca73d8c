import { afterAll, expect, test } from 'vitest';
import { apiRig, firstOperator, mailboxBody, newOrganisation } from '../../test/service/api.ts';
import { type Script, scriptedEngine } from '../../test/service/engine.ts';
import { CHECKED, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { silentLog } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import { seededRandom } from '../base/random.ts';
import { doJob } from '../work/do-job.ts';

const db = await freshDatabase();
const store = testStore(db);
const rig = await apiRig(store);
const { api, clock } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const { admin, url } = await newOrganisation(api, operator, 'Mine');
const never = new AbortController().signal;
const random = seededRandom(8);

async function draft(name: string) {
  const { id } = (await admin.ask('POST', `${url}/projects`, { name })).json();
  const project = `${url}/projects/${id}`;
  const mailboxes: string[] = [];
  for (const one of ['ann@example.com', 'ben@example.com']) {
    const [made] = (await admin.ask('POST', `${project}/mailboxes`, mailboxBody(one))).json();
    mailboxes.push(`${project}/mailboxes/${made.id}`);
  }
  const [ann = '', ben = ''] = mailboxes;
  return { project, ann, ben };
}

function jobsOf(mailbox: string) {
  return store.jobs.filter((one) => mailbox.endsWith(one.mailbox));
}

async function work(mailbox: string, script: Script = {}): Promise<readonly string[]> {
  const engine = scriptedEngine(script);
  const job = jobsOf(mailbox).at(-1);
  const deps = { store, engine, clock, random, log: silentLog, worker: 'w', perHostMax: () => 99 };
  if (job !== undefined) await doJob(job, never, { ...deps, stopping: never, signal: never });
  return engine.calls;
}

async function look(at: string) {
  return (await admin.ask('GET', at)).json();
}

test('a check is asked for, done by a worker and kept, and changes no state', async () => {
  const { ann } = await draft('One');
  expect((await look(`${ann}/check`)).code).toBe('service.not-found');
  const asked = await admin.ask('POST', `${ann}/check`);
  expect(asked.statusCode).toBe(202);
  expect(asked.json()).toMatchObject({ state: 'listed', check: { verdict: null, at: null, allowed: true } });
  expect(asked.json().check.askedAt).not.toBeNull();
  expect(jobsOf(ann).map(({ kind }) => kind)).toEqual(['mailbox.check']);
  expect(await work(ann)).toEqual(['check']);
  expect(await look(ann)).toMatchObject({ state: 'listed', problem: null, check: { verdict: 'warn', askedAt: null } });
  const [first, second] = CHECKED;
  const { results } = await look(`${ann}/check`);
  expect(results).toMatchObject([
    { id: first?.id, verdict: 'pass', fault: null },
    { id: second?.id, verdict: 'warn', fault: { owner: 'target-admin', remedy: second?.fault?.remedy } },
  ]);
  const { items } = await look(`${url}/events?name=checked`);
  expect(items).toMatchObject([{ from: null, to: null, facts: { verdict: 'warn', faults: 1 } }]);
  // A job that comes twice does nothing.
  expect(await work(ann)).toEqual([]);
});

test('all mailboxes of a project are checked but those that nothing more is done with', async () => {
  const { project, ann, ben } = await draft('All');
  await admin.ask('POST', `${ben}/acts`, { act: 'cancel', reason: 'gone' });
  expect((await admin.ask('POST', `${project}/checks`)).json()).toEqual({ asked: 1 });
  expect(jobsOf(ann).map(({ kind }) => kind)).toEqual(['mailbox.check']);
  expect(jobsOf(ben)).toEqual([]);
  const refused = await admin.ask('POST', `${ben}/check`);
  expect([refused.statusCode, refused.json().code]).toEqual([409, 'project.move-refused']);
  await admin.ask('POST', `${project}/acts`, { act: 'cancel', reason: 'over' });
  expect((await admin.ask('POST', `${project}/checks`)).statusCode).toBe(409);
});

test('what keeps a worker from checking stands at the mailbox until a check ends well', async () => {
  const { ann } = await draft('Failing');
  await admin.ask('POST', `${ann}/check`);
  const full = new Failure('database.full', { reason: 'no room' });
  await work(ann, {
    on: async () => {
      throw full;
    },
  });
  expect(await look(ann)).toMatchObject({
    problem: { code: 'database.full' },
    check: { verdict: null, askedAt: null },
  });
  expect((await look(`${url}/events?name=check-failed`)).items).toHaveLength(1);
  await admin.ask('POST', `${ann}/check`);
  await work(ann);
  expect(await look(ann)).toMatchObject({ problem: null, check: { verdict: 'warn' } });
});

test('a look of one kind does not end the other', async () => {
  const { ann } = await draft('Both');
  await admin.ask('POST', `${ann}/check`);
  await admin.ask('POST', `${ann}/survey`);
  expect(await work(ann)).toEqual(['survey']);
  expect(await look(ann)).toMatchObject({ check: { verdict: null }, survey: { isThere: true, askedAt: null } });
  expect((await look(ann)).check.askedAt).not.toBeNull();
});
