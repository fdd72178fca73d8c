import { expect, test } from 'vitest';
import type { Source } from '../../model/source.ts';
import { MemoryMailbox, memorySource } from '../../source/memory.ts';
import { sharing } from './shared-source.ts';

const signal = new AbortController().signal;

function counted() {
  const counts = { opened: 0, closed: 0, fails: false };
  const open = sharing(async (): Promise<Source> => {
    counts.opened += 1;
    if (counts.fails) throw new Error('not now');
    const source = memorySource(new MemoryMailbox());
    return { ...source, close: async () => void (counts.closed += 1) };
  });
  return { counts, open };
}

test('several who open one source open it once, and the last who leaves closes it', async () => {
  const { counts, open } = counted();
  const [one, other] = await Promise.all([open(signal), open(signal)]);
  expect(counts.opened).toBe(1);
  await one.close();
  await one.close();
  expect(counts.closed).toBe(0);
  await other.close();
  expect(counts.closed).toBe(1);
  await (await open(signal)).close();
  expect([counts.opened, counts.closed]).toEqual([2, 2]);
});

test('a source that did not open is opened anew by the next', async () => {
  const { counts, open } = counted();
  counts.fails = true;
  await expect(open(signal)).rejects.toThrow('not now');
  counts.fails = false;
  await (await open(signal)).close();
  expect([counts.opened, counts.closed]).toEqual([2, 1]);
});
