/** Reads items back from the target and says of each whether it is what was copied. */
import { createHash } from 'node:crypto';
import type { Problem } from '../base/problem.ts';
import { type Difference, describeDifference } from '../content/difference.ts';
import { compareItems, type ItemPrint, printItem } from '../content/item-print.ts';
import type { SourceFolder, TargetFolder } from '../model/folder.ts';
import type { Content, SourceRef, TargetRef } from '../model/item.ts';
import type { Entry } from '../model/ledger.ts';
import type { Source } from '../model/source.ts';
import type { Target } from '../model/target.ts';

/** A copied entry and the target item that it is. */
export interface ToRead {
  readonly entry: Entry;
  readonly target: TargetRef;
}

export type ContentCheck =
  | { readonly is: 'equal'; readonly in: 'bytes' | 'meaning'; readonly differences: readonly Difference[] }
  | { readonly is: 'different'; readonly differences: readonly Difference[] }
  | { readonly is: 'unproven'; readonly problem: Problem };

export interface ContentDeps {
  readonly source: Source;
  readonly target: Target;
  readonly from: SourceFolder;
  readonly to: TargetFolder;
  /** False when the source no longer has the folder: then nothing is read from it. */
  readonly present: boolean;
  readonly signal: AbortSignal;
}

/** What came back: equal bytes need no more than their digest, everything else is compared by meaning. */
type ReadBack = { readonly is: 'equal' } | { readonly is: 'rebuilt'; readonly print: ItemPrint } | Unreadable;
type Original = { readonly is: 'read'; readonly print: ItemPrint } | Unreadable;
interface Unreadable {
  readonly is: 'unreadable';
  readonly problem: Problem;
}

/**
 * Compares one batch. `expectsRebuilt` says that the target gives back other bytes than it was given, as Exchange does:
 * then the originals are read at the same time rather than afterwards.
 */
export async function checkContents(
  batch: readonly ToRead[],
  expectsRebuilt: boolean,
  deps: ContentDeps,
): Promise<ReadonlyMap<SourceRef, ContentCheck>> {
  const early = expectsRebuilt ? readOriginals(batch, deps) : null;
  // A rejection must not be left alone while the other side is still being read.
  const [readBack, originalsRead] = await Promise.all([readTarget(batch, deps), early]);
  const rebuilt = batch.filter(({ entry }) => readBack.get(entry.ref)?.is === 'rebuilt');
  const originals = originalsRead ?? (await readOriginals(rebuilt, deps));
  const checks = new Map<SourceRef, ContentCheck>();
  for (const { entry } of batch) {
    checks.set(entry.ref, await checkOf(entry, readBack.get(entry.ref), originals.get(entry.ref)));
  }
  return checks;
}

async function checkOf(
  entry: Entry,
  copy: ReadBack | undefined,
  original: Original | undefined,
): Promise<ContentCheck> {
  if (copy === undefined) return { is: 'unproven', problem: unreadable('it left the item out of its answer') };
  if (copy.is === 'equal') return { is: 'equal', in: 'bytes', differences: [] };
  if (copy.is === 'unreadable') return { is: 'unproven', problem: copy.problem };
  if (original === undefined) return { is: 'unproven', problem: { code: 'proof.source-gone', facts: {} } };
  if (original.is === 'unreadable') return { is: 'unproven', problem: original.problem };
  const differences = await compareItems(original.print, copy.print, entry.losses);
  const isEqual = differences.every(({ level }) => level === 'may');
  return isEqual ? { is: 'equal', in: 'meaning', differences } : { is: 'different', differences };
}

async function readTarget(batch: readonly ToRead[], deps: ContentDeps): Promise<ReadonlyMap<SourceRef, ReadBack>> {
  const wanted = new Map(batch.map(({ entry, target }) => [target, entry]));
  const refs = batch.map(({ target }) => target);
  const readBack = new Map<SourceRef, ReadBack>();
  for await (const { target, content, why } of deps.target.read(deps.to, refs, deps.signal)) {
    const entry = wanted.get(target);
    if (entry === undefined) await letGo(content);
    else if (content === null) {
      readBack.set(entry.ref, { is: 'unreadable', problem: unreadable(why ?? 'it gave no reason') });
    } else readBack.set(entry.ref, await printUnlessEqual(content, entry));
  }
  return readBack;
}

async function printUnlessEqual(content: Content, entry: Entry): Promise<ReadBack> {
  try {
    const isEqual = entry.sha256 !== null && sha256Of(content).equals(entry.sha256);
    return isEqual ? { is: 'equal' } : rebuilt(await printItem(entry.kind, content));
  } finally {
    await letGo(content);
  }
}

/** A target that gives back what nobody can read has not got the item. */
function rebuilt(print: ItemPrint): ReadBack {
  if (print.is !== 'unreadable') return { is: 'rebuilt', print };
  return { is: 'unreadable', problem: unreadable(print.why) };
}

async function readOriginals(batch: readonly ToRead[], deps: ContentDeps): Promise<ReadonlyMap<SourceRef, Original>> {
  const originals = new Map<SourceRef, Original>();
  const refs = batch.filter(({ entry }) => !entry.vanished).map(({ entry }) => entry.ref);
  if (refs.length === 0 || !deps.present) return originals;
  for await (const item of deps.source.read(deps.from, refs, deps.signal)) {
    if ('unreadable' in item) {
      originals.set(item.ref, unreadableOriginal(item.unreadable));
      continue;
    }
    try {
      const print = await printItem(deps.from.kind, item.content);
      originals.set(item.ref, print.is === 'unreadable' ? unreadableOriginal(print.why) : { is: 'read', print });
    } finally {
      await letGo(item.content);
    }
  }
  return originals;
}

function unreadableOriginal(reason: string): Unreadable {
  return { is: 'unreadable', problem: { code: 'source.item-unreadable', facts: { reason } } };
}

function unreadable(reason: string): Problem {
  return { code: 'target.item-unreadable', facts: { reason } };
}

/** Of differing fields, each once, for the ledger: what the fields are called and nothing of what they hold. */
export function fieldsOf(differences: readonly Difference[]): string {
  const fields = differences.filter(({ level }) => level === 'must').map(({ field }) => field);
  return [...new Set(fields)].join(', ');
}

export function detailsOf(differences: readonly Difference[]): readonly string[] {
  return differences.filter(({ level }) => level === 'must').map(describeDifference);
}

/** SHA-256 of the bytes. */
export function sha256Of(content: Content): Buffer {
  return content.is === 'held' ? createHash('sha256').update(content.bytes).digest() : content.sha256;
}

/** Removes the spool file, if there is one. */
export async function letGo(content: Content | null): Promise<void> {
  if (content?.is === 'spooled') await content.drop();
}
