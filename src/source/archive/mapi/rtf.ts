/** Rich text as Outlook keeps it: unpacked (MS-OXRTFCP), and the HTML or plain text within it (MS-OXRTFEX). */
import { readText } from '../../../content/charset.ts';
import { charsetOf } from './property-value.ts';

/** What packed text may grow to. */
const RTF_BYTES_MAX = 32 * 1024 * 1024;
/** Groups within each other. */
const DEPTH_MAX = 200;
const COMPRESSED = 0x75465a4c;
const UNCOMPRESSED = 0x414c454d;
const DICTIONARY_BYTES = 4096;
const PRELOAD = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);

/** The text of PidTagRtfCompressed, one character a byte; '' for what is none. */
export function unpackRtf(packed: Buffer): string {
  if (packed.length < 16) return '';
  const kind = packed.readUInt32LE(8);
  const sizeBytes = Math.min(packed.readUInt32LE(4), RTF_BYTES_MAX);
  if (kind === UNCOMPRESSED) return packed.toString('latin1', 16, 16 + sizeBytes);
  if (kind !== COMPRESSED) return '';
  return new Unpacker(packed, sizeBytes).unpack();
}

/** Runs of bytes, and references to what was written before: eight of them behind each byte that says which is which. */
class Unpacker {
  readonly #packed: Buffer;
  readonly #out: Buffer;
  readonly #dictionary = Buffer.alloc(DICTIONARY_BYTES, ' ');
  #from = 16;
  #at = PRELOAD.length;
  #length = 0;

  constructor(packed: Buffer, sizeBytes: number) {
    this.#packed = packed;
    this.#out = Buffer.alloc(sizeBytes);
    PRELOAD.copy(this.#dictionary);
  }

  unpack(): string {
    while (this.#goesOn && this.#takeRun(this.#next())) continue;
    return this.#out.toString('latin1', 0, this.#length);
  }

  get #goesOn(): boolean {
    return this.#from < this.#packed.length && this.#length < this.#out.length;
  }

  /** False at the reference that marks the end. */
  #takeRun(control: number): boolean {
    for (let bit = 0; bit < 8 && this.#goesOn; bit++) {
      if ((control & (1 << bit)) === 0) this.#put(this.#next());
      else if (!this.#takeReference((this.#next() << 8) | this.#next())) return false;
    }
    return true;
  }

  #takeReference(reference: number): boolean {
    const start = reference >>> 4;
    if (start === this.#at) return false;
    for (let step = 0; step < (reference & 0xf) + 2; step++)
      this.#put(this.#dictionary[(start + step) % DICTIONARY_BYTES] ?? 0);
    return true;
  }

  #next(): number {
    return this.#packed[this.#from++] ?? 0;
  }

  #put(byte: number): void {
    if (this.#length < this.#out.length) this.#out[this.#length++] = byte;
    this.#dictionary[this.#at] = byte;
    this.#at = (this.#at + 1) % DICTIONARY_BYTES;
  }
}

export interface RtfText {
  /** The page that the text was made from, or null when it was made as rich text. */
  readonly html: string | null;
  readonly plain: string;
}

/** Groups that hold no text of the reader. */
const UNSEEN =
  /^(?:fonttbl|colortbl|stylesheet|info|pict|object|header|footer|generator|listtable|listoverridetable|themedata|datastore|xmlnstbl|latentstyles)$/;

/** Reads it in one pass, and never fails. */
export function readRtf(rtf: string): RtfText {
  const reader = new RtfReader(rtf);
  reader.read();
  return { html: reader.isHtml ? reader.html : null, plain: reader.plain.replace(/\n{3,}/g, '\n\n').trim() };
}

interface Group {
  readonly isSeen: boolean;
  /** Within `\*\htmltag`: what it says belongs to the page and not to its text. */
  readonly isTag: boolean;
  /** Between `\htmlrtf` and `\htmlrtf0`: only for readers that know no HTML. */
  isRtfOnly: boolean;
  /** Fallback characters behind `\u`. */
  skips: number;
}

