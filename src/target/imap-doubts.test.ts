/** Every way in which a server can break off while it is written to: nothing is lost, and nothing is doubled. */
import { describe, expect, test } from 'vitest';
import type { FaultAction } from '../../sim/imap/fault.ts';
import { all, never } from '../../test/contract/contract.ts';
import { openInbox, putTo, texts, without, writesOf } from '../../test/imap/target-rig.ts';
import type { TargetFolder } from '../model/folder.ts';
import type { SourceRef, TargetRef } from '../model/item.ts';
import type { Target, Write } from '../model/target.ts';

const BREAKS: readonly FaultAction[] = [
  { is: 'close', when: 'before' },
  { is: 'close', when: 'after' },
  ...[0, 1, 20, 150].map((afterBytes): FaultAction => ({ is: 'cut-command', afterBytes })),
  ...[0, 1, 12, 30].map((afterBytes): FaultAction => ({ is: 'cut-answer', afterBytes })),
  { is: 'answer', text: 'BYE shutting down', when: 'before' },
  { is: 'answer', text: 'BYE shutting down', when: 'after' },
  { is: 'answer', text: 'NO internal error', when: 'before' },
  { is: 'send-instead', bytes: '* NONSENSE {999999999999}\r\n' },
];

const KINDS = [
  { kind: 'a modern server', features: without() },
  { kind: 'a server without MULTIAPPEND', features: without('MULTIAPPEND') },
  { kind: 'a server without LITERAL+', features: without('LITERAL+') },
  { kind: 'a server without UIDPLUS', features: without('UIDPLUS') },
  { kind: 'a server without UIDPLUS and MULTIAPPEND', features: without('UIDPLUS', 'MULTIAPPEND') },
];

/** Ten messages, and each of them a second time with the same content and date: mailboxes do hold exact duplicates. */
function messages(): readonly Write[] {
  return [...writesOf(texts(10)), ...writesOf(texts(10)).map(twinOf)];
}

describe.each(KINDS)('on $kind', ({ features }) => {
  test.each(BREAKS.map((does) => ({ does })))('each message is written once although $does', async ({ does }) => {
    for (const nth of [1, 2, 7]) {
      const { target, inbox, held } = await openInbox({ features }, [{ on: /^APPEND/, nth, does }]);
      const writes = messages();
      const placed = await writeUntilDone(target, inbox, writes);
      expect(held().toSorted()).toEqual([...texts(10), ...texts(10)].toSorted());
      expect(new Set(placed.values()).size).toBe(writes.length);
      await expectContents(target, inbox, writes, placed);
    }
  });

  test('each message is written once although the line breaks again and again', async () => {
    const faults = [1, 2, 3, 5, 8].map((nth) => ({
      on: /^APPEND/,
      nth,
      does: { is: 'close', when: nth % 2 === 0 ? 'before' : 'after' } as const,
    }));
    const { target, inbox, held } = await openInbox({ features }, faults);
    await writeUntilDone(target, inbox, messages());
    expect(held()).toHaveLength(20);
  });
});

/** Does what the engine does: what was not settled is in doubt, and is looked for before it is sent again. */
async function writeUntilDone(
  target: Target,
  folder: TargetFolder,
  writes: readonly Write[],
): Promise<ReadonlyMap<SourceRef, TargetRef>> {
  const placed = new Map<SourceRef, TargetRef>();
  for (let attempt = 0; placed.size < writes.length; attempt += 1) {
    if (attempt > 10) throw new Error('the messages could not be written');
    const open = writes.filter(({ item }) => !placed.has(item.ref));
    const { settled, failure } = await putTo(target, folder, open);
    for (const one of settled) if (one.is === 'copied') placed.set(one.ref, one.target);
    if (failure !== null) await settleDoubts(target, folder, open, placed);
  }
  return placed;
}

async function settleDoubts(
  target: Target,
  folder: TargetFolder,
  open: readonly Write[],
  placed: Map<SourceRef, TargetRef>,
): Promise<void> {
  const doubtful = open.filter(({ item }) => !placed.has(item.ref));
  const doubts = doubtful.map(({ item, marker }) => ({
    marker,
    sizeBytes: item.sizeBytes,
    receivedAt: item.receivedAt,
  }));
  const found = await target.find(folder, doubts, never());
  const contents = await contentsOf(target, folder, [...new Set([...found.values()].flat())]);
  const claimed = new Set(placed.values());
  for (const { item, marker } of doubtful) {
    const match = found.get(marker)?.find((ref) => !claimed.has(ref) && contents.get(ref) === textOf(item.content));
    if (match === undefined) continue;
    claimed.add(match);
    placed.set(item.ref, match);
  }
}

async function expectContents(
  target: Target,
  folder: TargetFolder,
  writes: readonly Write[],
  placed: ReadonlyMap<SourceRef, TargetRef>,
): Promise<void> {
  const contents = await contentsOf(target, folder, [...placed.values()]);
  const there = writes.map(({ item }) => contents.get(placed.get(item.ref) ?? ('' as TargetRef))); // nothing lies under ''
  expect(there).toEqual(writes.map(({ item }) => textOf(item.content)));
}

async function contentsOf(
  target: Target,
  folder: TargetFolder,
  refs: readonly TargetRef[],
): Promise<ReadonlyMap<TargetRef, string>> {
  const read = await all(target.read(folder, refs, never()));
  return new Map(read.map((one) => [one.target, one.content === null ? '' : textOf(one.content)]));
}

function textOf(content: Write['item']['content']): string {
  if (content.is !== 'held') throw new Error('the messages of this test are small');
  return content.bytes.toString();
}

/** Another source item with the same content and date. */
function twinOf({ item, marker }: Write): Write {
  const ref = `${item.ref}000` as SourceRef; // the test plays the source, which makes its refs
  return { marker: `${marker}-twin` as Write['marker'], item: { ...item, ref } }; // and the engine, which makes the markers
}
