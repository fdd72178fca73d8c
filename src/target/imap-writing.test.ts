import { describe, expect, test } from 'vitest';
import type { Fault } from '../../sim/imap/fault.ts';
import type { ImapServerOptions } from '../../sim/imap/options.ts';
import { all, never } from '../../test/contract/contract.ts';
import {
  inboxOf,
  openInbox,
  openRig,
  outcomes,
  putTo,
  streamOf,
  texts,
  waitingFor,
  without,
  writeOf,
  writesOf,
} from '../../test/imap/target-rig.ts';
import { instant } from '../base/clock.ts';
import type { TargetRef } from '../model/item.ts';
import type { Settled } from '../model/target.ts';

/** A script for every way to write: together, one by one, and without being told the UIDs. */
const KINDS: readonly { readonly kind: string; readonly options: Partial<ImapServerOptions> }[] = [
  { kind: 'together', options: {} },
  { kind: 'one by one', options: { features: without('MULTIAPPEND') } },
  { kind: 'together without UIDPLUS', options: { features: without('UIDPLUS') } },
  { kind: 'one by one without UIDPLUS', options: { features: without('UIDPLUS', 'MULTIAPPEND') } },
];

describe.each(KINDS)('messages that are written $kind', ({ options }) => {
  test('are named by the UIDs they got, also among those of somebody else', async () => {
    const { rig, target, inbox } = await openInbox(options);
    const mailbox = rig.account.mailbox('INBOX');
    mailbox.add({ bytes: texts(1)[0] ?? '', internalDate: instant(0) });
    const { settled } = await putTo(target, inbox, writesOf(texts(70)));
    const refs = settled.map((one) => (one.is === 'copied' ? one.target : ''));
    expect(refs).toEqual(texts(70).map((_, at) => `${mailbox.uidValidity}:${at + 2}`));
    const read = await all(target.read(inbox, refs as TargetRef[], never())); // those not copied have failed above
    expect(read.map((one) => (one.content?.is === 'held' ? one.content.bytes.toString() : one.why))).toEqual(texts(70));
  });

  test('are written but for the one that the server refuses', async () => {
    const refusing: Fault = {
      on: /^APPEND/,
      holding: 'Subject: 3\r\n',
      nth: 'each',
      does: { is: 'answer', text: 'NO Message is broken', when: 'before' },
    };
    const { target, inbox, held } = await openInbox(options, [refusing]);
    const { settled, failure } = await putTo(target, inbox, writesOf(texts(5)));
    expect(outcomes(settled)).toEqual(['1 copied', '2 copied', '3 target.item-refused', '4 copied', '5 copied']);
    expect(failure).toBeNull();
    expect(held()).toEqual([1, 2, 4, 5].map((number) => `Subject: ${number}\r\n\r\n`));
  });

  test('fill the mailbox as far as they fit; then it is full', async () => {
    const { target, inbox, held } = await openInbox({ ...options, quotaBytes: 3 * 14 });
    const { settled, failure } = await putTo(target, inbox, writesOf(texts(5)));
    expect(failure).toBe('target.full');
    expect(outcomes(settled)).toEqual(['1 copied', '2 copied', '3 copied']);
    expect(held()).toHaveLength(3);
  });

  test('are in doubt when the line breaks before the answer, and found again later', async () => {
    const faults: readonly Fault[] = [{ on: /^APPEND/, does: { is: 'close', when: 'after' } }];
    const { rig, target, inbox, held } = await openInbox(options, faults);
    const writes = writesOf(texts(3));
    const { settled, failure } = await putTo(target, inbox, writes);
    expect(failure).toBe('connection.lost');
    const stored = held().length;
    expect(stored).toBeGreaterThan(0);
    const doubts = writes.map(({ item, marker }) => ({
      marker,
      sizeBytes: item.sizeBytes,
      receivedAt: item.receivedAt,
    }));
    const found = await target.find(inbox, doubts, never());
    expect([...found.values()].flat()).toHaveLength(stored);
    expect(outcomes(settled)).toEqual([]);
    expect(rig.server.connectionsCount).toBe(2);
  });

  test('are not there when the line breaks while they are sent, and the next put connects anew', async () => {
    const faults: readonly Fault[] = [{ on: /^APPEND/, does: { is: 'cut-command', afterBytes: 5 } }];
    const { target, inbox, held } = await openInbox(options, faults);
    expect((await putTo(target, inbox, writesOf(texts(3)))).failure).toBe('connection.lost');
    expect(held()).toEqual([]);
    expect((await putTo(target, inbox, writesOf(texts(3)))).failure).toBeNull();
    expect(held()).toEqual(texts(3));
  });

  test('lose keywords that the server refuses, and nothing else', async () => {
    const { rig, target, inbox } = await openInbox({ ...options, keywords: 'refused' });
    const { settled } = await putTo(target, inbox, writesOf([{ text: 'a', keywords: ['Blue'] }, 'b']));
    expect(outcomes(settled)).toEqual(['1 copied', '2 copied']);
    const losses = settled.map((one) => (one.is === 'copied' ? one.losses.map((loss) => loss.field) : []));
    expect(losses.flat()).toEqual(['keyword Blue']);
    expect(rig.account.mailbox('INBOX').messages.map(({ flags }) => [...flags])).toEqual([['\\Seen'], ['\\Seen']]);
  });

  test('wait as long as the server asks', async () => {
    const busy = 'NO Request is throttled. Suggested Backoff Time: 299961 milliseconds';
    const faults = [1, 2].map(
      (nth): Fault => ({ on: /^APPEND/, nth, does: { is: 'answer', text: busy, when: 'before' } }),
    );
    const waited: number[] = [];
    const rig = await openRig(options);
    const target = await rig.open({ clock: waitingFor([299_961], waited) });
    const inbox = await inboxOf(target);
    rig.server.setFaults(faults);
    const { settled, failure } = await putTo(target, inbox, writesOf(texts(2)));
    expect([outcomes(settled), failure]).toEqual([['1 copied', '2 copied'], null]);
    expect(waited.length).toBeGreaterThan(0);
    expect(rig.account.mailbox('INBOX').messages).toHaveLength(2);
  });

  test('are given up for now when the server goes on asking to wait', async () => {
    const does: Fault['does'] = { is: 'answer', text: 'NO [UNAVAILABLE] try later', when: 'before' };
    const rig = await openRig(options);
    const waited: number[] = [];
    const target = await rig.open({ clock: waitingFor([5000], waited) });
    const inbox = await inboxOf(target);
    rig.server.setFaults([{ on: /^APPEND/, nth: 'each', does }]);
    expect((await putTo(target, inbox, writesOf(texts(2)))).failure).toBe('target.busy');
    expect(waited.reduce((sum, ms) => sum + ms, 0)).toBe(30 * 60_000);
  });
});

