/** Tables of contacts (CSV) within a source, and what their columns are taken for. Shown to people, who may correct it. */

export type Delimiter = ',' | ';' | '\t' | '|';

/** known: a program writes this heading. words: its words say it. guess: what is in the column says it. unknown: nothing does. */
type MappingConfidence = 'known' | 'words' | 'guess' | 'unknown';

export interface MappedColumn {
  /** As written; `Column 3` where there is no heading. */
  readonly heading: string;
  /** What of a contact the column holds, in words such as `phone home fax`; `custom` is kept below the notes, `nothing` left out. */
  readonly target: string;
  readonly confidence: MappingConfidence;
}

export interface ContactMapping {
  /** False: the first row is a contact. */
  readonly hasHeadings: boolean;
  /** How dates such as 2/3/80 are meant: American, or day first. */
  readonly dates: 'month first' | 'day first';
  /** Null: as it was found out. */
  readonly charset: string | null;
  readonly delimiter: Delimiter | null;
  readonly columns: readonly MappedColumn[];
}

export interface ContactTable extends ContactMapping {
  /** The name of the source that the table lies in. */
  readonly archive: string;
  /** Its path there: `backup/contacts.csv`. */
  readonly file: string;
}
