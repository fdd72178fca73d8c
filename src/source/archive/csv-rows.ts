/** The rows of a CSV file as they come from a stream of bytes, in flat memory whatever is in it. */
import { type CsvLimits, type CsvRow, type Delimiter, RowSplitter } from '../../content/contact-csv/row-splitter.ts';
import { CSV_LIMITS } from '../../content/contact-csv/sniff-table.ts';

export interface CsvOptions {
  readonly delimiter: Delimiter;
  /** A name that `TextDecoder` knows. A byte order mark is left out. */
  readonly charset: string;
  /** `CSV_LIMITS` unless told otherwise. */
  readonly limits?: Partial<CsvLimits>;
}

/** Bytes that become text at once. Larger strings would be old before they are collected, and memory would grow. */
const PIECE_BYTES_MAX = 32 * 1024;

/**
 * Every row in the order of the file, those that pass a bound as refused. The first line of Excel that names the delimiter
 * (`sep=;`) is no row. Rejects with a RangeError for a charset that nobody knows, and with what the stream rejects with.
 */
export async function* csvRows(bytes: AsyncIterable<Buffer>, options: CsvOptions): AsyncGenerator<CsvRow> {
  const decoder = new TextDecoder(options.charset);
  const splitter = new RowSplitter(options.delimiter, { ...CSV_LIMITS, ...options.limits });
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; from += PIECE_BYTES_MAX) {
      const text = decoder.decode(chunk.subarray(from, from + PIECE_BYTES_MAX), { stream: true });
      yield* told(splitter.push(text));
    }
  }
  yield* told(splitter.push(decoder.decode()));
  yield* told(splitter.end());
}

function* told(rows: readonly CsvRow[]): Generator<CsvRow> {
  for (const row of rows) {
    const isForExcel = row.is === 'row' && row.line === 1 && /^sep=/i.test(row.cells[0] ?? '');
    if (!isForExcel) yield row;
  }
}
