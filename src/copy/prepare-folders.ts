/** Records the folders as they are now, maps them, and makes their counterparts in the target. */

import { limiter } from '../base/limiter.ts';
import { Failure } from '../base/problem.ts';
import { type FolderKey, folderKey, type SourceFolder, type TargetFolder } from '../model/folder.ts';
import type { LedgerFolder } from '../model/ledger.ts';
import type { LeftOutFolder } from '../model/source.ts';
import { type FolderMapping, mapFolders } from '../plan/folder-map.ts';
import { whyLeftOut } from '../plan/folder-rules.ts';
import { describeRefusedName, refusedNames } from '../plan/strict-names.ts';
import type { FolderTie, LeftOpen } from './folder-tie.ts';
import type { Lane } from './lane.ts';
import type { Run } from './run.ts';

const NOTHING_LEFT: LeftOpen = { seen: 0, intended: 0, aside: 0 };
/** Folders made at once. A server makes them one after the other anyway; this hides the distance. */
const FOLDERS_AT_ONCE_MAX = 8;
/** Refused names that a failure says; a survey says all. */
const NAMES_MAX = 10;

export interface Preparation {
  /** Folders with a counterpart, parents first. */
  readonly mapped: readonly FolderMapping[];
  /** The tie of one folder, when its counterpart is made; null where policy leaves it out or it holds no items. */
  tie(mapping: FolderMapping): Promise<FolderTie | null>;
  /** All ties that could be made. */
  ties(): Promise<readonly FolderTie[]>;
  /** What the source does not count as part of the mailbox, or the target cannot take. Complete once all is listed. */
  leftOut(): readonly LeftOutFolder[];
  /** Folders that are no longer in the source, with what they became in the target. */
  readonly gone: readonly FolderTie[];
}

/** Gives back as soon as the map is known; the folders are made meanwhile. */
export async function prepareFolders(lane: Lane, run: Run): Promise<Preparation> {
  const [folders, existing, before, counts] = await Promise.all([
    lane.source.folders(run.signal),
    lane.target.folders(run.signal),
    run.ledger.folders(),
    run.ledger.counts(),
  ]);
  await run.ledger.recordFolders(folders);
  const known = new Map(before.map((folder) => [folderKey(folder.source.path), folder]));
  const tied = new Map(
    [...known].flatMap(([key, { target }]) => (target === null ? [] : [[key, target.path] as const])),
  );
  const mapped = mapFolders(folders, existing, lane.target.traits, run.policy, { tied });
  refuseNames(mapped, run);
  const left = new Map(counts.map((one) => [folderKey(one.path), { ...one.items, aside: one.aside }]));
  const gone = await recordGone(before, folders, run);
  const made = makeFolders(lane, mapped, { existing, known, left }, run);
  return {
    mapped,
    gone,
    leftOut: () => [...lane.source.leftOut, ...notCarried(mapped)],
    tie: (mapping) => made.get(folderKey(mapping.source.path)) ?? Promise.resolve(null),
    ties: async () => {
      const all = await Promise.allSettled(made.values());
      return all.flatMap((one) => (one.status === 'fulfilled' && one.value !== null ? [one.value] : []));
    },
  };
}

/** Before anything is made in the target. */
function refuseNames(mapped: readonly FolderMapping[], { policy }: Run): void {
  const refused = refusedNames(mapped, policy);
  if (refused.length === 0) return;
  const named = refused.slice(0, NAMES_MAX).map(describeRefusedName);
  const names = `${named.join('; ')}${refused.length > named.length ? '; and others' : ''}`;
  throw new Failure('source.names-refused', { count: String(refused.length), names });
}

/** What nobody asked to leave out, and the target cannot take. */
function notCarried(mapped: readonly FolderMapping[]): readonly LeftOutFolder[] {
  return mapped.flatMap(({ source: { path }, rule }) =>
    rule?.startsWith('not-carried') === true ? [{ path, why: whyLeftOut(rule) }] : [],
  );
}

/** Whatever lay in a folder that is gone is gone from there; a delta pass may find it in another one. */
async function recordGone(
  before: readonly LedgerFolder[],
  now: readonly SourceFolder[],
  run: Run,
): Promise<readonly FolderTie[]> {
  const there = new Set(now.map((folder) => folderKey(folder.path)));
  const gone: FolderTie[] = [];
  for (const known of before.filter(({ source }) => !there.has(folderKey(source.path)))) {
    const { source, target } = known;
    for await (const refs of run.ledger.known(source.path)) {
      await run.ledger.record(source.path, { heads: [], gone: refs, next: null, renumbered: false });
    }
    await run.ledger.recordStamp(source.path, null);
    if (target !== null) gone.push({ source, target, known, left: NOTHING_LEFT, existed: true });
  }
  return gone;
}

function makeFolders(
  lane: Lane,
  mapped: readonly FolderMapping[],
  found: {
    readonly existing: readonly TargetFolder[];
    readonly known: ReadonlyMap<FolderKey, LedgerFolder>;
    readonly left: ReadonlyMap<FolderKey, LeftOpen>;
  },
  run: Run,
): Map<FolderKey, Promise<FolderTie | null>> {
  const had = new Map(found.existing.map((folder) => [folderKey(folder.path), folder]));
  const limit = limiter(FOLDERS_AT_ONCE_MAX);
  const made = new Map<FolderKey, Promise<FolderTie | null>>();
  const byTargetPath = new Map<FolderKey, Promise<unknown>>();
  for (const { source, wanted } of mapped) {
    if (wanted === null) continue;
    const before = found.known.get(folderKey(source.path)) ?? null;
    const left = found.left.get(folderKey(source.path)) ?? NOTHING_LEFT;
    const there = had.get(folderKey(wanted.path));
    const parent = byTargetPath.get(folderKey(wanted.path.slice(0, -1)));
    const make = async (): Promise<FolderTie | null> => {
      await parent?.catch(() => undefined); // a refused parent is told in its own name
      const target = there ?? (await lane.target.ensureFolder(wanted, run.signal));
      if (before?.target?.serverName !== target.serverName) await run.ledger.tieFolder(source.path, target);
      if (!source.holdsItems) return null;
      return { source, target, known: before, left, existed: there !== undefined };
    };
    // What is there already waits for nothing: it is mostly the inbox.
    const making = there === undefined ? limit.run(make) : make();
    making.catch(() => undefined); // looked at where it is awaited
    made.set(folderKey(source.path), making);
    byTargetPath.set(folderKey(wanted.path), making);
  }
  return made;
}
