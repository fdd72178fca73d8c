/** Whatever happens to requests, nothing is lost and nothing doubled; what concerns more than one message is thrown. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../../sim/exchange/fault.ts';
import { never } from '../../../test/contract/contract.ts';
import { failure, many, outcomes, Scenes } from '../../../test/exchange/target-scene.ts';
import { systemClock } from '../../base/clock.ts';
import type { Settled, Write } from '../../model/target.ts';
import { headsIn, putAll, targetOf, writesOf } from '../target-harness.contract.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());
const created = { operation: 'CreateItem' } as const;

describe('whatever happens to requests, every message is there once and settled once', () => {
  test.each<{ what: string; faults: readonly Fault[]; pauses?: readonly number[]; doubtRestMs?: number }>([
    {
      what: 'the server is busy',
      faults: [{ when: { ...created, nth: 1 }, then: { is: 'busy', backOffMs: 4321 } }],
      pauses: [4321],
    },
    { what: 'the web server queues', faults: [{ when: { ...created, nth: 2 }, then: { is: 'http', status: 503 } }] },
    {
      what: 'the line is cut before the work',
      faults: [{ when: { ...created, nth: 1 }, then: { is: 'cut', at: 'before-work' } }],
    },
    {
      what: 'the line is cut after the work',
      faults: [{ when: { ...created, nth: 1 }, then: { is: 'cut', at: 'after-work' } }],
    },
    {
      what: 'the line is cut in the middle of the answer',
      faults: [{ when: { ...created, nth: 2 }, then: { is: 'cut', at: 'after-work', bytes: 300 } }],
    },
    {
      what: 'every second line is cut after the work',
      faults: [{ when: { ...created, every: 2 }, then: { is: 'cut', at: 'after-work' } }],
    },
    {
      what: 'the answer is rubbish after the work',
      faults: [{ when: { ...created, nth: 1 }, then: { is: 'rubbish', body: '<x', work: true } }],
    },
    {
      what: 'the answer is rubbish instead of the work',
      faults: [{ when: { ...created, nth: 1 }, then: { is: 'rubbish', body: 'ok', work: false } }],
    },
    {
      what: 'a batch is stopped after three',
      faults: [{ when: { ...created, times: 2 }, then: { is: 'stop-batch', after: 3 } }],
    },
    {
      what: 'a batch takes too long',
      faults: [{ when: { ...created, times: 2 }, then: { is: 'fault', code: 'ErrorTimeoutExpired' } }],
    },
    {
      what: 'the store is away',
      faults: [{ when: { ...created, times: 3 }, then: { is: 'fault', code: 'ErrorMailboxStoreUnavailable' } }],
    },
    {
      what: 'the request is too large for the web server',
      faults: [{ when: { ...created, times: 2 }, then: { is: 'http', status: 413 } }],
    },
    {
      what: 'an item meets a passing trouble',
      faults: [{ when: { ...created, times: 2 }, then: { is: 'item', at: 4, code: 'ErrorMailboxStoreUnavailable' } }],
    },
    {
      what: 'an item meets a busy server',
      faults: [{ when: { ...created, times: 1 }, then: { is: 'item', at: 2, code: 'ErrorServerBusy', inner: true } }],
    },
    {
      what: 'the line is cut now and the work done later',
      faults: [{ when: { ...created, nth: 1 }, then: { is: 'late', afterMs: 150 } }],
      doubtRestMs: 400,
    },
  ])('$what', async ({ faults, pauses, doubtRestMs = 20 }) => {
    const options = { serverSleeps: pauses !== undefined, doubtRestMs };
    const { rig, target, folder, copies } = await scenes.scene(faults, options);
    const messages = many(60);
    const settled = await putAll(target, folder, messages);
    expect(outcomes(settled)).toEqual(messages.map(() => 'copied'));
    expect(rig.exchange.counters.faultsStruck).toBeGreaterThan(0);
    expect(rig.exchange.counters.impoliteRequests).toBe(0);
    if (pauses !== undefined) expect(rig.paceClock.slept).toEqual(pauses);
    // What is still to come late has come by then.
    await systemClock.sleep(doubtRestMs, never());
    const heads = await headsIn(await rig.open(), folder);
    expect(new Set(settled.map(targetOf))).toEqual(new Set(heads.map((head) => head.target)));
    expect(await copies(messages)).toEqual(messages.map(() => 1));
  });

  test('several puts at once share what the server asks of one of them', async () => {
    const { rig, target, folder, copies } = await scenes.scene([
      { when: { ...created, nth: 2 }, then: { is: 'busy', backOffMs: 50 } },
    ]);
    const messages = many(90);
    const settled = await Promise.all(
      [0, 30, 60].map((from) => putAll(target, folder, messages.slice(from, from + 30))),
    );
    expect(outcomes(settled.flat())).toEqual(messages.map(() => 'copied'));
    expect(rig.exchange.counters.concurrencyPeak).toBeLessThanOrEqual(4);
    expect(await copies(messages)).toEqual(messages.map(() => 1));
  });
});

describe('what concerns more than one message ends the put with its cause', () => {
  test.each(['plain', 'inner'] as const)('a full mailbox, whose code is %s', async (quotaRefusal) => {
    const { target, folder } = await scenes.scene([], {
      server: { quotaRefusal, mailboxes: [{ address: 'user@example.com', quotaBytes: 3000 }] },
    });
    const settled: Settled[] = [];
    const run = async (): Promise<void> => {
      for await (const some of target.put(folder, writesOf(many(20)), never())) settled.push(...some);
    };
    expect(await failure(run())).toMatchObject({ code: 'target.full' });
    expect(settled.filter((one) => one.is === 'copied').length).toBeGreaterThan(0);
    expect(settled.filter((one) => one.is === 'failed')).toEqual([]);
  });

  test.each([
    ['a folder that somebody has deleted', 'ErrorFolderNotFound', 'target.folder-refused'],
    ['a right that was taken away', 'ErrorImpersonateUserDenied', 'target.impersonation-refused'],
    ['a mailbox that is gone', 'ErrorNonExistentMailbox', 'target.mailbox-missing'],
  ])('%s', async (_, code, failed) => {
    const { target, folder } = await scenes.scene([{ when: created, then: { is: 'fault', code } }]);
    const found = await failure(putAll(target, folder, many(5)));
    expect(found.code).toBe(failed);
    expect(found.message).toContain(code);
  });

  test('EWS that is switched off in the middle is a policy and no bad password', async () => {
    const { target, folder } = await scenes.scene([{ when: created, then: { is: 'http', status: 403 } }]);
    expect(await failure(putAll(target, folder, many(5)))).toMatchObject({ code: 'target.policy-forbids' });
  });

  test('a server that stays busy: target.busy, with the minutes', async () => {
    const { target, folder } = await scenes.scene([
      { when: created, then: { is: 'fault', code: 'ErrorServerBusy', backOffMs: 900_000 } },
    ]);
    expect(await failure(putAll(target, folder, many(5)))).toMatchObject({
      code: 'target.busy',
      facts: { minutes: '45' },
    });
  });

  test('a server that goes away for good after a lost answer: the connection, in words of ours', async () => {
    const cut = { is: 'cut', at: 'after-work' } as const;
    const { target, folder, copies } = await scenes.scene([
      { when: created, then: cut },
      { when: { operation: 'FindItem' }, then: cut },
    ]);
    const messages = many(5);
    expect(await failure(putAll(target, folder, messages))).toMatchObject({ code: 'connection.lost' });
    expect(await copies(messages)).toEqual(messages.map(() => 1));
  });

  test('a server that cuts every line before the work is given up after a bounded number of tries', async () => {
    const { rig, target, folder } = await scenes.scene([{ when: created, then: { is: 'cut', at: 'before-work' } }]);
    expect(await failure(putAll(target, folder, many(5)))).toMatchObject({ code: 'connection.lost' });
    expect(rig.exchange.counters.requests['CreateItem']).toBeLessThan(20);
  });

  test('a stream of writes that fails: its own error, once what was sent is settled', async () => {
    const { target, folder } = await scenes.scene();
    async function* broken(): AsyncGenerator<Write> {
      yield* writesOf(many(30));
      throw new Error('the source broke');
    }
    const settled: Settled[] = [];
    const run = async (): Promise<void> => {
      for await (const some of target.put(folder, broken(), never())) settled.push(...some);
    };
    await expect(run()).rejects.toThrow('the source broke');
    expect(settled.length).toBeGreaterThan(0);
  });
});
