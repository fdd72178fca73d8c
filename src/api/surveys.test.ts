import { afterAll, expect, test } from 'vitest';
import { type Script, scriptedEngine, untilStopped } from '../../test/service/engine.ts';
import { workedApi } from '../../test/service/worked-api.ts';
import { Failure } from '../base/problem.ts';
import { doJob, giveUp } from '../work/do-job.ts';

const { api, admin, operator, url, store, look, jobsOf, work, depsOf, ...rig } = await workedApi();
afterAll(() => api.close());
const UNREACHABLE = new Failure('source.sign-in-refused', { host: 'mail.example.com', user: 'ann', reason: 'no' });

/** A draft of a project with two mailboxes; the first is looked at. */
async function draft(name: string) {
  const { project, mailboxes } = await rig.draft(name, ['ann@example.com', 'ben@example.com']);
  return { project, mailbox: mailboxes[0] ?? '' };
}

function failing(error: Error): Script {
  return {
    on: async () => {
      throw error;
    },
  };
}

test('a survey is asked for, done by a worker and kept, and changes no state', async () => {
  const { project, mailbox } = await draft('Asked');
  expect((await look(`${mailbox}/survey`)).code).toBe('service.not-found');
  const asked = await admin.ask('POST', `${mailbox}/survey`);
  expect(asked.statusCode).toBe(202);
  expect(asked.json()).toMatchObject({
    state: 'listed',
    total: null,
    survey: { isThere: false, askedAt: expect.any(String), allowed: true, why: null },
  });
  expect(jobsOf(mailbox).map(({ kind }) => kind)).toEqual(['mailbox.survey']);
  expect(await work(mailbox)).toEqual(['survey']);
  expect(await look(`${mailbox}/survey`)).toMatchObject({
    moves: { items: 3, bytes: 3000 },
    oldest: '2020-01-01T00:00:00Z',
    folders: [{ name: 'Clients / Finch', target: 'Clients / Finch', items: 4, tooLargeItems: 1, problem: null }],
    renames: [{ from: 'Sent', to: 'Sent Items' }],
    tooLarge: [{ folder: 'Clients / Finch', bytes: 1000 }],
    duration: { lowMs: 1000, highMs: 60_000 },
  });
  expect(await look(mailbox)).toMatchObject({
    state: 'listed',
    total: { items: 3, bytes: 3000 },
    survey: { isThere: true, askedAt: null },
  });
  expect(await look(project)).toMatchObject({ total: { items: 3, bytes: 3000 }, uncounted: 1, rate: null, end: null });
  const names = (await look(`${url}/events`)).items.map(({ name }: { name: string }) => name);
  expect(names.slice(-2)).toEqual(['ask-survey', 'surveyed']);
  // A job that comes twice has nothing to do.
  expect(await work(mailbox)).toEqual([]);
});

test('what goes wrong is the problem of a mailbox that has not begun, until a survey goes well', async () => {
  const { mailbox } = await draft('Failing');
  await admin.ask('POST', `${mailbox}/survey`);
  await work(mailbox, failing(UNREACHABLE));
  const found = await look(mailbox);
  expect(found).toMatchObject({
    state: 'listed',
    problem: { code: 'source.sign-in-refused' },
    survey: { askedAt: null },
  });
  expect(found.problem.remedy.length).toBeGreaterThan(0);
  await admin.ask('POST', `${mailbox}/survey`);
  await work(mailbox, failing(new TypeError('oops')));
  expect(await look(mailbox)).toMatchObject({ state: 'listed', problem: { code: 'work.defect' } });
  await admin.ask('POST', `${mailbox}/survey`);
  await work(mailbox);
  expect(await look(mailbox)).toMatchObject({ state: 'listed', problem: null });
});

test('a mailbox that waits to move goes on waiting, whatever becomes of its survey', async () => {
  const { project, mailbox } = await draft('Queued');
  await operator.ask('POST', `${project}/acts`, { act: 'start' });
  await admin.ask('POST', `${mailbox}/survey`);
  await work(mailbox, failing(UNREACHABLE));
  expect(await look(mailbox)).toMatchObject({ state: 'queued', problem: null });
  await admin.ask('POST', `${mailbox}/survey`);
  const job = jobsOf(mailbox).at(-1);
  if (job !== undefined) await giveUp(job, depsOf());
  expect(await look(mailbox)).toMatchObject({ state: 'queued', problem: null, survey: { askedAt: null } });
});

test('a worker that ends leaves the survey to the next', async () => {
  const { mailbox } = await draft('Left');
  await admin.ask('POST', `${mailbox}/survey`);
  const closing = new AbortController();
  const on: Script['on'] = async (_call, control) => {
    closing.abort();
    await untilStopped(control);
  };
  await work(mailbox, { on }, closing.signal);
  expect(jobsOf(mailbox)).toHaveLength(2);
  expect(await look(mailbox)).toMatchObject({ problem: null, survey: { askedAt: expect.any(String) } });
  expect(await work(mailbox)).toEqual(['survey']);
});

test('is refused, with the reason, while a mailbox moves and when it is over', async () => {
  const { project, mailbox } = await draft('Refused');
  await admin.ask('POST', `${mailbox}/survey`);
  const surveys = jobsOf(mailbox);
  await operator.ask('POST', `${project}/acts`, { act: 'start' });
  await work(mailbox, {
    on: async (call) => {
      if (call !== 'copy first') return;
      const moving = 'It is moving: what it holds is counted on the way, and what is in its way shows.';
      expect((await look(mailbox)).survey).toMatchObject({ allowed: false, why: moving });
      const answer = await admin.ask('POST', `${mailbox}/survey`);
      expect(answer.json()).toMatchObject({ status: 409, code: 'project.move-refused' });
      // Asked for before the move began, and taken by a worker too late.
      const late = scriptedEngine();
      for (const job of surveys) await doJob(job, new AbortController().signal, depsOf(late));
      expect(late.calls).toEqual([]);
    },
  });
  expect((await look(mailbox)).survey.askedAt).toBeNull();
  await admin.ask('POST', `${mailbox}/acts`, { act: 'cancel', reason: 'left' });
  expect((await admin.ask('POST', `${mailbox}/survey`)).statusCode).toBe(409);
});

test('the surveys of a large organisation wait behind the first of the others', async () => {
  const { project } = await draft('Many');
  const before = store.jobs.length;
  for (const { id } of (await look(`${project}/mailboxes`)).items) {
    await admin.ask('POST', `${project}/mailboxes/${id}/survey`);
  }
  const ranks = store.jobs.slice(before).map(({ rank }) => rank);
  expect(ranks).toEqual([1, 2]);
});
