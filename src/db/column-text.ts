/** Texts of servers in columns: PostgreSQL's texts have no NUL and no half surrogate pair, a hostile server's may. */

/** Begins a text that is stored as JSON, because it could not be stored as it is. */
const ESCAPED = '\u0001';

/** The text as a column can hold it, different for different texts. */
export function columnText(text: string): string {
  const isPlain = !text.includes('\0') && text.isWellFormed() && !text.startsWith(ESCAPED);
  return isPlain ? text : ESCAPED + JSON.stringify(text);
}

/** The inverse of `columnText`. */
export function textOfColumn(column: string): string {
  if (!column.startsWith(ESCAPED)) return column;
  const text: unknown = JSON.parse(column.slice(ESCAPED.length));
  return String(text);
}