class RtfReader {
  readonly #rtf: string;
  #at = 0;
  #groups: Group[] = [{ isSeen: true, isTag: false, isRtfOnly: false, skips: 1 }];
  #charset: string | null = 'windows-1252';
  #pending: number[] = [];
  #skip = 0;
  isHtml = false;
  html = '';
  plain = '';

  constructor(rtf: string) {
    this.#rtf = rtf;
  }

  read(): void {
    while (this.#at < this.#rtf.length) this.#step();
    this.#flush();
  }

  #step(): void {
    const char = this.#rtf[this.#at] ?? '';
    if (char === '{') this.#open();
    else if (char === '}') this.#close();
    else if (char === '\\') this.#control();
    else {
      this.#at += 1;
      if (char !== '\r' && char !== '\n') this.#byte(char.charCodeAt(0));
    }
  }

  #open(): void {
    this.#flush();
    const outer = this.#group;
    const [, star, word = ''] = /^\{(?:\s*(\\\*))?\s*\\([a-z]+)/i.exec(this.#rtf.slice(this.#at, this.#at + 60)) ?? [];
    const isTag = word === 'htmltag' && star !== undefined;
    const isHidden = (star !== undefined && !isTag) || UNSEEN.test(word);
    if (this.#groups.length < DEPTH_MAX) {
      this.#groups.push({ ...outer, isSeen: outer.isSeen && !isHidden, isTag: isTag || outer.isTag });
    }
    this.#at += 1;
  }

  #close(): void {
    this.#flush();
    if (this.#groups.length > 1) this.#groups.pop();
    this.#at += 1;
  }

  #control(): void {
    const rest = this.#rtf.slice(this.#at, this.#at + 60);
    const hex = /^\\'([0-9a-f]{2})/i.exec(rest);
    const word = /^\\([a-z]+)(-?\d{1,9})? ?/i.exec(rest);
    if (hex !== null) {
      this.#at += 4;
      this.#byte(Number.parseInt(hex[1] ?? '0', 16));
    } else if (word !== null) {
      this.#at += word[0].length;
      this.#flush();
      this.#word(word[1] ?? '', word[2] === undefined ? null : Number(word[2]));
    } else {
      this.#at += 2;
      const symbol = rest[1] ?? '';
      if (symbol === '~') this.#text('\u00a0');
      else if ('\\{}'.includes(symbol)) this.#byte(symbol.charCodeAt(0));
    }
  }

  #word(word: string, number: number | null): void {
    switch (word) {
      case 'fromhtml':
        this.isHtml = true;
        return;
      case 'ansicpg':
        this.#charset = charsetOf(number) ?? this.#charset;
        return;
      case 'htmlrtf':
        this.#group.isRtfOnly = number !== 0;
        return;
      case 'uc':
        this.#group.skips = number ?? 1;
        return;
      case 'u':
        this.#text(String.fromCharCode((number ?? 0) & 0xffff));
        this.#skip = this.#group.skips;
        return;
      case 'par':
      case 'line':
        return this.#text('\n');
      case 'tab':
        return this.#text('\t');
      default: {
        const symbol = SYMBOLS.get(word);
        if (symbol !== undefined) this.#text(symbol);
      }
    }
  }

  get #group(): Group {
    return this.#groups.at(-1) ?? { isSeen: true, isTag: false, isRtfOnly: false, skips: 1 };
  }

  #byte(byte: number): void {
    if (this.#skip > 0) this.#skip -= 1;
    else this.#pending.push(byte);
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const { text } = readText(Buffer.from(this.#pending), this.#charset);
    this.#pending = [];
    this.#text(text);
  }

  #text(text: string): void {
    const { isSeen, isTag, isRtfOnly } = this.#group;
    if (!isSeen || isRtfOnly) return;
    this.html += isTag ? text : text.replace(/\n/g, '\r\n');
    if (!isTag) this.plain += text;
  }
}

const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['lquote', '\u2018'],
  ['rquote', '\u2019'],
  ['ldblquote', '\u201c'],
  ['rdblquote', '\u201d'],
  ['bullet', '\u2022'],
  ['endash', '\u2013'],
  ['emdash', '\u2014'],
]);
