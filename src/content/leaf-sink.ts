/** Takes the decoded bytes of one part, hashes them as they come, and keeps them only while they are few. */
import { createHash, type Hash } from 'node:crypto';
import { digestOf } from './text-print.ts';
import type { DecodedSink } from './transfer-encoding.ts';

export interface LeafBytes {
  /** SHA-256 of the decoded bytes. */
  readonly digest: string;
  /** The same without white space, which servers add to and take from text; null when there was too much to look at. */
  readonly loose: string | null;
  readonly sizeBytes: number;
  /** False when the bytes were encoded in a way that decoders disagree on, or are text that was too long to look at. */
  readonly sure: boolean;
  /** The bytes, when they were wanted and not too many. */
  readonly kept: Buffer | null;
}

/** A text part longer than this is compared by its bytes alone: decoding it would cost six times its size in memory. */
const TEXT_BYTES_MAX = 8 * 1024 * 1024;
/** Below this a part is gathered first, since one hash of all is three times faster than a running one. */
const GATHERED_BYTES_MAX = 64 * 1024;
/** Parts that are not text are looked at without white space only up to here. */
const LOOSE_BYTES_MAX = 1024 * 1024;

export class LeafSink implements DecodedSink {
  readonly #isText: boolean;
  readonly #done: (bytes: LeafBytes) => void;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #sizeBytes = 0;
  #whole: Hash | null = null;
  #loose: Hash | null = null;
  #keeps: boolean;
  #isSure = true;

  /** `done` is called once, when the part has ended. */
  constructor(isText: boolean, done: (bytes: LeafBytes) => void) {
    this.#isText = isText;
    this.#keeps = isText;
    this.#done = done;
  }

  write(bytes: Buffer): void {
    this.#sizeBytes += bytes.length;
    if (this.#whole !== null) this.#hash(bytes);
    if (this.#keeps || this.#whole === null) {
      // A copy: the reader may use its buffer again.
      this.#gathered.push(Buffer.from(bytes));
      this.#gatheredBytes += bytes.length;
    }
    if (this.#whole === null && this.#gatheredBytes > GATHERED_BYTES_MAX) this.#startHashing();
    if (this.#sizeBytes > TEXT_BYTES_MAX) this.#keeps = false;
    if (!this.#keeps && this.#whole !== null) this.#gathered = [];
  }

  broken(): void {
    this.#isSure = false;
  }

  end(): void {
    const kept = this.#whole === null || this.#keeps ? Buffer.concat(this.#gathered) : null;
    this.#gathered = [];
    this.#done({
      digest: this.#whole?.digest('base64url') ?? digestOf(kept ?? ''),
      loose:
        this.#whole === null && kept !== null
          ? digestOf(Buffer.from(tight(kept), 'latin1'))
          : (this.#loose?.digest('base64url') ?? null),
      sizeBytes: this.#sizeBytes,
      // Bytes of text change with its charset, so without looking at the text they say little.
      sure: this.#isSure && (!this.#isText || kept !== null),
      kept: this.#isText ? kept : null,
    });
  }

  #startHashing(): void {
    this.#whole = createHash('sha256');
    this.#loose = createHash('sha256');
    for (const bytes of this.#gathered) this.#hash(bytes);
  }

  #hash(bytes: Buffer): void {
    this.#whole?.update(bytes);
    if (this.#sizeBytes > LOOSE_BYTES_MAX && !this.#isText) this.#loose = null;
    this.#loose?.update(tight(bytes), 'latin1');
  }
}

/** Without white space and control characters that are white space. */
function tight(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\t\n\r ]+/g, '');
}
