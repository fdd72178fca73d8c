/** Base64 that arrives in pieces. */
import { EwsProtocolError } from './answers.ts';

/** Turns pieces of base64, cut anywhere, into bytes. White space is skipped; anything else is refused. */
export class Base64Reader {
  #carry = '';
  #ended = false;

  /** Throws `EwsProtocolError` for characters that base64 does not have. */
  read(piece: string): Buffer {
    const clean = /[^A-Za-z0-9+/=]/.test(piece) ? piece.replace(/\s+/g, '') : piece;
    if (/[^A-Za-z0-9+/=]/.test(clean)) throw new EwsProtocolError('the content is not base64');
    const text = this.#carry + clean;
    const end = text.length - (text.length % 4);
    this.#carry = text.slice(end);
    if (end === 0) return Buffer.alloc(0);
    if (this.#ended) throw new EwsProtocolError('base64 goes on after its end');
    // The last group may be cut between its two signs: what is carried over is looked at when it is whole.
    const padding = text.slice(0, end).indexOf('=');
    this.#ended = padding !== -1;
    if (this.#ended && (padding < end - 2 || this.#carry !== '')) {
      throw new EwsProtocolError('base64 goes on after its end');
    }
    return Buffer.from(text.slice(0, end), 'base64');
  }

  /** What is left when padding is missing. */
  end(): Buffer {
    const rest = Buffer.from(this.#carry, 'base64');
    this.#carry = '';
    return rest;
  }
}
