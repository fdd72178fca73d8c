import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../../test/graph/mime-of-tree.ts';
import { unframed } from './frames.ts';
import { heldBytes, type MessageTree, nameKey, type Property, type PropertyValue } from './property.ts';
import { readItem } from './read-item.ts';
import { retouched } from './retouch.ts';
import { TransferError, walkTransfer } from './walk.ts';
import { writeItem } from './write-item.ts';

/** Made by hand after the published samples: "hi", sent and delivered in 2019, read, with a body and one recipient. */
const SAMPLE = Buffer.from(
  'AQAAAAgAAAAAAAAAAQAAAAMAAAAYAAAAAQAAAAcDAgAAAAAAwAAAAAAAAEYAJACABAAAAAYAAAAUD9aRhhcCAAAAvAAAAB8AGgASAAAASQBQAE0ALgBOAG8AdABlAAAAHwA3AAYAAABoAGkAAABAADkAgALd9UfS1AFAAAYOgIlw+UfS1AEDAAcOAQAAAB8AABAKAAAAaABpAA0ACgAAAAMAA0ADAAAwAAAAAAMAFQwBAAAAHwABMAgAAABCAG8AYgAAAB8AAjAKAAAAUwBNAFQAUAAAAB8AAzAgAAAAYgBvAGIAQABlAHgAYQBtAHAAbABlAC4AbgBlAHQAAAADAARA',
  'base64',
);

/** With plain bytes instead of those that are opened, so that trees can be compared. */
async function shown(tree: MessageTree): Promise<unknown> {
  const properties = async (some: readonly Property[]): Promise<unknown> =>
    Promise.all(
      some.map(async ({ name, value }) => [
        nameKey(name),
        value.is === 'binary' ? (await bytesOf(value.value)).toString('hex') : value.value,
      ]),
    );
  return {
    properties: await properties(tree.properties),
    recipients: await Promise.all(tree.recipients.map(properties)),
    attachments: await Promise.all(
      tree.attachments.map(async (one) => ({
        properties: await properties(one.properties),
        embedded: one.embedded === null ? null : await shown(one.embedded),
      })),
    ),
  };
}

const anyText = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\0', '').toWellFormed());
const anyBytes = fc.uint8Array({ maxLength: 40_000, size: 'small' });
const anyValue: fc.Arbitrary<PropertyValue> = fc.oneof(
  fc.integer().map((value) => ({ is: 'integer' as const, value })),
  fc.boolean().map((value) => ({ is: 'boolean' as const, value })),
  fc.double({ noNaN: true }).map((value) => ({ is: 'double' as const, value })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => ({ is: 'long' as const, value })),
  fc.integer({ min: Date.UTC(1601, 0, 1), max: Date.UTC(9999, 0, 1) }).map((value) => ({ is: 'time' as const, value })),
  anyText.map((value) => ({ is: 'string' as const, value })),
  anyBytes.map((value) => ({ is: 'binary' as const, value: heldBytes(value) })),
  fc.array(anyText, { maxLength: 5 }).map((value) => ({ is: 'strings' as const, value })),
  fc
    .array(
      anyBytes.map((bytes) => Buffer.from(bytes)),
      { maxLength: 3 },
    )
    .map((value) => ({ is: 'binaries' as const, value })),
);
const anyName = fc.oneof(
  fc
    .integer({ min: 1, max: 0x3fff })
    .filter((id) => id !== 0x0e21)
    .map((id) => ({ is: 'tag' as const, id })),
  fc
    .tuple(
      fc.uuid(),
      fc.oneof(
        fc.nat(0xffff),
        fc.string({ minLength: 1, maxLength: 20 }).map((text) => text.replaceAll('\0', 'x')),
      ),
    )
    .map(([set, name]) => ({ is: 'named' as const, set, name })),
);
const anyProperties = fc.array(fc.record({ name: anyName, value: anyValue }), { maxLength: 8 });
const { message: anyTree } = fc.letrec<{ message: MessageTree }>((tie) => ({
  message: fc.record({
    properties: anyProperties,
    recipients: fc.array(anyProperties, { maxLength: 3 }),
    attachments: fc.array(
      fc.record({ properties: anyProperties, embedded: fc.option(tie('message'), { depthSize: 'small' }) }),
      { maxLength: 3, depthIdentifier: 'message' },
    ),
  }),
}));

