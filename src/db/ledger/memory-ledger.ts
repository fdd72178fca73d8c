/** Ledgers in memory, for tests that run the engine thousands of times. They keep the contract of those in PostgreSQL. */
import { assert } from '../../base/assert.ts';
import type { Instant } from '../../base/clock.ts';
import { PAGE_ITEMS_MAX } from '../../base/limits.ts';
import { Failure } from '../../base/problem.ts';
import {
  type FolderKey,
  type FolderPath,
  folderKey,
  type SourceFolder,
  type TargetFolder,
} from '../../model/folder.ts';
import type { SourceRef, TargetRef } from '../../model/item.ts';
import type { Entry, EntryState, Ledger } from '../../model/ledger.ts';
import type { HeldLedger, MailboxNames } from './ledger.ts';
import * as rows from './memory-entries.ts';
import {
  add,
  entryOf,
  forget,
  isAsideCopy,
  isThere,
  type MemoryFolder,
  named,
  newFolder,
  newRow,
  type Row,
  setAside,
} from './memory-entries.ts';

/** An empty ledger that nobody else can claim. */
export function memoryLedger(): Ledger {
  return memoryLedgers().open({ source: 'source', target: 'target' });
}

export interface MemoryLedgers {
  /** Claims the mailbox. Throws `run.already-under-way` while somebody holds it. */
  open(mailbox: MailboxNames): HeldLedger;
  /** Ends the hold without telling the holder, as a broken connection does. */
  lose(held: HeldLedger): void;
}

interface MemoryMailbox {
  term: number;
  lastId: number;
  holder: HeldLedger | null;
  readonly folders: Map<FolderKey, MemoryFolder>;
}

/** A place for the ledgers of several mailboxes. */
export function memoryLedgers(): MemoryLedgers {
  const mailboxes = new Map<string, MemoryMailbox>();
  return {
    open: (names) => {
      const key = JSON.stringify([names.source, names.target]);
      const mailbox = mailboxes.get(key) ?? { term: 0, lastId: 0, holder: null, folders: new Map() };
      mailboxes.set(key, mailbox);
      if (mailbox.holder !== null) throw new Failure('run.already-under-way', { mailbox: names.source });
      mailbox.term += 1;
      mailbox.holder = new MemoryLedger(mailbox, mailbox.term, names.source);
      return mailbox.holder;
    },
    lose: (held) => {
      for (const mailbox of mailboxes.values()) if (mailbox.holder === held) mailbox.holder = null;
    },
  };
}

class MemoryLedger implements HeldLedger {
  readonly #mailbox: MemoryMailbox;
  readonly #term: number;
  readonly #name: string;

  constructor(mailbox: MemoryMailbox, term: number, name: string) {
    this.#mailbox = mailbox;
    this.#term = term;
    this.#name = name;
  }

  readonly assertHeld = (): void => this.#checkLease();

