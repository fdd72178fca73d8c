/** The content of items, read file by file. */
import { ITEM_BYTES_MAX } from '../../base/limits.ts';
import type { Item, SourceRef } from '../../model/item.ts';
import type { Unreadable } from '../../model/source.ts';
import { ArchiveError } from './archive-error.ts';
import type { ListedShelf } from './folder-list.ts';
import type { FoundItem } from './format.ts';
import { belongsTo } from './listing.ts';
import type { MemberFile } from './members.ts';
import { withOpen } from './open-file.ts';
import { partsOfRef, refOf } from './refs.ts';

/** See `Source.read`. */
export async function* readShelf(
  { shelf }: ListedShelf,
  refs: readonly SourceRef[],
  signal: AbortSignal,
): AsyncGenerator<Item | Unreadable> {
  signal.throwIfAborted();
  const wanted = new Map<string, string[]>();
  for (const ref of refs) {
    const { file, local, broken } = partsOfRef(ref);
    if (broken !== null) yield { ref, unreadable: `${file}: ${broken}` };
    else if (wanted.has(file)) wanted.get(file)?.push(local);
    else wanted.set(file, [local]);
  }
  for (const member of shelf.members) {
    if (wanted.size === 0) return;
    for (const file of await member.named(new Set(wanted.keys()), signal)) {
      const locals = wanted.get(file.name);
      if (locals === undefined) continue;
      wanted.delete(file.name);
      for await (const one of readFile(file, locals, signal)) {
        if ('unreadable' in one || belongsTo(shelf.kind, one.kind)) yield one;
      }
    }
  }
}

/** What a file gives before it fails is given; the rest of what was asked of it is unreadable for that reason. */
async function* readFile(
  { name, file, format }: MemberFile,
  locals: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Item | Unreadable> {
  const left = new Set(locals);
  try {
    for await (const found of withOpen(file, signal, (open) => format.find(open, locals, signal))) {
      left.delete(found.local);
      yield await itemOf(name, found, signal);
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    for (const local of left) yield { ref: refOf(name, local), unreadable: `${name}: ${error.message}` };
  }
}

async function itemOf(name: string, found: FoundItem, signal: AbortSignal): Promise<Item | Unreadable> {
  const { local, kind, version, sizeBytes, receivedAt } = found;
  const ref = refOf(name, local);
  if (sizeBytes > ITEM_BYTES_MAX) {
    return { ref, unreadable: `${name}: it has ${sizeBytes} bytes, more than the ${ITEM_BYTES_MAX} that can be moved` };
  }
  try {
    return { ref, kind, version, sizeBytes, receivedAt, content: await found.content(signal) };
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    return { ref, unreadable: `${name}: ${error.message}` };
  }
}
