/** Follows the multiparts of a message line by line and knows which of them have not been closed (RFC 2046 §5.1.1). */
import { readParameters } from './mail-words.ts';

/** Multiparts inside each other that are followed. Exchange itself goes no deeper than ten messages. */
const DEPTH_MAX = 100;
/** Characters of one header that are looked through for its Content-Type. */
const HEADER_CHARS_MAX = 64 * 1024;

interface Multipart {
  readonly boundary: string;
  wasOpened: boolean;
}

export class OpenMultiparts {
  readonly #stack: Multipart[] = [];
  #header = '';
  #isHeader = true;

  /** The next line, without its end; one byte a character. */
  take(line: string): void {
    // A delimiter counts wherever it stands: a part may end within its own header (RFC 2046 §5.1.1).
    if (line.startsWith('--') && this.#takeDelimiter(line.trimEnd())) return;
    if (this.#isHeader) this.#takeHeader(line);
  }

  /** Boundaries whose closing line is missing, innermost first. Those that never occurred are none: nothing is between them. */
  get unclosed(): readonly string[] {
    const opened = this.#stack.filter((multipart) => multipart.wasOpened);
    return opened.map((multipart) => multipart.boundary).reverse();
  }

  #takeHeader(line: string): void {
    if (line !== '') {
      if (this.#header.length < HEADER_CHARS_MAX) this.#header += /^[ \t]/.test(line) ? ` ${line.trim()}` : `\n${line}`;
      return;
    }
    this.#isHeader = false;
    const type = /\ncontent-type[ \t]*:([^\n]*)/i.exec(this.#header)?.[1] ?? '';
    this.#header = '';
    const { value, parameters } = readParameters(type);
    const boundary = parameters.get('boundary') ?? '';
    // Inside of an open multipart with the same boundary there is none: each delimiter is that of the outer one (§5.1.2).
    const isKnown = this.#stack.some((outer) => outer.boundary === boundary);
    if (value.startsWith('multipart/') && boundary !== '' && !isKnown && this.#stack.length < DEPTH_MAX) {
      this.#stack.push({ boundary, wasOpened: false });
    }
  }

  /** False when no open multipart has such a delimiter. */
  #takeDelimiter(line: string): boolean {
    const at = this.#stack.findLastIndex(({ boundary }) => line === `--${boundary}` || line === `--${boundary}--`);
    const multipart = this.#stack[at];
    if (multipart === undefined) return false;
    // A delimiter of an outer multipart ends everything inside it.
    this.#stack.length = at + 1;
    const isEnd = line === `--${multipart.boundary}--`;
    if (isEnd) this.#stack.pop();
    else multipart.wasOpened = true;
    this.#header = '';
    this.#isHeader = !isEnd;
    return true;
  }
}
