/** What columns hold, told by their cells: for tables without headings, or with headings that nobody knows. */

/** Where Thunderbird writes what, in the order that it had before it wrote headings. */
const THUNDERBIRD: readonly string[] = [
  'given name',
  'family name',
  'display name',
  'nicknames',
  'email',
  'email #2',
  'phone work',
  'phone home',
  'phone fax',
  'phone pager',
  'phone cell',
  'address home street',
  'address home street-2',
  'address home city',
  'address home region',
  'address home postal-code',
  'address home country',
  'address work street',
  'address work street-2',
  'address work city',
  'address work region',
  'address work postal-code',
  'address work country',
  'job title',
  'departments',
  'organisation',
  'url work',
  'url home',
];
/** Its shortest form ends behind the pages. */
const THUNDERBIRD_COLUMNS_MIN = 24;
const THUNDERBIRD_EMAIL = 4;

/** A target for each column, or null. `rows` are contacts. */
export function guessColumns(
  rows: readonly (readonly string[])[],
  columns: number,
  hasHeadings: boolean,
): readonly (string | null)[] {
  const cellsOf = (at: number): readonly string[] =>
    rows.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '');
  const kinds = Array.from({ length: columns }, (_column, at) => kindOf(cellsOf(at)));
  if (!hasHeadings && columns >= THUNDERBIRD_COLUMNS_MIN && kinds[THUNDERBIRD_EMAIL] === 'email')
    return kinds.map((_kind, at) => THUNDERBIRD[at] ?? null);
  const names = kinds.includes('email') && !hasHeadings ? nameColumns(rows, columns) : null;
  return kinds.map((kind, at) => names?.get(at) ?? kind);
}

function kindOf(cells: readonly string[]): string | null {
  const all = (pattern: RegExp): boolean => cells.length > 0 && cells.every((cell) => pattern.test(cell));
  if (all(/^\S+@[^\s@]+\.[^\s@]+$/)) return 'email';
  if (all(/^https?:\/\/\S+$/i)) return 'url';
  return all(/^\+?[\d\s()./-]{7,25}$/) && cells.some((cell) => /[\s()/-]|^[+0]/.test(cell)) ? 'phone' : null;
}

/** Three columns of which one is the other two in every row: display name, given name, family name. */
function nameColumns(rows: readonly (readonly string[])[], columns: number): ReadonlyMap<number, string> | null {
  const near = Math.min(columns, NAME_COLUMNS_MAX);
  for (let full = 0; full < near; full += 1) {
    for (let given = 0; given < near; given += 1) {
      for (let family = 0; family < near; family += 1) {
        const isFull = (row: readonly string[]): boolean =>
          (row[full] ?? '') !== '' && row[full] === `${row[given] ?? ''} ${row[family] ?? ''}`.trim();
        if (given === family || full === given || full === family || !rows.every(isFull)) continue;
        return new Map([
          [full, 'display name'],
          [given, 'given name'],
          [family, 'family name'],
        ]);
      }
    }
  }
  return null;
}

/** Columns in which names are looked for: people write them first. */
const NAME_COLUMNS_MAX = 6;
