import { array, assert, asyncProperty, constantFrom, integer, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { corpusMessages, whyNoCorpus } from '../../test/corpus/corpus.ts';
import type { Content } from '../model/item.ts';
import { compareFingerprints } from './compare-fingerprints.ts';
import { meansTheSame } from './difference.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';

const HEAD = 'From: ann@example.com\r\nSubject: Hi\r\n';
const printOf = (mail: Buffer): Promise<Fingerprint> => fingerprint({ is: 'held', bytes: mail });

/** Content that comes in pieces, as from a spool file, each in a buffer that is overwritten afterwards. */
function inPieces(bytes: Buffer, sizes: readonly number[]): Content {
  return {
    is: 'spooled',
    sizeBytes: bytes.length,
    sha256: Buffer.alloc(32),
    drop: async () => undefined,
    async *open() {
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        const piece = Buffer.from(bytes.subarray(at, at + size));
        at += size;
        yield piece;
        piece.fill(0x21);
      }
    },
  };
}

describe('hostile mail is read in bounded time and space', () => {
  const nest = (times: number, type: string): string =>
    Array.from({ length: times }, (_, level) =>
      type === 'multipart/mixed'
        ? `Content-Type: ${type}; boundary=b${level}\r\n\r\n--b${level}\r\n`
        : `Content-Type: ${type}\r\n\r\n`,
    ).join('');
  test.each([
    ['multiparts in multiparts', () => nest(100_000, 'multipart/mixed')],
    ['messages in messages', () => nest(100_000, 'message/rfc822')],
    [
      'a million parts',
      () => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(1_000_000)}`,
    ],
    ['a header of 50 MB', () => `X-Long: ${'y'.repeat(50_000_000)}\r\n\r\nbody`],
    ['a subject of 20 MB', () => `Subject: ${'=?utf-8?Q?y?= '.repeat(1_500_000)}\r\n\r\nbody`],
    ['a million fields', () => `${'To: a@b.c\r\n'.repeat(1_000_000)}\r\nbody`],
    ['a hundred thousand recipients', () => `To: ${'a@b.c, '.repeat(100_000)}\r\n\r\nbody`],
    [
      'open brackets',
      () => `To: ${'<'.repeat(500_000)}\r\nFrom: ${'('.repeat(500_000)}\r\nCc: ${'"'.repeat(500_000)}\r\n\r\nbody`,
    ],
    ['empty lines', () => `${'\r\n'.repeat(5_000_000)}Subject: x\r\n\r\nbody`],
    [
      'a boundary of a megabyte',
      () => `Content-Type: multipart/mixed; boundary="${'b'.repeat(1_000_000)}"\r\n\r\n--b\r\n`,
    ],
    [
      'lines that are nearly boundaries',
      () => `Content-Type: multipart/mixed; boundary=bb\r\n\r\n${'--b\r\n'.repeat(2_000_000)}`,
    ],
    ['open tags', () => `Content-Type: text/html\r\n\r\n${'<a href="'.repeat(400_000)}`],
    ['open comments', () => `Content-Type: text/html\r\n\r\n${'<!--'.repeat(900_000)}`],
    ['open scripts', () => `Content-Type: text/html\r\n\r\n${'<script>'.repeat(400_000)}`],
    [
      'equals signs in quoted-printable',
      () => `Content-Transfer-Encoding: quoted-printable\r\n\r\n${'='.repeat(4_000_000)}`,
    ],
    [
      'blanks in quoted-printable',
      () => `Content-Transfer-Encoding: quoted-printable\r\n\r\n${`=${' '.repeat(190)}`.repeat(20_000)}`,
    ],
    ['parameters', () => `Content-Type: text/plain${'; a*0*=b'.repeat(200_000)}\r\n\r\nbody`],
    ['a folded calendar', () => `Content-Type: text/calendar\r\n\r\n${'SUMMARY:x\r\n y\r\n'.repeat(200_000)}`],
  ])(
    '%s',
    async (_what, mail) => {
      const bytes = Buffer.from(mail(), 'latin1');
      const beganAt = performance.now();
      const print = await printOf(bytes);
      // Each takes a second or two; what is quadratic takes minutes.
      expect(performance.now() - beganAt).toBeLessThan(15_000);
      expect(JSON.stringify(print).length).toBeLessThan(2_000_000);
      expect(meansTheSame(compareFingerprints(print, print))).toBe(true);
    },
    30_000,
  );

  test('any bytes at all are read', async () => {
    await assert(
      asyncProperty(uint8Array({ maxLength: 300 }), async (bytes) => {
        const print = await printOf(Buffer.from(bytes));
        expect(compareFingerprints(print, print)).toEqual([]);
      }),
    );
  });

  test('any heap of mail syntax is read, and equal however it is cut into pieces', async () => {
    const token = constantFrom(
      '\r\n',
      '\n',
      '\r',
      '--b',
      '--',
      '-',
      'b',
      ' ',
      '\t',
      ':',
      '=',
      '=\r\n',
      '"',
      '<',
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n',
      'Content-Type: message/rfc822\r\n\r\n',
      'Content-Transfer-Encoding: base64\r\n',
      'Content-Transfer-Encoding: quoted-printable\r\n',
      'aGk=',
      'Subject: x\r\n',
      '\u00e9',
      '=?utf-8?Q?=C3?=',
    );
    await assert(
      asyncProperty(
        array(token, { maxLength: 60 }),
        array(integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        async (tokens, sizes) => {
          const bytes = Buffer.from(
            `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${tokens.join('')}`,
            'latin1',
          );
          expect(await fingerprint(inPieces(bytes, sizes))).toEqual(await printOf(bytes));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('large mail', () => {
  test('of 45 MB is read in pieces with little memory', async () => {
    const line = `${Buffer.alloc(57, 'x').toString('base64')}\r\n`;
    const head = Buffer.from(
      `${HEAD}Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
    );
    const block = Buffer.from(line.repeat(1000));
    const content: Content = {
      is: 'spooled',
      sizeBytes: head.length + block.length * 577,
      sha256: Buffer.alloc(32),
      drop: async () => undefined,
      async *open() {
        yield head;
        for (let turn = 0; turn < 577; turn += 1) yield block;
      },
    };
    const before = process.memoryUsage();
    const print = await fingerprint(content);
    const after = process.memoryUsage();
    expect(print.parts[0]?.sizeBytes).toBe(57 * 1000 * 577);
    expect(after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(60_000_000);
  });

  const missing = whyNoCorpus();
  test.skipIf(missing !== null)('and every real mail is equal to itself in pieces', async () => {
    for (const [index, mail] of corpusMessages().entries()) {
      if (mail.length > 60_000) continue;
      const print = await fingerprint(inPieces(mail, [index % 7 === 0 ? 1 : 61, 997, 13]));
      expect(print).toEqual(await printOf(mail));
      expect(compareFingerprints(print, print)).toEqual([]);
    }
  });
});
