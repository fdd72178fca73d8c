import { afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../../sim/exchange/fault.ts';
import { all, never } from '../../../test/contract/contract.ts';
import { bigMessage, type SampleMessage, sampleMessages } from '../../../test/contract/samples.ts';
import { openTargetRig, type TargetRig, type TargetRigOptions } from '../../../test/exchange/target-rig.ts';
import { instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Settled, Target, Write } from '../../model/target.ts';
import {
  contentAt,
  ensure,
  headsIn,
  markerOf,
  putAll,
  targetOf,
  writeOf,
  writesOf,
} from '../target-harness.contract.ts';

const rigs: TargetRig[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) {
    expect(rig.exchange.counters.sentMail).toBe(0);
    expect(rig.exchange.counters.schemaViolations).toBe(0);
    await rig.close();
  }
});

interface Scene {
  readonly rig: TargetRig;
  readonly target: Target;
  readonly folder: TargetFolder;
  /** How many items carry each marker. */
  copies(messages: readonly SampleMessage[]): Promise<readonly number[]>;
}

async function scene(faults: readonly Fault[] = [], more: TargetRigOptions = {}): Promise<Scene> {
  const rig = await openTargetRig(more);
  rigs.push(rig);
  const target = await rig.open();
  const folder = await ensure(target, ['Here']);
  rig.exchange.setFaults(faults);
  const copies: Scene['copies'] = async (messages) => {
    rig.exchange.setFaults([]);
    const heads = await headsIn(await rig.open(), folder);
    return messages.map((message) => heads.filter((head) => head.marker === markerOf(message)).length);
  };
  return { rig, target, folder, copies };
}

/** Many small ones, each its own. */
function many(count: number): readonly SampleMessage[] {
  return Array.from({ length: Math.ceil(count / 10) }, (_, set) => sampleMessages(set * 10))
    .flat()
    .slice(0, count);
}

async function failure(run: Promise<unknown>): Promise<Failure> {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw new Error(`a failure was expected, not ${String(error)}`);
  return error;
}

const is = (settled: readonly Settled[]): readonly string[] => settled.map((one) => one.is);
const created = { operation: 'CreateItem' } as const;

describe('whatever happens to requests, every message is there once and settled once', () => {
  test.each<{ what: string; faults: readonly Fault[]; pauses?: readonly number[] }>([
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
      faults: [{ when: { ...created, nth: 1 }, then: { is: 'late', afterMs: 5 } }],
    },
  ])('$what', async ({ faults, pauses }) => {
    const { rig, target, folder, copies } = await scene(faults, { serverSleeps: pauses !== undefined });
    const messages = many(60);
    const settled = await putAll(target, folder, messages);
    expect(is(settled)).toEqual(messages.map(() => 'copied'));
    expect(rig.exchange.counters.faultsStruck).toBeGreaterThan(0);
    expect(rig.exchange.counters.impoliteRequests).toBe(0);
    if (pauses !== undefined) expect(rig.paceClock.slept).toEqual(pauses);
    const heads = await headsIn(await rig.open(), folder);
    expect(new Set(settled.map(targetOf))).toEqual(new Set(heads.map((head) => head.target)));
    expect(await copies(messages)).toEqual(messages.map(() => 1));
  });

  test('several puts at once share what the server asks of one of them', async () => {
    const { rig, target, folder, copies } = await scene([
      { when: { ...created, nth: 2 }, then: { is: 'busy', backOffMs: 50 } },
    ]);
    const messages = many(90);
    const settled = await Promise.all(
      [0, 30, 60].map((from) => putAll(target, folder, messages.slice(from, from + 30))),
    );
    expect(is(settled.flat())).toEqual(messages.map(() => 'copied'));
    expect(rig.exchange.counters.concurrencyPeak).toBeLessThanOrEqual(4);
    expect(await copies(messages)).toEqual(messages.map(() => 1));
  });
});

