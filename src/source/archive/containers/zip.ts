/** Zip files as folders. Entries are unpacked when somebody looks into them, and checked against what the file says of them. */
import { PassThrough, Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type ZipFile,
} from 'yauzl';
import { ArchiveError, reasonOf } from '../archive-error.ts';
import { type Bytes, sliceOf, Window } from '../bytes.ts';
import { type ArchiveFile, ENTRIES_MAX } from '../tree.ts';
import { Budget, checkRatio, type Expansion } from './expansion.ts';
import { PackedFolder, safePath } from './packed-tree.ts';

export interface Packed {
  readonly file: ArchiveFile;
  readonly bytes: Bytes;
  readonly expansion: Expansion;
}

const SIZE_LIE = 'it has not the size that the archive says';
const UNIX = 3;
const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const LINK = 0o120000;

/** Reads the directory of the zip. An entry that is refused is named; what comes before a break in the directory is kept. */
export async function openZip(packed: Packed, name: string, signal: AbortSignal): Promise<PackedFolder> {
  const root = new PackedFolder(name, packed.file.path);
  const zip = await openReader(packed.bytes);
  const budget = new Budget(packed.bytes.sizeBytes);
  let count = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      count += 1;
      if (count > ENTRIES_MAX) throw new ArchiveError(`it holds more than ${ENTRIES_MAX} files`);
      takeEntry(root, new ZipEntry(packed, zip, entry, budget));
    }
  } catch (error) {
    signal.throwIfAborted();
    root.refuse('…', `what follows could not be read: ${reasonOf(error)}`);
  }
  return root.unwrapped();
}

async function openReader(bytes: Bytes): Promise<ZipFile> {
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false, lazyEntries: true };
  try {
    return await fromRandomAccessReaderPromise(new BytesReader(bytes), bytes.sizeBytes, options);
  } catch (error) {
    throw new ArchiveError(`it is no zip that can be read: ${reasonOf(error)}`, { cause: error });
  }
}

function takeEntry(root: PackedFolder, zipped: ZipEntry): void {
  const { entry } = zipped;
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  const elements = safePath(name);
  const why = typeof elements === 'string' ? elements : refusalOf(entry);
  if (why !== null || typeof elements === 'string') root.refuse(name, why ?? '');
  else if (name.endsWith('/')) root.folderAt(elements);
  else root.addFile(elements, (path) => zipped.fileAt(path));
}

function refusalOf(entry: Entry): string | null {
  const mode = entry.versionMadeBy >>> 8 === UNIX ? (entry.externalFileAttributes >>> 16) & TYPE_MASK : 0;
  if (mode === LINK) return 'it is a symbolic link, which is not followed';
  if (![0, REGULAR, FOLDER].includes(mode)) return 'it is neither a file nor a folder';
  if (entry.isEncrypted()) return 'it is encrypted';
  if (entry.compressionMethod === 0 && entry.compressedSize !== entry.uncompressedSize) return SIZE_LIE;
  if (![0, 8].includes(entry.compressionMethod))
    return `it is packed in a way that Godwit cannot unpack (${entry.compressionMethod})`;
  return null;
}

class ZipEntry {
  readonly entry: Entry;
  readonly #packed: Packed;
  readonly #zip: ZipFile;
  readonly #budget: Budget;
  #bytes: Promise<Bytes> | null = null;

  constructor(packed: Packed, zip: ZipFile, entry: Entry, budget: Budget) {
    this.#packed = packed;
    this.#zip = zip;
    this.entry = entry;
    this.#budget = budget;
  }

  fileAt(path: readonly string[]): ArchiveFile {
    const { uncompressedSize, crc32: sum } = this.entry;
    return {
      name: path.at(-1) ?? '',
      path,
      sizeBytes: uncompressedSize,
      modifiedMs: this.entry.getLastModDate({ timezone: 'UTC' }).getTime() || 0,
      stamp: `${uncompressedSize}-${sum}`,
      nesting: this.#packed.file.nesting + 1,
      open: (signal) => {
        this.#bytes ??= this.#open(signal).catch((error: unknown) => {
          if (!(error instanceof ArchiveError)) this.#bytes = null;
          throw error;
        });
        return this.#bytes;
      },
    };
  }

  async #open(signal: AbortSignal): Promise<Bytes> {
    const { compressionMethod, compressedSize, uncompressedSize } = this.entry;
    // What the entry says of itself is believed only where it condemns it: the stream is counted too.
    checkRatio(uncompressedSize, compressedSize);
    if (compressionMethod === 0) {
      const { fileDataStart } = await this.#zip.readLocalFileHeaderPromise(this.entry, { minimal: true });
      return sliceOf(this.#packed.bytes, fileDataStart, uncompressedSize);
    }
    const { bytes, cutShort } = await this.#packed.expansion.add(this.#checked(), signal);
    if (cutShort !== null) throw new ArchiveError(`it could not be unpacked: ${cutShort}`);
    return bytes;
  }

  async *#checked(): AsyncGenerator<Buffer> {
    const stream = await this.#zip.openReadStreamPromise(this.entry);
    // Streams of yauzl lack what an iterator needs to end them early.
    const pieces = stream.pipe(new PassThrough());
    stream.on('error', (error) => pieces.destroy(error));
    let sum = 0;
    let sizeBytes = 0;
    try {
      for await (const piece of pieces) {
        const bytes = piece as Buffer; // a stream without an encoding gives buffers
        this.#budget.spend(bytes.length);
        sizeBytes += bytes.length;
        if (sizeBytes > this.entry.uncompressedSize) throw new ArchiveError(SIZE_LIE);
        sum = crc32(bytes, sum);
        yield bytes;
      }
    } finally {
      stream.destroy();
    }
    if (sizeBytes !== this.entry.uncompressedSize) throw new ArchiveError(SIZE_LIE);
    if (sum !== this.entry.crc32) throw new ArchiveError('its checksum is wrong');
  }
}

/** yauzl reads through this. */
class BytesReader extends RandomAccessReader {
  readonly #bytes: Bytes;

  constructor(bytes: Bytes) {
    super();
    this.#bytes = bytes;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(new Window(this.#bytes).copies(start, end), { objectMode: false });
  }
}
