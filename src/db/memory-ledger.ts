/** A ledger in memory, for tests that run the engine thousands of times. It keeps the same contract as the one in PostgreSQL. */
import { assert } from '../base/assert.ts';
import type { Instant } from '../base/clock.ts';
import { PAGE_ITEMS_MAX } from '../base/limits.ts';
import { type FolderKey, type FolderPath, folderKey, type SourceFolder, type TargetFolder } from '../model/folder.ts';
import type { Cursor, ItemHead, SourceRef, TargetRef } from '../model/item.ts';
import {
  type DoubtfulEntry,
  ENTRY_STATES,
  type Entry,
  type EntryState,
  type FolderCounts,
  type Ledger,
  type LedgerFolder,
  type MoveCandidate,
  type Outcome,
  type Proof,
} from '../model/ledger.ts';
import type { Page } from '../model/source.ts';

type Row = { -readonly [Name in keyof Entry]: Entry[Name] } & { intendedAt: Instant | null };

interface Folder {
  source: SourceFolder;
  target: TargetFolder | null;
  listedStamp: string | null;
  present: boolean;
  cursor: Cursor | null;
  /** In the order of recording. */
  readonly rows: Map<SourceRef, Row>;
  readonly aside: Map<SourceRef, Row>;
}

const hasCopy = (row: Row): boolean => row.target !== null && (row.state === 'copied' || row.state === 'verified');
const isEqualInSizeAndDate = (one: ItemHead, other: ItemHead): boolean =>
  one.sizeBytes === other.sizeBytes && one.receivedAt === other.receivedAt;

/** An empty ledger. Nobody else can claim it, so `run.lease-lost` never comes. */
export function memoryLedger(): Ledger {
  return new MemoryLedger();
}

class MemoryLedger implements Ledger {
  readonly #folders = new Map<FolderKey, Folder>();

