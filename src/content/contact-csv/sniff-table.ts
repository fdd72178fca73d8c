/** What a table of contacts is written with: its charset and what separates its cells. */
import type { Delimiter } from '../../model/contact-table.ts';
import { readText } from '../charset.ts';
import { sniffCharset } from '../sniff-charset.ts';
import { type CsvLimits, RowSplitter } from './row-splitter.ts';

export interface TableForm {
  /** A name that `TextDecoder` knows. */
  readonly charset: string;
  readonly delimiter: Delimiter;
}

/** Bounds of every table of contacts. Google exports about 200 columns, and nobody writes notes of a megabyte. */
export const CSV_LIMITS: CsvLimits = { cellCharsMax: 1024 * 1024, rowCharsMax: 4 * 1024 * 1024, columnsMax: 2000 };

/** Rows that are compared to find the delimiter. */
const SNIFFED_ROWS_MAX = 20;
const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];

/** `head` is the beginning of the file, 64 KB are enough. `charset` is what is known about it otherwise. */
export function sniffTable(head: Buffer, charset: string | null = null): TableForm {
  const known = charset ?? sniffCharset(head);
  const text = readText(head, known).text.replace(/^\ufeff/, '');
  const told = /^"?sep=([,;|\t])"?\r?\n/i.exec(text)?.[1];
  const delimiter = DELIMITERS.find((one) => one === told) ?? bestDelimiter(text);
  return { charset: known, delimiter };
}

/** The one that makes most cells of the first row, and of most rows as many. */
function bestDelimiter(text: string): Delimiter {
  const scores = DELIMITERS.map((delimiter) => {
    const splitter = new RowSplitter(delimiter, CSV_LIMITS);
    const rows = [...splitter.push(text), ...splitter.end()].flatMap((row) => (row.is === 'row' ? [row.cells] : []));
    const first = rows[0]?.length ?? 0;
    const sample = rows.slice(0, SNIFFED_ROWS_MAX);
    const alike = sample.filter((cells) => cells.length === first).length / Math.max(1, sample.length);
    return { delimiter, score: first <= 1 ? 0 : first * (1 + alike) };
  });
  return scores.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}
