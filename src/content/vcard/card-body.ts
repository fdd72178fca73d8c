/** The properties between BEGIN and END of one card, with what stands between them that is no property. */
import { sniffCharset } from '../sniff-charset.ts';
import { CardError, NESTING_MAX, PROPERTIES_MAX, TEXT_BYTES_MAX } from './card-error.ts';
import { type CardLine, cardLines } from './card-lines.ts';
import { type CardDialect, type CardProperty, readProperty } from './card-property.ts';

/** Lines that are no property come as properties of this name. */
const UNREADABLE = 'X-UNREADABLE-LINE';

/**
 * Throws a CardError where there is no card, where there are several, and where one of the bounds is passed. A card without
 * its END is read as far as it goes.
 */
export function cardProperties(bytes: Buffer): readonly CardProperty[] {
  const { lines, version } = cardLines(bytes);
  const dialect = { undeclared: undeclaredCharset(lines), isOld: version.startsWith('2') };
  const first = lines.findIndex(({ text }) => isBegin(text));
  if (first < 0) throw new CardError(1, 'there is no BEGIN:VCARD');
  const properties: CardProperty[] = [];
  for (let at = first + 1; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined) break;
    if (isEnd(line.text)) {
      const next = lines.slice(at + 1).find(({ text }) => isBegin(text));
      if (next !== undefined) throw new CardError(next.line, 'there is a second card');
      break;
    }
    if (properties.length >= PROPERTIES_MAX)
      throw new CardError(line.line, `the card has more than ${PROPERTIES_MAX} properties`);
    if (isBegin(line.text)) {
      const nested = nestedCard(lines, at);
      addNested(properties, line, nested.text);
      at = nested.last;
    } else addLine(properties, line, dialect);
  }
  return properties;
}

export function isBegin(text: string): boolean {
  return /^\s*BEGIN\s*:\s*VCARD\s*$/i.test(text);
}

export function isEnd(text: string): boolean {
  return /^\s*END\s*:\s*VCARD\s*$/i.test(text);
}

/** The charset of texts without one of their own, told by all of them together, or by what the others declare. */
function undeclaredCharset(lines: readonly CardLine[]): string {
  const declared = lines.map(({ text }) => /^[^:]{0,200};CHARSET="?([^;:"]{1,60})/i.exec(text)?.[1]);
  const undeclared = lines.filter(({ text }, at) => declared[at] === undefined && /[\u0080-\u00ff]/.test(text));
  const sample = undeclared.map(({ text }) => text).join('\n');
  const other = declared.find((name) => name !== undefined && !/^utf-?8$/i.test(name));
  return sniffCharset(Buffer.from(sample, 'latin1'), other ?? 'windows-1252');
}

/** The lines of a card within the card, and the index of its END. */
function nestedCard(lines: readonly CardLine[], from: number): { readonly text: string; readonly last: number } {
  const texts: string[] = [];
  let depth = 0;
  for (let at = from; at < lines.length; at += 1) {
    const { line, text } = lines[at] ?? { line: 0, text: '' };
    if (isBegin(text)) depth += 1;
    if (isEnd(text)) depth -= 1;
    if (depth > NESTING_MAX) throw new CardError(line, `cards are nested more than ${NESTING_MAX} levels deep`);
    texts.push(Buffer.from(text, 'latin1').toString('utf8'));
    if (depth === 0) return { text: texts.join('\n'), last: at };
  }
  return { text: texts.join('\n'), last: lines.length - 1 };
}

/** A nested card is the value of the AGENT before it (vCard 2.1 §2.4.3); some programs leave that out. */
function addNested(properties: CardProperty[], { line }: CardLine, text: string): void {
  const before = properties.at(-1);
  if (before?.name === 'AGENT' && before.text.trim() === '') properties[properties.length - 1] = { ...before, text };
  else properties.push({ ...UNNAMED, line, name: 'AGENT', text });
}

const UNNAMED = { group: '', parameters: new Map<string, readonly string[]>(), isBase64: false };
/** Properties whose texts people write over several lines, and some programs without escaping them. */
const SEVERAL_LINES: ReadonlySet<string> = new Set(['NOTE', 'ADR', 'LABEL']);

/** A line that is no property goes on with the text before it, or is kept as it is. */
function addLine(properties: CardProperty[], line: CardLine, dialect: CardDialect): void {
  const property = readProperty(line, dialect);
  if (property !== null) {
    properties.push(property);
    return;
  }
  const text = unreadText(line, dialect);
  const before = properties.at(-1);
  const goesOn = before !== undefined && !before.isBase64 && !text.startsWith('#');
  if (goesOn && (SEVERAL_LINES.has(before.name) || before.text.endsWith('\\'))) {
    if (before.text.length + text.length > TEXT_BYTES_MAX)
      throw new CardError(line.line, `${before.name} is longer than ${TEXT_BYTES_MAX} bytes`);
    properties[properties.length - 1] = { ...before, text: `${before.text.replace(/\\$/, '')}\n${text}` };
  } else properties.push({ ...UNNAMED, line: line.line, name: UNREADABLE, text: text.replaceAll('\\', '\\\\') });
}

/** The line as the value of a property would be read. */
function unreadText({ line, text }: CardLine, dialect: CardDialect): string {
  return readProperty({ line, text: `${UNREADABLE}:${text}` }, dialect)?.text ?? text;
}
