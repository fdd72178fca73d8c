/** COMPRESS=DEFLATE (RFC 4978). */
import { Duplex } from 'node:stream';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';
import { ImapConnection } from './connection.ts';

/** A new connection on the same line; `c` is spent. Call it right after sign-in, with nothing under way. */
export async function compress(c: ImapConnection, signal: AbortSignal): Promise<ImapConnection> {
  await c.run({ name: 'COMPRESS', pieces: ['COMPRESS DEFLATE'], endsReading: true, done: () => undefined }, signal);
  const { capabilities, clock, limits, roundTripMs, guard } = c;
  const { stream, unread } = c.release();
  const compressed = new ImapConnection(new Deflated(stream, unread), { clock, limits, capabilities, guard });
  compressed.roundTripMs = roundTripMs;
  return compressed;
}

/** What is written is deflated onto `line`, what comes from it is inflated; every write is flushed to the last bit. */
class Deflated extends Duplex {
  readonly #line: Duplex;
  readonly #inflate = createInflateRaw();
  readonly #deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });

  constructor(line: Duplex, unread: Buffer) {
    super();
    this.#line = line;
    const fail = (error: Error): void => {
      this.destroy(error);
    };
    this.#inflate.on('error', fail).on('data', (bytes: Buffer) => {
      if (!this.push(bytes)) this.#inflate.pause();
    });
    this.#inflate.on('end', () => this.push(null));
    this.#deflate.on('error', fail).pipe(line);
    line.on('error', fail).on('close', () => this.destroy());
    this.#inflate.write(unread);
    line.pipe(this.#inflate);
  }

  override _read(): void {
    this.#inflate.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, written: (error?: Error | null) => void): void {
    this.#deflate.write(bytes, written);
  }

  override _final(finished: () => void): void {
    this.#deflate.end(finished);
  }

  override _destroy(error: Error | null, destroyed: (error: Error | null) => void): void {
    this.#line.destroy();
    this.#inflate.destroy();
    this.#deflate.destroy();
    destroyed(error);
  }
}
