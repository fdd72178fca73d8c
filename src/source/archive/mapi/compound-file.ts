/** Compound files (MS-CFB): folders and streams in one file, as Outlook saves single items. All of it is in memory. */

/** Entries of the directory; an item with a thousand attachments has some ten thousand. */
const ENTRIES_MAX = 200_000;
const DEPTH_MAX = 64;
const FREE = 0xfffffffa;
const NO_ENTRY = 0xffffffff;

export interface Storage {
  readonly streams: ReadonlyMap<string, () => Buffer>;
  readonly storages: ReadonlyMap<string, Storage>;
}

interface Entry {
  readonly name: string;
  readonly isStream: boolean;
  readonly isStorage: boolean;
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly start: number;
  readonly sizeBytes: number;
}

/** The root. Throws for bytes that are no compound file; a stream that is broken throws when it is read. */
export function openCompoundFile(bytes: Buffer): Storage {
  return new CompoundFile(bytes).root();
}

class CompoundFile {
  readonly #bytes: Buffer;
  readonly #sectorBytes: number;
  readonly #miniBytes: number;
  readonly #miniCutoff: number;
  readonly #fat: readonly number[];
  readonly #miniFat: readonly number[];
  readonly #entries: readonly Entry[];
  readonly #mini: Buffer;

  constructor(bytes: Buffer) {
    if (bytes.length < 512 || bytes.toString('hex', 0, 8) !== 'd0cf11e0a1b11ae1')
      throw new Error('it is no compound file');
    this.#bytes = bytes;
    this.#sectorBytes = 2 ** bytes.readUInt16LE(30);
    this.#miniBytes = 2 ** bytes.readUInt16LE(32);
    if (![512, 4096].includes(this.#sectorBytes) || this.#miniBytes !== 64)
      throw new Error('its sectors have no size that there is');
    this.#miniCutoff = bytes.readUInt32LE(56);
    this.#fat = this.#readFat();
    this.#miniFat = numbersIn(this.#chain(bytes.readUInt32LE(60)));
    this.#entries = entriesIn(this.#chain(bytes.readUInt32LE(48)));
    const root = this.#entries[0];
    this.#mini = root === undefined ? Buffer.alloc(0) : this.#chain(root.start);
  }

  root(): Storage {
    return this.#storage(this.#entries[0]?.child ?? NO_ENTRY, new Set(), 0);
  }

  #storage(child: number, seen: Set<number>, depth: number): Storage {
    if (depth > DEPTH_MAX) throw new Error('its folders lie too deep');
    const streams = new Map<string, () => Buffer>();
    const storages = new Map<string, Storage>();
    const left = [child];
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const entry = id === NO_ENTRY ? undefined : this.#entries[id];
      if (entry === undefined) continue;
      if (seen.has(id)) throw new Error('its folders contain each other');
      seen.add(id);
      left.push(entry.left, entry.right);
      if (entry.isStream) streams.set(entry.name, () => this.#stream(entry));
      else if (entry.isStorage) storages.set(entry.name, this.#storage(entry.child, seen, depth + 1));
    }
    return { streams, storages };
  }

  #stream({ start, sizeBytes }: Entry): Buffer {
    if (sizeBytes === 0) return Buffer.alloc(0);
    const whole = sizeBytes < this.#miniCutoff ? this.#miniChain(start, sizeBytes) : this.#chain(start, sizeBytes);
    if (whole.length < sizeBytes) throw new Error('a stream ends before it should');
    return whole.subarray(0, sizeBytes);
  }

  /** The sectors from `start` on, up to `sizeBytes` of them. A chain that comes back to itself throws. */
  #chain(start: number, sizeBytes = Number.POSITIVE_INFINITY): Buffer {
    const pieces: Buffer[] = [];
    let length = 0;
    for (let sector = start; sector < FREE && length < sizeBytes; sector = this.#fat[sector] ?? FREE) {
      if (pieces.length > this.#fat.length) throw new Error('its sectors follow each other in a circle');
      const from = (sector + 1) * this.#sectorBytes;
      const piece = this.#bytes.subarray(from, from + this.#sectorBytes);
      if (piece.length === 0) throw new Error('it ends before it should');
      pieces.push(piece);
      length += piece.length;
    }
    return Buffer.concat(pieces);
  }

  #miniChain(start: number, sizeBytes: number): Buffer {
    const pieces: Buffer[] = [];
    for (
      let sector = start;
      sector < FREE && pieces.length * this.#miniBytes < sizeBytes;
      sector = this.#miniFat[sector] ?? FREE
    ) {
      pieces.push(this.#mini.subarray(sector * this.#miniBytes, (sector + 1) * this.#miniBytes));
    }
    return Buffer.concat(pieces);
  }

  /** Sectors of the table are named in the header, and in a chain of sectors where there are many. */
  #readFat(): readonly number[] {
    const perSector = this.#sectorBytes / 4;
    const sectorsMax = Math.ceil(this.#bytes.length / this.#sectorBytes);
    const places = Array.from({ length: 109 }, (_place, at) => this.#bytes.readUInt32LE(76 + at * 4));
    let next = this.#bytes.readUInt32LE(68);
    for (let count = 0; next < FREE && count < sectorsMax; count++) {
      const numbers = this.#sector(next);
      places.push(...numbers.slice(0, perSector - 1));
      next = numbers[perSector - 1] ?? FREE;
    }
    const used = places.filter((place) => place < FREE).slice(0, sectorsMax);
    return used.flatMap((place) => this.#sector(place));
  }

  #sector(sector: number): readonly number[] {
    const from = (sector + 1) * this.#sectorBytes;
    return numbersIn(this.#bytes.subarray(from, from + this.#sectorBytes));
  }
}

function numbersIn(bytes: Buffer): readonly number[] {
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_number, at) => bytes.readUInt32LE(at * 4));
}

function entriesIn(bytes: Buffer): readonly Entry[] {
  const count = Math.floor(bytes.length / 128);
  if (count > ENTRIES_MAX) throw new Error(`it holds more than ${ENTRIES_MAX} streams`);
  return Array.from({ length: count }, (_entry, at) => {
    const entry = bytes.subarray(at * 128, at * 128 + 128);
    const nameBytes = Math.max(0, Math.min(64, entry.readUInt16LE(64)) - 2);
    return {
      name: entry.toString('utf16le', 0, nameBytes),
      isStream: entry[66] === 2,
      isStorage: entry[66] === 1,
      left: entry.readUInt32LE(68),
      right: entry.readUInt32LE(72),
      child: entry.readUInt32LE(76),
      start: entry.readUInt32LE(116),
      sizeBytes: entry.readUInt32LE(120),
    };
  });
}
