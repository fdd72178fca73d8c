/** One content line of iCalendar: name, parameters and value (RFC 5545 §3.1, RFC 6868), read as far as sense can be made. */
import { readText } from '../charset.ts';
import { CalendarError } from './calendar-error.ts';
import type { LogicalLine } from './logical-lines.ts';
import { withoutControls } from './read-text.ts';

/** Parameters of one line, and values of one parameter. DELEGATED-FROM and MEMBER list a few dozen at most. */
const PARAMETERS_MAX = 1000;
/** Longer lines are not searched for a better place to cut them: what has such a place is short. */
const CROOKED_LINE_MAX = 4000;

export interface Parameter {
  /** Upper case. */
  readonly name: string;
  /** As written between the commas, without quotes, carets undone. */
  readonly values: readonly string[];
}

export interface ContentLine {
  /** Upper case. '' when the line is none. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Escaped as RFC 5545 has it; of quoted-printable, what it stands for. */
  readonly value: string;
  /** Where it begins; the first line is 1. */
  readonly line: number;
}

/** Whatever makes no line comes back as one without a name, with all of it as its value. */
export function parseContentLine({ text, line }: LogicalLine): ContentLine {
  const name = /^[ \t;:]*([a-z0-9][a-z0-9_.-]*)[ \t\n]*(?=[;:])/i.exec(text);
  if (name === null) return { name: '', parameters: [], value: text, line };
  const upper = (name[1] ?? '').toUpperCase();
  const from = name[0].length;
  const until = crookedValueStart(upper, text, from);
  const { parameters, end } = parseParameters(text, from, until, line);
  const value = text.slice(Math.min(end + 1, text.length));
  return decoded({ name: upper, parameters, value, line });
}

/** The first value of a parameter; '' when there is none. */
export function parameterOf(line: ContentLine, name: string): string {
  return line.parameters.find((parameter) => parameter.name === name)?.values[0] ?? '';
}

/** Unfolded, in one spelling: reading it again gives the same line. */
export function contentLineText({ name, parameters, value }: Omit<ContentLine, 'line'>): string {
  const written = parameters.map((parameter) =>
    parameter.values.length === 0
      ? `;${parameter.name}`
      : `;${parameter.name}=${parameter.values.map(parameterText).join(',')}`,
  );
  return `${name}${written.join('')}:${value.replaceAll('\n', '\\n')}`;
}

/** A parameter value with carets (RFC 6868), in quotes where they are needed. */
function parameterText(value: string): string {
  const plain = value.replaceAll('^', '^^').replaceAll('\n', '^n').replaceAll('"', "^'");
  // Backslashes and `=` need no quotes by RFC 5545 §3.1, but programs take them for something else without them.
  return /[,;:=\\]|^\s|\s$/.test(plain) ? `"${plain}"` : plain;
}

/**
 * Where the value begins in lines that leave out the quotes round a colon: `DTSTART;TZID=(UTC+01:00) Berlin:20140101T100000`,
 * `ATTENDEE;CN=Doe: Jane:mailto:jane@example.org`. Null where the first colon is as good as any.
 */
function crookedValueStart(name: string, text: string, from: number): number | null {
  if (text[from] !== ';' || text.length > CROOKED_LINE_MAX) return null;
  if (DATE_PROPERTIES.has(name)) {
    const value = /^[^":]*:(?:[^":]*:)+(?=\d{8}(?:T\d{4,6}Z?)?(?:[,/]|$))/.exec(text.slice(from));
    return value === null ? null : from + value[0].length - 1;
  }
  if (name !== 'ATTENDEE' && name !== 'ORGANIZER') return null;
  const scheme = [...text.matchAll(/:mailto:/gi)].at(-1)?.index ?? 0;
  const isCrooked = scheme > 0 && !text.slice(from, scheme).includes('"') && text.slice(from, scheme).includes(':');
  return isCrooked && !/:mailto$/i.test(text.slice(from, scheme)) ? scheme : null;
}

