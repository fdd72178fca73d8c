/** Items that are texts (cards, calendars) put into a target and read back, as the engine and the proof would. */
import { createHash } from 'node:crypto';
import { instant } from '../../src/base/clock.ts';
import type { TargetFolder } from '../../src/model/folder.ts';
import type { FolderKind, Item, ItemKind, Marker, SourceRef, TargetRef } from '../../src/model/item.ts';
import type { Settled, Target, Write } from '../../src/model/target.ts';
import { bytesOf } from '../../src/target/target-harness.contract.ts';
import { all, never } from '../contract/contract.ts';

export interface TextItem {
  readonly kind: ItemKind;
  readonly bytes: Buffer;
}

export async function folderOf(target: Target, kind: FolderKind, name: string): Promise<TargetFolder> {
  return await target.ensureFolder({ path: [name], role: 'plain', kind, sourcePath: [name] }, never());
}

/** The outcome of each, in the order given. */
export async function putTexts(
  target: Target,
  folder: TargetFolder,
  items: readonly TextItem[],
): Promise<readonly Settled[]> {
  const settled = (await all(target.put(folder, writesOf(items), never()))).flat();
  return items.map((_, at) => {
    const mine = settled.filter((one) => one.ref === refOf(at));
    const [only] = mine;
    if (only === undefined || mine.length > 1) throw new Error(`item ${at} was settled ${mine.length} times`);
    return only;
  });
}

export function targetsOf(settled: readonly Settled[]): readonly TargetRef[] {
  return settled.map((one) => {
    if (one.is !== 'copied') throw new Error(`not copied: ${JSON.stringify(one)}`);
    return one.target;
  });
}

/** The text of each as the target gives it back; null where it gives none. */
export async function readTexts(
  target: Target,
  folder: TargetFolder,
  refs: readonly TargetRef[],
): Promise<readonly (Buffer | null)[]> {
  const found = new Map<TargetRef, Buffer | null>();
  for (const one of await all(target.read(folder, refs, never()))) {
    found.set(one.target, one.content === null ? null : await bytesOf(one.content));
  }
  return refs.map((ref) => found.get(ref) ?? null);
}

async function* writesOf(items: readonly TextItem[]): AsyncGenerator<Write> {
  for (const [at, { kind, bytes }] of items.entries()) {
    const content = { is: 'held', bytes } as const;
    const item: Item = { ref: refOf(at), kind, version: 'v', sizeBytes: bytes.length, receivedAt: instant(0), content };
    yield { item, marker: markerAt(bytes, at) };
  }
}

function refOf(at: number): SourceRef {
  return `item ${at}` as SourceRef; // the test plays the source, which makes the refs
}

/** The marker that `putTexts` gives the item at this place. */
export function markerAt(bytes: Buffer, at: number): Marker {
  const digest = createHash('sha256').update(`${at}`).update(bytes).digest('base64url');
  return digest as Marker; // the test plays the engine, which makes the markers
}
