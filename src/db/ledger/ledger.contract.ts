/** What every ledger does, whatever it keeps its entries in. */
import { describe, expect, test } from 'vitest';
import type { TargetFolder } from '../../model/folder.ts';
import type { SourceRef } from '../../model/item.ts';
import type { Ledger, Outcome } from '../../model/ledger.ts';
import {
  ARCHIVE,
  allEntries,
  copied,
  expectCountsToBeRecounts,
  folder,
  head,
  INBOX,
  NOW,
  page,
  ref,
  refsOf,
  seen,
  targetRef,
  type WithLedger,
} from './ledger.contract.words.ts';
import type { HeldLedger, MailboxNames } from './ledger.ts';
import { copyContract } from './ledger-copies.contract.ts';
import { moveContract } from './ledger-moves.contract.ts';
import { proofContract } from './ledger-proofs.contract.ts';

export interface LedgerWorld {
  open(mailbox: MailboxNames, holder: string): Promise<HeldLedger>;
  /** Ends the hold without telling the holder, as a broken connection or a stopped machine does. */
  lose(held: HeldLedger): Promise<void>;
}

export function ledgerContract(name: string, world: LedgerWorld): void {
  let mailboxes = 0;
  const nextMailbox = (): MailboxNames => {
    mailboxes += 1;
    return { source: `user${mailboxes}@source.example`, target: 'user@target.example' };
  };
  const withLedger: WithLedger = (run) => async () => {
    const ledger = await world.open(nextMailbox(), 'test');
    try {
      await ledger.recordFolders([INBOX, ARCHIVE]);
      await run(ledger);
      await expectCountsToBeRecounts(ledger);
    } finally {
      await ledger.close();
    }
  };
  describe(`the ledger in ${name}`, () => {
    folderContract(withLedger);
    listingContract(withLedger);
    copyContract(withLedger);
    moveContract(withLedger);
    proofContract(withLedger);
    fencingContract(world, nextMailbox);
  });
}

function folderContract(withLedger: WithLedger): void {
  describe('folders', () => {
    test(
      'come back in the order they were first recorded, with what they are now',
      withLedger(async (ledger) => {
        const renamed = { ...ARCHIVE, itemsCount: 7, stamp: 'later' };
        await ledger.recordFolders([folder('New'), renamed, INBOX]);
        expect((await ledger.folders()).map((known) => known.source)).toEqual([INBOX, renamed, folder('New')]);
      }),
    );

    test(
      'that are missing become absent and present again, and keep what is known of them',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1)], { next: 'kept' }));
        await ledger.recordFolders([ARCHIVE]);
        expect((await ledger.folders()).map(({ present }) => present)).toEqual([false, true]);
        await ledger.recordFolders([INBOX, ARCHIVE]);
        expect((await ledger.folders()).map(({ present }) => present)).toEqual([true, true]);
        expect(await ledger.cursor(INBOX.path)).toBe('kept');
        expect(await refsOf(ledger)).toEqual([ref(1)]);
      }),
    );

    test(
      'keep the target folder that was made for them, and their stamp',
      withLedger(async (ledger) => {
        const target: TargetFolder = { path: ['Posteingang'], role: 'inbox', kind: 'message', serverName: 'AAMk' };
        await ledger.tieFolder(INBOX.path, target);
        await ledger.recordStamp(INBOX.path, 'stamp 1');
        await ledger.recordStamp(ARCHIVE.path, 'stamp 2');
        await ledger.recordStamp(ARCHIVE.path, null);
        const known = await ledger.folders();
        expect(known.map((one) => one.target)).toEqual([target, null]);
        expect(known.map((one) => one.listedStamp)).toEqual(['stamp 1', null]);
      }),
    );

    test(
      'with names that only differ in what databases dislike stay different folders',
      withLedger(async (ledger) => {
        const odd = ['a', 'a\0', 'a\u0001', '\ud800', '\udc00', 'a"\'\\', 'a\n', '', '🎄'].map((element) =>
          folder(element),
        );
        await ledger.recordFolders(odd);
        for (const [index, { path }] of odd.entries()) await ledger.record(path, page([head(index + 1)]));
        const known = (await ledger.folders()).slice(2);
        expect(known.map((one) => one.source)).toEqual(odd);
        for (const [index, { path }] of odd.entries()) expect(await refsOf(ledger, path)).toEqual([ref(index + 1)]);
      }),
    );
  });
}

