/** The header block of a message or part, read line by line from a stream, with every bound a hostile sender needs. */

/** One field, unfolded (RFC 5322 §2.2.3); `value` holds one byte a character, as it came. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** One line of a header, folded ones counted singly. RFC 5322 allows 998; some servers write all recipients into one. */
const LINE_BYTES_MAX = 1024 * 1024;
/** All kept fields of one header together. What is longer is cut, and the fields after it are not kept. */
const KEPT_BYTES_MAX = 2 * 1024 * 1024;
/** Lines before the first field that may turn out to be a body without a header. */
const STRAY_BYTES_MAX = 64 * 1024;
/** Leading empty lines that are passed over before a header; some archives save messages with one. */
const LEADING_BLANKS_MAX = 1000;

const LF = 0x0a;
const BOM = '\u00ef\u00bb\u00bf';
const NOTHING = Buffer.alloc(0);

/**
 * Takes bytes until the empty line that ends the header. Lenient: passes over an mbox "From " line, a byte order mark
 * and lines that are no field; takes any of CRLF, LF and CR CR LF as line end.
 */
export class HeaderReader {
  readonly #wants: (name: string) => boolean;
  readonly #mayLeadBlank: boolean;
  readonly #fields: { name: string; value: string }[] = [];
  #line: Buffer = NOTHING;
  #isLineCut = false;
  #current: { name: string; value: string } | null = null;
  #keptBytes = 0;
  #sawField = false;
  #blanks = 0;
  #stray: string[] = [];
  #strayBytes = 0;
  #isIrregular = false;

  /** Keeps the fields whose lower-case name `wants`. Empty lines at the very start are passed over if `mayLeadBlank`. */
  constructor(wants: (name: string) => boolean, mayLeadBlank: boolean) {
    this.#wants = wants;
    this.#mayLeadBlank = mayLeadBlank;
  }

  get fields(): readonly Field[] {
    return this.#fields;
  }

  /**
   * True when it holds lines that are no field, is too large, or is that of a message and empty (a part may have no
   * fields, RFC 2046 §5.1). Other readers may end it earlier.
   */
  get isIrregular(): boolean {
    return this.#isIrregular || (this.#mayLeadBlank && !this.#sawField);
  }

  /** What stood where the header should be, when there was not a single field: it is the body. */
  get stray(): string {
    return this.#sawField ? '' : this.#stray.join('');
  }

  /** How many of the bytes belong to the header, or null when all of them do and it goes on. */
  take(bytes: Buffer): number | null {
    for (let from = 0; from < bytes.length; ) {
      const lf = bytes.indexOf(LF, from);
      const end = lf < 0 ? bytes.length : lf + 1;
      this.#append(bytes.subarray(from, end));
      from = end;
      if (lf >= 0 && !this.#takeLine()) return from;
    }
    // The caller may use its buffer again.
    this.#line = Buffer.from(this.#line);
    return null;
  }

  /** The stream ended inside the header. */
  end(): void {
    if (this.#line.length > 0) this.#takeLine();
  }

  #append(bytes: Buffer): void {
    if (this.#line.length === 0 && bytes.length <= LINE_BYTES_MAX) this.#line = bytes;
    else if (this.#line.length + bytes.length <= LINE_BYTES_MAX) this.#line = Buffer.concat([this.#line, bytes]);
    else {
      this.#isLineCut = true;
      this.#isIrregular = true;
    }
  }

  /** False at the empty line that ends the header. */
  #takeLine(): boolean {
    const raw = this.#line.toString('latin1');
    const isCut = this.#isLineCut;
    this.#line = NOTHING;
    this.#isLineCut = false;
    const text = raw.replace(/[\r\n]+$/, '');
    if (text === '' && !isCut) {
      this.#blanks += 1;
      this.#isIrregular ||= !this.#sawField && this.#mayLeadBlank;
      return !this.#sawField && this.#strayBytes === 0 && this.#mayLeadBlank && this.#blanks < LEADING_BLANKS_MAX;
    }
    const hasMark = !this.#sawField && text.startsWith(BOM);
    this.#isIrregular ||= hasMark;
    this.#takeText(hasMark ? text.slice(BOM.length) : text, raw);
    return true;
  }

  #takeText(text: string, raw: string): void {
    const isFolded = text.startsWith(' ') || text.startsWith('\t');
    if (isFolded && this.#sawField) {
      if (this.#current !== null) this.#keep(text);
      return;
    }
    const name = /^([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:/.exec(text)?.[1];
    if (name === undefined) {
      this.#takeStray(text, raw);
      return;
    }
    this.#sawField = true;
    this.#stray = [];
    const lower = name.toLowerCase();
    this.#current = this.#wants(lower) && this.#keptBytes < KEPT_BYTES_MAX ? { name: lower, value: '' } : null;
    if (this.#current === null) return;
    this.#fields.push(this.#current);
    this.#keep(text.slice(text.indexOf(':') + 1).trimStart());
  }

  #keep(text: string): void {
    if (this.#current === null) return;
    if (this.#keptBytes >= KEPT_BYTES_MAX) {
      this.#isIrregular = true;
      return;
    }
    this.#current.value += text;
    this.#keptBytes += text.length + 100;
  }

  #takeStray(text: string, raw: string): void {
    this.#current = null;
    this.#isIrregular ||= this.#sawField || !text.startsWith('From ');
    if (this.#sawField || /^>?From /.test(text) || this.#strayBytes + raw.length > STRAY_BYTES_MAX) return;
    this.#stray.push(raw);
    this.#strayBytes += raw.length;
  }
}
