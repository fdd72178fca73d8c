/** An item that Outlook saved as a file of its own (MS-OXMSG), as properties. */
import type { Instant } from '../../../base/clock.ts';
import { openCompoundFile, type Storage } from './compound-file.ts';
import {
  ATTACHMENTS_MAX,
  guidText,
  type MapiAttachment,
  type MapiItem,
  type MapiObject,
  type NamedSet,
  namedSetOf,
  RECIPIENTS_MAX,
} from './mapi-object.ts';
import { numberIn, TYPE, textIn, timeIn } from './property-value.ts';
import { TAG } from './tags.ts';

/** What stands before the properties: of the item itself, of one within an attachment, of a recipient or attachment. */
const HEAD_BYTES = { item: 32, embedded: 24, part: 8 } as const;
const VALUES_MAX = 10_000;

/** Throws for bytes that are no such file. */
export function msgItem(bytes: Buffer): MapiItem {
  const root = openCompoundFile(bytes);
  return new MsgItem(root, HEAD_BYTES.item, namesIn(root));
}

/** Numbers of named properties: `common:8503`, `word:Keywords`. */
type Names = ReadonlyMap<string, number>;

interface Fixed {
  readonly type: number;
  readonly value: Buffer;
}

class MsgObject implements MapiObject {
  protected readonly storage: Storage;
  protected readonly names: Names;
  readonly #fixed: ReadonlyMap<number, Fixed>;

  constructor(storage: Storage, headBytes: number, names: Names) {
    this.storage = storage;
    this.names = names;
    this.#fixed = fixedIn(storage.streams.get('__properties_version1.0')?.() ?? Buffer.alloc(0), headBytes);
  }

  number(id: number): number | null {
    const fixed = this.#fixed.get(id);
    return fixed === undefined ? null : numberIn(fixed.type, fixed.value);
  }

  text(id: number): string {
    for (const type of [TYPE.text, TYPE.text8]) {
      const bytes = this.#stream(id, type);
      if (bytes !== null) return textIn(type, bytes, this.#codepage());
    }
    return '';
  }

  bytes(id: number): Buffer | null {
    return this.#stream(id, TYPE.binary);
  }

  texts(id: number): readonly string[] {
    for (const type of [TYPE.texts, TYPE.texts8]) {
      const values = this.#values(id, type);
      if (values.length > 0) return values.map((bytes) => textIn(type, bytes, this.#codepage()));
    }
    return [];
  }

  blobs(id: number): readonly Buffer[] {
    return this.#values(id, TYPE.blobs);
  }

  time(id: number): Instant | null {
    const fixed = this.#fixed.get(id);
    return fixed === undefined ? null : timeIn(fixed.type, fixed.value);
  }

  named(set: NamedSet, id: number): number {
    return this.names.get(`${set}:${id}`) ?? -1;
  }

  namedByWord(word: string): number {
    return this.names.get(`word:${word}`) ?? -1;
  }

  #codepage(): number | null {
    return this.number(TAG.messageCodepage) ?? this.number(TAG.internetCodepage);
  }

  #stream(id: number, type: number): Buffer | null {
    return this.storage.streams.get(streamName(id, type))?.() ?? null;
  }

  /** Each value has a stream of its own behind the one that holds their lengths. */
  #values(id: number, type: number): readonly Buffer[] {
    const found: Buffer[] = [];
    for (let at = 0; at < VALUES_MAX; at++) {
      const value = this.storage.streams.get(`${streamName(id, type)}-${hex(at)}`);
      if (value === undefined) return found;
      found.push(value());
    }
    return found;
  }
}

class MsgItem extends MsgObject implements MapiItem {
  recipients(): readonly MapiObject[] {
    return this.#parts('__recip_version1.0_#')
      .slice(0, RECIPIENTS_MAX)
      .map((storage) => new MsgObject(storage, HEAD_BYTES.part, this.names));
  }

  attachments(): readonly MapiAttachment[] {
    return this.#parts('__attach_version1.0_#')
      .slice(0, ATTACHMENTS_MAX)
      .map((storage) => new MsgAttachment(storage, HEAD_BYTES.part, this.names));
  }

  #parts(prefix: string): readonly Storage[] {
    const found = [...this.storage.storages].filter(([name]) => name.startsWith(prefix));
    return found.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, storage]) => storage);
  }
}

class MsgAttachment extends MsgObject implements MapiAttachment {
  get sizeBytes(): number {
    return this.bytes(TAG.attachData)?.length ?? 0;
  }

  *chunks(): Generator<Buffer> {
    const bytes = this.bytes(TAG.attachData);
    if (bytes !== null && bytes.length > 0) yield bytes;
  }

  embedded(): MapiItem | null {
    const inner = this.storage.storages.get(streamName(TAG.attachData, TYPE.object));
    const isItem = inner?.streams.has('__properties_version1.0') === true;
    return inner === undefined || !isItem ? null : new MsgItem(inner, HEAD_BYTES.embedded, this.names);
  }
}

function fixedIn(bytes: Buffer, headBytes: number): ReadonlyMap<number, Fixed> {
  const fixed = new Map<number, Fixed>();
  for (let at = headBytes; at + 16 <= bytes.length; at += 16) {
    fixed.set(bytes.readUInt16LE(at + 2), { type: bytes.readUInt16LE(at), value: bytes.subarray(at + 8, at + 16) });
  }
  return fixed;
}

function namesIn(root: Storage): Names {
  const names = new Map<string, number>();
  const streams = root.storages.get('__nameid_version1.0')?.streams;
  const [guids, entries, words] = ['00020102', '00030102', '00040102'].map(
    (id) => streams?.get(`__substg1.0_${id}`)?.() ?? Buffer.alloc(0),
  );
  if (guids === undefined || entries === undefined || words === undefined) return names;
  for (let at = 0; at + 8 <= entries.length; at += 8) {
    const id = entries.readUInt32LE(at);
    const kind = entries.readUInt16LE(at + 4);
    const number = 0x8000 + entries.readUInt16LE(at + 6);
    const guidAt = (kind >>> 1) - 3;
    if ((kind & 1) === 1) names.set(`word:${wordAt(words, id)}`, number);
    else if (guidAt >= 0)
      names.set(`${namedSetOf(guidText(guids.subarray(guidAt * 16, guidAt * 16 + 16)))}:${id}`, number);
  }
  return names;
}

function wordAt(words: Buffer, at: number): string {
  if (at + 4 > words.length) return '';
  return words.toString('utf16le', at + 4, Math.min(words.length, at + 4 + words.readUInt32LE(at)));
}

function streamName(id: number, type: number): string {
  return `__substg1.0_${hex(((id & 0xffff) << 16) | type)}`;
}

function hex(number: number): string {
  return (number >>> 0).toString(16).toUpperCase().padStart(8, '0');
}
