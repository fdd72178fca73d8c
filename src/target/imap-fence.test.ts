import { describe, expect, test } from 'vitest';
import { never } from '../../test/contract/contract.ts';
import { stillClock } from '../../test/imap/still-clock.ts';
import { inboxOf, openRig, outcomes, putTo, texts, without, writeOf, writesOf } from '../../test/imap/target-rig.ts';
import { assert } from '../base/assert.ts';
import type { BytePace } from '../base/byte-pace.ts';
import { Failure } from '../base/problem.ts';

const LOST = new Failure('run.lease-lost', { mailbox: 'ann' });
const LARGE_BYTES = 1_000_000;
/** Far longer than a server may be silent. */
const SILENT_MS = 600_000;

/** A target that may send so often from some moment on; without end before. */
async function fenced(options: Parameters<typeof openRig>[0] = {}) {
  const fence = { asksLeft: Number.POSITIVE_INFINITY, asked: 0 };
  const rig = await openRig(options);
  const mayStillSend = (): void => {
    if (fence.asksLeft === 0) throw LOST;
    fence.asksLeft -= 1;
    fence.asked += 1;
  };
  const target = await rig.open({ guard: { mayStillSend } });
  const inbox = await inboxOf(target);
  const held = (): number => rig.account.mailbox('INBOX').messages.length;
  return { rig, target, inbox, fence, held };
}

describe.each([
  { kind: 'together', options: {} },
  { kind: 'one by one', options: { features: without('MULTIAPPEND') } },
  { kind: 'with leave for each literal', options: { features: without('LITERAL+', 'MULTIAPPEND') } },
])('messages that are written $kind', ({ options }) => {
  test('are not sent once nothing may be, not even over a new connection', async () => {
    const { target, inbox, fence, held } = await fenced(options);
    expect(outcomes((await putTo(target, inbox, writesOf(texts(3)))).settled)).toHaveLength(3);
    fence.asksLeft = 0;
    for (const first of [4, 7]) {
      expect(await putTo(target, inbox, writesOf(texts(3), first))).toEqual({ settled: [], failure: 'run.lease-lost' });
    }
    expect(held()).toBe(3);
  });

  test('are not sent to their end once nothing may be', async () => {
    const { target, inbox, fence, held } = await fenced(options);
    const bytes = Buffer.alloc(LARGE_BYTES, 'x');
    fence.asksLeft = 8;
    const large = writeOf(1, { is: 'held', bytes }, LARGE_BYTES);
    expect(await putTo(target, inbox, [large])).toEqual({ settled: [], failure: 'run.lease-lost' });
    expect(held()).toBe(0);
    expect(fence.asksLeft).toBe(0);
  });
});

test('a guard is asked again and again while much is sent', async () => {
  const { target, inbox, fence, held } = await fenced();
  const before = fence.asked;
  const bytes = Buffer.alloc(LARGE_BYTES, 'x');
  expect((await putTo(target, inbox, [writeOf(1, { is: 'held', bytes }, LARGE_BYTES)])).failure).toBeNull();
  expect(fence.asked - before).toBeGreaterThan(20);
  expect(held()).toBe(1);
});

test('nothing goes over the line in either direction before its pace lets it, and nobody calls that silence', async () => {
  const gate: { now: Promise<void> | null; asked: number } = { now: null, asked: 0 };
  const pace: BytePace = {
    take: () => {
      gate.asked += 1;
      return gate.now;
    },
  };
  const clock = stillClock();
  const rig = await openRig();
  const target = await rig.open({ guard: { pace }, clock });
  const inbox = await inboxOf(target);
  const bytes = Buffer.alloc(LARGE_BYTES, 'x');
  const opening = Promise.withResolvers<void>();
  gate.now = opening.promise;
  const before = gate.asked;
  const writing = putTo(target, inbox, [writeOf(1, { is: 'held', bytes }, LARGE_BYTES)]);
  await expect.poll(() => gate.asked).toBe(before + 1);
  clock.advance(SILENT_MS);
  expect(gate.asked).toBe(before + 1);
  gate.now = null;
  opening.resolve();
  const { settled, failure } = await writing;
  expect([outcomes(settled), failure]).toEqual([['1 copied'], null]);

  const reading = Promise.withResolvers<void>();
  const [copied] = settled;
  assert(copied?.is === 'copied', 'it was written');
  let got = 0;
  gate.now = reading.promise;
  const read = (async (): Promise<void> => {
    for await (const { content } of target.read(inbox, [copied.target], never())) got += Number(content !== null);
  })();
  clock.advance(SILENT_MS);
  gate.now = null;
  reading.resolve();
  await read;
  expect(got).toBe(1);
});
