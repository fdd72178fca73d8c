/** The rows of a CSV file as they come from a stream of bytes, in flat memory whatever is in it. */
import { isAscii } from 'node:buffer';
import { type CsvLimits, type CsvRow, RowSplitter } from '../../content/contact-csv/row-splitter.ts';
import { CSV_LIMITS } from '../../content/contact-csv/sniff-table.ts';
import { sniffCharset } from '../../content/sniff-charset.ts';
import type { Delimiter } from '../../model/contact-table.ts';

export interface CsvOptions {
  readonly delimiter: Delimiter;
  /** A name that `TextDecoder` knows; UTF-8 means that nothing else was seen yet. A byte order mark is left out. */
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
  const decode = decoderOf(options.charset);
  const splitter = new RowSplitter(options.delimiter, { ...CSV_LIMITS, ...options.limits });
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; from += PIECE_BYTES_MAX) {
      yield* told(splitter.push(decode(chunk.subarray(from, from + PIECE_BYTES_MAX))));
    }
  }
  yield* told(splitter.push(decode(null)));
  yield* told(splitter.end());
}

/** Decodes one piece after the other, and null behind the last. */
function decoderOf(charset: string): (piece: Buffer | null) => string {
  const named = new TextDecoder(charset);
  // A beginning in ASCII is valid UTF-8, and says nothing about what follows.
  let decoder = named.encoding === 'utf-8' ? null : named;
  let waiting: Buffer = Buffer.alloc(0);
  return (piece) => {
    const bytes = waiting.length === 0 ? (piece ?? waiting) : Buffer.concat([waiting, piece ?? Buffer.alloc(0)]);
    waiting = Buffer.alloc(0);
    if (decoder === null) {
      if (isAscii(bytes)) return bytes.toString('latin1');
      const telling = bytes.findIndex((byte) => byte >= 0x80);
      // One character alone may be cut into two.
      if (piece !== null && bytes.length - telling < TELLING_BYTES) {
        waiting = bytes.subarray(telling);
        return bytes.toString('latin1', 0, telling);
      }
      decoder = new TextDecoder(sniffCharset(bytes));
    }
    return decoder.decode(bytes, { stream: piece !== null });
  };
}

/** Bytes of the longest character of UTF-8. */
const TELLING_BYTES = 4;

function* told(rows: readonly CsvRow[]): Generator<CsvRow> {
  for (const row of rows) {
    const isForExcel = row.is === 'row' && row.line === 1 && /^sep=/i.test(row.cells[0] ?? '');
    if (!isForExcel) yield row;
  }
}