describe('a batch', () => {
  test('that the server refuses and keeps all the same is not written again', async () => {
    const faults: readonly Fault[] = [{ on: /^APPEND/, does: { is: 'answer', text: 'NO failed', when: 'after' } }];
    const { target, inbox, held } = await openInbox({}, faults);
    const { settled } = await putTo(target, inbox, writesOf(texts(4)));
    expect(outcomes(settled)).toEqual(['1 copied', '2 copied', '3 copied', '4 copied']);
    expect(held()).toEqual(texts(4));
  });

  test('that is refused is not mistaken for older messages of the same content and date', async () => {
    const faults: readonly Fault[] = [
      { on: /^APPEND/, nth: 2, does: { is: 'answer', text: 'NO failed', when: 'before' } },
    ];
    const { target, inbox, held } = await openInbox({}, faults);
    await putTo(target, inbox, writesOf(texts(4)));
    const { settled } = await putTo(target, inbox, writesOf(texts(4)));
    expect(outcomes(settled)).toHaveLength(4);
    expect(held()).toEqual([...texts(4), ...texts(4)]);
  });

  test('whose UIDs a server with UIDPLUS does not tell is found by what arrived', async () => {
    const faults: readonly Fault[] = [{ on: /^APPEND/, does: { is: 'answer', text: 'OK done', when: 'after' } }];
    const { rig, target, inbox } = await openInbox({}, faults);
    const { settled } = await putTo(target, inbox, writesOf(texts(3)));
    const { uidValidity } = rig.account.mailbox('INBOX');
    expect(settled.map((one) => (one.is === 'copied' ? one.target : null))).toEqual(
      [1, 2, 3].map((uid) => `${uidValidity}:${uid}`),
    );
  });

  test('is one command for 500 small messages', async () => {
    const { rig, target, inbox } = await openInbox();
    await putTo(target, inbox, writesOf(texts(1100)));
    expect(rig.server.journal.filter(({ line }) => line.startsWith('APPEND'))).toHaveLength(3);
  });
});

