import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Base64Reader } from './base64.ts';

function readAll(pieces: readonly string[]): Buffer {
  const reader = new Base64Reader();
  return Buffer.concat([...pieces.map((piece) => reader.read(piece)), reader.end()]);
}

test('base64 cut anywhere, with line ends anywhere, gives the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.integer({ min: 0, max: 7 })), (bytes, cuts) => {
      const text = Buffer.from(bytes).toString('base64');
      const pieces: string[] = [];
      let at = 0;
      for (const cut of cuts) {
        pieces.push(`${text.slice(at, at + cut)}${cut === 3 ? '\r\n' : ''}`);
        at += cut;
      }
      pieces.push(text.slice(at));
      expect(readAll(pieces).equals(Buffer.from(bytes))).toBe(true);
    }),
  );
});

test('padding that is left out is no loss', () => {
  expect(readAll(['YWJj', 'ZA']).toString()).toBe('abcd');
});

test.each([['YW*j'], ['YWJj', '!'], ['YWI=', 'YWJj'], ['YW==YWJj'], ['=YWJ']])('%j is not base64', (...pieces) => {
  expect(() => readAll(pieces)).toThrow('base64');
});
