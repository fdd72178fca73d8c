/** What a source adapter supplies so that the contract suite can load and watch its server, and how the cases look at it. */

import { all, never } from '../../test/contract/contract.ts';
import type { SampleMessage } from '../../test/contract/samples.ts';
import { assert } from '../base/assert.ts';
import { type FolderPath, folderKey, type SourceFolder } from '../model/folder.ts';
import { type Cursor, type Flag, type Item, type ItemHead, messageVersion, type SourceRef } from '../model/item.ts';
import type { Page, Source, Unreadable } from '../model/source.ts';

/** A fresh mailbox on some server, changed by the suite as its user would change it. */
export interface SourceHarness {
  /** Characters that this server allows in no folder name, its separator above all. */
  readonly forbiddenInNames: string;
  open(): Promise<Source>;
  /** Parents that were not added themselves are only names. */
  addFolder(path: FolderPath): Promise<void>;
  /** Adds to the end of a folder. INBOX is there from the beginning. */
  add(path: FolderPath, messages: readonly SampleMessage[]): Promise<void>;
  /** Sets the flags of the message received at that moment; its keywords go. */
  flag(path: FolderPath, message: SampleMessage, flags: readonly Flag[]): Promise<void>;
  remove(path: FolderPath, message: SampleMessage): Promise<void>;
  /** Makes the server number the folder's messages anew. */
  renumber(path: FolderPath): Promise<void>;
  /** Everything that reading could change by mistake, as one text: content, flags, subscriptions. */
  snapshot(): Promise<string>;
  close(): Promise<void>;
}

export const INBOX: FolderPath = ['INBOX'];

export function holdsAny(name: string, characters: string): boolean {
  return characters.split('').some((character) => name.includes(character));
}

export function folderAt(folders: readonly SourceFolder[], path: FolderPath): SourceFolder {
  const found = folders.find((folder) => folderKey(folder.path) === folderKey(path));
  if (found === undefined)
    throw new Error(`no folder ${folderKey(path)} among ${folders.map((one) => folderKey(one.path)).join(' ')}`);
  return found;
}

export function fromNothing(): { cursor: null; known: () => AsyncIterable<readonly SourceRef[]> } {
  return { cursor: null, known: () => pagesOf([]) };
}

export function listAll(
  source: Source,
  folder: SourceFolder,
  cursor: Cursor | null,
  known: readonly ItemHead[] = [],
): Promise<Page[]> {
  const refs = known.map((head) => head.ref);
  return all(source.list(folder, { cursor, known: () => pagesOf(refs) }, never()));
}

async function* pagesOf(refs: readonly SourceRef[]): AsyncIterable<readonly SourceRef[]> {
  if (refs.length > 0) yield refs;
}

export function headsOf(pages: readonly Page[]): ItemHead[] {
  return pages.flatMap((page) => page.heads);
}

/** Where the listing after these pages begins. A listing that had nothing to say may have given no page. */
export function endOf(pages: readonly Page[], before: Cursor | null = null): Cursor | null {
  return pages.at(-1)?.next ?? before;
}

export function refOf(heads: readonly ItemHead[], message: SampleMessage): SourceRef {
  const found = heads.find((head) => head.receivedAt === message.receivedAt);
  assert(found !== undefined, `the message "${message.what}" was listed`);
  return found.ref;
}

export async function readAll(source: Source, folder: SourceFolder, refs: readonly SourceRef[]): Promise<Item[]> {
  const given = await all(source.read(folder, refs, never()));
  return given.map((one) => {
    if (isUnreadable(one)) throw new Error(`unreadable: ${one.unreadable}`);
    return one;
  });
}

function isUnreadable(one: Item | Unreadable): one is Unreadable {
  return 'unreadable' in one;
}

export async function bytesOf(item: Item): Promise<Buffer> {
  return item.content.is === 'held' ? item.content.bytes : Buffer.concat(await all(item.content.open()));
}

export function bytesFor(messages: readonly SampleMessage[], item: Item): Buffer | undefined {
  return messages.find((message) => message.receivedAt === item.receivedAt)?.bytes;
}

export interface PlainHead {
  readonly receivedAt: number;
  readonly sizeBytes: number;
  readonly version: string;
}

export function plainHead(head: ItemHead): PlainHead {
  return { receivedAt: head.receivedAt, sizeBytes: head.sizeBytes, version: head.version };
}

export function expectedHead(message: SampleMessage): PlainHead {
  const version = messageVersion({ flags: new Set(message.flags), keywords: message.keywords });
  return { receivedAt: message.receivedAt, sizeBytes: message.bytes.length, version };
}

export function byDate(one: PlainHead, other: PlainHead): number {
  return one.receivedAt - other.receivedAt;
}
