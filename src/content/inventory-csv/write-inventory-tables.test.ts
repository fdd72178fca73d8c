import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '../../base/clock.ts';
import type { Inventory, InventoryMailbox } from '../../model/inventory.ts';
import { readInventoryTable } from './read-inventory-table.ts';
import { writeInventoryTables } from './write-inventory-tables.ts';

const takenAt = instant(0);
const EMPTY: Inventory = { takenAt, origins: [], domains: [], mailboxes: [], lists: [], exceptions: [] };

function inventoryOf(mailboxes: readonly InventoryMailbox[]): Inventory {
  return { ...EMPTY, mailboxes };
}

const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const some = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { nil: null });
const ADDRESS = oneOf('a@x.example', "o'neil+x@sub.example.org", 'j\u00fcrgen@b\u00fccher.example', '-x@x.example');
const MAILBOX: fc.Arbitrary<InventoryMailbox> = fc.record({
  address: ADDRESS,
  platform: some(oneOf('rackspace-email' as const, 'exchange' as const)),
  displayName: some(oneOf('Bob', 'B;o,b "the\u00a0boss"', '=HYPERLINK("x")', '+1', '-1', '@cmd')),
  isEnabled: some(fc.boolean()),
  bytesMax: some(fc.nat(50 * 1024 ** 3)),
  bytesUsed: some(fc.nat(50 * 1024 ** 3)),
  createdAt: some(oneOf('2024-03-05T14:07:09')),
  lastSignIn: some(oneOf('2024-12-31T23:59:59', 'never')),
  forwarding: some(
    fc.record({
      addresses: oneOf<readonly string[]>([], ['a@x.example'], ['a@x.example', 'b@x.example']),
      keepsCopy: some(fc.boolean()),
    }),
  ),
  autoReply: some(fc.record({ isOn: fc.boolean(), text: some(oneOf('I am away, "really"; until 5 May', '=1+1')) })),
  visibility: fc.constant(null),
  contact: fc.constant(null),
  otherAddresses: some(oneOf<readonly string[]>(['z@x.example'])),
  spam: some(
    fc.record({
      filter: oneOf('on', 'exclusive'),
      treatment: fc.constant(null),
      forwardsTo: fc.constant(null),
      safe: some(oneOf<readonly string[]>(['partner.example'], ['@%.y.example', 'a@z.example'])),
      blocked: some(oneOf<readonly string[]>(['spam.example'])),
      safeIps: some(oneOf<readonly string[]>(['203.0.113.%', '2001:db8::1'])),
      blockedIps: some(oneOf<readonly string[]>(['198.51.100.7'])),
    }),
  ),
});

test('what was written is read back as it was', () => {
  fc.assert(
    fc.property(MAILBOX, (mailbox) => {
      const { mailboxes: text } = writeInventoryTables(inventoryOf([mailbox]));
      const found = readInventoryTable(Buffer.from(text), { file: 'x', domain: null, takenAt });
      expect(found.mailboxes).toEqual([mailbox]);
    }),
    { numRuns: 300 },
  );
});

test('lists are read back as they were', () => {
  const lists = [
    { address: 'all@x.example', is: 'group', members: ['a@x.example', 'b@y.example'] },
    { address: 'info@x.example', is: 'alias', members: null },
  ] as const;
  const text = writeInventoryTables({ ...EMPTY, lists }).lists;
  expect(readInventoryTable(Buffer.from(text), { file: 'x', domain: null, takenAt }).lists).toEqual(lists);
});

test('no cell is a formula, and no text breaks out of its cell', () => {
  const displayName = "=cmd|'/c calc'!A1\",\r\n@SUM(1)";
  const mailbox = fc.sample(MAILBOX, { numRuns: 1, seed: 1 })[0];
  const text = writeInventoryTables(inventoryOf(mailbox === undefined ? [] : [{ ...mailbox, displayName }])).mailboxes;
  expect(text.trimEnd().split('\r\n')).toHaveLength(2);
  expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
});
