/** Compound files and items of Outlook in them, written sector by sector, so that a test can break them. */

/** A stream, or a storage with its entries. */
export type CompoundEntry = Buffer | { readonly [name: string]: CompoundEntry };

const SECTOR = 512;
const END = 0xfffffffe;
const NONE = 0xffffffff;

interface Placed {
  readonly name: string;
  readonly type: number;
  readonly child: number;
  next: number;
  readonly content: Buffer;
}

/** MS-CFB with sectors of 512 bytes and no short ones: siblings are a list to the right. */
export function compoundFile(root: { readonly [name: string]: CompoundEntry }): Buffer {
  const entries: Placed[] = [];
  const place = (name: string, entry: CompoundEntry, type: number): number => {
    const at = entries.length;
    entries.push({ name, type, child: NONE, next: NONE, content: Buffer.isBuffer(entry) ? entry : Buffer.alloc(0) });
    if (Buffer.isBuffer(entry)) return at;
    const inner = Object.entries(entry).map(([below, one]) => place(below, one, Buffer.isBuffer(one) ? 2 : 1));
    inner.forEach((id, index) => {
      const one = entries[id];
      if (one !== undefined) one.next = inner[index + 1] ?? NONE;
    });
    entries[at] = { name, type, child: inner[0] ?? NONE, next: NONE, content: Buffer.alloc(0) };
    return at;
  };
  place('Root Entry', root, 5);
  const sectors: Buffer[] = [];
  const chains: number[] = [];
  const add = (content: Buffer): number => {
    const first = sectors.length;
    const count = Math.ceil(content.length / SECTOR);
    for (let at = 0; at < count; at++) {
      sectors.push(Buffer.concat([content.subarray(at * SECTOR, (at + 1) * SECTOR)], SECTOR));
      chains.push(at === count - 1 ? END : first + at + 1);
    }
    return count === 0 ? END : first;
  };
  const directory = add(Buffer.concat(entries.map((entry) => directoryEntry(entry, add(entry.content)))));
  return withTable(sectors, chains, directory);
}

function directoryEntry({ name, type, child, next, content }: Placed, start: number): Buffer {
  const entry = Buffer.alloc(128);
  entry.write(name, 0, 'utf16le');
  entry.writeUInt16LE(name.length * 2 + 2, 64);
  entry[66] = type;
  entry.writeUInt32LE(NONE, 68);
  entry.writeUInt32LE(next, 72);
  entry.writeUInt32LE(child, 76);
  entry.writeUInt32LE(start, 116);
  entry.writeUInt32LE(content.length, 120);
  return entry;
}

function withTable(sectors: readonly Buffer[], chains: readonly number[], directory: number): Buffer {
  const perSector = SECTOR / 4;
  let tables = 1;
  while (tables * perSector < chains.length + tables) tables += 1;
  const table = Buffer.alloc(tables * SECTOR, 0xff);
  chains.forEach((next, sector) => table.writeUInt32LE(next, sector * 4));
  const head = Buffer.alloc(SECTOR, 0xff);
  head.fill(0, 0, 76);
  head.write('d0cf11e0a1b11ae1', 0, 'hex');
  head.writeUInt16LE(3, 26);
  head.writeUInt16LE(9, 30);
  head.writeUInt16LE(6, 32);
  head.writeUInt32LE(tables, 44);
  head.writeUInt32LE(directory, 48);
  for (const at of [60, 68]) head.writeUInt32LE(END, at);
  for (let at = 0; at < tables; at++) head.writeUInt32LE(sectors.length + at, 76 + at * 4);
  return Buffer.concat([head, ...sectors, table]);
}

/** An item as MS-OXMSG lays it out: texts by the number of their property, numbers beside them. */
export function outlookItem(
  texts: Readonly<Record<number, string>>,
  more: { readonly [name: string]: CompoundEntry } = {},
  headBytes = 32,
): { readonly [name: string]: CompoundEntry } {
  const streams = Object.entries(texts).map(([id, text]) => [
    `__substg1.0_${Number(id).toString(16).toUpperCase().padStart(4, '0')}001F`,
    Buffer.from(text, 'utf16le'),
  ]);
  return { '__properties_version1.0': Buffer.alloc(headBytes), ...Object.fromEntries(streams), ...more };
}