function listingContract(withLedger: WithLedger): void {
  describe('a listing', () => {
    test(
      'makes new items seen, in the order of the page, and keeps its cursor',
      withLedger(async (ledger) => {
        expect(await ledger.cursor(INBOX.path)).toBeNull();
        await ledger.record(INBOX.path, page([head(2), head(1)], { next: 'one' }));
        await ledger.record(INBOX.path, page([head(3)], { next: 'two' }));
        expect(await ledger.cursor(INBOX.path)).toBe('two');
        expect(await ledger.cursor(ARCHIVE.path)).toBeNull();
        expect(await allEntries(ledger)).toEqual([seen(head(2)), seen(head(1)), seen(head(3))]);
      }),
    );

    test(
      'gives a known item its new version and leaves it where it is',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1), head(2)]));
        await ledger.record(INBOX.path, page([head(1, { version: 'seen flagged' })]));
        expect(await allEntries(ledger)).toEqual([seen(head(1, { version: 'seen flagged' })), seen(head(2))]);
      }),
    );

    test(
      'marks what is gone: gone when it was only seen, vanished when it was copied',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1), head(2)]));
        await ledger.settle(INBOX.path, [copied(1)]);
        await ledger.record(INBOX.path, page([], { gone: [ref(1), ref(2), ref(99)] }));
        const entries = await allEntries(ledger);
        expect(entries.map(({ state, vanished }) => ({ state, vanished }))).toEqual([
          { state: 'copied', vanished: true },
          { state: 'gone', vanished: true },
        ]);
        expect(await refsOf(ledger)).toEqual([]);
      }),
    );

    test(
      'that sees an item again takes back that it vanished',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1), head(2)]));
        await ledger.settle(INBOX.path, [copied(1)]);
        await ledger.record(INBOX.path, page([], { gone: [ref(1), ref(2)] }));
        await ledger.record(INBOX.path, page([head(1), head(2)]));
        const entries = await allEntries(ledger);
        expect(entries.map(({ state, vanished }) => ({ state, vanished }))).toEqual([
          { state: 'copied', vanished: false },
          { state: 'seen', vanished: false },
        ]);
      }),
    );

    test(
      'counts an item that is both there and gone as gone, and one that comes twice once',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1)]));
        const twice = [head(1), head(2), head(3, { version: 'old' }), head(3)];
        await ledger.record(INBOX.path, page(twice, { gone: [ref(1), ref(2)] }));
        expect((await allEntries(ledger)).map(({ ref, state, version }) => ({ ref, state, version }))).toEqual([
          { ref: ref(1), state: 'gone', version: 'seen' },
          { ref: ref(3), state: 'seen', version: 'seen' },
        ]);
      }),
    );

    test(
      'keeps texts as they are, whatever a hostile server sends',
      withLedger(async (ledger) => {
        const odd = [
          'a\0b',
          'a\u0001b',
          '\u0001"x"',
          '\ud83c',
          '\udf84',
          '🎄',
          "'; drop table entries; --",
          '{}',
          '\\x00',
        ];
        const heads = odd.map((text) => head(1, { ref: text as SourceRef, version: text })); // a source may name items so
        await ledger.record(INBOX.path, page(heads, { next: '\0' }));
        await ledger.recordStamp(INBOX.path, '\ud800');
        expect(await ledger.cursor(INBOX.path)).toBe('\0');
        expect((await ledger.folders())[0]?.listedStamp).toBe('\ud800');
        expect((await allEntries(ledger)).map(({ ref, version }) => [ref, version])).toEqual(odd.map((x) => [x, x]));
        const facts = { reason: '\0 and \ud800' };
        const problem = { code: 'source.item-unreadable', facts } as const;
        await ledger.settle(
          INBOX.path,
          heads.map(({ ref }): Outcome => ({ is: 'failed', ref, problem })),
        );
        expect((await allEntries(ledger)).map((entry) => entry.problem)).toEqual(odd.map(() => problem));
      }),
    );

    test(
      'of many pages gives all refs back in pages, once each and in order',
      withLedger(async (ledger) => {
        const numbers = Array.from({ length: 4500 }, (_, index) => index + 1);
        await ledger.record(INBOX.path, page(numbers.map((number) => head(number))));
        const pages: SourceRef[][] = [];
        for await (const refs of ledger.known(INBOX.path)) pages.push([...refs]);
        expect(pages.length).toBeGreaterThan(1);
        expect(pages.flat()).toEqual(numbers.map(ref));
      }),
    );
  });
}

