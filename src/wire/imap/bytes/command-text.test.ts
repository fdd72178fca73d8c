import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { astringPiece, fieldNameText, flagListText, ImapTextError, stringPiece } from './command-text.ts';

describe('a string is sent', () => {
  test.each([
    ['plain', '"plain"'],
    ['a "b" \\', '"a \\"b\\" \\\\"'],
    ['', '""'],
    ['{5}', '"{5}"'],
  ])('%j quoted as %s', (text, sent) => {
    expect(stringPiece(text)).toBe(sent);
  });

  test.each(['a\r\nb', 'a\nb', '\r', 'gr\xfcn', '\x7f', '\x01'])('%j as a literal', (text) => {
    expect(stringPiece(text)).toEqual({ literal: Buffer.from(text, 'latin1') });
  });

  test('never with NUL, and never with characters that were not made bytes', () => {
    expect(() => stringPiece('a\0b')).toThrow(ImapTextError);
    expect(() => stringPiece('日本')).toThrow(ImapTextError);
  });
});

test('a name that looks like NIL is quoted, and so is an empty one', () => {
  expect(astringPiece('nil')).toBe('"nil"');
  expect(astringPiece('')).toBe('""');
  expect(astringPiece('INBOX.Sent')).toBe('INBOX.Sent');
});

test('no text at all can end a command', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      for (const encode of [stringPiece, astringPiece]) {
        const sent = attempt(() => encode(text));
        if (typeof sent !== 'string') return;
        expect(sent).toMatch(/^(?:[!#$&'+-z|}~]+|"(?:[ !#-[\]-~]|\\["\\])*")$/);
      }
    }),
  );
});

describe('flags', () => {
  test('are sent when they are atoms', () => {
    expect(flagListText(['\\Seen', '$Forwarded', 'Project-X'])).toBe('(\\Seen $Forwarded Project-X)');
  });

  test.each(['a b', 'a\r\nA1 DELETE INBOX', '\\\\Seen', '\\', '', 'a)', 'a"', '{1}', 'ü', '*', '\\*'])(
    '%j is refused',
    (flag) => {
      expect(() => flagListText([flag])).toThrow(ImapTextError);
    },
  );
});

test.each(['Subject: x', 'a b', 'a\r\nb', '', '"x"', '(x'])('%j is no name of a header field', (name) => {
  expect(() => fieldNameText(name)).toThrow(ImapTextError);
});

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof ImapTextError) return null;
    throw error;
  }
}
