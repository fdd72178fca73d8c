import { afterEach, describe, expect, test } from 'vitest';
import { all, never } from '../../../test/contract/contract.ts';
import { type SampleMessage, sampleMessages } from '../../../test/contract/samples.ts';
import { many, outcomes, Scenes } from '../../../test/exchange/target-scene.ts';
import { instant } from '../../base/clock.ts';
import type { Write } from '../../model/target.ts';
import { headsIn, putAll, targetOf, writeOf, writesOf } from '../target-harness.contract.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());
const created = { operation: 'CreateItem' } as const;

describe('what is written', () => {
  const plain = (head: string, more: Partial<SampleMessage> = {}): SampleMessage => ({
    ...sampleMessages()[0],
    bytes: Buffer.from(`${head}\r\n\r\nHello.\r\n`),
    ...more,
  });

  test('both arrows survive, technical keywords do not, labels come back under their own names', async () => {
    const { target, folder } = await scenes.scene();
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
    const { target, folder } = await scenes.scene();
    const asks = plain(
      'From: a@example.com\r\nDisposition-Notification-To: a@example.com\r\nReturn-Receipt-To: a@example.com',
    );
    const [one] = await putAll(target, folder, [asks]);
    const read = { ref: asks.what, target: targetOf(one), version: 'seen' };
    await target.update(folder, [{ ...read, ref: writeOf(asks).item.ref }], never());
    await target.remove(folder, [targetOf(one)], never());
    // afterEach looks at the mail that would have left.
    expect(outcomes([one].flatMap((settled) => settled ?? []))).toEqual(['copied']);
  });

  test('a date before 1601 is the first that Exchange holds, and reported', async () => {
    const { target, folder } = await scenes.scene();
    const [one] = await putAll(target, folder, [plain('Subject: old', { receivedAt: instant(Date.UTC(1200, 0, 1)) })]);
    expect(one?.is === 'copied' ? one.losses : []).toMatchObject([{ field: 'received date', how: 'changed' }]);
    expect((await headsIn(target, folder))[0]?.receivedAt).toBe(Date.UTC(1601, 0, 1));
  });

  test('outcomes come while the caller holds back the next message until it has them', async () => {
    const { target, folder } = await scenes.scene();
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
    const { rig, target, folder } = await scenes.scene([{ when: created, then: { is: 'delay', ms: 30 } }]);
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
