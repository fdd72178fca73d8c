/** Answers which source items are which target items by what they contain, for protocols that have no place for a marker. */
import { hash } from 'node:crypto';
import type { Content, SourceRef, TargetRef } from '../model/item.ts';
import type { FolderTie } from './folder-tie.ts';
import type { Lane } from './lane.ts';
import type { Run } from './run.ts';

/** SHA-256 of the bytes, computed from them where it was not computed before. */
export function sha256Of(content: Content): Buffer {
  return content.is === 'held' ? hash('sha256', content.bytes, 'buffer') : content.sha256;
}

/**
 * Takes for each source item the target items it may be. Gives at most one for each, and no target item twice: equal bytes
 * first, then equal meaning, because some servers rewrite what they store.
 */
export async function pairByContent(
  candidates: ReadonlyMap<SourceRef, readonly TargetRef[]>,
  tie: FolderTie,
  lane: Lane,
  run: Run,
): Promise<Map<SourceRef, TargetRef>> {
  const targets = [...new Set([...candidates.values()].flat())];
  const found = new Map<TargetRef, readonly string[]>();
  for await (const item of lane.target.read(tie.target, targets, run.signal)) {
    if (item.content !== null) found.set(item.target, await namesOf(item.content, run));
  }
  const pairs = new Map<SourceRef, TargetRef>();
  const taken = new Set<TargetRef>();
  for await (const item of lane.source.read(tie.source, [...candidates.keys()], run.signal)) {
    if ('unreadable' in item) continue;
    const names = await namesOf(item.content, run);
    const free = (candidates.get(item.ref) ?? []).filter((target) => !taken.has(target));
    for (const name of names) {
      const match = pairs.has(item.ref) ? undefined : free.find((target) => found.get(target)?.includes(name));
      if (match === undefined) continue;
      pairs.set(item.ref, match);
      taken.add(match);
    }
  }
  return pairs;
}

/** The names by which a content is recognised, the surest first. Lets go of spooled content. */
async function namesOf(content: Content, run: Run): Promise<readonly string[]> {
  const names = [sha256Of(content).toString('hex'), `meaning ${await run.meaningOf(content)}`];
  if (content.is === 'spooled') await content.drop();
  return names;
}