const DATE_PROPERTIES: ReadonlySet<string> = new Set(['DTSTART', 'DTEND', 'DUE', 'RECURRENCE-ID', 'EXDATE', 'RDATE']);

interface Parameters {
  readonly parameters: readonly Parameter[];
  /** Of the colon before the value. */
  readonly end: number;
}

/** With `until` the value begins there, and colons before it are part of parameters. */
function parseParameters(text: string, from: number, until: number | null, line: number): Parameters {
  const parameters: Parameter[] = [];
  let at = from;
  let count = 0;
  while (text[at] === ';') {
    const rest = text.slice(at + 1, at + 200);
    const name = /^[^=;:,"]*/.exec(rest)?.[0] ?? '';
    at += 1 + name.length;
    const values: string[] = [];
    while (text[at] === '=' || (values.length > 0 && text[at] === ',')) {
      const { value, end } = parseParameterValue(text, at + 1, until);
      values.push(value);
      at = end;
      count += 1;
    }
    if (name.trim() !== '' || values.length > 0) parameters.push(named(name.trim().toUpperCase(), values));
    if (at < text.length && text[at] !== ';' && text[at] !== ':') at = nextDelimiter(text, at, until);
    count += 1;
    if (count > PARAMETERS_MAX)
      throw new CalendarError('VCALENDAR', line, `a line has more than ${PARAMETERS_MAX} parameters`);
  }
  return { parameters, end: text[at] === ':' ? at : text.length };
}

/** vCalendar 1.0 writes values without their names: `;QUOTED-PRINTABLE`, `;BASE64`. */
function named(name: string, values: readonly string[]): Parameter {
  if (values.length > 0) return { name, values };
  if (/^(QUOTED-PRINTABLE|BASE64|8BIT|7BIT)$/.test(name)) return { name: 'ENCODING', values: [name] };
  return { name, values };
}

function parseParameterValue(text: string, from: number, until: number | null): { value: string; end: number } {
  if (text[from] === '"') {
    const close = text.indexOf('"', from + 1);
    if (close !== -1) {
      const end = nextDelimiter(text, close + 1, until);
      return { value: withoutCarets(text.slice(from + 1, close) + text.slice(close + 1, end)), end };
    }
  }
  const end = nextDelimiter(text, from, until);
  // Backslashes belong to values of properties; programs that write them here mean the same.
  return { value: withoutCarets(text.slice(from, end).replace(/\\([\\;,"])/g, '$1')), end };
}

/** A backslash before a comma or semicolon outside quotes is meant to protect it. */
function nextDelimiter(text: string, from: number, until: number | null): number {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === ':' && (until === null || at >= until)) return at;
    else if (character === ';' || character === ',') return at;
  }
  return text.length;
}

function withoutCarets(value: string): string {
  return value.replace(/\^([n^'])/g, (_whole, sign: string) => (sign === 'n' ? '\n' : sign === "'" ? '"' : '^'));
}

/** Quoted-printable undone, since only vCalendar 1.0 has it. */
function decoded(line: ContentLine): ContentLine {
  if (parameterOf(line, 'ENCODING').toUpperCase() !== 'QUOTED-PRINTABLE') return line;
  const octets = line.value.replace(/=([0-9a-f]{2})/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  // Characters that are none of a byte came as such, beside the encoding.
  const isBytes = !/[\u0100-\uffff]/.test(octets);
  const charset = parameterOf(line, 'CHARSET');
  const text = isBytes ? readText(Buffer.from(octets, 'latin1'), charset === '' ? null : charset).text : octets;
  const value = withoutControls(text.replace(/\r\n|\r/g, '\n'));
  const parameters = line.parameters.filter(({ name }) => name !== 'ENCODING' && name !== 'CHARSET');
  return { ...line, parameters, value };
}
