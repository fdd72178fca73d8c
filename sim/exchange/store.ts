/**
 * The store on disk: `log.jsonl`, one record a line, only ever appended, and `mime.bin`, the bytes of messages as they came.
 * The newest record of a thing counts. A half-written last line, as a killed process leaves it, is cut off on opening.
 */
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../../src/base/assert.ts';

/** Where something lies in one of the two files. */
export interface Place {
  readonly at: number;
  readonly bytes: number;
}

/** How much of the log is read at once when the store is opened. */
const READ_BYTES = 1024 * 1024;
const LINE_FEED = 10;

export class Store {
  readonly #log: number;
  readonly #mime: number;
  #logEnd = 0;
  #mimeEnd: number;

  /** Opens or creates the store. `replay` comes before anything else is asked of it. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#log = openSync(join(folder, 'log.jsonl'), 'a+');
    this.#mime = openSync(join(folder, 'mime.bin'), 'a+');
    this.#mimeEnd = fstatSync(this.#mime).size;
  }

  /** Gives every record in the order they were written, and cuts off what was written only half. */
  replay(take: (record: unknown, place: Place) => void): void {
    const size = fstatSync(this.#log).size;
    let rest = Buffer.alloc(0);
    for (let read = 0; read < size; ) {
      const block = readAt(this.#log, { at: read, bytes: Math.min(READ_BYTES, size - read) });
      read += block.length;
      rest = Buffer.concat([rest, block]);
      let start = 0;
      for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED, start)) {
        take(JSON.parse(rest.toString('utf8', start, end)), { at: this.#logEnd, bytes: end + 1 - start });
        this.#logEnd += end + 1 - start;
        start = end + 1;
      }
      rest = rest.subarray(start);
    }
    ftruncateSync(this.#log, this.#logEnd);
  }

  append(record: object): Place {
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    writeAll(this.#log, line);
    const place = { at: this.#logEnd, bytes: line.length };
    this.#logEnd += line.length;
    return place;
  }

  /** Must come before the record that names the place. */
  appendMime(bytes: Uint8Array): Place {
    writeAll(this.#mime, bytes);
    const place = { at: this.#mimeEnd, bytes: bytes.length };
    this.#mimeEnd += bytes.length;
    return place;
  }

  readRecord(place: Place): unknown {
    return JSON.parse(readAt(this.#log, place).toString('utf8'));
  }

  readMime(place: Place): Buffer {
    return readAt(this.#mime, place);
  }

  close(): void {
    closeSync(this.#log);
    closeSync(this.#mime);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

function readAt(file: number, { at, bytes }: Place): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  for (let filled = 0; filled < bytes; ) {
    const count = readSync(file, buffer, filled, bytes - filled, at + filled);
    assert(count > 0, 'the store holds all that its records name');
    filled += count;
  }
  return buffer;
}
