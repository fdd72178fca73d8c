import { expect, test } from 'vitest';
import { newWorld, runOnce } from '../../test/engine/world.ts';
import {
  copiedWorld,
  copyOf,
  INBOX,
  MAILS,
  mailText,
  rebuilding,
  receivedAt,
  refOf,
  replaceText,
  verified,
} from '../../test/verify/proof-world.ts';
import { type Content, messageVersion, type TargetRef } from '../model/item.ts';
import type { Progress } from '../model/progress.ts';
import type { Source } from '../model/source.ts';
import type { Target } from '../model/target.ts';
import { memorySource } from '../source/memory.ts';

test('damage that is repaired is forgotten by the next verification', async () => {
  const world = await copiedWorld();
  const [ref, item] = copyOf(world, 3);
  world.target.items(INBOX).delete(ref);
  expect((await verified(world)).grade).toBe('not-verified');
  world.target.items(INBOX).set(ref, item);
  expect((await verified(world)).grade).toBe('verified');
});

test('what was proven before is not read again, and is still looked up', async () => {
  const world = await copiedWorld();
  await verified(world);
  let reads = 0;
  const wrapTarget = (target: Target): Target => ({
    ...target,
    read: (folder, refs, signal) => {
      reads += refs.length;
      return target.read(folder, refs, signal);
    },
  });
  const proof = await verified(world, { wrapTarget });
  expect(reads).toBe(0);
  expect(proof).toMatchObject({ grade: 'verified', folders: [{ provenBefore: MAILS }] });
  world.target.items(INBOX).delete(copyOf(world, 5)[0]);
  expect((await verified(world, { wrapTarget })).exceptions.map(({ problem }) => problem.code)).toEqual([
    'proof.missing',
  ]);
});

test('a message that its user read and filed under a category in the target is proven, with a note', async () => {
  const world = await copiedWorld();
  const [ref, item] = copyOf(world, 3);
  const version = messageVersion({ flags: new Set(['flagged']), keywords: ['Private'] });
  world.target.items(INBOX).set(ref, { ...item, version });
  const proof = await verified(world);
  expect(proof.grade).toBe('verified');
  const { notes = [] } = proof.folders[0] ?? {};
  expect(notes.map(({ what, items }) => [what, items])).toEqual([
    ['follow-up flag', 1],
    ['read state', 1],
    ['categories', 1],
  ]);
  expect(notes.map(({ first }) => first[0]?.headers?.subject)).toEqual(Array(3).fill('Report number 3'));
});

test('mail that was in the target before, or arrives while it is verified, is counted and no exception', async () => {
  const world = await copiedWorld();
  const [, item] = copyOf(world, 3);
  world.target
    .items(INBOX)
    .set(world.target.newRef(), { ...item, marker: null, bytes: Buffer.from('Subject: new\r\n\r\n') });
  const proof = await verified(world);
  expect(proof).toMatchObject({ grade: 'verified', folders: [{ itemsOfOthers: 1, itemsInTarget: MAILS + 1 }] });
});

test('a message that its user moved to another folder of the target is named as moved, not as missing', async () => {
  const world = await copiedWorld();
  const [ref, item] = copyOf(world, 3);
  world.target.items(INBOX).delete(ref);
  world.source.addFolder(['Archive']);
  await runOnce(world);
  world.target.items(['Archive']).set(world.target.newRef(), item);
  const proof = await verified(world);
  expect(proof.grade).toBe('verified-with-exceptions');
  expect(proof.exceptionCounts).toEqual({ 'proof.moved': 1 });
  expect(proof.exceptions).toMatchObject([{ problem: { code: 'proof.moved', facts: { folder: 'Archive' } } }]);
  world.target.items(['Archive']).clear();
  expect((await verified(world)).exceptionCounts).toEqual({ 'proof.missing': 1 });
});

test('a message that got another ref in its folder is found again by its marker', async () => {
  const world = await copiedWorld();
  const [ref, item] = copyOf(world, 3);
  world.target.items(INBOX).delete(ref);
  world.target.items(INBOX).set('another'.repeat(30) as TargetRef, item); // long, as refs of Exchange are
  expect(await verified(world, { wrapTarget: rebuilding })).toMatchObject({ grade: 'verified', exceptionsCount: 0 });
});

test('a further copy is found by its bytes where the target has no markers', async () => {
  const world = await copiedWorld({ target: { marks: 'none' } });
  const [, item] = copyOf(world, 3);
  world.target.items(INBOX).set(world.target.newRef(), item);
  const proof = await verified(world, { target: { marks: 'none' } });
  expect(proof.grade).toBe('not-verified');
  expect(proof.exceptions).toMatchObject([{ problem: { code: 'proof.doubled', facts: { count: '2' } } }]);
  expect(proof.exceptions[0]?.headers?.subject).toBe('Report number 3');
});

test('two equal messages in the source are two items and no double', async () => {
  const world = newWorld();
  world.source.addFolder(INBOX, 'inbox');
  for (const _ of [1, 2]) world.source.add(INBOX, { bytes: Buffer.from(mailText(1)), receivedAt: receivedAt(1) });
  await runOnce(world, { target: { marks: 'none' } });
  expect((await verified(world, { target: { marks: 'none' } })).grade).toBe('verified');
});

test('a message that is gone from the source and was rebuilt by the target is named, not passed over', async () => {
  const world = await copiedWorld();
  const ref = await refOf(world, 3);
  world.source.remove(INBOX, ref);
  const proof = await verified(world, { wrapTarget: rebuilding });
  expect(proof.grade).toBe('verified-with-exceptions');
  expect(proof.exceptions).toMatchObject([{ ref, problem: { code: 'proof.source-gone' } }]);
});

