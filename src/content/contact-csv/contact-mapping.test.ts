import { describe, expect, test } from 'vitest';
import { value } from '../../../test/cards/card-text.ts';
import type { ContactTable } from '../../model/contact-table.ts';
import { proposeMapping } from './contact-mapping.ts';
import { contactOfRow } from './contact-of-row.ts';
import { readTables, writeTables } from './mapping-file.ts';

describe('a mapping', () => {
  test.each<readonly [string, string, string]>([
    ['Thunderbird', 'Home ZipCode', 'address home postal-code'],
    ['Thunderbird', 'Web Page 1', 'url work'],
    ['Outlook Express', 'Business Web Page', 'url work'],
    ['Yahoo', 'Work Post Code', 'address work postal-code'],
    ['iCloud', 'Phone : mobile', 'phone cell'],
    ['Outlook', 'TTY/TDD Phone', 'phone ttytdd'],
    ['Spanish', 'Teléfono móvil', 'phone cell'],
    ['capitals', 'E-MAIL ADDRESS', 'email'],
    ['lost marks', 'Prenom', 'given name'],
    ['Dutch', 'Telefoon werk', 'phone work'],
    ['nothing known', 'Shoe size', 'custom'],
    ['a number that is none to call', 'Employee number', 'custom'],
  ])('knows headings of %s: %s', (_who, heading, target) => {
    expect(proposeMapping([heading, 'Email'], []).columns[0]?.target).toBe(target);
  });

  const mapping = proposeMapping(
    ['Name', 'E-mail Address', 'Shoe size', 'Phone 1 - Value'],
    [['J', 'j@example.com', '42', '5']],
  );

  const table: ContactTable = { archive: 'backup', file: 'people/friends.csv', ...mapping };
  const written = writeTables([table]);

  test('is the same after it was written and read', () => {
    expect(readTables(written)).toEqual([table]);
  });

  test('that was corrected says what a column is', () => {
    const [corrected] = readTables(written.replace('"custom"', '"phone home fax"'));
    if (corrected === undefined) throw new Error('the table is there');
    expect(contactOfRow(corrected, ['J', '', '42'])).toMatchObject({ phones: [value('42', 'fax', 'home')] });
  });

  const friends = (rest: string): string =>
    `{"version":1,"tables":[{"archive":"backup","file":"friends.csv","columns":[{"heading":"A","target":"email"}]${rest}}]}`;
  test.each([
    ['{', 'it is no JSON'],
    ['[]', 'it must be an object'],
    ['{"version":1}', '"tables" must be a list'],
    ['{"version":1,"tables":[7]}', 'table 1 must be an object'],
    ['{"version":1,"tables":[{"columns":[]}]}', 'table 1 needs an "archive" and a "file"'],
    [friends(',"columns":[]'), 'friends.csv: "columns" must be a list'],
    [friends('').replace('email', 'surname'), 'friends.csv: column 1, "A": there is no target "surname"'],
    [friends(',"charset":"ebcdic"'), 'friends.csv: "charset" must be'],
    [friends(',"delimiter":":"'), 'friends.csv: "delimiter" must be'],
    [friends('},{"archive":"backup","file":"friends.csv","columns":[{"heading":"A","target":"email"}]'), 'there twice'],
  ])('is refused with the reason: %s', (text, reason) => {
    expect(() => readTables(text)).toThrow(reason);
  });
});
