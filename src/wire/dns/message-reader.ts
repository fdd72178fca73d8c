/** Reads a message of the domain name system from its bytes, which may be anybody's: nothing is read beyond its end, and no name goes round in circles. */
import { DnsError } from './errors.ts';
import { NAME_BYTES_MAX, POINTERS_MAX } from './limits.ts';
import { labelText } from './name.ts';

export class MessageReader {
  readonly #message: Buffer;
  readonly #end: number;
  #at: number;

  constructor(message: Buffer, at = 0, end = message.length) {
    this.#message = message;
    this.#at = at;
    this.#end = end;
  }

  uint16(): number {
    return this.#message.readUInt16BE(this.#take(2));
  }

  uint32(): number {
    return this.#message.readUInt32BE(this.#take(4));
  }

  skip(bytes: number): void {
    this.#take(bytes);
  }

  /** A reader of the next bytes alone. Names in it may point anywhere in the message. */
  part(bytes: number): MessageReader {
    const at = this.#take(bytes);
    return new MessageReader(this.#message, at, at + bytes);
  }

  ipv4(): string {
    return [...this.#bytes(4)].join('.');
  }

  ipv6(): string {
    const bytes = this.#bytes(16);
    const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
    // The URL parser writes the one short form that there is (RFC 5952).
    return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
  }

  /** All strings that are left, joined; one character a byte. */
  strings(): string {
    const parts: string[] = [];
    while (this.#at < this.#end) {
      const length = this.#message.readUInt8(this.#take(1));
      parts.push(this.#bytes(length).toString('latin1'));
    }
    return parts.join('');
  }

  /** A name, through all its pointers (RFC 1035 §4.1.4). Empty for the root. */
  name(): string {
    const labels: string[] = [];
    let at = this.#at;
    let bytes = 0;
    let behind: number | null = null;
    for (let pointers = 0; ; ) {
      const length = this.#octet(at);
      if (length >= 0xc0) {
        behind ??= at + 2;
        at = ((length & 0x3f) << 8) | this.#octet(at + 1);
        if (++pointers > POINTERS_MAX) throw malformed('a name points in circles');
        continue;
      }
      if (length >= 0x40) throw malformed('a name has a label of an unknown kind');
      bytes += length + 1;
      if (bytes > NAME_BYTES_MAX) throw malformed('a name is too long');
      if (length === 0) break;
      if (at + 1 + length > this.#message.length) throw malformed('a name ends too early');
      labels.push(labelText(this.#message.subarray(at + 1, at + 1 + length)));
      at += length + 1;
    }
    this.#at = behind ?? at + 1;
    if (this.#at > this.#end) throw malformed('a name is longer than its record');
    return labels.join('.');
  }

  #octet(at: number): number {
    const octet = this.#message[at];
    if (octet === undefined) throw malformed('a name ends too early');
    return octet;
  }

  #bytes(length: number): Buffer {
    const at = this.#take(length);
    return this.#message.subarray(at, at + length);
  }

  #take(bytes: number): number {
    const at = this.#at;
    if (at + bytes > this.#end) throw malformed('the message ends too early');
    this.#at = at + bytes;
    return at;
  }
}

function malformed(reason: string): DnsError {
  return new DnsError('malformed', reason);
}
