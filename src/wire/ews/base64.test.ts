import { expect, test } from 'vitest';
import { Base64Reader } from './base64.ts';

test.each(['', 'A', 'AB', 'ABC', 'ABCD', 'ABCDE', 'ABCDEF'])(
  '"%s" comes out whole, wherever the pieces are cut',
  (text) => {
    const encoded = Buffer.from(text).toString('base64');
    for (let first = 0; first <= encoded.length; first += 1) {
      for (let second = first; second <= encoded.length; second += 1) {
        const reader = new Base64Reader();
        const pieces = [encoded.slice(0, first), encoded.slice(first, second), encoded.slice(second)];
        const bytes = Buffer.concat([...pieces.map((piece) => reader.read(piece)), reader.end()]);
        expect(bytes.toString(), `cut at ${first} and ${second}`).toBe(text);
      }
    }
  },
);

test('nothing may follow the end', () => {
  const reader = new Base64Reader();
  expect(() => reader.read('QQ==QUJD')).toThrow('goes on after its end');
});
