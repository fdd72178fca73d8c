/** Puts one command on the line: in one go where nothing has to be awaited, and otherwise with the line held. */
import type { OpenLine } from './command.ts';
import type { CommandWriter, Piece } from './command-writer.ts';
import type { InFlight } from './in-flight.ts';

/** LITERAL- allows literals up to this size without asking (RFC 7888 §5). */
const LITERAL_MINUS_BYTES_MAX = 4096;

/** What the server allows about literals. */
export interface LiteralRules {
  /** LITERAL+: any size without asking. */
  readonly plus: boolean;
  /** LITERAL-: small ones without asking. */
  readonly minus: boolean;
  /** Resolves when the server gives leave for a literal, or answers the command instead. */
  leave(entry: InFlight): Promise<void>;
}

/**
 * Synchronous for plain commands on a free line, so that commands given one after the other stay together.
 * False when nothing was sent, because nobody waits for the command any more.
 */
export async function sendCommand(entry: InFlight, writer: CommandWriter, rules: LiteralRules): Promise<boolean> {
  const { command } = entry;
  const isPlain = command.write === undefined && command.pieces.every((piece) => goesAtOnce(piece, rules));
  if (isPlain && !writer.isTaken) {
    entry.isSent = true;
    writer.text(`${entry.tag} `);
    for (const piece of command.pieces) writePiece(piece, writer);
    writer.text('\r\n');
    return true;
  }
  await writer.take();
  try {
    if (entry.isAbandoned) return false;
    entry.isSent = true;
    await writeWhole(entry, writer, rules);
    return true;
  } finally {
    writer.give();
  }
}

async function writeWhole(entry: InFlight, writer: CommandWriter, rules: LiteralRules): Promise<void> {
  const { command, tag } = entry;
  const line = new HeldLine(entry, writer, rules);
  writer.text(`${tag} `);
  for (const piece of command.pieces) {
    if (typeof piece === 'string') writer.text(piece);
    else if (await line.announce(piece.literal.length, 'literal')) writer.bytes(piece.literal);
    if (line.isRefused) return;
  }
  await command.write?.(line);
  // A refused announcement has ended the command; everything else is ended by its CRLF.
  if (!line.isRefused) writer.text('\r\n');
}

class HeldLine implements OpenLine {
  readonly writer: CommandWriter;
  isRefused = false;
  readonly #entry: InFlight;
  readonly #rules: LiteralRules;

  constructor(entry: InFlight, writer: CommandWriter, rules: LiteralRules) {
    this.writer = writer;
    this.#entry = entry;
    this.#rules = rules;
  }

  get isAnswered(): boolean {
    return this.#entry.isAnswered;
  }

  async announce(sizeBytes: number, kind: 'literal' | 'literal8'): Promise<boolean> {
    const tilde = kind === 'literal8' ? '~' : '';
    if (goesAtOnceBytes(sizeBytes, this.#rules)) {
      this.writer.text(`${tilde}{${sizeBytes}+}\r\n`);
      return true;
    }
    this.writer.text(`${tilde}{${sizeBytes}}\r\n`);
    this.writer.flush();
    await this.#rules.leave(this.#entry);
    this.isRefused = this.#entry.isAnswered;
    return !this.isRefused;
  }
}

function goesAtOnce(piece: Piece, rules: LiteralRules): boolean {
  return typeof piece === 'string' || goesAtOnceBytes(piece.literal.length, rules);
}

function goesAtOnceBytes(sizeBytes: number, rules: LiteralRules): boolean {
  return rules.plus || (rules.minus && sizeBytes <= LITERAL_MINUS_BYTES_MAX);
}

function writePiece(piece: Piece, writer: CommandWriter): void {
  if (typeof piece === 'string') writer.text(piece);
  else {
    writer.text(`{${piece.literal.length}+}\r\n`);
    writer.bytes(piece.literal);
  }
}
