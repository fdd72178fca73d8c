/** What a source adapter supplies so that the contract suite can load and watch its server, and how the cases look at it. */

import { expect } from 'vitest';
import { all, never } from '../../test/contract/contract.ts';
import { bigMessage, type SampleMessage, type SampleMessages, sampleMessages } from '../../test/contract/samples.ts';
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
  /** Sets the flags of the message received at that moment; its keywords go. What has no flags is changed in another way. */
  flag(path: FolderPath, message: SampleMessage, flags: readonly Flag[]): Promise<void>;
  remove(path: FolderPath, message: SampleMessage): Promise<void>;
  /** Makes the server number the folder's messages anew. */
  renumber(path: FolderPath): Promise<void>;
  /** What the items are and how they are known again; without it they are messages, known by their dates. */
  readonly items?: SampleItems;
  /** True for a server that keeps no blanks at the ends of a folder's name. */
  readonly trimsNames?: boolean;
  /** True for a source whose folders hold no folders. */
  readonly isFlat?: boolean;
  /** Everything that reading could change by mistake, as one text: content, flags, subscriptions. */
  snapshot(): Promise<string>;
  close(): Promise<void>;
}

/** Items that are no messages. A sample's `receivedAt` is what tells it from the others, and no date that the server knows. */
interface SampleItems {
  samples(from: number): SampleMessages;
  big(bytes: number): SampleMessage;
  /** The `receivedAt` of the sample that a head is about. */
  identityOf(head: ItemHead): number;
  /** For servers that write an item anew: what must be equal of it. */
  meaningOf(bytes: Buffer): string;
}

export const INBOX: FolderPath = ['INBOX'];

function holdsAny(name: string, characters: string): boolean {
  return characters.split('').some((character) => name.includes(character));
}

export function folderAt(folders: readonly SourceFolder[], path: FolderPath): SourceFolder {
  const found = folders.find((folder) => folderKey(folder.path) === folderKey(path));
  if (found === undefined)
    throw new Error(`no folder ${folderKey(path)} among ${folders.map((one) => folderKey(one.path)).join(' ')}`);
  return found;
}

/** True when the server can have a folder of that path. */
export function canHave({ forbiddenInNames, trimsNames, isFlat }: SourceHarness, path: FolderPath): boolean {
  const isTooDeep = isFlat === true && path.length > 1;
  return (
    !isTooDeep &&
    path.every((name) => !holdsAny(name, forbiddenInNames) && (trimsNames !== true || name === name.trim()))
  );
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

export function refOf(harness: SourceHarness, heads: readonly ItemHead[], message: SampleMessage): SourceRef {
  const found = heads.find((head) => identityOf(harness, head) === message.receivedAt);
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

/** Fails unless the item holds what the sample does that it is of. */
export async function expectContent(
  harness: SourceHarness,
  samples: readonly SampleMessage[],
  item: Item,
): Promise<void> {
  const wanted = samples.find((sample) => sample.receivedAt === identityOf(harness, item))?.bytes;
  const found = await bytesOf(item);
  if (wanted !== undefined && found.equals(wanted)) return; // comparing megabytes one by one takes seconds
  if (harness.items === undefined || wanted === undefined) expect(found).toEqual(wanted);
  else expect(harness.items.meaningOf(found)).toBe(harness.items.meaningOf(wanted));
}

export function samplesFor({ items }: SourceHarness, from = 0): SampleMessages {
  return items?.samples(from) ?? sampleMessages(from);
}

export function bigSampleFor({ items }: SourceHarness, bytes: number): SampleMessage {
  return items?.big(bytes) ?? bigMessage(bytes);
}

export function identityOf({ items }: SourceHarness, head: ItemHead): number {
  return items?.identityOf(head) ?? head.receivedAt;
}

interface PlainHead {
  readonly receivedAt: number;
  readonly sizeBytes: number;
  readonly version: string;
}

/** Of what is no message, size and version are the server's own. */
function plainHead(harness: SourceHarness, head: ItemHead): PlainHead {
  const receivedAt = identityOf(harness, head);
  if (harness.items === undefined) return { receivedAt, sizeBytes: head.sizeBytes, version: head.version };
  expect(head.sizeBytes).toBeGreaterThan(0);
  expect(head.version).not.toBe('');
  return { receivedAt, sizeBytes: 0, version: '' };
}

function expectedHead({ items }: SourceHarness, message: SampleMessage): PlainHead {
  const { receivedAt } = message;
  if (items !== undefined) return { receivedAt, sizeBytes: 0, version: '' };
  const version = messageVersion({ flags: new Set(message.flags), keywords: message.keywords });
  return { receivedAt, sizeBytes: message.bytes.length, version };
}

/** All of them, in an order that both sides have. */
export function plainHeads(harness: SourceHarness, heads: readonly ItemHead[]): PlainHead[] {
  return heads.map((head) => plainHead(harness, head)).sort(byDate);
}

export function expectedHeads(harness: SourceHarness, messages: readonly SampleMessage[]): PlainHead[] {
  return messages.map((message) => expectedHead(harness, message)).sort(byDate);
}

function byDate(one: PlainHead, other: PlainHead): number {
  return one.receivedAt - other.receivedAt;
}
