/** Content-Transfer-Encoding (RFC 2045 §6) undone while the bytes pass by, so that no attachment is ever held whole. */

/** Where bytes go. `end` is called once, after the last `write`. */
export interface Sink {
  write(bytes: Buffer): void;
  end(): void;
}

/** Gives the same bytes to two. */
export function bothSinks(first: Sink, second: Sink): Sink {
  return {
    write: (bytes) => {
      first.write(bytes);
      second.write(bytes);
    },
    end: () => {
      first.end();
      second.end();
    },
  };
}

/** A sink of decoded bytes that also learns that they are not certain: another decoder may come to others. */
export interface DecodedSink extends Sink {
  broken(): void;
}

/** Bytes that are turned into a string at once: bounds the memory of a decoder, whatever it is fed. */
const PIECE_BYTES_MAX = 256 * 1024;
/** White space between the `=` of a soft line break and its line end; more of it is text. */
const SOFT_BREAK_BLANKS_MAX = 200;

/** True for the encodings of RFC 2045 §6.1 and for none named. */
function isKnownEncoding(encoding: string): boolean {
  return /^(|7bit|8bit|binary|base64|quoted-printable)$/.test(encoding.trim().toLowerCase());
}

/** A sink that decodes and passes on. Unknown encodings pass unchanged, as RFC 2045 §6.4 wants opaque bytes kept. */
export function decodingSink(encoding: string, to: DecodedSink): Sink {
  if (!isKnownEncoding(encoding)) to.broken();
  const name = /[a-z0-9-]+/.exec(encoding.toLowerCase().replace('quoted printable', 'quoted-printable'))?.[0];
  if (name === 'base64') return new Base64Decoder(to);
  if (name === 'quoted-printable') return new QuotedPrintableDecoder(to);
  return to;
}

class Base64Decoder implements Sink {
  readonly #to: DecodedSink;
  #carry = '';
  #isPadded = false;

  constructor(to: DecodedSink) {
    this.#to = to;
  }

  write(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; from += PIECE_BYTES_MAX) {
      this.#decode(bytes.subarray(from, from + PIECE_BYTES_MAX).toString('latin1'));
    }
  }

  end(): void {
    if (this.#carry !== '') this.#to.broken();
    if (this.#carry.length > 1) this.#to.write(Buffer.from(this.#carry, 'base64'));
    this.#carry = '';
    this.#to.end();
  }

  #decode(text: string): void {
    const tight = text.replace(/[\s\0]+/g, '');
    const clean = tight.replace(/[^A-Za-z0-9+/=]+/g, '');
    if (clean.length < tight.length || (this.#isPadded && /[^=]/.test(clean))) this.#to.broken();
    let rest = this.#carry + clean;
    // Padding in the middle: the parts were encoded one by one and joined. Each ends where its padding does.
    for (let pad = rest.indexOf('='); pad >= 0; pad = rest.indexOf('=')) {
      if (pad > 1) this.#to.write(Buffer.from(rest.slice(0, pad), 'base64'));
      rest = rest.slice(pad).replace(/^=+/, '');
      this.#isPadded = true;
      if (rest !== '') this.#to.broken();
    }
    const whole = rest.length - (rest.length % 4);
    if (whole > 0) this.#to.write(Buffer.from(rest.slice(0, whole), 'base64'));
    this.#carry = rest.slice(whole);
  }
}

const EQUALS = 0x3d;
const LF = 0x0a;

class QuotedPrintableDecoder implements Sink {
  readonly #to: DecodedSink;
  #carry: Buffer = Buffer.alloc(0);

  constructor(to: DecodedSink) {
    this.#to = to;
  }

  write(bytes: Buffer): void {
    const from = this.#carry.length === 0 ? bytes : Buffer.concat([this.#carry, bytes]);
    this.#carry = Buffer.alloc(0);
    const decoded = Buffer.allocUnsafe(from.length);
    let length = 0;
    let at = 0;
    while (at < from.length) {
      const equals = from.indexOf(EQUALS, at);
      const plainEnd = equals < 0 ? from.length : equals;
      length += from.copy(decoded, length, at, plainEnd);
      if (equals < 0) break;
      const escape = readEscape(from, equals);
      if (escape === null) {
        this.#carry = Buffer.from(from.subarray(equals));
        break;
      }
      if (escape.byte === EQUALS && escape.next === equals + 1) this.#to.broken();
      if (escape.byte !== null) decoded[length++] = escape.byte;
      at = escape.next;
    }
    if (length > 0) this.#to.write(decoded.subarray(0, length));
  }

  end(): void {
    const left = this.#carry.toString('latin1');
    // A lone "=" at the very end is a soft line break that lost its line end.
    if (!/^=\s*$/.test(left) && left !== '') this.#to.write(this.#carry);
    this.#to.end();
  }
}

/** What the `=` at `at` stands for; `byte` is null for a soft line break. Null when more bytes are needed to tell. */
function readEscape(from: Buffer, at: number): { readonly byte: number | null; readonly next: number } | null {
  const high = hexValue(from[at + 1]);
  const low = hexValue(from[at + 2]);
  if (high >= 0 && low >= 0) return { byte: high * 16 + low, next: at + 3 };
  let end = at + 1;
  while (end < from.length && end - at <= SOFT_BREAK_BLANKS_MAX && isBlank(from[end])) end += 1;
  if (from[end] === LF) return { byte: null, next: end + 1 };
  const mayGoOn = end === from.length && end - at <= SOFT_BREAK_BLANKS_MAX;
  if (mayGoOn || (high >= 0 && at + 2 === from.length)) return null;
  return { byte: EQUALS, next: at + 1 };
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}
