import { afterAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../test/setup/database.ts';
import { assert } from '../base/assert.ts';
import { silentLog } from '../base/log.ts';
import { systemRandom } from '../base/random.ts';
import { jobDoor } from '../db/service/store.ts';
import type { Job, NewJob } from '../model/job.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { MailboxId } from '../model/project.ts';
import { openQueue } from './queue.ts';

const db = await freshDatabase();
const other = await freshDatabase();
const polite = await freshDatabase();
const changed = await freshDatabase();
const queue = await openQueue(jobDoor(db), silentLog);
afterAll(() => queue.close());

function newJob(rank = 0): NewJob {
  const [organisation, mailbox] = [systemRandom.id() as OrganisationId, systemRandom.id() as MailboxId];
  return { kind: 'mailbox.copy', organisation, mailbox, rank, sourceHost: 'mail.example.com', notBefore: null };
}

describe('the queue', () => {
  test('gives out what was committed, the lowest rank first, once for each mailbox, and nothing that was rolled back', async () => {
    const [late, soon, lost] = [newJob(9), newJob(2), newJob(1)];
    const broken = db.transaction(async (tx) => {
      await queue.add(jobDoor(tx), [lost]);
      throw new Error('stop');
    });
    await expect(broken).rejects.toThrow('stop');
    await db.transaction((tx) => queue.add(jobDoor(tx), [late, soon]));
    await db.transaction((tx) => queue.add(jobDoor(tx), [late]));

    const taken: Job[] = [];
    const both = new Promise<void>((resolve) => {
      const work = async (job: Job): Promise<void> => {
        taken.push(job);
        if (taken.length === 2) resolve();
      };
      void queue.take({ jobsMax: 1, jobsPerHostMax: 9 }, { work, giveUp: async () => undefined });
    });
    await both;
    expect(taken.map(({ mailbox }) => mailbox)).toEqual([soon.mailbox, late.mailbox]);
    expect(taken[0]).toEqual({ kind: soon.kind, organisation: soon.organisation, mailbox: soon.mailbox });
  });

  test('hands over a job that failed as often as it may to those who give it up', async () => {
    const impatient = await openQueue(jobDoor(other), silentLog, { retriesMax: 0, retryAfterS: 0 });
    const failing = newJob();
    await other.transaction((tx) => impatient.add(jobDoor(tx), [failing]));
    const givenUp = await new Promise<Job>((resolve) => {
      const work = () => Promise.reject(new Error('the worker died'));
      void impatient.take({ jobsMax: 1, jobsPerHostMax: 9 }, { work, giveUp: async (job) => resolve(job) });
    });
    expect(givenUp.mailbox).toBe(failing.mailbox);
    await impatient.close();
  });

  test('gives out no more of a host than may be under way, and those of other hosts meanwhile', async () => {
    const [first, second] = [await openQueue(jobDoor(polite), silentLog), await openQueue(jobDoor(polite), silentLog)];
    const jobs = [0, 1, 2].map((rank) => newJob(rank));
    const elsewhere = { ...newJob(9), sourceHost: 'other.example.com' };
    await polite.transaction((tx) => first.add(jobDoor(tx), [...jobs, elsewhere]));
    const bounds = { jobsMax: 1, jobsPerHostMax: 1 };
    const giveUp = async (): Promise<void> => undefined;
    const [begun, release, all] = [0, 1, 2].map(() => Promise.withResolvers<void>());
    assert(begun !== undefined && release !== undefined && all !== undefined, 'three were made');
    const taken: string[] = [];
    const work = async ({ mailbox }: Job): Promise<void> => {
      taken.push(mailbox);
      begun.resolve();
      if (taken.length === 1) await release.promise;
      // The next to come is that of the other host, though it stands last; then there is room again, for either program.
      if (taken.length === 2) release.resolve();
      if (taken.length === jobs.length + 1) all.resolve();
    };
    void first.take(bounds, { work, giveUp });
    await begun.promise;
    void second.take(bounds, { work, giveUp });
    await all.promise;
    expect(taken.slice(0, 2)).toEqual([jobs[0]?.mailbox, elsewhere.mailbox]);
    expect(new Set(taken.slice(2))).toEqual(new Set([jobs[1]?.mailbox, jobs[2]?.mailbox]));
    await Promise.all([first.close(), second.close()]);
  });

  test('takes more at once when it may, and less: what is under way ends first', async () => {
    const changing = await openQueue(jobDoor(changed), silentLog);
    const jobs = Array.from({ length: 8 }, (_, rank) => newJob(rank));
    await changed.transaction((tx) => changing.add(jobDoor(tx), jobs));
    const underWay: PromiseWithResolvers<void>[] = [];
    const watchers: (() => void)[] = [];
    let begun = 0;
    let mostSince = 0;
    const until = async (isSo: () => boolean): Promise<void> => {
      while (!isSo()) await new Promise<void>((resolve) => watchers.push(resolve));
    };
    const work = async (): Promise<void> => {
      const job = Promise.withResolvers<void>();
      begun += 1;
      mostSince = Math.max(mostSince, underWay.push(job));
      for (const watcher of watchers.splice(0)) watcher();
      await job.promise;
    };
    const end = (): void => underWay.shift()?.resolve();
    const taking = await changing.take({ jobsMax: 1, jobsPerHostMax: 9 }, { work, giveUp: async () => undefined });
    await until(() => begun === 1);
    await taking.change({ jobsMax: 4, jobsPerHostMax: 9 });
    await until(() => begun === 4);
    expect(underWay).toHaveLength(4);

    await taking.change({ jobsMax: 1, jobsPerHostMax: 9 });
    expect(underWay).toHaveLength(4);
    for (let ended = 0; ended < 4; ended += 1) end();
    mostSince = 0;
    await until(() => begun === 5);
    end();
    await until(() => begun === 6);
    expect(mostSince).toBe(1);

    // A bound of hosts that changes is known to those who take from then on.
    await taking.change({ jobsMax: 3, jobsPerHostMax: 1 });
    end();
    await until(() => begun === 7);
    end();
    await until(() => begun === 8);
    expect(mostSince).toBe(1);
    end();
    await changing.close();
  });

  test('may be opened by a second program on the same tables', async () => {
    const second = await openQueue(jobDoor(db), silentLog);
    await second.close();
  });
});
