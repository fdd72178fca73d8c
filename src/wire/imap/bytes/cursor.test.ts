import { describe, expect, test } from 'vitest';
import { ImapProtocolError } from '../errors.ts';
import { Cursor } from './cursor.ts';

function cursorAt(text: string, ...literals: readonly string[]): Cursor {
  const texts = text.split(/(?<=\{\d+\})\r\n/);
  return new Cursor({ texts, literals: literals.map((one) => Buffer.from(one, 'latin1')) }, 4);
}

describe('strings', () => {
  test.each([
    ['"plain"', 'plain'],
    ['""', ''],
    ['"a \\"b\\" \\\\"', 'a "b" \\'],
    ['atom', 'atom'],
    ['NIL', null],
    ['nil', null],
    ['"NIL"', 'NIL'],
  ])('%s is %j', (text, value) => {
    expect(cursorAt(text).nstring()).toBe(value);
  });

  test('a literal may hold anything', () => {
    expect(cursorAt('{6}\r\n)', 'a)\r\n"(').nstring()).toBe('a)\r\n"(');
  });

  test('a folder may be called NIL', () => {
    expect(cursorAt('NIL').astring()).toBe('NIL');
  });

  test.each(['"never ended', '"ends in an escape\\', ')', ''])('%j is no string', (text) => {
    expect(() => cursorAt(text).nstring()).toThrow(ImapProtocolError);
  });

  test('an announced literal that is not there is refused', () => {
    expect(() => new Cursor({ texts: ['{5}'], literals: [] }, 4).nstring()).toThrow(ImapProtocolError);
  });
});

describe('numbers', () => {
  test.each(['-1', '1.5', 'abc', '99999999999999999999', '0x10'])('%s is refused', (text) => {
    expect(() => cursorAt(text).number()).toThrow(ImapProtocolError);
  });

  test('a mod-sequence has 63 bits, and a negative one counts as none (Zoho)', () => {
    expect(cursorAt('9223372036854775807').modseq()).toBe(9223372036854775807n);
    expect(cursorAt('-3').modseq()).toBe(0n);
  });
});

describe('values nobody asked for are skipped', () => {
  test.each(['atom', '"a ) b"', '(a (b) "c)" NIL)', '()', '((((x))))', '("TEXT" "PLAIN")("TEXT")'])('%s', (text) => {
    const cursor = cursorAt(`${text} next`);
    cursor.skipValue();
    cursor.spaces();
    expect(cursor.rest()).toBe(text.includes(')(') ? '("TEXT") next' : 'next');
  });

  test('but not deeper than the limit, whatever the server opens', () => {
    expect(() => cursorAt(`${'('.repeat(5)}x${')'.repeat(5)}`).skipValue()).toThrow(ImapProtocolError);
    expect(() => cursorAt('('.repeat(1_000_000)).skipValue()).toThrow(ImapProtocolError);
  });

  test('and a list that never ends is refused', () => {
    expect(() => cursorAt('(a b').skipValue()).toThrow(ImapProtocolError);
    expect(() => cursorAt('(a b').list(() => undefined)).toThrow(ImapProtocolError);
  });
});

test('an item name keeps its section', () => {
  const cursor = cursorAt('body[header.fields (DATE FROM)]<0> NIL');
  expect(cursor.itemName()).toBe('BODY[HEADER.FIELDS (DATE FROM)]<0>');
});
