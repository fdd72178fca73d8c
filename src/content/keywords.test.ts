import { describe, expect, test } from 'vitest';
import { categoryOf } from './keywords.ts';

describe('categoryOf', () => {
  test.each([
    '$MDNSent',
    '$Forwarded',
    '$junk',
    'NonJunk',
    '$NotJunk',
    'Junk',
    '$Phishing',
    '$Submitted',
    '$MailFlagBit1',
  ])('the technical keyword %s becomes no category', (keyword) => {
    expect(categoryOf(keyword)).toBeNull();
  });

  test.each([
    ['$label1', 'Important'],
    ['$Label2', 'Work'],
    ['$LABEL3', 'Personal'],
    ['$label4', 'To Do'],
    ['$label5', 'Later'],
  ])("Thunderbird's %s becomes %s", (keyword, category) => {
    expect(categoryOf(keyword)).toBe(category);
  });

  test.each(['Project-X', 'blue', '$customer', '$label6', 'Größe'])(
    'the keyword %s of a user stays as it is',
    (keyword) => {
      expect(categoryOf(keyword)).toBe(keyword);
    },
  );
});
