/**
 * Bytes to the unfolded lines of iCalendar (RFC 5545 §3.1), as programs really write them: any line end, any charset, folded
 * without the blank, folded inside characters, with line breaks inside values. Nothing is lost: a line that belongs nowhere is
 * a line of its own.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { readText } from '../charset.ts';
import { CalendarError } from './calendar-error.ts';
import { isPropertyName, isTextProperty } from './property-names.ts';
import { withoutControls } from './read-text.ts';

/** Of one VCALENDAR. Exchange takes attachments of 50 MB at most, which are 68 MB in base64. */
const CALENDAR_BYTES_MAX = 80 * 1024 * 1024;
/** Physical lines of one VCALENDAR: what that many bytes make when they are folded at 75. */
const LINES_MAX = 1_200_000;
/** A line this long that the next one continues without a blank was cut by a writer that forgot the blank. */
const CUT_MIN = 70;
const CUT_MAX = 76;
/** Where parameters that say how to read a value are looked for. */
const HEAD_MAX = 1000;

export interface LogicalLine {
  readonly text: string;
  /** Of the physical line that it begins with; the first is 1. */
  readonly line: number;
}

/** Throws a CalendarError when a limit is reached. Lines that hold nothing are left out. */
export function logicalLines(bytes: Buffer): readonly LogicalLine[] {
  if (bytes.length > CALENDAR_BYTES_MAX)
    throw new CalendarError('VCALENDAR', 1, `it has more than ${CALENDAR_BYTES_MAX} bytes`);
  // One character a byte until lines are whole: a fold may lie inside a character (RFC 5545 §3.1).
  const raw = octetsOf(bytes).toString('latin1');
  const unfolding = new Unfolding(/^VERSION[^:\r\n]{0,80}:[ \t]*1\.0/im.test(raw.slice(0, HEAD_MAX)));
  const lineEnd = /[\r\n]/g;
  let line = 1;
  for (let at = 0; at < raw.length; ) {
    lineEnd.lastIndex = at;
    const end = lineEnd.exec(raw)?.index ?? raw.length;
    unfolding.take(raw.slice(at, end), line);
    let next = end;
    while (raw[next] === '\r') next += 1;
    const crs = next - end;
    // CR CR LF is one line end that was translated twice; CRs alone are the line ends of old Macs.
    const isLf = raw[next] === '\n';
    at = isLf ? next + 1 : next;
    line += isLf ? 1 : crs;
    if (line > LINES_MAX) throw new CalendarError('VCALENDAR', line, `it has more than ${LINES_MAX} lines`);
  }
  return unfolding.end();
}

/** UTF-8 or what only differs from it in single lines, without byte order mark. */
function octetsOf(bytes: Buffer): Buffer {
  const [first, second, third] = bytes;
  const label =
    (first === 0xff && second === 0xfe) || (first !== 0 && second === 0 && third !== 0)
      ? 'utf-16le'
      : (first === 0xfe && second === 0xff) || (first === 0 && second !== 0)
        ? 'utf-16be'
        : null;
  if (label !== null) return Buffer.from(new TextDecoder(label).decode(bytes), 'utf8');
  return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
}

/** A line while it is put together. */
interface Open {
  readonly pieces: string[];
  readonly line: number;
  readonly name: string;
  readonly isQuotedPrintable: boolean;
  /** Of the last physical line. */
  length: number;
  /** Its writer puts line breaks into values, so that what looks like a new property may still be text. */
  isBroken: boolean;
}

class Unfolding {
  /** vCalendar 1.0 folds at white space and keeps it (RFC 822 §3.1.1); iCalendar adds a blank that goes away again. */
  readonly #keepsBlank: boolean;
  readonly #lines: LogicalLine[] = [];
  #open: Open | null = null;
  #emptyLines = 0;
  #areLinesSetIn = false;

  constructor(keepsBlank: boolean) {
    this.#keepsBlank = keepsBlank;
  }

