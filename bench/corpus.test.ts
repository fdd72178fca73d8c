import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { folderKey } from '../src/model/folder.ts';
import { type BenchMessage, corpus, PROFILES } from './corpus.ts';

/** Everything about a message as a short text: comparing megabytes byte by byte would take minutes. */
function print(message: BenchMessage): string {
  const digest = createHash('sha256').update(message.bytes).digest('hex');
  return JSON.stringify([message.path, message.receivedAt, message.flags, message.keywords, digest]);
}

test.each(['S', 'M', 'L'] as const)('profile %s is the same every time, and its later mail is other mail', (name) => {
  const first = Array.from(corpus(name, 0, 40), print);
  expect(Array.from(corpus(name, 0, 40), print)).toEqual(first);
  const later = new Set(Array.from(corpus(name, 1, 40), print));
  expect(first.filter((one) => later.has(one))).toEqual([]);
});

test('profile S is two thousand messages of about 4 KB in ten folders', () => {
  const messages = [...corpus('S')];
  const bytes = messages.reduce((sum, message) => sum + message.bytes.length, 0);
  expect(messages).toHaveLength(2000);
  expect(bytes / messages.length).toBeGreaterThan(3000);
  expect(bytes / messages.length).toBeLessThan(5000);
  const used = new Set(messages.map((message) => folderKey(message.path)));
  expect(used.size).toBeGreaterThanOrEqual(PROFILES.S.folders.length - 1);
});

test('profile M is five thousand messages of 340 to 410 MB, some of many megabytes', () => {
  let [count, bytes, large] = [0, 0, 0];
  for (const message of corpus('M')) {
    count += 1;
    bytes += message.bytes.length;
    if (message.bytes.length >= 5_000_000) large += 1;
  }
  expect(count).toBe(5000);
  expect(large).toBeGreaterThanOrEqual(10);
  expect(bytes).toBeGreaterThan(340_000_000);
  expect(bytes).toBeLessThan(410_000_000);
});
