/** Takes the bytes of one connection apart into commands: lines, and literals inside them (RFC 9051 §4.3). */

/** Longest line that is read. Real servers take 8 to 64 KiB. */
const LINE_BYTES_MAX = 64 * 1024;
/** Literals of one command: a MULTIAPPEND of ten thousand messages. */
const LITERALS_MAX = 10_000;
/** All literals of one command together, since they are held in memory. */
const COMMAND_BYTES_MAX = 1024 * 1024 * 1024;
/** A literal where no message is expected: a password, a mailbox name. */
const ARGUMENT_BYTES_MAX = 64 * 1024;

/** A piece of a command between two literals is text (latin1, one character a byte); a literal is bytes. */
export type CommandPart = string | Literal;

export interface Literal {
  /** Null when it was larger than allowed: it was read and dropped. */
  readonly bytes: Buffer | null;
  readonly size: number;
  /** `~{n}` of RFC 3516: may hold NUL. */
  readonly isBinary: boolean;
}

export interface RawCommand {
  readonly tag: string;
  /** Name and arguments of the first line, without the literal's announcement. */
  readonly line: string;
  /** All parts, the first one without the tag. */
  readonly parts: readonly CommandPart[];
  /** Why the server did not ask for a literal (`NO …`), so that the client never sent it; null when all came. */
  readonly refusal: string | null;
}

/** The client broke the protocol so that nothing after it can be understood. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

export interface InputRules {
  /** Largest message; larger literals of an APPEND are refused or dropped. */
  readonly messageBytesMax: number;
  /** `{n+}` of any size. */
  readonly takesLiteralPlus: boolean;
  /** `{n+}` up to 4096 bytes (RFC 7888 §5). */
  readonly takesLiteralMinus: boolean;
  /** Sends `+ …` and all that was answered before. */
  sendContinuation(): Promise<void>;
  /** A command's first line has come; its literals have not. May limit what is still read. */
  startCommand(line: string): void;
}

export class WireInput {
  readonly rules: InputRules;
  #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  /** How many bytes may still be taken before the connection is cut; null without such a fault. */
  #cutAfter: number | null = null;

  constructor(chunks: AsyncIterable<Buffer>, rules: InputRules) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.rules = rules;
  }

  /** From now on only so many bytes are read; then `read…` gives null as if the client had gone. */
  cutAfter(bytes: number): void {
    this.#held = this.#held.subarray(0, bytes);
    this.#cutAfter = bytes - this.#held.length;
  }

  /** True when everything that has come was taken. */
  get isDrained(): boolean {
    return this.#held.length === 0;
  }

  /** STARTTLS: goes on with another stream. What came in the clear behind the command is dropped (RFC 9051 §6.2.1). */
  switchTo(chunks: AsyncIterable<Buffer>): void {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#held = Buffer.alloc(0);
  }

  /** The next command; null at the end of the stream. Throws `WireError` for what cannot be a command. */
  async readCommand(): Promise<RawCommand | null> {
    const first = await this.readLine();
    if (first === null) return null;
    const matched = /^([^ (){%*"\\\]+]+) (.*)$/s.exec(first);
    if (matched === null) throw new WireError('no tag');
    const [, tag = '', text = ''] = matched;
    const line = text.replace(ANNOUNCEMENT, '');
    this.rules.startCommand(line);
    const parts: CommandPart[] = [];
    let held = 0;
    for (let rest = text; ; ) {
      const announced = ANNOUNCEMENT.exec(rest);
      parts.push(announced === null ? rest : rest.slice(0, announced.index));
      if (announced === null) return { tag, line, parts, refusal: null };
      if (parts.length > LITERALS_MAX * 2) throw new WireError('too many literals');
      const literal = await this.#readLiteral(announced, /^APPEND /i.test(line));
      if (literal === 'refused') return { tag, line, parts, refusal: 'NO [TOOBIG] Message too large' };
      if (literal === null) return null;
      held += literal.bytes?.length ?? 0;
      if (held > COMMAND_BYTES_MAX) throw new WireError('command too large');
      parts.push(literal);
      const next = await this.readLine();
      if (next === null) return null;
      rest = next;
    }
  }

  /** A line without its end; null at the end of the stream. */
  async readLine(): Promise<string | null> {
    for (let from = 0; ; ) {
      const end = this.#held.indexOf(0x0a, from);
      if (end >= 0) {
        const line = this.#take(end + 1);
        return line.toString('latin1').replace(/\r?\n$/, '');
      }
      if (this.#held.length > LINE_BYTES_MAX) throw new WireError('line too long');
      from = this.#held.length;
      if (!(await this.#more())) return null;
    }
  }

  async #readLiteral(announced: RegExpExecArray, isMessage: boolean): Promise<Literal | null | 'refused'> {
    const [, tilde, digits, plus] = announced;
    const size = Number(digits);
    const isBinary = tilde !== undefined;
    const max = isMessage ? this.rules.messageBytesMax : ARGUMENT_BYTES_MAX;
    if (plus === undefined) {
      if (size > max) return 'refused';
      await this.rules.sendContinuation();
    } else if (!this.rules.takesLiteralPlus && !(this.rules.takesLiteralMinus && size <= 4096)) {
      throw new WireError('non-synchronizing literal not offered');
    }
    if (size <= max) {
      const bytes = await this.#readBytes(size);
      return bytes === null ? null : { bytes, size, isBinary };
    }
    return (await this.#skipBytes(size)) ? { bytes: null, size, isBinary } : null;
  }

  async #readBytes(count: number): Promise<Buffer | null> {
    if (this.#held.length >= count) return Buffer.from(this.#take(count));
    const bytes = Buffer.allocUnsafe(count);
    let filled = 0;
    for (;;) {
      const piece = this.#take(Math.min(count - filled, this.#held.length));
      filled += piece.copy(bytes, filled);
      if (filled === count) return bytes;
      if (!(await this.#more())) return null;
    }
  }

  async #skipBytes(count: number): Promise<boolean> {
    for (let left = count; ; ) {
      left -= this.#take(Math.min(left, this.#held.length)).length;
      if (left === 0) return true;
      if (!(await this.#more())) return false;
    }
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async #more(): Promise<boolean> {
    if (this.#cutAfter === 0) return false;
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    const chunk = this.#cutAfter === null ? next.value : next.value.subarray(0, this.#cutAfter);
    if (this.#cutAfter !== null) this.#cutAfter -= chunk.length;
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    return true;
  }
}

const ANNOUNCEMENT = /(~)?\{(\d{1,15})(\+)?\}$/;
