/** The body of a request, made while it is sent: what is large is read and turned into base64 on the way. */
import { assert } from '../base/assert.ts';
import type { HttpBody } from './http.ts';

/** What one write to the socket holds. Also the largest piece of base64 that exists as a string. */
const CHUNK_BYTES = 256 * 1024;
/** Bytes turned into base64 at once; a multiple of three, so that pieces can be joined. */
const BASE64_STEP = 3 * 16 * 1024;

/** Bytes that go into the body as base64. Every opening gives the same `length` bytes. */
export interface Bytes {
  readonly length: number;
  open(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

type Part = { readonly text: string; readonly bytes: number } | { readonly base64: Bytes };

/** Collects text and base64; gives a body whose length is known before a byte of it is made. */
export class BodyBuilder {
  readonly #parts: Part[] = [];
  #length = 0;
  #text = '';

  text(text: string): this {
    this.#text += text;
    return this;
  }

  base64(bytes: Bytes): this {
    this.#endText();
    this.#parts.push({ base64: bytes });
    this.#length += base64Length(bytes.length);
    return this;
  }

  body(): HttpBody {
    this.#endText();
    const parts = [...this.#parts];
    return { length: this.#length, open: () => chunksOf(parts) };
  }

  #endText(): void {
    if (this.#text === '') return;
    const bytes = Buffer.byteLength(this.#text);
    this.#parts.push({ text: this.#text, bytes });
    this.#length += bytes;
    this.#text = '';
  }
}

/** Characters of base64 for that many bytes, padding included. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

async function* chunksOf(parts: readonly Part[]): AsyncGenerator<Buffer> {
  const writer = new ChunkWriter();
  for (const part of parts) {
    if ('text' in part) {
      yield* writer.room(part.bytes);
      writer.write(part.text, 'utf8', part.bytes);
      continue;
    }
    let taken = 0;
    for await (const chunk of part.base64.open()) {
      taken += chunk.byteLength;
      yield* writer.base64(chunk);
    }
    assert(taken === part.base64.length, 'bytes are as many as they said');
    yield* writer.endBase64();
  }
  yield* writer.flush();
}

/** Fills a buffer and gives it out when it is full; what was given out has been sent when this goes on. */
class ChunkWriter {
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #filled = 0;
  /** One or two bytes that wait for the rest of their three. */
  #carry: Buffer = Buffer.alloc(0);

  /** Makes room for that many bytes. */
  *room(bytes: number): Generator<Buffer> {
    if (this.#filled + bytes <= this.#chunk.byteLength) return;
    yield* this.flush();
    if (bytes > this.#chunk.byteLength) this.#chunk = Buffer.allocUnsafe(bytes);
  }

  write(text: string, encoding: 'utf8' | 'latin1', bytes: number): void {
    const written = this.#chunk.write(text, this.#filled, bytes, encoding);
    assert(written === bytes, 'a chunk has room for what is written into it');
    this.#filled += bytes;
  }

  *base64(more: Uint8Array): Generator<Buffer> {
    const whole = Buffer.from(more.buffer, more.byteOffset, more.byteLength);
    const bytes = this.#carry.byteLength === 0 ? whole : Buffer.concat([this.#carry, whole]);
    const end = bytes.byteLength - (bytes.byteLength % 3);
    for (let at = 0; at < end; at += BASE64_STEP) {
      yield* this.#encode(bytes.subarray(at, Math.min(at + BASE64_STEP, end)));
    }
    this.#carry = Buffer.from(bytes.subarray(end));
  }

  *endBase64(): Generator<Buffer> {
    if (this.#carry.byteLength > 0) yield* this.#encode(this.#carry);
    this.#carry = Buffer.alloc(0);
  }

  *flush(): Generator<Buffer> {
    if (this.#filled === 0) return;
    const bytes = this.#filled;
    this.#filled = 0;
    yield this.#chunk.subarray(0, bytes);
  }

  *#encode(bytes: Buffer): Generator<Buffer> {
    const length = base64Length(bytes.byteLength);
    yield* this.room(length);
    this.write(bytes.toString('base64'), 'latin1', length);
  }
}
