/** Zip and tar files byte by byte, so that a test can make them lie. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
  /** What the directory says instead of the truth. */
  readonly claimedBytes?: number;
  readonly claimedCrc?: number;
  /** The type bits of a Unix mode: 0o120000 is a link. */
  readonly mode?: number;
  readonly isEncrypted?: boolean;
  readonly isStored?: boolean;
}

/** APPNOTE.TXT 6.3.10: local headers with their content, the central directory, its end. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const packed = entry.isStored === true ? entry.content : deflateRawSync(entry.content);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(entry.isEncrypted === true ? 0x801 : 0x800, 2);
    shared.writeUInt16LE(entry.isStored === true ? 0 : 8, 4);
    shared.writeUInt32LE(entry.claimedCrc ?? crc32(entry.content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(entry.claimedBytes ?? entry.content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((entry.mode ?? 0o100000) << 16) >>> 0, 6);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), shared, rest, name]));
    locals.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\u0005\u0006'), end]);
}

export interface TarEntry {
  readonly name: string;
  readonly content?: Buffer;
  /** `0` a file, `1` a hard link, `2` a link, `3` a device, `5` a folder. */
  readonly type?: string;
  readonly link?: string;
  readonly claimedBytes?: number;
}

/** POSIX ustar: a block of 512 bytes before the content of each, two empty ones at the end. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, content = Buffer.alloc(0), type = '0', link = '', claimedBytes }) => {
    const head = Buffer.alloc(512);
    head.write(name, 0, 'utf8');
    head.write('0000644\0', 100);
    head.write('0000000\x000000000\0', 108);
    head.write(`${(claimedBytes ?? content.length).toString(8).padStart(11, '0')}\0`, 124);
    head.write('00000000000\0', 136);
    head.write(' '.repeat(8), 148);
    head.write(type, 156);
    head.write(link, 157);
    head.write('ustar\x0000', 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [head, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
