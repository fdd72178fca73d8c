/** Rows as people read them on a terminal: columns that stand below each other, and nothing that a server could draw with. */
import { fitted, padded, shown, widthOf } from '../format.ts';
import type { Terminal } from '../terminal.ts';

/** A heading, and what stands below it. */
export type Column<Row> = readonly [heading: string, cell: (row: Row) => string | number | null | undefined];

const GAP = '  ';

/** One line for each row; a sentence where there is none. */
export function rowsText<Row>(rows: readonly Row[], columns: readonly Column<Row>[], terminal: Terminal): string {
  if (rows.length === 0) return 'There is none.\n';
  const cells = rows.map((row) => columns.map(([, cell]) => shown(String(cell(row) ?? '–'))));
  const headings = columns.map(([heading]) => heading);
  const widths = headings.map((heading, at) =>
    Math.max(...[heading, ...cells.map((row) => row[at] ?? '')].map(widthOf)),
  );
  const most = terminal.outColumns() ?? Number.POSITIVE_INFINITY;
  const line = (texts: readonly string[]): string => {
    const whole = texts.map((text, at) => padded(text, widths[at] ?? 0)).join(GAP);
    return fitted(whole.trimEnd(), most);
  };
  return `${[terminal.paint.strong(line(headings)), ...cells.map(line)].join('\n')}\n`;
}

/** What one thing is, each on its line. */
export function factsText(
  facts: readonly (readonly [name: string, value: string | number | null | undefined])[],
): string {
  const told = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, shown(String(value ?? '–'))] as const],
  );
  const width = Math.max(...told.map(([name]) => name.length));
  return told.map(([name, value]) => `${padded(name, width)}${GAP}${value}\n`).join('');
}
