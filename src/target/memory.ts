/** A target mailbox in memory. `onEffect` is called before and after everything it does, so that a test can end the run there. */
import { assert } from '../base/assert.ts';
import type { Instant } from '../base/clock.ts';
import { type FolderKey, type FolderPath, folderKey, type TargetFolder } from '../model/folder.ts';
import { type Marker, messageState, messageVersion, type TargetRef } from '../model/item.ts';
import type {
  Doubt,
  FoundHead,
  FoundItem,
  Settled,
  Target,
  TargetTraits,
  WantedFolder,
  Write,
} from '../model/target.ts';

export interface MemoryTargetOptions {
  readonly marks?: TargetTraits['marks'];
  readonly itemBytesMax?: number;
  readonly onEffect?: (when: 'before' | 'after', what: string) => void;
  /** The bytes that must be refused, as a server refuses broken messages. */
  readonly refuses?: (bytes: Buffer) => boolean;
}

interface Stored {
  readonly marker: Marker | null;
  readonly bytes: Buffer;
  readonly receivedAt: Instant;
  readonly version: string;
}

export class MemoryTargetMailbox {
  readonly folders = new Map<FolderKey, { readonly folder: TargetFolder; readonly items: Map<TargetRef, Stored> }>();
  #nextId = 1;

  newRef(): TargetRef {
    return `t${this.#nextId++}` as TargetRef; // a ref is what this adapter makes
  }

  items(path: FolderPath): Map<TargetRef, Stored> {
    const entry = this.folders.get(folderKey(path));
    assert(entry !== undefined, `the target has a folder ${path.join('/')}`);
    return entry.items;
  }

  addFolder(
    path: FolderPath,
    role: TargetFolder['role'] = 'plain',
    kind: TargetFolder['kind'] = 'message',
  ): TargetFolder {
    const folder: TargetFolder = { path, role, kind, serverName: folderKey(path) };
    const known = this.folders.get(folderKey(path));
    if (known === undefined) this.folders.set(folderKey(path), { folder, items: new Map() });
    return known?.folder ?? folder;
  }
}

export const MEMORY_TRAITS: TargetTraits = {
  kinds: new Set(['message', 'event', 'contact', 'task', 'note']),
  itemBytesMax: 1_000_000,
  folderNameMax: 255,
  folderNameForbids: /\p{Cc}/gu,
  folderNamesFold: true,
  folderDepthMax: 300,
  marks: 'inside',
  doubtRestMs: 20_000,
  keepsKeyword: (keyword) => !keyword.startsWith('$'),
};

/** Opens the mailbox as a target. */
export function memoryTarget(mailbox: MemoryTargetMailbox, options: MemoryTargetOptions = {}): Target {
  const traits: TargetTraits = {
    ...MEMORY_TRAITS,
    marks: options.marks ?? MEMORY_TRAITS.marks,
    kinds: options.marks === 'none' ? new Set(['message']) : MEMORY_TRAITS.kinds,
    itemBytesMax: options.itemBytesMax ?? MEMORY_TRAITS.itemBytesMax,
  };
  const effect = <T>(what: string, run: () => T): T => {
    options.onEffect?.('before', what);
    const done = run();
    options.onEffect?.('after', what);
    return done;
  };
  return {
    traits,
    name: 'user@memory-target',
    folders: async () => [...mailbox.folders.values()].map((entry) => entry.folder),
    ensureFolder: async (wanted) => effect('folder', () => ensure(mailbox, wanted)),
    put: (folder, writes) => putAll(mailbox, folder, writes, traits, options, effect),
    find: async (folder, doubts) => found(mailbox, folder, doubts, traits),
    update: async (folder, changes) =>
      changes.map((change) =>
        effect('update', () => changed(mailbox, folder, change.target, change.ref, change.version, traits)),
      ),
    move: async (from, to, refs) => new Map(refs.flatMap((ref) => effect('move', () => moved(mailbox, from, to, ref)))),
    remove: async (folder, refs) => {
      for (const ref of refs) effect('remove', () => mailbox.items(folder.path).delete(ref));
    },
    list: (folder) => listed(mailbox, folder, traits),
    read: (folder, refs) => contents(mailbox, folder, refs),
    close: async () => undefined,
  };
}

type Effect = <T>(what: string, run: () => T) => T;

function ensure(mailbox: MemoryTargetMailbox, wanted: WantedFolder): TargetFolder {
  for (let depth = 1; depth < wanted.path.length; depth++) mailbox.addFolder(wanted.path.slice(0, depth));
  return mailbox.addFolder(wanted.path, wanted.role, wanted.kind);
}

