/** Who sent it, and what about: read from the source only for items that the proof names, so that people can find them. */
import { itemHeaders } from '../content/item-headers.ts';
import type { MessageHeaders } from '../content/mail-headers.ts';
import { type FolderKey, type FolderPath, folderKey, type SourceFolder } from '../model/folder.ts';
import type { SourceRef } from '../model/item.ts';
import { letGo } from './check-content.ts';
import type { FolderProof, ProofException } from './mailbox-proof.ts';
import { isOfFolder } from './verify-folder.ts';
import type { Verification } from './verify-mailbox.ts';

/** Named items whose messages are read again. Nobody looks for more of them one by one. */
const ITEMS_MAX = 1000;
/** Bytes that are read for it: the exceptions are often the very largest messages. */
const BYTES_MAX = 1024 * 1024 * 1024;
/** A noted item is any message; those above this are not read only for its headers. */
const NOTED_BYTES_GUESS = 1024 * 1024;
/** Items that one request of the source names. */
const READ_ITEMS_MAX = 25;

/** Gives the headers of an item, or null when they were not read. */
export type HeadersOf = (folder: FolderPath, ref: SourceRef | null) => MessageHeaders | null;

/** Reads the headers of the exceptions and then, as far as the bounds allow, of the items that notes name. */
export async function readShownHeaders(
  exceptions: readonly ProofException[],
  folders: readonly FolderProof[],
  run: Pick<Verification, 'ledger' | 'source' | 'signal'>,
): Promise<HeadersOf> {
  const wanted = new WantedRefs();
  for (const { folder, ref, sizeBytes } of exceptions) if (ref !== null) wanted.add(folder, ref, sizeBytes ?? 0);
  for (const { folder, ref } of folders.flatMap(({ notes }) => notes.flatMap(({ first }) => first))) {
    wanted.add(folder, ref, NOTED_BYTES_GUESS);
  }
  const headers = new Map<string, MessageHeaders>();
  for (const { source } of await run.ledger.folders()) {
    const refs = wanted.of(source.path);
    for (let from = 0; from < refs.length; from += READ_ITEMS_MAX) {
      await readHeaders(source, refs.slice(from, from + READ_ITEMS_MAX), headers, run);
    }
  }
  return (folder, ref) => (ref === null ? null : (headers.get(nameOf(folder, ref)) ?? null));
}

/** Refs by folder, each once, until a bound is met. */
class WantedRefs {
  readonly #refs = new Map<FolderKey, Set<SourceRef>>();
  #items = 0;
  #bytes = 0;

  add(folder: FolderPath, ref: SourceRef, sizeBytes: number): void {
    if (this.#items >= ITEMS_MAX || this.#bytes + sizeBytes > BYTES_MAX) return;
    const refs = this.#refs.get(folderKey(folder)) ?? new Set();
    if (refs.has(ref)) return;
    this.#items += 1;
    this.#bytes += sizeBytes;
    this.#refs.set(folderKey(folder), refs.add(ref));
  }

  of(folder: FolderPath): readonly SourceRef[] {
    return [...(this.#refs.get(folderKey(folder)) ?? [])];
  }
}

async function readHeaders(
  folder: SourceFolder,
  refs: readonly SourceRef[],
  headers: Map<string, MessageHeaders>,
  run: Pick<Verification, 'source' | 'signal'>,
): Promise<void> {
  try {
    for await (const item of run.source.read(folder, refs, run.signal)) {
      if ('unreadable' in item) continue;
      try {
        headers.set(nameOf(folder.path, item.ref), await itemHeaders(folder.kind, item.content));
      } finally {
        await letGo(item.content);
      }
    }
  } catch (error) {
    // The folder may be gone from the source; its items are then named by date and size.
    if (!isOfFolder(error)) throw error;
  }
}

function nameOf(folder: FolderPath, ref: SourceRef): string {
  return `${folderKey(folder)} ${ref}`;
}
