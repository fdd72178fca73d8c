import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImapProtocolError } from '../errors.ts';
import { type RawResponse, ResponseReader, type ResponseSink } from './response-reader.ts';

const LIMITS = { lineBytesMax: 1000, literalsMax: 3 };

/** Literals of more than `heldMax` bytes are streamed; what came of them stands in `streamed`. */
function readAll(chunks: readonly Buffer[], heldMax = Number.POSITIVE_INFINITY, limits = LIMITS) {
  const responses: { texts: string[]; literals: (string | null)[] }[] = [];
  const streamed: string[] = [];
  const sink: ResponseSink = {
    response: ({ texts, literals }: RawResponse) => {
      responses.push({ texts: [...texts], literals: literals.map((one) => one?.toString('latin1') ?? null) });
    },
    literal: (_before, sizeBytes) => {
      if (sizeBytes <= heldMax) return 'hold';
      let text = '';
      return {
        write: (bytes) => {
          text += bytes.toString('latin1');
        },
        end: () => streamed.push(text),
      };
    },
  };
  const reader = new ResponseReader(sink, limits);
  for (const chunk of chunks) reader.feed(chunk);
  return { responses, streamed, isBetween: reader.isBetweenResponses };
}

function textOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** The bytes in chunks that end at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

describe('responses are cut', () => {
  test('at line ends, with and without CR', () => {
    expect(readAll([textOf('* OK one\r\n* OK two\n')]).responses.map(({ texts }) => texts[0])).toEqual([
      '* OK one',
      '* OK two',
    ]);
  });

  test('around literals, empty ones included', () => {
    const { responses } = readAll([textOf('* LIST () "/" {3}\r\na\r\n\r\n* 1 FETCH (BODY[] {0}\r\n)\r\n')]);
    expect(responses).toEqual([
      { texts: ['* LIST () "/" {3}', ''], literals: ['a\r\n'] },
      { texts: ['* 1 FETCH (BODY[] {0}', ')'], literals: [''] },
    ]);
  });

  test.each([
    ['* OK the disk is full {3}', 'the human text of a status response'],
    ['A1 NO no such thing {12}', 'a tagged answer'],
    ['+ go ahead {3}', 'a continuation'],
    ['* LIST () "/" "a{5}', 'a quoted string that never ends'],
    ['* X {-5}', 'a negative size'],
    ['* X {abc}', 'no size'],
  ])('"%s" announces no literal: %s', (line) => {
    expect(readAll([textOf(`${line}\r\nnext\r\n`)]).responses.map(({ texts }) => texts)).toEqual([[line], ['next']]);
  });

  test('and a literal that was given to a taker leaves a hole', () => {
    const { responses, streamed } = readAll([textOf('* 1 FETCH (BODY[] ~{5}\r\nhello UID 7)\r\n')], 4);
    expect(responses).toEqual([{ texts: ['* 1 FETCH (BODY[] ~{5}', ' UID 7)'], literals: [null] }]);
    expect(streamed).toEqual(['hello']);
  });
});

describe('the same bytes give the same responses', () => {
  const pieces = fc.constantFrom(
    '* 1 FETCH (BODY[] {4}\r\n',
    'abcd',
    ')\r\n',
    '"',
    '{',
    '}',
    '\r',
    '\n',
    '* OK {1}\r\n',
    'é',
  );
  const text = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary-ascii', maxLength: 6 })), { maxLength: 20 });

  test('however they are cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(200), { maxLength: 12 }), fc.constantFrom(2, 100), (parts, places, heldMax) => {
        const bytes = textOf(parts.join(''));
        const limits = { lineBytesMax: 10_000, literalsMax: 100 };
        expect(readAll(cut(bytes, places), heldMax, limits)).toEqual(readAll([bytes], heldMax, limits));
      }),
      { numRuns: 2000 },
    );
  });

  test('byte by byte', () => {
    const bytes = textOf('* 1 FETCH (UID 1 BODY[] {6}\r\nab\r\ncd UID 2)\r\n* OK done {2}\r\nA1 OK\r\n');
    const places = [...bytes.keys()];
    for (const heldMax of [0, 100]) expect(readAll(cut(bytes, places), heldMax)).toEqual(readAll([bytes], heldMax));
  });
});

describe('a server cannot', () => {
  test('send a line without end', () => {
    const chunk = Buffer.alloc(600, 'x');
    expect(() => readAll([chunk, chunk])).toThrow(ImapProtocolError);
  });

  test('send a line without end in pieces between literals', () => {
    const piece = textOf(`* ${'x'.repeat(500)} {1}\r\n`);
    const rest = textOf(`a${'x'.repeat(600)} {1}\r\n`);
    expect(() => readAll([piece, rest])).toThrow(ImapProtocolError);
  });

  test('put more literals into a response than there may be', () => {
    expect(() => readAll([textOf('* X {1}\r\na {1}\r\nb {1}\r\nc {1}\r\nd\r\n')])).toThrow(ImapProtocolError);
  });

  test.each([2 ** 31, 2 ** 63])('announce %d bytes and have them reserved', (size) => {
    const before = process.memoryUsage().arrayBuffers;
    const asked: number[] = [];
    const sink: ResponseSink = {
      response: () => undefined,
      literal: (_before, sizeBytes) => {
        asked.push(sizeBytes);
        return { write: () => undefined, end: () => undefined };
      },
    };
    new ResponseReader(sink, LIMITS).feed(textOf(`* X {${size}}\r\nabc`));
    expect(asked).toEqual([size]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});

test('a reader that was stopped gives back what it did not read', () => {
  const given: string[] = [];
  const reader = new ResponseReader(
    {
      response: ({ texts }) => {
        given.push(texts[0] ?? '');
        if (texts[0] === 'A1 OK') reader.stop();
      },
      literal: () => 'hold',
    },
    LIMITS,
  );
  expect(reader.feed(textOf('* OK\r\nA1 OK\r\n* injected\r\n')).toString()).toBe('* injected\r\n');
  expect(reader.feed(textOf('more')).toString()).toBe('more');
  expect(given).toEqual(['* OK', 'A1 OK']);
});