async function* putAll(
  mailbox: MemoryTargetMailbox,
  folder: TargetFolder,
  writes: AsyncIterable<Write>,
  traits: TargetTraits,
  options: MemoryTargetOptions,
  effect: Effect,
): AsyncIterable<readonly Settled[]> {
  for await (const { item, marker } of writes) {
    assert(item.content.is === 'held', 'a memory mailbox moves small items only');
    const { bytes } = item.content;
    if (options.refuses?.(bytes) === true) {
      yield [
        {
          is: 'failed',
          ref: item.ref,
          problem: { code: 'target.item-refused', facts: { reason: 'refused by the test' } },
        },
      ];
      continue;
    }
    const target = mailbox.newRef();
    const inside = traits.marks === 'inside' ? marker : null;
    const isMessage = folder.kind === 'message';
    const version = isMessage ? keptVersion(item.version, traits) : '';
    const stored = { marker: inside, bytes, receivedAt: item.receivedAt, version };
    // Only a message is written in one request; everything else is there in part for a while.
    const begun = isMessage ? stored : { ...stored, bytes: Buffer.concat([bytes, Buffer.from(' in part')]) };
    effect('put', () => mailbox.items(folder.path).set(target, begun));
    if (!isMessage) effect('complete', () => mailbox.items(folder.path).set(target, stored));
    yield [{ is: 'copied', ref: item.ref, target, losses: [] }];
  }
}

/** The version as this target can hold it: keywords it does not keep are left out. */
function keptVersion(version: string, traits: TargetTraits): string {
  const state = messageState(version);
  return messageVersion({
    flags: state.flags,
    keywords: state.keywords.filter((keyword) => traits.keepsKeyword(keyword)),
  });
}

function found(
  mailbox: MemoryTargetMailbox,
  folder: TargetFolder,
  doubts: readonly Doubt[],
  traits: TargetTraits,
): Map<Marker, TargetRef[]> {
  const all = [...mailbox.items(folder.path)];
  const isIt = (stored: Stored, doubt: Doubt): boolean =>
    traits.marks === 'inside'
      ? stored.marker === doubt.marker
      : stored.bytes.length === doubt.sizeBytes && stored.receivedAt === doubt.receivedAt;
  const matches = doubts.map(
    (doubt) => [doubt.marker, all.filter(([, stored]) => isIt(stored, doubt)).map(([ref]) => ref)] as const,
  );
  return new Map(matches.filter(([, refs]) => refs.length > 0));
}

function changed(
  mailbox: MemoryTargetMailbox,
  folder: TargetFolder,
  target: TargetRef,
  ref: Settled['ref'],
  version: string,
  traits: TargetTraits,
): Settled {
  const items = mailbox.items(folder.path);
  const stored = items.get(target);
  if (stored === undefined) return { is: 'failed', ref, problem: { code: 'proof.missing', facts: {} } };
  items.set(target, { ...stored, version: keptVersion(version, traits) });
  return { is: 'copied', ref, target, losses: [] };
}

function moved(
  mailbox: MemoryTargetMailbox,
  from: TargetFolder,
  to: TargetFolder,
  ref: TargetRef,
): [TargetRef, TargetRef][] {
  const stored = mailbox.items(from.path).get(ref);
  if (stored === undefined) return [];
  const next = mailbox.newRef();
  mailbox.items(from.path).delete(ref);
  mailbox.items(to.path).set(next, stored);
  return [[ref, next]];
}

async function* listed(
  mailbox: MemoryTargetMailbox,
  folder: TargetFolder,
  traits: TargetTraits,
): AsyncIterable<readonly FoundHead[]> {
  yield [...mailbox.items(folder.path)].map(([target, stored]) => ({
    target,
    marker: traits.marks === 'inside' ? stored.marker : null,
    sizeBytes: stored.bytes.length,
    receivedAt: stored.receivedAt,
    version: stored.version,
  }));
}

async function* contents(
  mailbox: MemoryTargetMailbox,
  folder: TargetFolder,
  refs: readonly TargetRef[],
): AsyncIterable<FoundItem> {
  for (const target of refs) {
    const stored = mailbox.items(folder.path).get(target);
    const why = stored === undefined ? 'it is not there' : null;
    yield { target, content: stored === undefined ? null : { is: 'held', bytes: stored.bytes }, why };
  }
}
