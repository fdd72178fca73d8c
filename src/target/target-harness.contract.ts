/** What a target adapter supplies so that the contract suite can watch its server, and how the cases write to it. */
import { createHash } from 'node:crypto';
import { all, never } from '../../test/contract/contract.ts';
import type { SampleMessage } from '../../test/contract/samples.ts';
import { assert } from '../base/assert.ts';
import { HELD_BYTES_MAX } from '../base/limits.ts';
import { type FolderPath, folderKey, type TargetFolder } from '../model/folder.ts';
import {
  type Content,
  type Item,
  type Marker,
  messageState,
  messageVersion,
  type SourceRef,
  type TargetRef,
} from '../model/item.ts';
import type { FoundHead, Settled, Target, WantedFolder, Write } from '../model/target.ts';

/** A fresh mailbox on some server. */
export interface TargetHarness {
  /** A connection of its own to the mailbox. */
  open(): Promise<Target>;
  /** How many items the server holds in the folder, asked without the adapter. */
  count(folder: TargetFolder): Promise<number>;
  /** Equal bytes; for a server that rewrites messages, equal meaning. */
  isSameContent(written: Buffer, back: Buffer): Promise<boolean>;
  /** A message that this server refuses. Null is a deviation with a reason. */
  readonly refused: Buffer | null;
  /** The next write is carried out, and its answer never comes: the line is cut. Null is a deviation with a reason. */
  readonly loseNextAnswer: (() => Promise<void>) | null;
  close(): Promise<void>;
}

export async function ensure(target: Target, path: FolderPath): Promise<TargetFolder> {
  const wanted: WantedFolder = { path, role: 'plain', kind: 'message', sourcePath: path };
  return target.ensureFolder(wanted, never());
}

export function folderAt(folders: readonly TargetFolder[], path: FolderPath): TargetFolder {
  const found = folders.find((folder) => folderKey(folder.path) === folderKey(path));
  if (found === undefined) {
    throw new Error(`no folder ${folderKey(path)} among ${folders.map((one) => folderKey(one.path)).join(' ')}`);
  }
  return found;
}

/** A write of the sample as the engine would announce it. Its ref is its date, so that a test can match it. */
export function writeOf(message: SampleMessage): Write {
  const version = messageVersion({ flags: new Set(message.flags), keywords: message.keywords });
  const item: Item = {
    ref: sourceRefOf(message),
    kind: 'message',
    version,
    sizeBytes: message.bytes.length,
    receivedAt: message.receivedAt,
    content: contentOf(message.bytes),
  };
  return { item, marker: markerOf(message) };
}

export function sourceRefOf(message: SampleMessage): SourceRef {
  return `1:${message.receivedAt}` as SourceRef; // the suite plays the source, and a source makes its refs
}

export function markerOf(message: SampleMessage): Marker {
  const digest = createHash('sha256').update(`contract ${message.receivedAt}`).digest();
  return digest.subarray(0, 18).toString('base64url') as Marker; // the suite plays the engine, which makes the markers
}

/** Writes the samples in one put and gives what became of each, in the order of the samples. */
export async function putAll(
  target: Target,
  folder: TargetFolder,
  messages: readonly SampleMessage[],
): Promise<readonly Settled[]> {
  const settled = (await all(target.put(folder, writesOf(messages), never()))).flat();
  assert(settled.length === messages.length, `${messages.length} writes were settled, not ${settled.length}`);
  return messages.map((message) => {
    const mine = settled.filter((one) => one.ref === sourceRefOf(message));
    const [only] = mine;
    assert(only !== undefined && mine.length === 1, `the write of "${message.what}" was settled once`);
    return only;
  });
}

export async function* writesOf(messages: readonly SampleMessage[]): AsyncIterable<Write> {
  for (const message of messages) yield writeOf(message);
}

/** The target's name of an item that must have been copied. */
export function targetOf(settled: Settled | undefined): TargetRef {
  assert(settled?.is === 'copied', `the write was carried out, not ${JSON.stringify(settled)}`);
  return settled.target;
}

export async function headsIn(target: Target, folder: TargetFolder): Promise<readonly FoundHead[]> {
  return (await all(target.list(folder, never()))).flat();
}

export async function contentAt(target: Target, folder: TargetFolder, ref: TargetRef): Promise<Buffer> {
  const [found] = await all(target.read(folder, [ref], never()));
  assert(found?.content != null, `the content came back, not: ${found?.why}`);
  return bytesOf(found.content);
}

export async function bytesOf(content: Content): Promise<Buffer> {
  if (content.is === 'held') return content.bytes;
  const bytes = Buffer.concat(await all(content.open()));
  await content.drop();
  return bytes;
}

/** The version that the target can hold of a sample: keywords that it does not keep are left out. */
export function keptVersion(target: Target, message: SampleMessage): string {
  const version = messageVersion({ flags: new Set(message.flags), keywords: message.keywords });
  const { flags, keywords } = messageState(version);
  return messageVersion({ flags, keywords: keywords.filter((keyword) => target.traits.keepsKeyword(keyword)) });
}

function contentOf(bytes: Buffer): Content {
  if (bytes.length <= HELD_BYTES_MAX) return { is: 'held', bytes };
  return {
    is: 'spooled',
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest(),
    open: () => slicesOf(bytes),
    drop: async () => undefined,
  };
}

async function* slicesOf(bytes: Buffer): AsyncIterable<Buffer> {
  const slice = 65_536;
  for (let begin = 0; begin < bytes.length; begin += slice) yield bytes.subarray(begin, begin + slice);
}