  take(physical: string, line: number): void {
    const open = this.#open;
    if (open !== null && open.isQuotedPrintable && takeSoftBreak(open, physical)) return;
    if (physical === '') {
      this.#emptyLines += 1;
      return;
    }
    const emptyLines = this.#emptyLines;
    this.#emptyLines = 0;
    const isSetIn = physical.startsWith(' ') || physical.startsWith('\t');
    if (isSetIn && open !== null && !this.#isIndented(physical, open)) {
      open.pieces.push(this.#keepsBlank ? physical : physical.slice(1));
      open.length = physical.length;
      return;
    }
    const text = isSetIn ? physical.trimStart() : physical;
    if (text === '') return;
    if (!isSetIn && !isBoundary(nameOf(text).toUpperCase())) this.#areLinesSetIn = false;
    if (this.#beginsProperty(text)) this.#begin(text, line);
    else if (!this.#continues(text, emptyLines)) this.#begin(text, line);
  }

  /**
   * What is set in below BEGIN or END is no fold: nothing is to be continued there. Where a component has all its lines set
   * in, as files copied from pages have, those with the name of a property are no folds either.
   */
  #isIndented(physical: string, open: Open): boolean {
    const isProperty = isPropertyName(nameOf(physical.trimStart()));
    if (isBoundary(open.name)) {
      this.#areLinesSetIn = isProperty;
      return true;
    }
    return this.#areLinesSetIn && isProperty;
  }

  end(): readonly LogicalLine[] {
    this.#close();
    return this.#lines;
  }

  #beginsProperty(text: string): boolean {
    const name = nameOf(text);
    if (name === '') return false;
    if (isPropertyName(name)) return true;
    const isPlausible = name === name.toUpperCase() && this.#open?.isBroken !== true;
    return isPlausible && text.length > name.length;
  }

  /** False when the line cannot be the rest of the one before. */
  #continues(text: string, emptyLines: number): boolean {
    const open = this.#open;
    if (open === null || isBoundary(open.name) || open.name === '') return false;
    const isText = isTextProperty(open.name);
    const isCut = emptyLines === 0 && open.length >= CUT_MIN && (!isText || open.length <= CUT_MAX);
    if (!isCut && !isText) return false;
    if (isCut) open.pieces.push(text);
    else {
      open.pieces.push('\n'.repeat(1 + Math.min(emptyLines, 2)), text);
      open.isBroken = true;
    }
    open.length = text.length;
    return true;
  }

  #begin(text: string, line: number): void {
    this.#close();
    const head = text.slice(0, HEAD_MAX);
    const isQuotedPrintable = /^[^:]*[;=]QUOTED-PRINTABLE[;:]/i.test(head);
    const name = nameOf(head).toUpperCase();
    this.#open = { pieces: [text], line, name, isQuotedPrintable, length: text.length, isBroken: false };
  }

  #close(): void {
    if (this.#open === null) return;
    const text = readable(this.#open.pieces.join(''));
    if (text.trim() !== '') this.#lines.push({ text, line: this.#open.line });
    this.#open = null;
  }
}

/** RFC 2045 §6.7 inside vCalendar 1.0: `=` at the end of a line joins the next one. */
function takeSoftBreak(open: Open, physical: string): boolean {
  const last = open.pieces.at(-1) ?? '';
  const end = last.trimEnd();
  if (!end.endsWith('=')) return false;
  open.pieces[open.pieces.length - 1] = end.slice(0, -1);
  open.pieces.push(physical);
  return true;
}

function nameOf(text: string): string {
  const match = /^([a-z][a-z0-9_.-]{0,99})[ \t]*([;:]|$)/i.exec(text);
  return match?.[1] ?? '';
}

function isBoundary(name: string): boolean {
  return name === 'BEGIN' || name === 'END';
}

/** Characters of one whole line. Each line is UTF-8 or is not: files put together from several are mixed. */
function readable(octets: string): string {
  const bytes = Buffer.from(octets, 'latin1');
  const label = /^[^:]*;CHARSET="?([^";:,]{1,60})/i.exec(octets.slice(0, HEAD_MAX))?.[1] ?? null;
  if (label === null && isAscii(bytes)) return withoutControls(octets);
  // A label may be wrong, and UTF-8 is hardly ever so by chance; ASCII alone may be ISO-2022-JP.
  if (!isAscii(bytes) && isUtf8(bytes)) return withoutControls(bytes.toString('utf8'));
  return withoutControls(readText(bytes, label).text);
}