describe('a single message', () => {
  test('larger than APPENDLIMIT is never sent', async () => {
    const { rig, target, inbox } = await openInbox({ messageBytesMax: 100 });
    expect(target.traits.itemBytesMax).toBe(100);
    const { settled } = await putTo(target, inbox, writesOf(['x'.repeat(101), 'y'.repeat(100)]));
    expect(outcomes(settled)).toEqual(['1 target.too-large', '2 copied']);
    expect(rig.server.journal.filter(({ line }) => line.startsWith('APPEND'))).toHaveLength(1);
  });

  test('that turns out to be too large is named with its size', async () => {
    const does: Fault['does'] = { is: 'answer', text: 'NO [TOOBIG] message too large', when: 'before' };
    const { target, inbox } = await openInbox({}, [{ on: /^APPEND/, holding: 'xxx', nth: 'each', does }]);
    const { settled } = await putTo(target, inbox, writesOf(['x'.repeat(101), 'y']));
    expect(outcomes(settled)).toEqual(['1 target.too-large', '2 copied']);
    expect(settled.find((one) => one.is === 'failed')).toMatchObject({ problem: { facts: { size: '101' } } });
  });

  test('with NUL goes as literal8, held or spooled; a server without BINARY is not even asked', async () => {
    const bytes = Buffer.from('Subject: nul\r\n\r\na\0b');
    async function* chunks(): AsyncGenerator<Buffer> {
      yield bytes.subarray(0, 5);
      yield bytes.subarray(5);
    }
    const spooled = {
      is: 'spooled',
      sizeBytes: bytes.length,
      sha256: bytes,
      open: chunks,
      drop: async () => undefined,
    } as const;
    const writes = [...writesOf([bytes.toString('latin1'), 'plain']), writeOf(3, spooled, bytes.length)];

    const binary = await openInbox();
    expect(outcomes((await putTo(binary.target, binary.inbox, writes)).settled)).toEqual([
      '1 copied',
      '2 copied',
      '3 copied',
    ]);
    expect(binary.held()).toEqual([bytes.toString(), 'plain', bytes.toString()]);

    const plain = await openInbox({ features: without('BINARY') });
    const refused = await putTo(plain.target, plain.inbox, writes);
    expect(outcomes(refused.settled)).toEqual(['1 target.item-refused', '2 copied', '3 target.item-refused']);
    expect(plain.held()).toEqual(['plain']);
  });
});

describe('a put', () => {
  test('whose source breaks throws the error of the source, after telling what was written', async () => {
    const { target, inbox, held } = await openInbox({ features: without('MULTIAPPEND') });
    async function* breaking() {
      yield* writesOf(texts(501));
      throw new Error('the source broke');
    }
    const settled: Settled[] = [];
    const reading = (async () => {
      for await (const some of target.put(inbox, breaking(), never())) settled.push(...some);
    })();
    await expect(reading).rejects.toThrow('the source broke');
    expect(settled).toHaveLength(500);
    expect(held()).toHaveLength(500);
  });

  test('fails at once although its source still waits for something', async () => {
    const { target, inbox } = await openInbox({ features: without('MULTIAPPEND') }, [
      { on: /^APPEND/, does: { is: 'close', when: 'before' } },
    ]);
    async function* stuck() {
      yield* writesOf(texts(501));
      await new Promise(() => undefined);
    }
    await expect(all(target.put(inbox, stuck(), never()))).rejects.toMatchObject({ code: 'connection.lost' });
  });

  test('into a folder that is gone is a failure of that folder', async () => {
    const { rig, target } = await openInbox();
    const folder = await target.ensureFolder(
      { path: ['Gone'], role: 'plain', kind: 'message', sourcePath: ['Gone'] },
      never(),
    );
    rig.account.mailboxes.delete('Gone');
    expect((await putTo(target, folder, writesOf(texts(3)))).failure).toBe('target.folder-refused');
  });

  test('that is no longer listened to leaves the target usable', async () => {
    const { target, inbox } = await openInbox();
    for await (const some of target.put(inbox, streamOf(writesOf(texts(1200))), never())) {
      expect(some.length).toBeGreaterThan(0);
      break;
    }
    expect((await putTo(target, inbox, writesOf(texts(2)))).failure).toBeNull();
  });
});