describe('an item', () => {
  test('that is written and read is what it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, async (tree) => {
        const item = writeItem(tree);
        const bytes = await bytesOf(item);
        expect(bytes).toHaveLength(item.length);
        expect(await shown(readItem(bytes))).toEqual(await shown(tree));
      }),
      { numRuns: 150 },
    );
  });

  test('as Exchange publishes it is read', () => {
    expect(readItem(SAMPLE)).toMatchObject({
      properties: [
        { name: { id: 0x001a }, value: { value: 'IPM.Note' } },
        { name: { id: 0x0037 }, value: { value: 'hi' } },
        { name: { id: 0x0039 }, value: { value: Date.UTC(2019, 2, 4, 5, 6, 1) } },
        { name: { id: 0x0e06 }, value: { value: Date.UTC(2019, 2, 4, 5, 6, 7) } },
        { name: { id: 0x0e07 }, value: { value: 1 } },
        { name: { id: 0x1000 }, value: { value: 'hi\r\n' } },
      ],
      recipients: [[{}, {}, { value: { value: 'Bob' } }, {}, { value: { value: 'bob@example.net' } }]],
      attachments: [],
    });
  });

  test('that is retouched has the new values and every other byte as it was', async () => {
    const marker = { is: 'named', set: 'd1d240e4-4cfa-4b9e-94a4-e1bc456bd5b0', name: 'M' } as const;
    const properties: readonly Property[] = [
      { name: { is: 'tag', id: 0x0e07 }, value: { is: 'integer', value: 0 } },
      { name: marker, value: { is: 'string', value: 'mark' } },
    ];
    const once = await retouched(SAMPLE, properties);
    expect(await retouched(once, properties)).toEqual(once);
    const { properties: now, recipients } = readItem(once);
    expect(now.map(({ name }) => nameKey(name)).sort()).toEqual(
      [...readItem(SAMPLE).properties.map(({ name }) => nameKey(name)), nameKey(marker)].sort(),
    );
    expect(now.find(({ name }) => nameKey(name) === '0xe07')?.value.value).toBe(0);
    expect(recipients).toEqual(readItem(SAMPLE).recipients);
  });
});

describe('hostile bytes', () => {
  test('end in an error of their own, wherever an item is cut', () => {
    for (let end = 0; end < SAMPLE.length; end += 1) {
      try {
        readItem(SAMPLE.subarray(0, end));
      } catch (error) {
        expect(error).toBeInstanceOf(TransferError);
      }
    }
  });

  test('and wherever bytes of one are changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyTree,
        fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        async (tree, changes) => {
          const bytes = await bytesOf(writeItem(tree));
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          try {
            readItem(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(TransferError);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  const transferOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
  test.each([
    ['a count of values that is not there', '1f101234 ffffffff'],
    ['a length beyond the end', '1f003700 ffffff7f 6800'],
    ['an unknown type', 'ee003700 00000000'],
    ['a recipient that does not end', '03000340 03001500 00000000'],
    ['an end without its beginning', '03000440'],
    ['an attachment without a number', '03000040 1f000137 02000000 0000'],
    ['a message embedded in no attachment', '03000140'],
    ['a recipient behind an attachment', '03000040 0300210e 00000000 03000e40 03000340'],
    ['a property of the message behind its recipients', '03000340 03000440 03003700 00000000'],
    ['a name that never ends', `1f000080 ${'00'.repeat(16)}01 ${'4100'.repeat(600)}`],
  ])('%s', (_, hex) => {
    expect(() => [...walkTransfer(transferOf(hex))]).toThrow(TransferError);
  });

  test('messages nested without end', () => {
    const level = '03000040 0300210e 00000000 03000140';
    expect(() => [...walkTransfer(transferOf(level.repeat(5000)))]).toThrow('nested too deeply');
  });

  test('a frame that lies about its length', () => {
    expect(() => unframed(Buffer.from('02000000ffffffff00', 'hex'))).toThrow(TransferError);
  });
});
