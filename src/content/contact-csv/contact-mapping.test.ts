import { describe, expect, test } from 'vitest';
import { value } from '../../../test/cards/card-text.ts';
import { proposeMapping, readMapping, writeMapping } from './contact-mapping.ts';
import { contactOfRow } from './contact-of-row.ts';

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

  test('is the same after it was written and read', () => {
    expect(readMapping(writeMapping(mapping))).toEqual(mapping);
  });

  test('that was corrected says what a column is', () => {
    const corrected = readMapping(writeMapping(mapping).replace('"custom"', '"phone home fax"'));
    expect(contactOfRow(corrected, ['J', '', '42'])).toMatchObject({ phones: [value('42', 'fax', 'home')] });
  });

  test.each([
    ['{', 'the mapping is no JSON'],
    ['[]', 'the mapping must be an object'],
    ['{"version":1}', '"columns" must be a list'],
    ['{"version":1,"columns":[{"heading":"A","target":"surname"}]}', 'column 1, "A": there is no target "surname"'],
    ['{"version":1,"columns":[{"heading":"A","target":"email"}],"charset":"ebcdic"}', '"charset" must be'],
    ['{"version":1,"columns":[{"heading":"A","target":"email"}],"delimiter":":"}', '"delimiter" must be'],
  ])('is refused with the reason: %s', (text, reason) => {
    expect(() => readMapping(text)).toThrow(reason);
  });
});
