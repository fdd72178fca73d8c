import { describe, expect, test } from 'vitest';
import { readFrames, writeFrames } from './frames.ts';
import { StreamRefusal } from './refuse-stream.ts';
import type { Row, StreamProperty } from './row.ts';
import { readStream, type StreamMessage, writeStream } from './stream-message.ts';
import { fileTime, TYPE } from './values.ts';

const row = (...properties: readonly (readonly [string, number, StreamProperty['value']])[]): Row =>
  new Map(properties.map(([name, type, value]) => [name, { type, value }]));
const RECIPIENT = row(
  ['tag:12288', TYPE.integer, 0],
  ['tag:3093', TYPE.integer, 1],
  ['tag:12289', TYPE.text, 'Bob'],
  ['tag:12291', TYPE.text, 'bob@example.net'],
);
const FILE = row(
  ['tag:3617', TYPE.integer, 0],
  ['tag:14085', TYPE.integer, 1],
  ['tag:14081', TYPE.binary, Buffer.from('abc')],
);
const INNER: StreamMessage = { properties: row(['tag:26', TYPE.text, 'IPM.Note']), recipients: [], attachments: [] };
const EMBEDDED = row(['tag:3617', TYPE.integer, 1], ['tag:14085', TYPE.integer, 5]);
const MESSAGE: StreamMessage = {
  properties: row(
    ['tag:26', TYPE.text, 'IPM.Note'],
    ['tag:3590', TYPE.time, fileTime(Date.UTC(2019, 2, 4))],
    ['tag:3591', TYPE.integer, 1],
    ['tag:41', TYPE.boolean, true],
    ['set:00020329-0000-0000-c000-000000000046/name:Keywords', TYPE.text | 0x1000, ['Blue', 'Red']],
    ['set:00062003-0000-0000-c000-000000000046/id:33028', TYPE.time, 5n],
  ),
  recipients: [RECIPIENT],
  attachments: [
    { properties: FILE, embedded: null },
    { properties: EMBEDDED, embedded: INNER },
  ],
};

/** The stream with its transfer bytes changed. */
function changed(change: (bytes: Buffer) => Buffer): Buffer {
  return writeFrames(change(readFrames(writeStream(MESSAGE))));
}
const without = (bytes: Buffer, hex: string): Buffer => {
  const at = bytes.indexOf(Buffer.from(hex, 'hex'));
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + hex.length / 2)]);
};
const replaced = (bytes: Buffer, from: string, to: string): Buffer => {
  const copy = Buffer.from(bytes);
  Buffer.from(to, 'hex').copy(copy, copy.indexOf(Buffer.from(from, 'hex')));
  return copy;
};

describe('an item stream', () => {
  test('is read as it was written', () => {
    expect(readStream(writeStream(MESSAGE))).toEqual(MESSAGE);
  });

  test('is refused wherever it is cut', () => {
    const stream = writeStream(MESSAGE);
    for (let end = 0; end < stream.length; end += 1) {
      expect(() => readStream(stream.subarray(0, end)), `cut at ${end}`).toThrow(StreamRefusal);
    }
  });

  test.each([
    ['a recipient that does not end', (bytes: Buffer) => without(bytes, '03000440')],
    ['a recipient that does not begin', (bytes: Buffer) => without(bytes, '03000340')],
    ['an attachment that does not end', (bytes: Buffer) => without(bytes, '03000e40')],
    ['an embedded message that does not end', (bytes: Buffer) => without(bytes, '03000240')],
    ['flags that are a text', (bytes: Buffer) => replaced(bytes, '0300070e', '1f00070e')],
    ['a class that is a number', (bytes: Buffer) => replaced(bytes, '1f001a00', '03001a00')],
    ['a Boolean that is 2', (bytes: Buffer) => replaced(bytes, '0b0029000100', '0b0029000200')],
    ['a recipient of no known type', (bytes: Buffer) => replaced(bytes, '0300150c01000000', '0300150c07000000')],
    ['a text without its end', (bytes: Buffer) => replaced(bytes, '42006f0062000000', '42006f0062006200')],
    ['an attachment of another method', (bytes: Buffer) => replaced(bytes, '0300053705000000', '0300053701000000')],
    ['a marker of folders', (bytes: Buffer) => replaced(bytes, '03000340', '03000940')],
    ['a length beyond the end', (bytes: Buffer) => replaced(bytes, '0201013703000000', '02010137ffffff7f')],
    ['nothing', () => Buffer.alloc(0)],
    ['something after its end', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('03000340', 'hex')])],
    [
      'a property that is there twice',
      (bytes: Buffer) => Buffer.concat([Buffer.from('0300070e00000000', 'hex'), bytes]),
    ],
  ])('with %s is refused', (_, change) => {
    expect(() => readStream(changed(change))).toThrow(StreamRefusal);
  });

  test('without its class, or with frames in another order, is refused', () => {
    const nameless = { ...MESSAGE, properties: row(['tag:3591', TYPE.integer, 1]) };
    expect(() => readStream(writeStream(nameless))).toThrow('no class');
    const stream = writeStream(MESSAGE);
    expect(() => readStream(stream.subarray(16))).toThrow('was expected');
  });
});
