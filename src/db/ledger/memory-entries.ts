/** Entries in memory, and what the calls of a ledger do to one of them. */
import type { Instant } from '../../base/clock.ts';
import type { FolderPath, SourceFolder, TargetFolder } from '../../model/folder.ts';
import type { Cursor, ItemHead, SourceRef, TargetRef } from '../../model/item.ts';
import {
  ENTRY_STATES,
  type Entry,
  type EntryState,
  type FolderCounts,
  type MoveCandidate,
  type Outcome,
  type Proof,
} from '../../model/ledger.ts';
import { RECOPIED } from './ledger-proofs.ts';

/** An entry with what the ledger keeps of it and does not show. */
export interface Row extends Mutable<Entry> {
  /** Ascends in the order of recording, over all folders. */
  readonly id: number;
  readonly numbering: number;
  aside: boolean;
  intendedAt: Instant | null;
}
type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

export interface MemoryFolder {
  readonly path: FolderPath;
  source: SourceFolder;
  target: TargetFolder | null;
  listedStamp: string | null;
  present: boolean;
  cursor: Cursor | null;
  numbering: number;
  /** In the order of recording. */
  rows: Row[];
  /** The same rows by their refs; those of older numberings first. */
  readonly byRef: Map<SourceRef, Row[]>;
}

/** What an entry that is not copied knows of a target. */
export const NO_COPY = { target: null, copiedVersion: null, sha256: null, losses: [] } as const;

export function newRow(head: ItemHead, id: number, numbering: number): Row {
  const { ref, kind, version, sizeBytes, receivedAt } = head;
  const fresh = { state: 'seen', problem: null, vanished: false, aside: false, intendedAt: null } as const;
  return { ref, kind, version, sizeBytes, receivedAt, ...NO_COPY, ...fresh, id, numbering };
}

export function entryOf(row: Row): Entry {
  const { id: _id, numbering: _numbering, aside: _aside, intendedAt: _intendedAt, ...entry } = row;
  return entry;
}

export function newFolder(source: SourceFolder): MemoryFolder {
  const { path } = source;
  const fresh = { target: null, listedStamp: null, present: true, cursor: null, numbering: 0 };
  return { path, source, ...fresh, rows: [], byRef: new Map() };
}

export function add(folder: MemoryFolder, row: Row): void {
  folder.rows.push(row);
  const same = folder.byRef.get(row.ref);
  if (same === undefined) folder.byRef.set(row.ref, [row]);
  else same.push(row);
}

export function forget(folder: MemoryFolder, row: Row): void {
  folder.rows = folder.rows.filter((other) => other !== row);
  folder.byRef.set(
    row.ref,
    (folder.byRef.get(row.ref) ?? []).filter((other) => other !== row),
  );
}

/** What was copied or announced is set aside; the rest is forgotten, because the new listing names it anew. */
export function setAside(folder: MemoryFolder): void {
  folder.numbering += 1;
  const kept = folder.rows.filter((row) => row.target !== null || row.state === 'intended');
  folder.rows = [];
  folder.byRef.clear();
  for (const row of kept) add(folder, Object.assign(row, { aside: true }));
}

/** The row that a ref names: of the present numbering, or of an older one when a renumbering came between. */
export function named(folder: MemoryFolder, ref: SourceRef, among: (row: Row) => boolean = () => true): Row | null {
  return folder.byRef.get(ref)?.findLast(among) ?? null;
}

export function isAsideCopy(row: Row): boolean {
  return row.aside && row.target !== null;
}

export function isThere(row: Row): boolean {
  return !row.aside;
}

export function isChanged(row: Row): boolean {
  return isSettledCopy(row) && row.version !== row.copiedVersion && !row.vanished && !row.aside;
}

export function hasLeft(row: Row): boolean {
  return row.vanished && row.target !== null && !row.aside;
}

export function isEqualInSizeAndDate(one: ItemHead, other: ItemHead): boolean {
  return one.sizeBytes === other.sizeBytes && one.receivedAt === other.receivedAt;
}

export function seeAgain(row: Row, version: string): void {
  row.version = version;
  row.vanished = false;
  if (row.state === 'gone') row.state = 'seen';
}

export function vanish(row: Row): void {
  row.vanished = true;
  if (row.state === 'seen') row.state = 'gone';
}

export function settle(row: Row, outcome: Outcome): void {
  row.state = outcome.is;
  row.intendedAt = null;
  row.problem = outcome.is === 'failed' ? outcome.problem : null;
  if (outcome.is === 'gone') Object.assign(row, NO_COPY, { vanished: true });
  if (outcome.is !== 'copied') return;
  const { target, version: copiedVersion, sha256, losses } = outcome;
  Object.assign(row, { target, copiedVersion, sha256, losses });
}

export function settleChange(row: Row, version: string): void {
  if (isSettledCopy(row)) Object.assign(row, { copiedVersion: version, state: 'copied' });
}

export function prove(row: Row, proof: Proof): void {
  if (row.target === null) return;
  row.state = proof.is;
  row.problem = proof.is === 'failed' ? proof.problem : null;
}

export function retry(row: Row, missingToo: boolean): void {
  const codes: readonly string[] = missingToo ? RECOPIED : [];
  const lacksCopy = row.target === null || codes.includes(row.problem?.code ?? '');
  if (lacksCopy) Object.assign(row, NO_COPY, { state: row.vanished ? 'gone' : 'seen' });
  else row.state = 'copied';
  row.problem = null;
}

/** The copy of one entry becomes that of another. */
export function inherit(heir: Row, from: Row, target: TargetRef): void {
  const { copiedVersion, sha256, losses } = from;
  Object.assign(heir, { state: 'copied', target, copiedVersion, sha256, losses });
}

function isSettledCopy(row: Row): boolean {
  return row.state === 'copied' || row.state === 'verified';
}

/** What left one of the folders and appeared in another, by what appeared and then by what left. */
export function movesAmong(folders: readonly MemoryFolder[]): readonly MoveCandidate[] {
  const left = folders
    .flatMap((folder) => folder.rows.filter(hasLeft).map((row) => ({ folder, row })))
    .filter(({ row }) => row.sha256 !== null)
    .toSorted((one, other) => one.row.id - other.row.id);
  const present = folders.filter((folder) => folder.present);
  return present.flatMap((to) =>
    to.rows
      .filter((row) => row.state === 'seen')
      .flatMap((appeared) =>
        left
          .filter(({ folder, row }) => folder !== to && isEqualInSizeAndDate(row, appeared))
          .map(({ folder: from, row }) => ({
            from: from.path,
            left: entryOf(row),
            to: to.path,
            appeared: entryOf(appeared),
          })),
      ),
  );
}

export function countsOf(folder: MemoryFolder): FolderCounts {
  const there = Map.groupBy(folder.rows.filter(isThere), (row) => row.state);
  const each = (value: (row: Row) => number) =>
    Object.fromEntries(
      ENTRY_STATES.map((state) => [state, (there.get(state) ?? []).reduce((sum, row) => sum + value(row), 0)]),
    ) as Record<EntryState, number>; // the keys are exactly the states
  const aside = folder.rows.filter((row) => row.aside).length;
  return { path: folder.path, items: each(() => 1), bytes: each((row) => row.sizeBytes), aside };
}
