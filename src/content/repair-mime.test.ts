import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { repairMime } from './repair-mime.ts';

async function repaired(
  text: string | Buffer,
  step = 1_000_000,
): Promise<{ text: string; what: readonly string[] } | null> {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  const pieces = (): readonly Buffer[] =>
    Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
      bytes.subarray(index * step, (index + 1) * step),
    );
  const repair = await repairMime({ open: pieces });
  if (repair === null) return null;
  const made: Buffer[] = [];
  for await (const piece of repair.apply(pieces())) made.push(piece);
  expect(Buffer.concat(made).byteLength).toBe(repair.length);
  return { text: Buffer.concat(made).toString('latin1'), what: repair.what };
}

describe('repairMime', () => {
  test.each([
    ['NUL bytes are taken out', 'A: b\r\n\r\nx\0y\r\n', 'A: b\r\n\r\nxy\r\n', 'NUL bytes'],
    ['bare line feeds become line ends', 'A: b\n\nx\ny\n', 'A: b\r\n\r\nx\r\ny\r\n', 'line ends'],
    ['bare carriage returns become line ends', 'A: b\r\rx\ry\r', 'A: b\r\n\r\nx\r\ny\r\n', 'line ends'],
    ['a last line without its end gets one', 'A: b\r\n\r\nx', 'A: b\r\n\r\nx\r\n', 'line ends'],
    [
      'a UTF-8 header is encoded',
      'Subject: Gr\xc3\xbc\xc3\x9fe an alle\r\n\r\n\xc3\xbc\r\n',
      'Subject: =?utf-8?B?R3LDvMOfZQ==?= an alle\r\n\r\n\xc3\xbc\r\n',
      '8-bit header',
    ],
    [
      'a Latin header is encoded',
      'Subject: Gr\xfc\xdfe\r\n\r\nx\r\n',
      'Subject: =?windows-1252?B?R3L832U=?=\r\n\r\nx\r\n',
      '8-bit header',
    ],
  ])('%s', async (_, text, becomes, what) => {
    for (const step of [1, 3, 1_000_000]) {
      const made = await repaired(text, step);
      expect(made?.what).toEqual([what]);
      expect(made?.text).toBe(becomes);
    }
  });

  test.each([
    'A: b\r\n\r\nx\r\n',
    'A: b\r\n\r\n8-bit body \xfc is nobody else\u2019s business\r\n',
    'A: b\r\n',
    '',
    `A: b\r\n\r\n${'x'.repeat(998)}\r\n`,
  ])('a message that is right is left alone: %j', async (text) => {
    expect(await repaired(text)).toBeNull();
  });

  test('long lines are cut where there is a blank, a header into folded lines', async () => {
    const words = `${'word '.repeat(500)}end`;
    const made = await repaired(`To: ${words}\r\n\r\n${words}\r\n${'x'.repeat(2500)}\r\n`);
    expect(made?.what).toEqual(['long lines']);
    const lines = made?.text.split('\r\n') ?? [];
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
    const end = lines.indexOf('');
    expect(lines.slice(1, end).every((line) => line.startsWith(' '))).toBe(true);
    expect(lines.slice(0, end).join('')).toBe(`To: ${words}`);
    expect(
      lines
        .slice(end + 1)
        .join('')
        .replaceAll('x', ''),
    ).toBe(words);
  });

  test('addresses and folded lines stay apart from the words that are encoded', async () => {
    const made = await repaired('From: J\xfcrgen M\xfcller <j@example.com>,\r\n "\xe9" <e@example.com>\r\n\r\n');
    const [first = '', second = ''] = made?.text.split('\r\n') ?? [];
    expect(first).toMatch(/^From: =\?windows-1252\?B\?[A-Za-z0-9+/=]+\?= <j@example\.com>,$/);
    expect(second).toMatch(/ <e@example\.com>$/);
  });

  test.each([
    ['of a multipart', ['--a', '', 'one'], ['--a--']],
    [
      'of both multiparts',
      ['--a', 'Content-Type: multipart/alternative;', ' boundary="b c"', '', '--b c', '', 'two'],
      ['--b c--', '--a--'],
    ],
    [
      'of the outer one',
      ['--a', 'Content-Type: multipart/x; boundary=b', '', '--b', '', 'x', '--a', '', 'y'],
      ['--a--'],
    ],
  ])('the missing end %s is added', async (_, body, end) => {
    const head = ['Subject: x', 'Content-Type: multipart/mixed; boundary=a', ''];
    const made = await repaired(`${[...head, ...body].join('\r\n')}\r\n`);
    expect(made?.what).toEqual(['final boundary']);
    expect(made?.text).toBe(`${[...head, ...body, ...end].join('\r\n')}\r\n`);
  });

  test.each([
    ['a closed multipart', ['--a', '', 'one', '--a--', 'epilogue']],
    ['a boundary that never comes', ['no part at all']],
    ['a multipart closed by its parent', ['--a', 'Content-Type: multipart/x; boundary=b', '', '--b', '', 'x', '--a--']],
    ['a multipart in one with the same boundary', ['--a', 'Content-Type: multipart/x; boundary=a', '', 'x', '--a--']],
  ])('%s gets no end', async (_, body) => {
    const head = ['Content-Type: multipart/mixed; boundary=a', ''];
    expect(await repaired(`${[...head, ...body].join('\r\n')}\r\n`)).toBeNull();
  });

  test('what was repaired needs no repair, whatever it was', async () => {
    const bytes = fc.uint8Array({ maxLength: 3000 }).map((some) => Buffer.from(some));
    const lines = fc
      .array(
        fc.constantFrom(
          'A: b',
          '',
          'Content-Type: multipart/x; boundary=q',
          '--q',
          '--q--',
          'x'.repeat(1200),
          'S: \xfc',
          '\0',
          '\r',
          '\n',
          '\r\n',
          ' folded ',
        ),
        {
          maxLength: 40,
        },
      )
      .map((some) => Buffer.from(some.join('\n'), 'latin1'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, lines), async (message) => {
        const once = await repaired(message);
        if (once !== null) expect(await repaired(Buffer.from(once.text, 'latin1'))).toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});