describe('what concerns more than one message ends the put with its cause', () => {
  test.each(['plain', 'inner'] as const)('a full mailbox, whose code is %s', async (quotaRefusal) => {
    const { target, folder } = await scene([], {
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
    const { target, folder } = await scene([{ when: created, then: { is: 'fault', code } }]);
    const found = await failure(putAll(target, folder, many(5)));
    expect(found.code).toBe(failed);
    expect(found.message).toContain(code);
  });

  test('EWS that is switched off in the middle is a policy and no bad password', async () => {
    const { target, folder } = await scene([{ when: created, then: { is: 'http', status: 403 } }]);
    expect(await failure(putAll(target, folder, many(5)))).toMatchObject({ code: 'target.policy-forbids' });
  });

  test('a server that stays busy: target.busy, with the minutes', async () => {
    const { target, folder } = await scene([
      { when: created, then: { is: 'fault', code: 'ErrorServerBusy', backOffMs: 900_000 } },
    ]);
    expect(await failure(putAll(target, folder, many(5)))).toMatchObject({
      code: 'target.busy',
      facts: { minutes: '45' },
    });
  });

  test('a stream of writes that fails: its own error, once what was sent is settled', async () => {
    const { target, folder } = await scene();
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

describe('a message that Exchange refuses', () => {
  const [first, second, third] = sampleMessages();
  const broken: SampleMessage = {
    ...second,
    bytes: Buffer.from(
      'From: =?utf-8?Q?Ann?= <ann@example.com>\nSubject: Gr\xfc\xdfe\nTo: b@example.com\n\nNUL \0 and\rline ends\n',
      'latin1',
    ),
  };

  test('is sent again repaired, and that is reported', async () => {
    const { rig, target, folder } = await scene([
      { when: { ...created, nth: 1 }, then: { is: 'item', at: 1, code: 'ErrorMimeContentInvalid' } },
    ]);
    const settled = await putAll(target, folder, [first, broken, third]);
    expect(is(settled)).toEqual(['copied', 'copied', 'copied']);
    const [, one] = settled;
    expect(one?.is === 'copied' ? one.losses : []).toMatchObject([
      {
        field: 'MIME',
        how: 'changed',
        why: expect.stringMatching(/^repaired \(8-bit header, NUL bytes, line ends\), for: ErrorMimeContentInvalid/),
      },
    ]);
    const back = (await contentAt(target, folder, targetOf(one))).toString('latin1');
    expect(back).toContain('NUL  and');
    expect(rig.itemsIn(folder)).toHaveLength(3);
  });

  test('and refused again repaired arrives as an attachment of a plain message, with its dates and flags', async () => {
    const { target, folder } = await scene([
      { when: { ...created, times: 2 }, then: { is: 'item', at: 0, code: 'ErrorCorruptData' } },
    ]);
    const settled = await putAll(target, folder, [{ ...broken, flags: ['flagged', 'seen'] }]);
    const [one] = settled;
    expect(one?.is === 'copied' ? one.losses : []).toMatchObject([
      { field: 'MIME', how: 'changed', why: expect.stringContaining('wrapped') },
    ]);
    const [head] = await headsIn(target, folder);
    expect(head).toMatchObject({ receivedAt: broken.receivedAt, version: 'flagged seen', marker: markerOf(broken) });
    const back = (await contentAt(target, folder, targetOf(one))).toString('latin1');
    expect(back).toContain('original.eml');
    expect(back).toContain('ann@example.com');
  });

  test('in every form is a named exception, and its neighbours arrive', async () => {
    const code = 'ErrorContentConversionFailed';
    const { target, folder } = await scene([
      { when: { ...created, nth: 1 }, then: { is: 'item', at: 1, code } },
      { when: { ...created, nth: 2 }, then: { is: 'item', at: 0, code } },
      { when: { ...created, nth: 3 }, then: { is: 'item', at: 0, code } },
    ]);
    const settled = await putAll(target, folder, [first, broken, third]);
    expect(is(settled)).toEqual(['copied', 'failed', 'copied']);
    const [, one] = settled;
    expect(one?.is === 'failed' ? one.problem : null).toMatchObject({
      code: 'target.item-refused',
      facts: { reason: expect.stringContaining(code) },
    });
  });

  test('because the whole request fails over it, is found among its neighbours, which arrive', async () => {
    const poison: SampleMessage = {
      ...second,
      bytes: Buffer.from('Subject: poison\r\n\r\nPOISON-POISON-POISON-POISON\r\n'),
    };
    const { target, folder, copies } = await scene([
      { when: { ...created, match: markerOf(poison) }, then: { is: 'fault', code: 'ErrorInternalServerError' } },
    ]);
    const messages = [...many(20).slice(3), poison];
    const settled = await putAll(target, folder, messages);
    expect(settled.slice(0, -1).every((one) => one.is === 'copied')).toBe(true);
    expect(settled.at(-1)?.is).toBe('failed');
    expect(await copies(messages.slice(0, -1))).toEqual(messages.slice(0, -1).map(() => 1));
  });

  test.each(['ErrorMessageSizeExceeded', 'ErrorDataSizeLimitExceeded'])(
    'for its size (%s) is too large and not wrapped',
    async (code) => {
      const { rig, target, folder } = await scene([{ when: created, then: { is: 'item', at: 0, code } }]);
      const [one] = await putAll(target, folder, [first]);
      expect(one).toMatchObject({ is: 'failed', problem: { code: 'target.too-large' } });
      expect(rig.exchange.counters.requests['CreateItem']).toBe(1);
    },
  );
});

describe('large messages', () => {
  test('above the limit are never sent', async () => {
    const rig = await openTargetRig();
    rigs.push(rig);
    const target = await rig.open({ requestBytesMax: 2_000_000 });
    expect(target.traits.itemBytesMax).toBe(1_303_392);
    const folder = await ensure(target, ['Here']);
    const [small] = sampleMessages();
    const settled = await putAll(target, folder, [bigMessage(1_400_000), small]);
    expect(settled).toMatchObject([
      { is: 'failed', problem: { code: 'target.too-large', facts: { limit: '1303392' } } },
      { is: 'copied' },
    ]);
    expect(rig.exchange.counters.requests['CreateItem']).toBe(1);
  });

  test.each([413, 404])(
    'that the web server refuses with %i are too large, those around them arrive',
    async (status) => {
      const large = bigMessage(3_000_000);
      const when = { ...created, match: markerOf(large) };
      const { target, folder } = await scene([{ when, then: { is: 'http', status } }]);
      const [small] = sampleMessages();
      const settled = await putAll(target, folder, [large, small]);
      expect(settled).toMatchObject([{ is: 'failed', problem: { code: 'target.too-large' } }, { is: 'copied' }]);
    },
  );
});

describe('what is written', () => {
  const plain = (head: string, more: Partial<SampleMessage> = {}): SampleMessage => ({
    ...sampleMessages()[0],
    bytes: Buffer.from(`${head}\r\n\r\nHello.\r\n`),
    ...more,
  });

  test('both arrows survive, technical keywords do not, labels come back under their own names', async () => {
    const { target, folder } = await scene();
    const keywords = ['$label1', '$MDNSent', 'NonJunk', 'Important', 'blue'];
    const [one] = await putAll(target, folder, [
      plain('Subject: x', { flags: ['answered', 'forwarded', 'seen'], keywords }),
    ]);
    expect(one?.is === 'copied' ? one.losses.map(({ field, how }) => [field, how]) : []).toEqual([
      ['keyword $MDNSent', 'dropped'],
      ['keyword NonJunk', 'dropped'],
    ]);
    const [head] = await headsIn(target, folder);
    expect(head?.version).toBe('answered forwarded seen\n$label1\nImportant\nblue');
  });

  test('a message that asks for receipts asks no more, whatever its header says', async () => {
    const { target, folder } = await scene();
    const asks = plain(
      'From: a@example.com\r\nDisposition-Notification-To: a@example.com\r\nReturn-Receipt-To: a@example.com',
    );
    const [one] = await putAll(target, folder, [asks]);
    const read = { ref: asks.what, target: targetOf(one), version: 'seen' };
    await target.update(folder, [{ ...read, ref: writeOf(asks).item.ref }], never());
    await target.remove(folder, [targetOf(one)], never());
    // afterEach looks at the mail that would have left.
    expect(is([one].flatMap((settled) => settled ?? []))).toEqual(['copied']);
  });

  test('a date before 1601 is the first that Exchange holds, and reported', async () => {
    const { target, folder } = await scene();
    const [one] = await putAll(target, folder, [plain('Subject: old', { receivedAt: instant(Date.UTC(1200, 0, 1)) })]);
    expect(one?.is === 'copied' ? one.losses : []).toMatchObject([{ field: 'received date', how: 'changed' }]);
    expect((await headsIn(target, folder))[0]?.receivedAt).toBe(Date.UTC(1601, 0, 1));
  });

  test('outcomes come while the caller holds back the next message until it has them', async () => {
    const { target, folder } = await scene();
    const messages = many(5);
    let released = 0;
    let waits: (() => void) | null = null;
    async function* oneByOne(): AsyncGenerator<Write> {
      for (const [index, message] of messages.entries()) {
        if (index > 0 && released < index) await new Promise<void>((resolve) => (waits = resolve));
        yield writeOf(message);
      }
    }
    for await (const settled of target.put(folder, oneByOne(), never())) {
      released += settled.length;
      (waits as (() => void) | null)?.();
    }
    expect(released).toBe(5);
  });

  test('a caller that leaves in the middle leaves nothing running', async () => {
    const { rig, target, folder } = await scene([{ when: created, then: { is: 'delay', ms: 30 } }]);
    let ended = false;
    async function* endless(): AsyncGenerator<Write> {
      try {
        for (let set = 0; ; set += 10) yield* writesOf(sampleMessages(set));
      } finally {
        ended = true;
      }
    }
    for await (const settled of target.put(folder, endless(), never())) if (settled.length > 0) break;
    expect(ended).toBe(true);
    const asked = rig.exchange.counters.requests['CreateItem'];
    await all(target.list(folder, never()));
    expect(rig.exchange.counters.requests['CreateItem']).toBe(asked);
  });
});