function fencingContract(world: LedgerWorld, nextMailbox: () => MailboxNames): void {
  describe('two holders', () => {
    test('of one mailbox are not possible while the first lives', async () => {
      const mailbox = nextMailbox();
      const first = await world.open(mailbox, 'first');
      await expect(world.open(mailbox, 'second')).rejects.toMatchObject({ code: 'run.already-under-way' });
      await first.close();
      const second = await world.open(mailbox, 'second');
      await second.close();
    });

    test('of different mailboxes do not disturb each other', async () => {
      const first = await world.open(nextMailbox(), 'first');
      const second = await world.open(nextMailbox(), 'second');
      await first.recordFolders([INBOX]);
      expect(await second.folders()).toEqual([]);
      await first.close();
      await second.close();
    });

    test('one whose connection broke writes nothing more, even while nobody else holds the mailbox', async () => {
      const mailbox = nextMailbox();
      const first = await world.open(mailbox, 'first');
      await first.recordFolders([INBOX]);
      await world.lose(first);
      await expect(first.record(INBOX.path, page([head(1)]))).rejects.toMatchObject({ code: 'database.unreachable' });
      const second = await world.open(mailbox, 'second');
      expect(await refsOf(second)).toEqual([]);
      await first.close();
      await second.close();
    });

    test('the one who was taken over writes nothing more, by no call, and may still read', async () => {
      const mailbox = nextMailbox();
      const first = await world.open(mailbox, 'first');
      await first.recordFolders([INBOX, ARCHIVE]);
      await first.record(INBOX.path, page([head(1), head(2)], { next: 'one' }));
      await world.lose(first);
      const second = await world.open(mailbox, 'second');
      for (const [name, write] of Object.entries(writingCalls(first))) {
        await expect(write(), name).rejects.toMatchObject({ code: 'run.lease-lost' });
      }
      expect(await allEntries(first)).toEqual([seen(head(1)), seen(head(2))]);
      expect(await second.cursor(INBOX.path)).toBe('one');
      expect((await second.intend(INBOX.path, { itemsMax: 9, bytesMax: 9e9 }, NOW)).length).toBe(2);
      await first.close();
      await second.close();
    });
  });
}

/** Every call that changes something. */
function writingCalls(ledger: Ledger): Record<string, () => Promise<unknown>> {
  const path = INBOX.path;
  const target: TargetFolder = { path, role: 'inbox', kind: 'message', serverName: 'x' };
  const move = { from: path, left: ref(1), to: ARCHIVE.path, appeared: ref(2), target: targetRef(1) };
  return {
    recordFolders: () => ledger.recordFolders([INBOX]),
    tieFolder: () => ledger.tieFolder(path, target),
    record: () => ledger.record(path, page([head(3)])),
    recordRenumbered: () => ledger.record(path, page([head(3)], { renumbered: true })),
    recordStamp: () => ledger.recordStamp(path, 'x'),
    intend: () => ledger.intend(path, { itemsMax: 1, bytesMax: 1 }, NOW),
    withdraw: () => ledger.withdraw(path, [ref(1)]),
    settle: () => ledger.settle(path, [copied(1)]),
    settleChanges: () => ledger.settleChanges(path, [{ ref: ref(1), version: 'x' }]),
    settleMove: () => ledger.settleMove(move),
    adopt: () => ledger.adopt(path, [{ old: ref(1), renumbered: ref(2) }]),
    endAside: () => ledger.endAside(path),
    prove: () => ledger.prove(path, [{ is: 'verified', ref: ref(1) }]),
    retryFailed: () => ledger.retryFailed({ missingToo: true }),
    flush: () => ledger.flush(),
  };
}
