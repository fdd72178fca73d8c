/**
 * Opens the attachments of a message while its item is sent: the message is walked a second time, and the decoded bytes of each
 * part come when it is that part's turn.
 */
import { assert } from '../../../base/assert.ts';
import type { DecodedSink, Sink } from '../../../content/transfer-encoding.ts';
import type { Content } from '../../../model/item.ts';
import { heldBytes } from '../../../wire/fast-transfer/property.ts';
import type { Bytes } from '../../../wire/request-body.ts';
import { BodyFinder, NOWHERE, partReader } from './outline.ts';

/** What of a part is wanted: all of its decoded bytes, or of a message what follows its header. */
export type Wanted = 'whole' | 'body';

/** The number of the message itself, whose body may be wanted too. */
export const ITSELF = -1;

/**
 * Gives `Bytes` that stand for parts. They have to be opened in the order of the parts and each once for every sending, from
 * one reader: that is how an item is written.
 */
export class PartFiller {
  readonly #content: Content;
  readonly #wanted = new Map<number, Wanted>();
  #walk: AsyncGenerator<Piece> | null = null;
  #ahead: Piece | null = null;

  constructor(content: Content) {
    this.#content = content;
  }

  /** `before` comes in front of the part's own bytes. */
  part(number: number, wanted: Wanted, length: number, before: Buffer = Buffer.alloc(0)): Bytes {
    if (length === 0) return heldBytes(before);
    this.#wanted.set(number, wanted);
    return { length: before.length + length, open: () => this.#open(number, before) };
  }

  async *#open(number: number, before: Buffer): AsyncGenerator<Uint8Array> {
    if (before.length > 0) yield before;
    // The first of them again: it is sent once more, from its beginning.
    const [first] = this.#wanted.keys();
    if (number === first || this.#walk === null) {
      await this.#walk?.return(undefined);
      this.#walk = pieces(this.#content, this.#wanted);
      this.#ahead = null;
    }
    for (;;) {
      const piece = this.#ahead ?? (await this.#next());
      if (piece === null || piece.number !== number) {
        this.#ahead = piece;
        return;
      }
      this.#ahead = null;
      yield piece.bytes;
    }
  }

  async #next(): Promise<Piece | null> {
    assert(this.#walk !== null, 'the walk has begun');
    const next = await this.#walk.next();
    return next.done === true ? null : next.value;
  }
}

interface Piece {
  readonly number: number;
  readonly bytes: Buffer;
}

/** The bytes of the wanted parts as the walk meets them. Holds what one chunk of the content gives. */
async function* pieces(content: Content, wanted: ReadonlyMap<number, Wanted>): AsyncGenerator<Piece> {
  const ready: Piece[] = [];
  const sinkFor = (number: number): DecodedSink => {
    const what = wanted.get(number);
    if (what === undefined) return NOWHERE;
    return what === 'whole' ? collecting(number, ready) : afterHeader(number, ready);
  };
  const reader = partReader({ leaf: sinkFor, message: sinkFor });
  const itself: Sink = wanted.has(ITSELF) ? afterHeader(ITSELF, ready) : NOWHERE;
  for await (const bytes of content.is === 'held' ? slices(content.bytes) : content.open()) {
    reader.write(bytes);
    itself.write(bytes);
    yield* ready.splice(0);
  }
  reader.end();
  itself.end();
  yield* ready.splice(0);
}

/** What is held comes in slices too: its decoded parts would else all be there at once. */
function* slices(bytes: Buffer): Generator<Buffer> {
  const size = 64 * 1024;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function collecting(number: number, ready: Piece[]): DecodedSink {
  return {
    // A copy: the reader may use its buffer again.
    write: (bytes) => void ready.push({ number, bytes: Buffer.from(bytes) }),
    end: () => undefined,
    broken: () => undefined,
  };
}

function afterHeader(number: number, ready: Piece[]): DecodedSink {
  const finder = new BodyFinder();
  return {
    write: (bytes) => {
      const body = bytes.subarray(finder.bodyStart(bytes));
      if (body.length > 0) ready.push({ number, bytes: Buffer.from(body) });
    },
    end: () => undefined,
    broken: () => undefined,
  };
}