  async close() {
    if (this.#mailbox.holder === this) this.#mailbox.holder = null;
  }

  async folders() {
    return this.#all().map(({ source, target, listedStamp, present }) => ({ source, target, listedStamp, present }));
  }

  async recordFolders(folders: readonly SourceFolder[]) {
    this.#checkLease();
    for (const folder of this.#all()) folder.present = false;
    for (const source of folders) {
      const known = this.#mailbox.folders.get(folderKey(source.path));
      if (known !== undefined) Object.assign(known, { source, present: true });
      else this.#mailbox.folders.set(folderKey(source.path), newFolder(source));
    }
  }

  async tieFolder(path: FolderPath, target: TargetFolder) {
    this.#held(path).target = target;
  }

  async cursor(path: FolderPath) {
    return this.#folder(path).cursor;
  }

  async record(path: FolderPath, page: Parameters<Ledger['record']>[1]) {
    const folder = this.#held(path);
    if (page.renumbered) setAside(folder);
    const known = (ref: SourceRef) => named(folder, ref, (row) => row.numbering === folder.numbering);
    const gone = new Set(page.gone);
    const heads = new Map(page.heads.map((head) => [head.ref, head]));
    for (const head of heads.values()) {
      if (gone.has(head.ref)) continue;
      const row = known(head.ref);
      if (row !== null) rows.seeAgain(row, head.version);
      else add(folder, newRow(head, this.#nextId(), folder.numbering));
    }
    for (const ref of gone) {
      const row = known(ref);
      if (row !== null) rows.vanish(row);
    }
    folder.cursor = page.next;
  }

  async recordStamp(path: FolderPath, stamp: string | null) {
    this.#held(path).listedStamp = stamp;
  }

  async *known(path: FolderPath) {
    for await (const page of this.#pages(path, (row) => !row.vanished)) yield page.map((row) => row.ref);
  }

  async intend(path: FolderPath, bounds: { itemsMax: number; bytesMax: number }, now: Instant) {
    const taken: Row[] = [];
    let bytes = 0;
    for (const row of this.#held(path).rows) {
      if (row.state !== 'seen') continue;
      bytes += row.sizeBytes;
      if (taken.length > 0 && (taken.length >= bounds.itemsMax || bytes > bounds.bytesMax)) break;
      taken.push(Object.assign(row, { state: 'intended' as const, intendedAt: now }));
    }
    return taken.map(entryOf);
  }

  async doubts(path: FolderPath, limit: number) {
    const doubts = this.#folder(path).rows.flatMap((row) =>
      row.intendedAt === null ? [] : [{ ...entryOf(row), intendedAt: row.intendedAt }],
    );
    return doubts.toSorted((one, other) => one.intendedAt - other.intendedAt).slice(0, limit);
  }

  async withdraw(path: FolderPath, refs: readonly SourceRef[]) {
    const folder = this.#held(path);
    for (const ref of refs) {
      const row = named(folder, ref);
      if (row?.state !== 'intended') continue;
      if (row.aside) forget(folder, row);
      else Object.assign(row, { state: row.vanished ? 'gone' : 'seen', intendedAt: null });
    }
  }

  async settle(path: FolderPath, outcomes: Parameters<Ledger['settle']>[1]) {
    const folder = this.#held(path);
    for (const outcome of new Map(outcomes.map((one) => [one.ref, one])).values()) {
      const row = named(folder, outcome.ref);
      assert(row !== null, 'an entry is recorded before it is settled');
      rows.settle(row, outcome);
    }
  }

  async changed(path: FolderPath, limit: number) {
    return this.#folder(path).rows.filter(rows.isChanged).slice(0, limit).map(entryOf);
  }

  async settleChanges(path: FolderPath, changes: Parameters<Ledger['settleChanges']>[1]) {
    const folder = this.#held(path);
    for (const { ref, version } of changes) {
      const row = named(folder, ref);
      if (row !== null) rows.settleChange(row, version);
    }
  }

  async vanished(path: FolderPath, limit: number) {
    return this.#folder(path).rows.filter(rows.hasLeft).slice(0, limit).map(entryOf);
  }

  async moveCandidates(limit: number) {
    return rows.movesAmong(this.#all()).slice(0, limit);
  }

  async settleMove(move: Parameters<Ledger['settleMove']>[0]) {
    const from = this.#held(move.from);
    const left = named(from, move.left, isThere);
    const appeared = named(this.#held(move.to), move.appeared, isThere);
    if (left === null || !rows.hasLeft(left) || appeared?.state !== 'seen') return;
    forget(from, left);
    rows.inherit(appeared, left, move.target);
  }

  async aside(path: FolderPath, limit: number) {
    const folder = this.#folder(path);
    const olds = folder.rows.filter(isAsideCopy);
    const pairs = folder.rows
      .filter((row) => row.state === 'seen')
      .flatMap((row) =>
        olds
          .filter((old) => rows.isEqualInSizeAndDate(old, row))
          .map((old) => ({ old: entryOf(old), renumbered: entryOf(row) })),
      );
    return pairs.slice(0, limit);
  }

  async adopt(path: FolderPath, pairs: Parameters<Ledger['adopt']>[1]) {
    const folder = this.#held(path);
    for (const pair of pairs) {
      const old = named(folder, pair.old, isAsideCopy);
      const heir = named(folder, pair.renumbered, isThere);
      if (old === null || old.target === null || heir?.state !== 'seen') continue;
      forget(folder, old);
      rows.inherit(heir, old, old.target);
    }
  }

  async endAside(path: FolderPath) {
    for (const row of this.#held(path).rows) if (row.aside) Object.assign(row, { aside: false, vanished: true });
  }

  async claimed(path: FolderPath, refs: readonly TargetRef[]) {
    const owned = new Set(this.#folder(path).rows.map((row) => row.target));
    return new Set(refs.filter((ref) => owned.has(ref)));
  }

  async *entries(path: FolderPath, states: readonly EntryState[]): AsyncIterable<readonly Entry[]> {
    const wanted = new Set(states);
    for await (const page of this.#pages(path, (row) => wanted.has(row.state))) yield page.map(entryOf);
  }

  async prove(path: FolderPath, proofs: Parameters<Ledger['prove']>[1]) {
    const folder = this.#held(path);
    for (const proof of proofs) {
      const row = named(folder, proof.ref, isThere);
      if (row !== null) rows.prove(row, proof);
    }
  }

  async retryFailed({ missingToo }: Parameters<Ledger['retryFailed']>[0]) {
    this.#checkLease();
    const failed = this.#all().flatMap((folder) => folder.rows.filter((row) => row.state === 'failed' && !row.aside));
    for (const row of failed) rows.retry(row, missingToo);
    return failed.length;
  }

  async flush() {
    this.#checkLease(); // memory outlives nothing, and does not claim to
  }

  async counts() {
    return this.#all().map(rows.countsOf);
  }

  /** Looks at the rows as they are when each page is asked for, so that settling meanwhile does not disturb. */
  async *#pages(path: FolderPath, isWanted: (row: Row) => boolean): AsyncIterable<readonly Row[]> {
    let after = 0;
    for (;;) {
      const rest = this.#folder(path).rows.filter((row) => row.id > after && !row.aside && isWanted(row));
      const page = rest.slice(0, PAGE_ITEMS_MAX);
      if (page.length > 0) yield page;
      if (page.length < PAGE_ITEMS_MAX) return;
      after = page.at(-1)?.id ?? after;
    }
  }

  #all(): MemoryFolder[] {
    return [...this.#mailbox.folders.values()];
  }

  #folder(path: FolderPath): MemoryFolder {
    const folder = this.#mailbox.folders.get(folderKey(path));
    assert(folder !== undefined, 'a folder is recorded before something is recorded in it');
    return folder;
  }

  /** The folder that a writing call is about. */
  #held(path: FolderPath): MemoryFolder {
    this.#checkLease();
    return this.#folder(path);
  }

  #checkLease(): void {
    if (this.#mailbox.term !== this.#term) throw new Failure('run.lease-lost', { mailbox: this.#name });
    if (this.#mailbox.holder !== this) throw new Failure('database.unreachable', { reason: 'the hold was lost' });
  }

  #nextId(): number {
    this.#mailbox.lastId += 1;
    return this.#mailbox.lastId;
  }
}
