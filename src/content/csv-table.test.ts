import { describe, expect, test } from 'vitest';
import { readCsvTable, withoutFormulaGuard } from './csv-table.ts';

const COLUMNS = ['mailbox', 'password'] as const;
const limits = { cellCharsMax: 20, rowCharsMax: 40, columnsMax: 4 };
const read = (text: string | Buffer) => readCsvTable(Buffer.from(text), { columns: COLUMNS, rowsMax: 3, limits });
const rowOf = (mailbox: string, password: string, line = 2) => ({ is: 'row', line, cells: { mailbox, password } });

describe('a table that somebody uploads', () => {
  test.each([
    { what: 'as it is written', text: 'mailbox,password\nann,one\n', row: rowOf('ann', 'one') },
    { what: 'with its columns in another order', text: 'Password,MAILBOX\none,ann', row: rowOf('ann', 'one') },
    { what: 'from a spreadsheet', text: '\ufeffmailbox;password\r\nann;"a;b,""c"\r\n', row: rowOf('ann', 'a;b,"c') },
    { what: 'with the line of Excel', text: 'sep=,\nmailbox,password\nann,a;b', row: rowOf('ann', 'a;b', 3) },
    { what: 'with the other line of Excel', text: 'sep=;\nmailbox;password\nann;a,b', row: rowOf('ann', 'a,b', 3) },
    { what: 'with blanks and a formula', text: 'mailbox,password\nann," =1+1 "', row: rowOf('ann', ' =1+1 ') },
    {
      what: 'with letters of other languages',
      text: 'mailbox,password\nann,pässwört€',
      row: rowOf('ann', 'pässwört€'),
    },
  ])('is read $what', ({ text, row }) => {
    expect(read(text)).toEqual({ is: 'table', rows: [row] });
  });

  test('names the rows that are none by their lines, and reads on', () => {
    const table = read(`mailbox,password\n"two\nlines",ok\nonly one cell\nann,${'x'.repeat(21)}\n`);
    expect(table).toEqual({
      is: 'table',
      rows: [
        rowOf('two\nlines', 'ok'),
        { is: 'refused', line: 4, reason: 'it has 1 cells' },
        { is: 'refused', line: 5, reason: 'a cell has more than 20 characters' },
      ],
    });
  });

  test.each([
    { what: 'nothing', text: '' },
    { what: 'another column', text: 'mailbox,password,note\nann,secret,x' },
    { what: 'a column twice', text: 'mailbox,mailbox\nann,secret' },
    { what: 'more rows than are taken', text: `mailbox,password\n${'ann,secret\n'.repeat(4)}` },
    { what: 'another charset', text: Buffer.from('mailbox,password\nann,secret\xe4', 'latin1') },
  ])('is refused with $what, and nothing of it is repeated', ({ text }) => {
    const table = read(text);
    expect(table.is).toBe('refused');
    expect(JSON.stringify(table)).not.toMatch(/secret|ann/);
  });

  test('has the guards of spreadsheets taken away, and nothing else', () => {
    expect(["'=ann", "'ann", '=ann', "' +1"].map(withoutFormulaGuard)).toEqual(['=ann', "'ann", '=ann', ' +1']);
  });
});