test('a message that is gone from the source is proven by its bytes where the target keeps them', async () => {
  const world = await copiedWorld();
  world.source.remove(INBOX, await refOf(world, 3));
  expect((await verified(world)).grade).toBe('verified');
});

test('a message that the target does not give back is named with what the target said', async () => {
  const world = await copiedWorld();
  const [broken] = copyOf(world, 3);
  const wrapTarget = (target: Target): Target => ({
    ...target,
    async *read(folder, refs, signal) {
      for await (const item of target.read(folder, refs, signal)) {
        yield item.target === broken ? { ...item, content: null, why: 'ErrorContentConversionFailed' } : item;
      }
    },
  });
  const proof = await verified(world, { wrapTarget });
  expect(proof.exceptions).toMatchObject([
    { problem: { code: 'target.item-unreadable', facts: { reason: 'ErrorContentConversionFailed' } } },
  ]);
});

test('a message that the target leaves out of its answer is named', async () => {
  const world = await copiedWorld();
  const [broken] = copyOf(world, 3);
  const wrapTarget = (target: Target): Target => ({
    ...target,
    read: (folder, refs, signal) =>
      target.read(
        folder,
        refs.filter((ref) => ref !== broken),
        signal,
      ),
  });
  const proof = await verified(world, { wrapTarget });
  expect(proof.exceptions.map(({ problem }) => problem.code)).toEqual(['target.item-unreadable']);
});

test('what was not copied is named: refused messages one by one, waiting ones by folder', async () => {
  const refuses = (bytes: Buffer): boolean => bytes.includes('number 7');
  const world = await copiedWorld({ target: { refuses } });
  world.source.add(INBOX, { bytes: Buffer.from(mailText(50)), receivedAt: receivedAt(50) });
  const afterRefusal = await verified(world);
  expect(afterRefusal.grade).toBe('verified-with-exceptions');
  expect(afterRefusal.exceptions).toMatchObject([
    { problem: { code: 'target.item-refused' }, headers: { subject: 'Report number 7' } },
  ]);
  const [folder] = await memorySource(world.source).folders(new AbortController().signal);
  if (folder === undefined) throw new Error('there is an inbox');
  const cursor = await world.ledger.cursor(INBOX);
  const listing = { cursor, known: () => world.ledger.known(INBOX) };
  for await (const page of memorySource(world.source).list(folder, listing, new AbortController().signal)) {
    await world.ledger.record(INBOX, page);
  }
  const proof = await verified(world);
  expect(proof.grade).toBe('not-verified');
  expect(proof.exceptionCounts).toEqual({ 'target.item-refused': 1, 'proof.not-copied': 1 });
});

test('subjects and senders stay out where they must not be seen', async () => {
  const world = await copiedWorld();
  world.target.items(INBOX).delete(copyOf(world, 3)[0]);
  const proof = await verified(world, { deps: { showsHeaders: false } });
  expect(proof.exceptions[0]?.headers).toBeNull();
});

test('the ledger learns which fields differ and nothing of what they hold', async () => {
  const world = await copiedWorld();
  replaceText(world, 3, 'JVBERi', 'JVBERj');
  await verified(world);
  const facts: unknown[] = [];
  for await (const page of world.ledger.entries(INBOX, ['failed']))
    facts.push(...page.map(({ problem }) => problem?.facts));
  expect(facts).toEqual([{ fields: 'attachment' }]);
});

test('progress adds up to all messages', async () => {
  const world = await copiedWorld();
  world.target.items(INBOX).delete(copyOf(world, 3)[0]);
  const told: Progress[] = [];
  await verified(world, { deps: { watch: (progress) => told.push(progress) } });
  const proved = told.filter((progress) => progress.is === 'proved');
  expect(proved.reduce((sum, { items }) => sum + items, 0)).toBe(MAILS - 1);
  expect(proved.reduce((sum, { failed }) => sum + failed, 0)).toBe(1);
});

test('spooled content is let go of, whether it is equal or not', async () => {
  const world = await copiedWorld();
  replaceText(world, 3, 'figures of week', 'figures of month');
  let open = 0;
  const spooled = (content: Content): Content => {
    if (content.is === 'spooled') return content;
    open += 1;
    const { bytes } = content;
    const drop = async (): Promise<void> => void (open -= 1);
    const sha256 = Buffer.alloc(32);
    return {
      is: 'spooled',
      sizeBytes: bytes.length,
      sha256,
      drop,
      open: async function* () {
        yield bytes;
      },
    };
  };
  const wrapTarget = (target: Target): Target => ({
    ...target,
    async *read(folder, refs, signal) {
      for await (const item of target.read(folder, refs, signal)) {
        yield { ...item, content: item.content === null ? null : spooled(item.content) };
      }
    },
  });
  const wrapSource = (source: Source): Source => ({
    ...source,
    async *read(folder, refs, signal) {
      for await (const item of source.read(folder, refs, signal)) {
        yield 'unreadable' in item ? item : { ...item, content: spooled(item.content) };
      }
    },
  });
  await verified(world, { wrapTarget, wrapSource });
  expect(open).toBe(0);
});

test('a broken connection is thrown, and what was proven before it stays proven', async () => {
  const world = await copiedWorld();
  let reads = 0;
  const wrapTarget = (target: Target): Target => ({
    ...target,
    async *read(folder, refs, signal) {
      yield* target.read(folder, refs.slice(0, 4), signal);
      reads += 1;
      throw new Error('the line went dead');
    },
  });
  await expect(verified(world, { wrapTarget })).rejects.toThrow('the line went dead');
  expect(reads).toBeGreaterThan(0);
  expect((await verified(world)).grade).toBe('verified');
});
