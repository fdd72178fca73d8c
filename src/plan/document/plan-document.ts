/** The plan of a move as a document: sections of sentences, lists and tables, which are shown on a page, on paper and on a terminal. */

export interface PlanDocument {
  /** 1 for the first; one more whenever the facts changed. */
  readonly version: number;
  /** `2026-11-23`. */
  readonly madeOn: string;
  readonly title: string;
  readonly sections: readonly Section[];
  /** Against the version before; none in the first. */
  readonly changes: readonly SectionChange[];
}

export const SECTION_IDS = [
  'summary',
  'scope',
  'what-moves',
  'what-stays',
  'renamed-folders',
  'risks',
  'estimate',
  'waves',
  'calendar',
  'duties',
  'roll-back',
  'acceptance',
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

export interface Section {
  readonly id: SectionId;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'list'; readonly items: readonly string[] }
  | Table;

export interface Table {
  readonly is: 'table';
  readonly caption: string;
  readonly columns: readonly Column[];
  /** As many cells as columns in each. */
  readonly rows: readonly (readonly string[])[];
}

export interface Column {
  readonly title: string;
  readonly isNumber: boolean;
}

/** Lines of one section that are there no longer, and lines that are new. */
export interface SectionChange {
  readonly id: SectionId;
  readonly title: string;
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

export function text(sentence: string): Block {
  return { is: 'text', text: sentence };
}

/** Nothing for a list without items. */
export function list(items: readonly string[]): readonly Block[] {
  return items.length === 0 ? [] : [{ is: 'list', items }];
}

/** Titles of columns with numbers begin with `#`. Nothing for a table without rows. */
export function table(caption: string, titles: readonly string[], rows: Table['rows']): readonly Block[] {
  if (rows.length === 0) return [];
  const columns = titles.map((title) => ({ title: title.replace(/^#/, ''), isNumber: title.startsWith('#') }));
  return [{ is: 'table', caption, columns, rows }];
}
