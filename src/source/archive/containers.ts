/** Zip, tar and gzip files as folders, each opened once. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ArchiveError } from './archive-error.ts';
import { type Bytes, Window } from './bytes.ts';
import { Budget, type Expansion } from './containers/expansion.ts';
import { PackedFolder } from './containers/packed-tree.ts';
import { openTar } from './containers/tar.ts';
import { openZip, type Packed } from './containers/zip.ts';
import { plainName } from './file-names.ts';
import { type ContainerName, isTar } from './sniff.ts';
import type { ArchiveFile, ArchiveFolder } from './tree.ts';

/** Containers inside each other. People pack twice; who packs more often builds a bomb. */
const NESTING_MAX = 3;

interface Opened {
  readonly stamp: string;
  readonly folder: Promise<ArchiveFolder>;
}

export class Containers {
  readonly #expansion: Expansion;
  readonly #opened = new Map<string, Opened>();
  /** Open for as long as somebody may read from them. */
  readonly #bytes: Bytes[] = [];

  constructor(expansion: Expansion) {
    this.#expansion = expansion;
  }

  /** The container as it is now. Fails with an `ArchiveError` when nothing of it can be read. */
  open(file: ArchiveFile, container: ContainerName, signal: AbortSignal): Promise<ArchiveFolder> {
    const key = file.path.join('/');
    const before = this.#opened.get(key);
    if (before?.stamp === file.stamp) return before.folder;
    const folder = this.#open(file, container, signal).catch((error: unknown) => {
      this.#opened.delete(key);
      throw error;
    });
    this.#opened.set(key, { stamp: file.stamp, folder });
    return folder;
  }

  async close(): Promise<void> {
    for (const bytes of this.#bytes.splice(0)) await bytes.close();
  }

  async #open(file: ArchiveFile, container: ContainerName, signal: AbortSignal): Promise<ArchiveFolder> {
    if (file.nesting >= NESTING_MAX)
      throw new ArchiveError(`it lies in more than ${NESTING_MAX} archives inside each other`);
    const bytes = await file.open(signal);
    this.#bytes.push(bytes);
    const packed = { file, bytes, expansion: this.#expansion };
    const name = plainName(file.name);
    if (container === 'zip') return openZip(packed, name, signal);
    if (container === 'tar') return openTar(packed, name, signal);
    return this.#openGzip(packed, signal);
  }

  /** A tar, or a single file. What comes before a break is kept, and the break is named. */
  async #openGzip(packed: Packed, signal: AbortSignal): Promise<ArchiveFolder> {
    const { file } = packed;
    const { bytes, cutShort } = await this.#expansion.add(gunzipped(packed.bytes), signal);
    if (cutShort !== null && bytes.sizeBytes === 0) throw new ArchiveError(`it could not be unpacked: ${cutShort}`);
    const name = plainName(file.name);
    const isPackedTar = await isTar(new Window(bytes));
    const root = isPackedTar ? await openTar({ ...packed, bytes }, name, signal) : new PackedFolder(name, file.path);
    if (!isPackedTar) {
      const inner = file.name.replace(/\.(?:gz|z)$/i, '');
      const { modifiedMs, stamp, nesting } = file;
      root.addFile([inner], (path) => ({
        name: inner,
        path,
        sizeBytes: bytes.sizeBytes,
        modifiedMs,
        stamp,
        nesting: nesting + 1,
        open: () => Promise.resolve(bytes),
      }));
    }
    if (cutShort !== null) root.refuse('…', `what follows could not be unpacked: ${cutShort}`);
    return root;
  }
}

async function* gunzipped(packed: Bytes): AsyncGenerator<Buffer> {
  const budget = new Budget(packed.sizeBytes);
  const input = Readable.from(new Window(packed).copies(0, packed.sizeBytes), { objectMode: false });
  const output = createGunzip();
  input.on('error', (error) => output.destroy(error));
  try {
    for await (const piece of input.pipe(output)) {
      const bytes = piece as Buffer; // a stream without an encoding gives buffers
      budget.spend(bytes.length);
      yield bytes;
    }
  } finally {
    input.destroy();
    output.destroy();
  }
}
