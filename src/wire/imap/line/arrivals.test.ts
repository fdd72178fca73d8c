import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Arrivals } from './arrivals.ts';

test('a queue that is never empty lets go of what was taken from it', async () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const queue = new Arrivals<Buffer>({ full: () => undefined, roomy: () => undefined }, 1000, (item) => item.length);
  const taken: WeakRef<Buffer>[] = [];
  for (let index = 0; index < 2; index += 1) queue.push(Buffer.alloc(10_000, index));
  for (let index = 2; index < 1000; index += 1) {
    queue.push(Buffer.alloc(10_000, index));
    const { value } = await queue.next();
    if (value !== undefined) taken.push(new WeakRef(value as Buffer)); // `next` gives what `push` took
  }
  // A weak reference is kept alive until the turn of the event loop in which it was made ends.
  await new Promise((resolve) => setImmediate(resolve));
  if (typeof collect === 'function') collect();
  expect(taken.filter((one) => one.deref() !== undefined).length).toBeLessThan(100);
});

test('items come out in the order they went in, however many wait', async () => {
  const queue = new Arrivals<number>({ full: () => undefined, roomy: () => undefined }, 1000, () => 1);
  const out: number[] = [];
  for (let index = 0; index < 500; index += 1) {
    queue.push(index);
    if (index % 3 !== 0) out.push(Number((await queue.next()).value));
  }
  queue.end();
  for await (const item of queue) out.push(item);
  expect(out).toEqual(Array.from({ length: 500 }, (_, index) => index));
});
