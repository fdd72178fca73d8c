import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { PROVEN, type Script, scriptedEngine, untilStopped } from '../../test/service/engine.ts';
import { ALL, addCustomer, type Customer, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { silentLog } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import { seededRandom } from '../base/random.ts';
import type { Actor } from '../model/event.ts';
import type { MailboxEvent } from '../model/mailbox-states.ts';
import type { PersonId } from '../model/organisation.ts';
import type { ProjectEvent } from '../model/project-states.ts';
import { mailboxOutlook } from '../plan/forecast/mailbox-end.ts';
import { moveByWorker, moveMailbox } from '../project/move-mailbox.ts';
import { moveProject } from '../project/move-project.ts';
import { doJob, giveUp, type JobDeps } from './do-job.ts';
import type { EngineControl } from './engine.ts';

const db = await freshDatabase();
const store = testStore(db);
const random = seededRandom(3);
const clock = fakeClock();
const by: Actor = { is: 'person', id: '5b0b3b52-3a8c-4d1e-9a2f-0c2f6c7d8e9f' as PersonId, role: 'operator' };
const never = new AbortController().signal;

async function started(): Promise<Customer> {
  const mine = await addCustomer(store, random.id());
  await act(mine, 'start');
  return mine;
}

function act({ organisation, project }: Customer, event: ProjectEvent): Promise<void> {
  return store.inTenant(organisation, (tenant) => moveProject(tenant, project, { event, by, reason: 'why' }, deps()));
}

function actOn({ organisation, project, mailbox }: Customer, event: MailboxEvent): Promise<void> {
  const act = { event, by, reason: 'why' };
  return store.inTenant(organisation, (tenant) => moveMailbox(tenant, { project, mailbox }, act, deps()));
}

function deps(
  script: Script = {},
  stopping = never,
  perHostMax = 99,
): JobDeps & { readonly engine: ReturnType<typeof scriptedEngine> } {
  return {
    store,
    engine: scriptedEngine(script),
    clock,
    random,
    log: silentLog,
    worker: 'w',
    stopping,
    signal: never,
    perHostMax: () => perHostMax,
  };
}

/** Does the job that was given out last for this mailbox. */
async function doNext({ organisation }: Customer, jobDeps = deps(), lost = never): Promise<readonly string[]> {
  const job = store.jobs.findLast((one) => one.organisation === organisation);
  if (job !== undefined) await doJob(job, lost, jobDeps);
  return jobDeps.engine.calls;
}

/** The clock of these tests goes on with each look of the worker: this lets it look until it has measured once more. */
async function measuredAgain({ organisation, mailbox }: Customer): Promise<void> {
  const at = () => store.inTenant(organisation, async (tenant) => (await tenant.mailbox(mailbox))?.progressAt ?? 0);
  const before = await at();
  while ((await at()) === before) await new Promise(setImmediate);
}

async function look({ organisation, project, mailbox }: Customer) {
  return store.inTenant(organisation, async (tenant) => {
    const found = await tenant.mailbox(mailbox);
    const jobs = store.jobs.filter((job) => job.organisation === organisation);
    return {
      project: (await tenant.project(project))?.state,
      mailbox: found?.state,
      problem: found?.problem?.code ?? null,
      waits: found?.goesOnAt === null ? null : (found?.goesOnAt ?? 0) - clock.now(),
      jobs: jobs.map(({ kind }) => kind),
    };
  });
}

describe('a mailbox that nothing is wrong with', () => {
  test('is copied, caught up, verified and proven, and completes its project', async () => {
    const mine = await started();
    expect(await doNext(mine)).toEqual(['copy first', 'copy delta']);
    expect(await look(mine)).toMatchObject({ mailbox: 'copied', jobs: ['mailbox.copy', 'mailbox.verify'] });
    expect(await doNext(mine)).toEqual(['verify']);
    expect(await look(mine)).toMatchObject({ project: 'completed', mailbox: 'verified', problem: null });
  });

  test('has its progress noted', async () => {
    const mine = await started();
    await doNext(mine);
    const found = await store.inTenant(mine.organisation, (tenant) => tenant.mailbox(mine.mailbox));
    expect(found?.progress).toMatchObject({ itemsFound: 10, itemsCopied: 2 });
  });

  test('is measured while it moves: its pace, its end, its waits and when something moved last', async () => {
    const mine = await started();
    const beganAt = clock.now();
    let copied = 0;
    const seen: ReturnType<typeof mailboxOutlook>[] = [];
    const on = async (call: string, { watch }: EngineControl): Promise<void> => {
      if (call !== 'copy first') return;
      watch({ is: 'phase', phase: 'copying' });
      for (; copied < 80; copied += 20) await measuredAgain(mine);
      watch({ is: 'waiting', untilMs: clock.now() + 600_000, because: 'it is busy' });
      await measuredAgain(mine);
      await measuredAgain(mine);
      const found = await store.inTenant(mine.organisation, (tenant) => tenant.mailbox(mine.mailbox));
      if (found !== null) seen.push(mailboxOutlook(found, clock.now()));
    };
    const counts = () => ({ itemsFound: 100, bytesFound: 1000, itemsCopied: copied, bytesCopied: copied * 10 });
    await doNext(mine, deps({ on, counts }));
    expect(seen[0]?.rate?.itemsPerSecond).toBeGreaterThan(0);
    expect(seen[0]?.waiting?.because).toBe('it is busy');
    expect(seen[0]?.end?.earliest).toBeGreaterThanOrEqual(clock.now());
    const found = await store.inTenant(mine.organisation, (tenant) => tenant.mailbox(mine.mailbox));
    expect(found).toMatchObject({ isListed: true, progress: { itemsCopied: 80 } });
    expect(found?.lastActivityAt).toBeGreaterThan(beganAt);
    expect(found?.lastActivityAt).toBeLessThan(found?.progressAt ?? 0);
  });

  test('is worked on once, however often its job comes', async () => {
    const mine = await started();
    const again = deps();
    const on = async (): Promise<void> => void (await doNext(mine, again));
    expect(await doNext(mine, deps({ on }))).toEqual(['copy first', 'copy delta']);
    expect(again.engine.calls).toEqual([]);
    expect(await look(mine)).toMatchObject({ mailbox: 'copied', problem: null });
    await actOn(mine, 'cancel');
    expect(await doNext(mine)).toEqual([]);
  });

  test('is taken over from a worker that has been silent, and not from one that speaks', async () => {
    const mine = await started();
    await store.inTenant(mine.organisation, async (tenant) => {
      const term = await tenant.claimMailbox(mine.mailbox, 'killed', clock.now());
      const move = { event: 'copy-began', term, worker: 'killed', problem: null, goesOnAt: null, facts: {} } as const;
      await moveByWorker(tenant, mine.mailbox, move, deps());
    });
    clock.advance(14_000);
    expect(await doNext(mine)).toEqual([]);
    clock.advance(20_000);
    expect(await doNext(mine)).toEqual(['copy first', 'copy delta']);
    expect(await look(mine)).toMatchObject({ mailbox: 'copied' });
  });
});

describe('what is found at the end', () => {
  test.each([
    { grade: 'verified-with-exceptions', mailbox: 'partial', problem: null, project: 'completed' },
    { grade: 'not-verified', mailbox: 'attention', problem: 'work.not-proven', project: 'running' },
  ] as const)('$grade makes it $mailbox', async ({ grade, mailbox, problem, project }) => {
    const mine = await started();
    await doNext(mine);
    await doNext(mine, deps({ verdict: { ...PROVEN, grade, exceptionsCount: 3 } }));
    expect(await look(mine)).toMatchObject({ mailbox, problem, project });
  });
});

describe('a failure', () => {
  const busy = new Failure('target.busy', { minutes: '60' });
  test.each([
    { what: 'that passes', error: busy, then: { mailbox: 'queued', problem: 'target.busy', waits: 300_000 } },
    {
      what: 'of a full target',
      error: new Failure('target.full', { reason: 'full', missing: 'much' }),
      then: { mailbox: 'queued', problem: 'target.full', waits: 1_800_000 },
    },
    {
      what: 'of a password',
      error: new Failure('source.sign-in-refused', { host: 'h', user: 'u', reason: 'no' }),
      then: { mailbox: 'attention', problem: 'source.sign-in-refused', waits: null },
    },
    {
      what: 'of ours',
      error: new TypeError('oops'),
      then: { mailbox: 'attention', problem: 'work.defect', waits: null },
    },
  ])('$what leaves the mailbox as it should', async ({ error, then }) => {
    const mine = await started();
    await doNext(mine, deps({ on: () => Promise.reject(error) }));
    expect(await look(mine)).toMatchObject(then);
    const later = store.jobs.filter(({ organisation }) => organisation === mine.organisation).slice(1);
    expect(later.map(({ notBefore }) => (notBefore ?? 0) - clock.now())).toEqual(
      then.waits === null ? [] : [then.waits],
    );
  });

  test('is over when somebody tries again', async () => {
    const mine = await started();
    await doNext(mine, deps({ on: () => Promise.reject(new TypeError('oops')) }));
    await actOn(mine, 'retry');
    expect(await look(mine)).toMatchObject({
      mailbox: 'queued',
      problem: null,
      jobs: ['mailbox.copy', 'mailbox.copy'],
    });
  });

  test('that kills each worker ends with somebody who has to look', async () => {
    const mine = await started();
    const job = { kind: 'mailbox.copy', organisation: mine.organisation, mailbox: mine.mailbox } as const;
    await giveUp(job, deps());
    expect(await look(mine)).toMatchObject({ mailbox: 'attention', problem: 'work.given-up' });
  });
});

describe('mailboxes of one host', () => {
  test('are begun only so many at once, over all organisations and workers; the others come again', async () => {
    clock.advance(60_000); // whoever had one in another test is long silent
    const all = [await started(), await started(), await started()];
    const one = { atOnce: 0, most: 0 };
    const on = async (): Promise<void> => {
      one.atOnce += 1;
      one.most = Math.max(one.most, one.atOnce);
      await store.inTenant(all[0]?.organisation ?? missing(), (tenant) => tenant.projects(ALL.projects, ALL.page));
      one.atOnce -= 1;
    };
    await Promise.all(all.map((mine) => doNext(mine, deps({ on }, never, 1))));
    expect(one.most).toBe(1);
    const states = await Promise.all(all.map(look));
    const waiting = states.filter(({ mailbox }) => mailbox === 'queued');
    expect(waiting.length).toBeGreaterThan(0);
    for (const { jobs } of waiting) expect(jobs).toEqual(['mailbox.copy', 'mailbox.copy']);
  });
});

function missing(): never {
  throw new Error('it is there');
}

describe('while it is worked on', () => {
  test.each([
    { who: 'the project is paused', stop: (mine: Customer) => act(mine, 'pause'), mailbox: 'queued' },
    { who: 'the mailbox is paused', stop: (mine: Customer) => actOn(mine, 'pause'), mailbox: 'paused' },
    { who: 'the mailbox is cancelled', stop: (mine: Customer) => actOn(mine, 'cancel'), mailbox: 'cancelled' },
  ])('a mailbox is let go when $who', async ({ stop, mailbox }) => {
    const mine = await started();
    const on = async (_call: string, control: Parameters<typeof untilStopped>[0]): Promise<void> => {
      await stop(mine);
      await untilStopped(control);
    };
    await doNext(mine, deps({ on }));
    expect(await look(mine)).toMatchObject({ mailbox, problem: null, jobs: ['mailbox.copy'] });
  });

  test('a mailbox is left to others when the worker ends', async () => {
    const mine = await started();
    const closing = new AbortController();
    const on = async (_call: string, control: Parameters<typeof untilStopped>[0]): Promise<void> => {
      closing.abort();
      await untilStopped(control);
    };
    await doNext(mine, deps({ on }, closing.signal));
    expect(await look(mine)).toMatchObject({ mailbox: 'queued', jobs: ['mailbox.copy', 'mailbox.copy'] });
  });

  test('a mailbox that another worker has claimed is not touched any more', async () => {
    const mine = await started();
    const on = async (_call: string, control: Parameters<typeof untilStopped>[0]): Promise<void> => {
      await store.inTenant(mine.organisation, (tenant) => tenant.claimMailbox(mine.mailbox, 'other', clock.now()));
      await untilStopped(control);
    };
    await doNext(mine, deps({ on }));
    expect(await look(mine)).toMatchObject({ mailbox: 'copying', problem: null, jobs: ['mailbox.copy'] });
  });
});
