import { afterAll, expect, test } from 'vitest';
import { CHECKED } from '../../test/service/store.ts';
import { workedApi } from '../../test/service/worked-api.ts';
import { Failure } from '../base/problem.ts';

const { api, admin, url, look, jobsOf, work, ...rig } = await workedApi();
afterAll(() => api.close());

async function draft(name: string) {
  const { project, mailboxes } = await rig.draft(name, ['ann@example.com', 'ben@example.com']);
  const [ann = '', ben = ''] = mailboxes;
  return { project, ann, ben };
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
