import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CsvRow } from '../../content/contact-csv/row-splitter.ts';
import { type CsvOptions, csvRows } from './csv-rows.ts';

async function rowsOf(pieces: readonly Buffer[], options: Partial<CsvOptions> = {}): Promise<readonly CsvRow[]> {
  const stream = async function* (): AsyncGenerator<Buffer> {
    yield* pieces;
  };
  const rows: CsvRow[] = [];
  for await (const row of csvRows(stream(), { delimiter: ',', charset: 'utf-8', ...options })) rows.push(row);
  return rows;
}

async function cellsOf(text: string, options: Partial<CsvOptions> = {}): Promise<readonly (readonly string[])[]> {
  const rows = await rowsOf([Buffer.from(text)], options);
  return rows.flatMap((row) => (row.is === 'row' ? [row.cells] : []));
}

describe('rows of CSV', () => {
  test('come out as they were written, wherever the stream is cut', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('a,b', 'say "hi"', 'two\nlines', '', ' x ', '=1+1'),
    );
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 9 }),
        async (cells, end, size) => {
          const clean = cells.map((row) => row.map((text) => text.replaceAll('\r', '').toWellFormed()));
          const text = clean.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join(end);
          const bytes = Buffer.from(text);
          const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_piece, at) =>
            bytes.subarray(at * size, (at + 1) * size),
          );
          const rows = await rowsOf(pieces);
          expect(rows.map((row) => (row.is === 'row' ? row.cells : row.reason))).toEqual(clean);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('are those that another reader finds', async () => {
    const piece = fc.constantFrom('a', 'b c', ',', '\n', '""', '"x"', '"x,y"', '"l1\nl2"', '7');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
        const text = pieces.join('');
        // Quotes outside the beginning of a cell are a matter of taste.
        fc.pre(!/[^,\n]"|"[^,\n"]*"[^,\n]/.test(text));
        const others: string[][] = parse(text, { relax_column_count: true, skip_empty_lines: true });
        expect(await cellsOf(text)).toEqual(others);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['a quote within a cell', '5" pipe,b', [['5" pipe', 'b']]],
    ['quotes that were not doubled', '"say "hi" now",b', [['say "hi" now', 'b']]],
    ['blanks around quotes', 'a, "b" ,c', [['a', 'b', 'c']]],
    ['formulas, which are text', '=1+1,@SUM(A1)', [['=1+1', '@SUM(A1)']]],
    ['short rows', 'a,b,c\nd', [['a', 'b', 'c'], ['d']]],
    ['empty lines', '\n\na,b\n\n', [['a', 'b']]],
    ['the delimiter that Excel names', 'sep=,\na,b', [['a', 'b']]],
  ])('are read with %s', async (_what, text, expected) => {
    expect(await cellsOf(text)).toEqual(expected);
  });

  test('know the line that they begin on', async () => {
    const rows = await rowsOf([Buffer.from('a,b\r\n"x\r\ny\r\nz",c\r\nd,e')]);
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  test.each([
    ['utf-16le', Buffer.from('\ufeffñ,b', 'utf16le')],
    ['windows-1252', Buffer.from([0xf1, 0x2c, 0x62])],
    ['utf-8', Buffer.from('\ufeffñ,b')],
  ])('are decoded from %s, without its mark', async (charset, bytes) => {
    expect(await rowsOf([bytes], { charset })).toEqual([{ is: 'row', line: 1, cells: ['ñ', 'b'] }]);
  });

  test('are decoded by the first bytes that are no ASCII, where all before them were', async () => {
    const start = Buffer.from('a,b\n'.repeat(20_000));
    const last = async (bytes: Buffer): Promise<CsvRow | undefined> => (await rowsOf([start, bytes])).at(-1);
    expect(await last(Buffer.from([0x4d, 0xfc, 0x6c, 0x2c, 0x62]))).toMatchObject({ cells: ['Mül', 'b'] });
    expect((await rowsOf([start, Buffer.from([0x4d, 0xfc]), Buffer.from('l,b')])).at(-1)).toMatchObject({
      cells: ['Mül', 'b'],
    });
    expect(await last(Buffer.from('Mül,b'))).toMatchObject({ cells: ['Mül', 'b'] });
  });

  const limits = { cellCharsMax: 10, rowCharsMax: 25, columnsMax: 4 };
  test.each([
    ['a cell that is too long', `a,${'x'.repeat(11)},b`, 'a cell has more than 10 characters'],
    ['a quoted cell that is too long', `a,"${'x\n,'.repeat(11)}",b`, 'a cell has more than 10 characters'],
    ['too many characters', ['0123456789', '0123456789', '0123456789'].join(','), 'it has more than 25 characters'],
    ['too many cells', 'a,b,c,d,e', 'it has more than 4 cells'],
  ])('are refused by line for %s, and reading goes on behind', async (_what, text, reason) => {
    const rows = await rowsOf([Buffer.from(`1,2\n${text}\n3,4`)], { limits });
    expect(rows.map((row) => (row.is === 'row' ? row.cells.join() : `${row.line}: ${row.reason}`))).toEqual([
      '1,2',
      `2: ${reason}`,
      '3,4',
    ]);
  });

  test('are refused where a quote is never closed', async () => {
    const rows = await rowsOf([Buffer.from('1,2\n3,"4\n5,6')]);
    expect(rows.at(-1)).toEqual({ is: 'refused', line: 2, reason: 'a quote is opened here and never closed' });
  });

  test('of a cell of 200 MB and of 50 million columns need little memory', async () => {
    const letters = Buffer.alloc(1024 * 1024, 'a');
    const commas = Buffer.alloc(1024 * 1024, ',');
    const before = process.memoryUsage().rss;
    let grown = 0;
    const stream = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from('1,"');
      for (let sent = 0; sent < 200; sent += 1) {
        yield letters;
        grown = Math.max(grown, process.memoryUsage().rss - before);
      }
      yield Buffer.from('"\n2,3\n');
      for (let sent = 0; sent < 50; sent += 1) yield commas;
      yield Buffer.from('\n4,5');
    };
    const rows: CsvRow[] = [];
    for await (const row of csvRows(stream(), { delimiter: ',', charset: 'utf-8' })) rows.push(row);
    expect(rows.map((row) => (row.is === 'row' ? row.cells.join() : row.line))).toEqual([1, '2,3', 3, '4,5']);
    expect(grown).toBeLessThan(120 * 1024 * 1024);
  });
});
