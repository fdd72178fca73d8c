import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BodyBuilder, type Bytes, base64Length } from './request-body.ts';

async function bytesOf(stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** The bytes in pieces of these sizes, and the rest at once. */
function inPieces(bytes: Buffer, sizes: readonly number[]): Bytes {
  return {
    length: bytes.byteLength,
    open: async function* pieces() {
      let at = 0;
      for (const size of sizes) {
        yield bytes.subarray(at, at + size);
        at += size;
      }
      yield bytes.subarray(at);
    },
  };
}

describe('a body', () => {
  test('is text and base64 in order, with the length it said, however the bytes come in pieces', async () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 10 })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        const builder = new BodyBuilder();
        let expected = '';
        for (const one of parts) {
          if (typeof one === 'string') {
            builder.text(one);
            expected += one;
          } else {
            const bytes = Buffer.from(one[0]);
            builder.base64(inPieces(bytes, one[1]));
            expected += bytes.toString('base64');
          }
        }
        const body = builder.body();
        const made = await bytesOf(body.open());
        expect(made.toString('utf8')).toBe(expected);
        expect(body.length).toBe(made.byteLength);
        expect((await bytesOf(body.open())).equals(made)).toBe(true);
      }),
    );
  });

  test('of text larger than one chunk is whole', async () => {
    const text = 'ä'.repeat(400_000);
    const body = new BodyBuilder().text('x').text(text).body();
    expect((await bytesOf(body.open())).toString()).toBe(`x${text}`);
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 49_151, 49_152, 49_153])(
    'of %i bytes has as many characters as base64 says',
    (bytes) => {
      expect(base64Length(bytes)).toBe(Buffer.alloc(bytes).toString('base64').length);
    },
  );

  test('that turns out shorter or longer than it said is a defect, not a request', async () => {
    const lie = (length: number): Promise<Buffer> =>
      bytesOf(
        new BodyBuilder()
          .base64({ length, open: () => [Buffer.from('four')] })
          .body()
          .open(),
      );
    await expect(lie(3)).rejects.toThrow('impossible');
    await expect(lie(5)).rejects.toThrow('impossible');
  });

  test('of 45 MB is made without ever being held: its chunks stay small', async () => {
    const piece = Buffer.alloc(65_536, 'x');
    const bytes: Bytes = {
      length: 720 * piece.byteLength,
      open: async function* pieces() {
        for (let at = 0; at < 720; at += 1) yield piece;
      },
    };
    let most = 0;
    let total = 0;
    const body = new BodyBuilder().text('<a>').base64(bytes).text('</a>').body();
    for await (const chunk of body.open()) {
      most = Math.max(most, chunk.byteLength);
      total += chunk.byteLength;
    }
    expect(total).toBe(base64Length(bytes.length) + 7);
    expect(most).toBeLessThanOrEqual(256 * 1024);
  });
});
