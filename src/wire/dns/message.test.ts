import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DnsError } from './errors.ts';
import { RECORDS_MAX } from './limits.ts';
import { readAnswer, writeQuestion } from './message.ts';

/** The head of an answer to one question, as a server writes it. */
function headOf(answers: number, flags = 0x8180): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(7, 0);
  head.writeUInt16BE(flags, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers, 6);
  return head;
}

const ASKED = Buffer.from('\x07example\x03com\x00\x00\x10\x00\x01', 'latin1');

/** A record whose name is the one asked for, by a pointer to it. */
function record(type: number, ttl: number, rest: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(rest.length, 10);
  return Buffer.concat([head, rest]);
}

const answerOf = (...records: readonly Buffer[]) =>
  readAnswer(Buffer.concat([headOf(records.length), ASKED, ...records]));

describe('an answer', () => {
  test('is read with names, times to live and texts of several strings', () => {
    const text = record(16, 300, Buffer.from('\x07v=spf1 \x04~all', 'latin1'));
    const mx = record(15, 60, Buffer.from('\x00\x0a\x03mx1\xc0\x0c', 'latin1'));
    expect(answerOf(text, mx).records).toEqual([
      { type: 'TXT', name: 'example.com', ttlSeconds: 300, text: 'v=spf1 ~all' },
      { type: 'MX', name: 'example.com', ttlSeconds: 60, preference: 10, host: 'mx1.example.com' },
    ]);
  });

  test('keeps no name that a byte could forge', () => {
    const alias = record(5, 60, Buffer.from('\x05a.b\n\\\x03com\x00', 'latin1'));
    expect(answerOf(alias).records).toMatchObject([{ host: 'a\\046b\\010\\092.com' }]);
  });

  test('counts a time to live with the highest bit as zero', () => {
    expect(answerOf(record(1, 0xffff_ffff, Buffer.from([192, 0, 2, 1]))).records).toMatchObject([
      { address: '192.0.2.1', ttlSeconds: 0 },
    ]);
  });

  test('leaves out records of other types', () => {
    expect(answerOf(record(99, 60, Buffer.from('anything'))).records).toEqual([]);
  });

  test.each([
    {
      what: 'a name that points to itself',
      bytes: Buffer.concat([headOf(0), Buffer.from('\xc0\x0c\x00\x10\x00\x01', 'latin1')]),
    },
    { what: 'a name without an end', bytes: Buffer.concat([headOf(0), Buffer.from('\x3fshort', 'latin1')]) },
    {
      what: 'a label of an unknown kind',
      bytes: Buffer.concat([headOf(0), Buffer.from('\x41a\x00\x00\x10\x00\x01', 'latin1')]),
    },
    {
      what: 'a record that is longer than the message',
      bytes: Buffer.concat([headOf(1), ASKED, record(16, 1, Buffer.from('\x03abc')).subarray(0, 14)]),
    },
    {
      what: 'a string that is longer than its record',
      bytes: Buffer.concat([headOf(1), ASKED, record(16, 1, Buffer.from('\x09abc'))]),
    },
    {
      what: 'an address that is longer than its record',
      bytes: Buffer.concat([headOf(1), ASKED, record(28, 1, Buffer.from('\x09abc'))]),
    },
    { what: 'a question', bytes: Buffer.concat([headOf(0, 0x0100), ASKED]) },
    { what: 'nothing', bytes: Buffer.alloc(0) },
    { what: 'more records than anybody needs', bytes: Buffer.concat([headOf(RECORDS_MAX + 1), ASKED]) },
  ])('is refused: $what', ({ bytes }) => {
    expect(() => readAnswer(bytes)).toThrow(DnsError);
  });

  test('of any bytes is read or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withHead) => {
        const message = withHead ? Buffer.concat([headOf(3), ASKED, bytes]) : Buffer.from(bytes);
        try {
          readAnswer(message);
        } catch (error) {
          expect(error).toBeInstanceOf(DnsError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a question', () => {
  test('holds the name, the type and the room for an answer', () => {
    const bytes = writeQuestion({ id: 7, name: 'example.com', type: 'TXT' });
    expect(bytes.subarray(12, 12 + ASKED.length)).toEqual(ASKED);
    expect(bytes.readUInt16BE(0)).toBe(7);
  });

  test.each(['a..b', `${'x'.repeat(64)}.com`, Array.from({ length: 60 }, () => 'abcd').join('.'), 'ü.com', 'a b.com'])(
    'is refused for %j, which is no name',
    (name) => {
      expect(() => writeQuestion({ id: 7, name, type: 'A' })).toThrow(DnsError);
    },
  );
});
