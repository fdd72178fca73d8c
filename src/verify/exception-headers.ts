/** Who sent it, and what about: read from the source for exceptions only, so that people can find the message. */
import { headersOf, type MessageHeaders } from '../content/mail-headers.ts';
import { type FolderKey, folderKey, type SourceFolder } from '../model/folder.ts';
import type { SourceRef } from '../model/item.ts';
import { letGo } from './check-content.ts';
import type { ProofException } from './mailbox-proof.ts';
import { isOfFolder } from './verify-folder.ts';
import type { Verification } from './verify-mailbox.ts';

/** Exceptions whose messages are read again. Nobody looks for more of them one by one. */
const ITEMS_MAX = 1000;
/** Bytes that are read for it: the exceptions are often the very largest messages. */
const BYTES_MAX = 1024 * 1024 * 1024;
/** Items that one request of the source names. */
const READ_ITEMS_MAX = 25;

/** The same exceptions in the same order, the first thousand with their headers where the source still gives them. */
export async function addHeaders(
  exceptions: readonly ProofException[],
  run: Verification,
): Promise<readonly ProofException[]> {
  const wanted = wantedRefs(exceptions);
  if (wanted.size === 0) return exceptions;
  const headers = new Map<string, MessageHeaders>();
  for (const { source } of await run.ledger.folders()) {
    const key = folderKey(source.path);
    const refs = wanted.get(key) ?? [];
    for (let from = 0; from < refs.length; from += READ_ITEMS_MAX) {
      await readHeaders(source, refs.slice(from, from + READ_ITEMS_MAX), headers, run);
    }
  }
  return exceptions.map((exception) => {
    const found = exception.ref === null ? undefined : headers.get(nameOf(folderKey(exception.folder), exception.ref));
    return found === undefined ? exception : { ...exception, headers: found };
  });
}

function wantedRefs(exceptions: readonly ProofException[]): ReadonlyMap<FolderKey, readonly SourceRef[]> {
  const wanted = new Map<FolderKey, SourceRef[]>();
  let items = 0;
  let bytes = 0;
  for (const { folder, ref, sizeBytes } of exceptions) {
    if (ref === null || items >= ITEMS_MAX || bytes + (sizeBytes ?? 0) > BYTES_MAX) continue;
    items += 1;
    bytes += sizeBytes ?? 0;
    const key = folderKey(folder);
    wanted.set(key, [...(wanted.get(key) ?? []), ref]);
  }
  return wanted;
}

async function readHeaders(
  folder: SourceFolder,
  refs: readonly SourceRef[],
  headers: Map<string, MessageHeaders>,
  run: Verification,
): Promise<void> {
  try {
    for await (const item of run.source.read(folder, refs, run.signal)) {
      if ('unreadable' in item) continue;
      try {
        headers.set(nameOf(folderKey(folder.path), item.ref), await headersOf(item.content));
      } finally {
        await letGo(item.content);
      }
    }
  } catch (error) {
    // The folder may be gone from the source; its exceptions are then named by date and size.
    if (!isOfFolder(error)) throw error;
  }
}

function nameOf(folder: FolderKey, ref: SourceRef): string {
  return `${folder} ${ref}`;
}
