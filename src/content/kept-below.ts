/**
 * What the target has no field for is kept where people find it: as labelled lines at the end of the notes of a contact
 * or the body of an event, below a line that is always the same.
 *
 * ```
 * Met at the fair.
 *
 * ----- Kept from the original -----
 * Further e-mail address (work): jane@example.org
 * Former address: 1 High Street
 *   Austin
 * ```
 *
 * A line of a value after its first is set in by two blanks. A line that would be taken for something else begins with `> `.
 */

/** The line that everything kept stands below. ASCII with single blanks, so that no server writes it in another way. */
export const KEPT_BELOW = '----- Kept from the original -----';

export interface KeptText {
  /** The text as it was before something was kept below it. */
  readonly text: string;
  readonly lines: readonly string[];
}

/**
 * `withoutKept` gives back exactly what was given here, whatever the text holds, even a separator of its own. Line ends are
 * `\n`. A text without lines stays as it is, unless it holds a separator.
 */
export function withKept(text: string, lines: readonly string[]): string {
  if (lines.length === 0 && lastSeparator(text) === null) return text;
  const above = text === '' ? '' : `${text}\n\n`;
  return [`${above}${KEPT_BELOW}`, ...lines.map(keptLine)].join('\n');
}

/** Without a separator there are no lines. Servers may write line ends as CR LF and blanks at the end of lines. */
export function withoutKept(text: string): KeptText {
  const separator = lastSeparator(text);
  if (separator === null) return { text, lines: [] };
  return { text: textAbove(text.slice(0, separator.from)), lines: linesBelow(text.slice(separator.until)) };
}

const SEPARATOR = new RegExp(`^${KEPT_BELOW}[ \\t\\r]*$`, 'gm');

function lastSeparator(text: string): { readonly from: number; readonly until: number } | null {
  if (!text.includes(KEPT_BELOW)) return null;
  const last = [...text.matchAll(SEPARATOR)].at(-1);
  return last === undefined ? null : { from: last.index, until: last.index + last[0].length };
}

/** The text above ends with the blank line that was added, of which some servers leave only the end of the line. */
function textAbove(above: string): string {
  const added = ['\r\n\r\n', '\n\n', '\r\n', '\n'].find((end) => above.endsWith(end)) ?? '';
  return above.slice(0, above.length - added.length);
}

function linesBelow(below: string): readonly string[] {
  const lines: string[] = [];
  for (const raw of below.split('\n').slice(1)) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const before = lines.at(-1);
    if (line.startsWith('  ') && before !== undefined) lines[lines.length - 1] = `${before}\n${line.slice(2)}`;
    // A line without anything in it is never written; servers add one at the end.
    else if (line !== '') lines.push(line.replace(/^>(?: |$)/, ''));
  }
  return lines;
}

function keptLine(line: string): string {
  const isMistakable = line === '' || /^(?:>| |\n|\r)/.test(line) || line.startsWith(KEPT_BELOW);
  return (isMistakable ? `> ${line}` : line).replaceAll('\n', '\n  ');
}
