import { expect, test } from 'vitest';
import { estimateInventory } from './inventory-estimate.ts';

const minutes = (mailboxes: number, perMinute: number): readonly string[] =>
  estimateInventory(mailboxes, perMinute).map(
    ({ depth, requests, ms }) => `${depth}: ${requests} in ${Math.round(ms / 60_000)}`,
  );

test.each([
  { mailboxes: 0, perMinute: 60, says: ['sizes: 9 in 0', 'settings: 9 in 0', 'everything: 9 in 0'] },
  { mailboxes: 250, perMinute: 60, says: ['sizes: 9 in 0', 'settings: 259 in 4', 'everything: 1509 in 25'] },
  { mailboxes: 5000, perMinute: 60, says: ['sizes: 28 in 0', 'settings: 5028 in 84', 'everything: 30028 in 500'] },
  { mailboxes: 5000, perMinute: 120, says: ['sizes: 28 in 0', 'settings: 5028 in 42', 'everything: 30028 in 250'] },
])('$mailboxes mailboxes at $perMinute a minute', ({ mailboxes, perMinute, says }) => {
  expect(minutes(mailboxes, perMinute)).toEqual(says);
});