  async folders(): Promise<readonly LedgerFolder[]> {
    return [...this.#folders.values()].map(({ source, target, listedStamp, present }) => ({
      source,
      target,
      listedStamp,
      present,
    }));
  }

  async recordFolders(folders: readonly SourceFolder[]): Promise<void> {
    for (const folder of this.#folders.values()) folder.present = false;
    for (const source of folders) {
      const known = this.#folders.get(folderKey(source.path));
      if (known !== undefined) Object.assign(known, { source, present: true });
      else {
        const fresh = {
          source,
          target: null,
          listedStamp: null,
          present: true,
          cursor: null,
          rows: new Map(),
          aside: new Map(),
        };
        this.#folders.set(folderKey(source.path), fresh);
      }
    }
  }

  async tieFolder(path: FolderPath, target: TargetFolder): Promise<void> {
    this.#folder(path).target = target;
  }

  async cursor(path: FolderPath): Promise<Cursor | null> {
    return this.#folder(path).cursor;
  }

  async record(path: FolderPath, page: Page): Promise<void> {
    const folder = this.#folder(path);
    if (page.renumbered) setAside(folder);
    for (const head of page.heads) recordHead(folder, head);
    for (const ref of page.gone) {
      const row = folder.rows.get(ref);
      if (row === undefined) continue;
      row.vanished = true;
      if (row.state === 'seen') row.state = 'gone';
    }
    folder.cursor = page.next;
  }

  async recordStamp(path: FolderPath, stamp: string | null): Promise<void> {
    this.#folder(path).listedStamp = stamp;
  }

  async *known(path: FolderPath): AsyncIterable<readonly SourceRef[]> {
    yield* inPages(
      this.#rows(path)
        .filter((row) => !row.vanished)
        .map((row) => row.ref),
    );
  }

  async intend(
    path: FolderPath,
    bounds: { itemsMax: number; bytesMax: number },
    now: Instant,
  ): Promise<readonly Entry[]> {
    const taken: Row[] = [];
    let bytes = 0;
    for (const row of this.#rows(path)) {
      if (row.state !== 'seen') continue;
      const isFull = taken.length >= bounds.itemsMax || bytes + row.sizeBytes > bounds.bytesMax;
      if (isFull && taken.length > 0) break;
      bytes += row.sizeBytes;
      taken.push(Object.assign(row, { state: 'intended' as const, intendedAt: now }));
    }
    return taken.map(entryOf);
  }

  async doubts(path: FolderPath, limit: number): Promise<readonly DoubtfulEntry[]> {
    const doubts = this.#rows(path).flatMap((row) =>
      row.state === 'intended' && row.intendedAt !== null ? [{ ...entryOf(row), intendedAt: row.intendedAt }] : [],
    );
    return doubts.sort((one, other) => one.intendedAt - other.intendedAt).slice(0, limit);
  }

  async withdraw(path: FolderPath, refs: readonly SourceRef[]): Promise<void> {
    for (const ref of refs) {
      const row = this.#row(path, ref);
      if (row.state === 'intended') Object.assign(row, { state: row.vanished ? 'gone' : 'seen', intendedAt: null });
    }
  }

  async settle(path: FolderPath, outcomes: readonly Outcome[]): Promise<void> {
    for (const outcome of outcomes) settleRow(this.#row(path, outcome.ref), outcome);
  }

  async changed(path: FolderPath, limit: number): Promise<readonly Entry[]> {
    const changed = this.#rows(path).filter(
      (row) => hasCopy(row) && !row.vanished && row.version !== row.copiedVersion,
    );
    return changed.slice(0, limit).map(entryOf);
  }

  async settleChanges(path: FolderPath, changes: readonly { ref: SourceRef; version: string }[]): Promise<void> {
    for (const { ref, version } of changes) this.#row(path, ref).copiedVersion = version;
  }

  async vanished(path: FolderPath, limit: number): Promise<readonly Entry[]> {
    return this.#rows(path)
      .filter((row) => hasCopy(row) && row.vanished)
      .slice(0, limit)
      .map(entryOf);
  }

  async moveCandidates(limit: number): Promise<readonly MoveCandidate[]> {
    const all = [...this.#folders.values()].flatMap((folder) =>
      [...folder.rows.values()].map((row) => ({ path: folder.source.path, row })),
    );
    const left = all.filter(({ row }) => hasCopy(row) && row.vanished && row.sha256 !== null);
    const appeared = all.filter(({ row }) => row.state === 'seen');
    const pairs = left.flatMap((one) =>
      appeared
        .filter((other) => folderKey(other.path) !== folderKey(one.path) && isEqualInSizeAndDate(one.row, other.row))
        .map((other) => ({ from: one.path, left: entryOf(one.row), to: other.path, appeared: entryOf(other.row) })),
    );
    return pairs.slice(0, limit);
  }

  async settleMove(move: {
    from: FolderPath;
    left: SourceRef;
    to: FolderPath;
    appeared: SourceRef;
    target: TargetRef;
  }): Promise<void> {
    const left = this.#row(move.from, move.left);
    this.#folder(move.from).rows.delete(move.left);
    inherit(this.#row(move.to, move.appeared), left, move.target);
  }

  async aside(path: FolderPath, limit: number): Promise<readonly { old: Entry; renumbered: Entry }[]> {
    const seen = this.#rows(path).filter((row) => row.state === 'seen');
    const olds = [...this.#folder(path).aside.values()].filter(hasCopy);
    const pairs = olds.flatMap((old) =>
      seen
        .filter((row) => isEqualInSizeAndDate(old, row))
        .map((row) => ({ old: entryOf(old), renumbered: entryOf(row) })),
    );
    return pairs.slice(0, limit);
  }

  async adopt(path: FolderPath, pairs: readonly { old: SourceRef; renumbered: SourceRef }[]): Promise<void> {
    const folder = this.#folder(path);
    for (const pair of pairs) {
      const old = folder.aside.get(pair.old);
      assert(old !== undefined && old.target !== null, 'an adopted entry was set aside and has a copy');
      folder.aside.delete(pair.old);
      inherit(this.#row(path, pair.renumbered), old, old.target);
    }
  }

  async endAside(path: FolderPath): Promise<void> {
    const folder = this.#folder(path);
    for (const row of folder.aside.values()) {
      row.vanished = true;
      if (row.state === 'seen') row.state = 'gone';
      folder.rows.set(row.ref, row);
    }
    folder.aside.clear();
  }

  async claimed(path: FolderPath, refs: readonly TargetRef[]): Promise<ReadonlySet<TargetRef>> {
    const folder = this.#folder(path);
    const owned = new Set([...folder.rows.values(), ...folder.aside.values()].map((row) => row.target));
    return new Set(refs.filter((ref) => owned.has(ref)));
  }

  async *entries(path: FolderPath, states: readonly EntryState[]): AsyncIterable<readonly Entry[]> {
    const wanted = new Set(states);
    yield* inPages(
      this.#rows(path)
        .filter((row) => wanted.has(row.state))
        .map(entryOf),
    );
  }

  async prove(path: FolderPath, proofs: readonly Proof[]): Promise<void> {
    for (const proof of proofs) {
      const problem = proof.is === 'failed' ? proof.problem : null;
      Object.assign(this.#row(path, proof.ref), { state: proof.is, problem });
    }
  }

  async retryFailed(): Promise<number> {
    const failed = [...this.#folders.values()]
      .flatMap((folder) => [...folder.rows.values()])
      .filter((row) => row.state === 'failed');
    for (const row of failed) Object.assign(row, { state: row.target === null ? 'seen' : 'copied', problem: null });
    return failed.length;
  }

  async counts(): Promise<readonly FolderCounts[]> {
    return [...this.#folders.values()].map((folder) => {
      const rows = [...folder.rows.values()];
      const total = (value: (row: Row) => number) =>
        Object.fromEntries(
          ENTRY_STATES.map((state) => [
            state,
            rows.filter((row) => row.state === state).reduce((sum, row) => sum + value(row), 0),
          ]),
        ) as Record<EntryState, number>; // the keys are exactly the states
      const { path } = folder.source;
      return { path, items: total(() => 1), bytes: total((row) => row.sizeBytes), aside: folder.aside.size };
    });
  }

  #folder(path: FolderPath): Folder {
    const folder = this.#folders.get(folderKey(path));
    assert(folder !== undefined, `the ledger knows the folder ${folderKey(path)}`);
    return folder;
  }

  #rows(path: FolderPath): Row[] {
    return [...this.#folder(path).rows.values()];
  }

  #row(path: FolderPath, ref: SourceRef): Row {
    const row = this.#folder(path).rows.get(ref);
    assert(row !== undefined, `the ledger knows the entry ${ref}`);
    return row;
  }
}

function setAside(folder: Folder): void {
  for (const [ref, row] of folder.rows) folder.aside.set(ref, row);
  folder.rows.clear();
}

function recordHead(folder: Folder, head: ItemHead): void {
  const known = folder.rows.get(head.ref);
  if (known !== undefined) {
    const state = known.state === 'gone' ? 'seen' : known.state;
    Object.assign(known, { version: head.version, vanished: false, state });
    return;
  }
  const nothing = {
    copiedVersion: null,
    target: null,
    sha256: null,
    problem: null,
    losses: [],
    vanished: false,
    intendedAt: null,
  };
  folder.rows.set(head.ref, { ...head, ...nothing, state: 'seen' });
}

function settleRow(row: Row, outcome: Outcome): void {
  switch (outcome.is) {
    case 'copied': {
      const { target, version, sha256, losses } = outcome;
      Object.assign(row, {
        state: 'copied',
        target,
        copiedVersion: version,
        sha256,
        losses,
        problem: null,
        intendedAt: null,
      });
      return;
    }
    case 'failed':
      Object.assign(row, { state: 'failed', problem: outcome.problem, intendedAt: null });
      return;
    case 'skipped':
      Object.assign(row, { state: 'skipped', intendedAt: null });
      return;
    case 'gone':
      Object.assign(row, { state: 'gone', vanished: true, target: null, copiedVersion: null, intendedAt: null });
      return;
  }
}

/** The copy of one entry becomes that of another. */
function inherit(heir: Row, from: Row, target: TargetRef): void {
  const { copiedVersion, sha256, losses } = from;
  Object.assign(heir, { state: 'copied', target, copiedVersion, sha256, losses, problem: null, intendedAt: null });
}

function entryOf(row: Row): Entry {
  const { intendedAt: _, ...entry } = row;
  return { ...entry };
}

function* inPages<T>(all: readonly T[]): Iterable<readonly T[]> {
  for (let begin = 0; begin < all.length; begin += PAGE_ITEMS_MAX) yield all.slice(begin, begin + PAGE_ITEMS_MAX);
}
