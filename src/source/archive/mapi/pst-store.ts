/** A PST or OST as folders of items. */
import { crc32 } from 'node:zlib';
import { PSTFile, PSTFolder, PSTMessage } from 'pst-extractor';
import { PSTUtil } from 'pst-extractor/dist/PSTUtil.class.js';
import { FOLDERS_MAX } from '../../../base/limits.ts';
import { TREE_DEPTH_MAX } from '../tree.ts';
import type { MapiItem } from './mapi-object.ts';
import type { MapiStore, StoreFolder } from './mapi-store.ts';
import { nodeNumber, pstItem, pstObject } from './pst-object.ts';

/** Reads bytes of the file as `fs.readSync` does. */
export type ReadSync = (buffer: Buffer, length: number, position: number) => number;

const SUBTREE_ENTRY_ID = 0x35e0;
/** The low bits of a node's number say what it is (MS-PST §2.2.2.1). */
const NODE_TYPE = 0x1f;
const FOLDER = 2;
const ITEM = 4;
/** Items of one folder; Exchange itself allows a million. */
const ITEMS_MAX = 1_000_000;

export function openPst(read: ReadSync): MapiStore {
  const file = new (readingThrough(read))(Buffer.alloc(0));
  return { folders: () => foldersOf(file), item: (node) => itemOf(file, node) };
}

/**
 * The file is open already, and may lie within another: pst-extractor knows only names and whole buffers. It believes every
 * block too; here the checksum is looked at first.
 */
function readingThrough(read: ReadSync): typeof PSTFile {
  class OpenedFile extends PSTFile {
    override getOffsetIndexNode(
      ...block: Parameters<PSTFile['getOffsetIndexNode']>
    ): ReturnType<PSTFile['getOffsetIndexNode']> {
      const found = super.getOffsetIndexNode(...block);
      checkBlock(read, found.fileOffset.toNumber(), found.size, this.pstFileType);
      return found;
    }
  }
  Object.defineProperty(OpenedFile.prototype, 'readSync', { value: read });
  return OpenedFile;
}

/** What stands behind the bytes of a block, by the version of the format (MS-PST §2.2.2.8.1); older ones have a shorter one. */
const TRAILERS: ReadonlyMap<number, { readonly bytes: number; readonly alignedTo: number }> = new Map([
  [PSTFile.PST_TYPE_UNICODE, { bytes: 16, alignedTo: 64 }],
  [PSTFile.PST_TYPE_2013_UNICODE, { bytes: 24, alignedTo: 512 }],
]);

/** Throws for a block whose bytes are not those that were written (MS-PST §5.3). */
function checkBlock(read: ReadSync, at: number, sizeBytes: number, version: number): void {
  const trailer = TRAILERS.get(version);
  if (trailer === undefined) return;
  const length = Math.ceil((sizeBytes + trailer.bytes) / trailer.alignedTo) * trailer.alignedTo;
  const block = Buffer.alloc(length);
  const isWhole = read(block, length, at) === length;
  // The register of this checksum begins with zeros and is not inverted, as that of zlib is.
  const sum = (crc32(block.subarray(0, sizeBytes), 0xffff_ffff) ^ 0xffff_ffff) >>> 0;
  if (!isWhole || block.readUInt32LE(length - trailer.bytes + 4) !== sum) {
    throw new Error(`the checksum of the block at byte ${at} is wrong`);
  }
}

function itemOf(file: PSTFile, node: number): MapiItem {
  const found: unknown = PSTUtil.detectAndLoadPSTObject(file, nodeNumber(node));
  if (!(found instanceof PSTMessage)) throw new Error('the node is no item');
  return pstItem(found);
}

/**
 * Folders and items by the tree of all nodes, where each names its parent: the tables of the folders themselves are misread
 * by pst-extractor where they are long.
 */
function foldersOf(file: PSTFile): readonly StoreFolder[] {
  const tree = file.getChildDescriptorTree();
  const found: StoreFolder[] = [];
  const seen = new Set<number>();
  const walk = (folder: PSTFolder, path: readonly string[]): void => {
    const node = folder.descriptorNodeId.toNumber();
    if (seen.has(node) || path.length > TREE_DEPTH_MAX) throw new Error('its folders contain each other');
    seen.add(node);
    if (seen.size > FOLDERS_MAX) throw new Error(`it has more than ${FOLDERS_MAX} folders`);
    const children = (tree.get(node) ?? [])
      .map(({ descriptorIdentifier }) => descriptorIdentifier)
      .filter((child) => child !== node);
    const nodes = children.filter((child) => (child & NODE_TYPE) === ITEM).slice(0, ITEMS_MAX);
    const { containerClass, contentCount } = folder;
    const missing =
      contentCount > nodes.length
        ? `it says that it holds ${contentCount} items, and ${nodes.length} could be found`
        : null;
    found.push({ path, containerClass, nodes, trouble: missing });
    for (const child of children.filter((one) => (one & NODE_TYPE) === FOLDER)) {
      const inner: unknown = PSTUtil.detectAndLoadPSTObject(file, nodeNumber(child));
      if (inner instanceof PSTFolder) walk(inner, [...path, inner.displayName || 'Folder']);
    }
  };
  walk(topOf(file), []);
  return withoutSubtree(found);
}

/** Of the cache of an Exchange mailbox only what is below its `IPM_SUBTREE` is the mailbox; the rest is for programs. */
function withoutSubtree(folders: readonly StoreFolder[]): readonly StoreFolder[] {
  const top = folders.find(({ path }) => path.at(-1) === 'IPM_SUBTREE' && /mailbox/i.test(path[0] ?? ''))?.path;
  if (top === undefined) return folders;
  const isBelow = ({ path }: StoreFolder): boolean => top.every((name, depth) => path[depth] === name);
  return folders.filter(isBelow).map((folder) => ({ ...folder, path: folder.path.slice(top.length) }));
}

/** The folder above all that its user sees; the root, where the store does not say which it is. */
function topOf(file: PSTFile): PSTFolder {
  const id = pstObject(file.getMessageStore()).bytes(SUBTREE_ENTRY_ID);
  if (id !== null && id.length >= 24) {
    const found: unknown = PSTUtil.detectAndLoadPSTObject(file, nodeNumber(id.readUInt32LE(20)));
    if (found instanceof PSTFolder) return found;
  }
  return file.getRootFolder();
}
