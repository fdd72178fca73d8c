import { afterAll, describe, expect, test } from 'vitest';
import { workedApi } from '../../test/service/worked-api.ts';
import { isoSeconds } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';

const { api, operator, store, clock, look, draft, jobsOf, work } = await workedApi();
afterAll(() => api.close());
const [ANN, BEN] = ['ann@example.com', 'ben@example.com'];

interface Moving {
  readonly project: string;
  readonly mailboxes: readonly string[];
}

/** A running project with these mailboxes. */
async function running(name: string, names: readonly string[]): Promise<Moving> {
  const made = await draft(name, names);
  await operator.ask('POST', `${made.project}/acts`, { act: 'start' });
  return made;
}

function jobOf(mailbox: string) {
  const job = jobsOf(mailbox).at(-1);
  if (job === undefined) throw new Error('no job waits');
  return job;
}

/** Copies 80 of 100 items, and then looks. */
async function eightyCopied(mailbox: string, lookNow: () => Promise<void>): Promise<void> {
  let copied = 0;
  const { organisation, mailbox: id } = jobOf(mailbox);
  const measuredAt = () => store.inTenant(organisation, async (tenant) => (await tenant.mailbox(id))?.progressAt);
  const untilMeasured = async () => {
    const before = await measuredAt();
    while ((await measuredAt()) === before) await new Promise(setImmediate);
  };
  await work(mailbox, {
    counts: () => ({ itemsFound: 100, bytesFound: 1000, itemsCopied: copied, bytesCopied: copied * 10 }),
    on: async (call, { watch }) => {
      if (call !== 'copy first') return;
      watch({ is: 'phase', phase: 'copying' });
      for (; copied < 80; copied += 20) await untilMeasured();
      watch({ is: 'waiting', untilMs: clock.now() + 600_000, because: 'it is busy' });
      await untilMeasured();
      await lookNow();
    },
  });
}

describe('before anything was measured', () => {
  test('nothing is said of totals, rates and ends', async () => {
    const { project, mailboxes } = await running('Nothing yet', [ANN]);
    const unknown = { total: null, rate: null, end: null, lastActivityAt: null };
    expect(await look(project)).toMatchObject({ ...unknown, uncounted: 1, exceptions: [] });
    expect(await look(mailboxes[0] ?? '')).toMatchObject({ ...unknown, waiting: null });
  });
});

describe('while it moves', () => {
  test('a mailbox and its project have a total, a rate, a range for the end and what they wait for', async () => {
    const { project, mailboxes } = await running('Moving', [ANN]);
    const [mailbox = ''] = mailboxes;
    const seen: Awaited<ReturnType<typeof look>>[] = [];
    await eightyCopied(mailbox, async () => {
      const now = clock.now();
      seen.push(await look(mailbox), await look(project), isoSeconds(now));
    });
    const [one, all, now] = seen;
    for (const { total, rate, end, lastActivityAt } of [one, all]) {
      expect(total).toEqual({ items: 100, bytes: 1000 });
      expect(rate.itemsPerSecond).toBeGreaterThan(0);
      expect(rate.bytesPerSecond).toBeCloseTo(10 * rate.itemsPerSecond);
      expect(end.earliest > now).toBe(true);
      expect(end.latest > end.earliest).toBe(true);
      expect(lastActivityAt <= now).toBe(true);
    }
    expect(one.waiting).toEqual({ until: expect.any(String), because: 'it is busy' });
    expect(one.waiting.until > now).toBe(true);
    expect(all.progress).toMatchObject({ itemsCopied: 80, itemsVerified: 0 });
  });

  test('nobody guesses when a project ends of which a mailbox was never listed', async () => {
    const { project, mailboxes } = await running('Half known', [ANN, BEN]);
    await eightyCopied(mailboxes[0] ?? '', async () => {
      const { total, uncounted, rate, end } = await look(project);
      expect([total, uncounted, end]).toEqual([{ items: 100, bytes: 1000 }, 1, null]);
      expect(rate).not.toBeNull();
    });
  });

  test('a mailbox at which nobody works any more keeps its total and its last activity alone', async () => {
    const { mailboxes } = await running('Over', [ANN]);
    const [mailbox = ''] = mailboxes;
    await eightyCopied(mailbox, async () => undefined);
    const { state, total, rate, end, waiting, lastActivityAt } = await look(mailbox);
    expect([state, total, rate, end, waiting]).toEqual(['copied', { items: 100, bytes: 1000 }, null, null, null]);
    expect(lastActivityAt).toEqual(expect.any(String));
  });
});

test('exceptions are counted by their cause', async () => {
  const { project, mailboxes } = await running('Broken', [ANN, BEN, 'cat@example.com']);
  const refused = new Failure('source.sign-in-refused', { host: 'h', user: 'u', reason: 'no' });
  const fail = (error: Failure) => ({
    on: async () => {
      throw error;
    },
  });
  await work(mailboxes[0] ?? '', fail(refused));
  await work(mailboxes[1] ?? '', fail(refused));
  await work(mailboxes[2] ?? '', fail(new Failure('target.busy', { minutes: '60' })));
  expect((await look(project)).exceptions).toEqual([
    { code: 'source.sign-in-refused', mailboxes: 2 },
    { code: 'target.busy', mailboxes: 1 },
  ]);
});
