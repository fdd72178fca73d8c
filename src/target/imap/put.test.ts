import { expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { instant } from '../../base/clock.ts';
import type { Marker, SourceRef, TargetRef } from '../../model/item.ts';
import type { Settled, Write } from '../../model/target.ts';
import { type PutDeps, put } from './put.ts';
import { ByteRoom } from './room.ts';

function message(name: string, sizeBytes: number): Write {
  const content = { is: 'held', bytes: Buffer.alloc(sizeBytes, 'x') } as const;
  const ref = name as SourceRef;
  return {
    item: { ref, kind: 'message', version: '', sizeBytes, receivedAt: instant(0), content },
    marker: name as Marker,
  };
}

function depsWith(room: ByteRoom, written: string[]): PutDeps {
  return {
    room,
    traits: { keepsKeyword: () => true },
    write: async (batch, settled) => {
      for (const { item } of batch) written.push(item.ref);
      settled(
        batch.map(({ item }) => ({ is: 'copied', ref: item.ref, target: item.ref as string as TargetRef, losses: [] })),
      );
    },
  };
}

async function all(settled: AsyncIterable<readonly Settled[]>): Promise<void> {
  for await (const some of settled) expect(some.length).toBeGreaterThan(0);
}

test('a put whose stream stands still behind one that waits for room gives its room away', async () => {
  const room = new ByteRoom(10);
  const written: string[] = [];
  const released = Promise.withResolvers<void>();
  async function* standing(): AsyncGenerator<Write> {
    yield message('held up', 6);
    await released.promise; // as on one wire: the rest comes when the other stream has been read
    yield message('rest', 6);
  }
  async function* waiting(): AsyncGenerator<Write> {
    yield message('needs all', 10);
    released.resolve();
  }
  await Promise.all([
    all(put(standing(), depsWith(room, written), never())),
    all(put(waiting(), depsWith(room, written), never())),
  ]);
  expect(written).toEqual(['held up', 'needs all', 'rest']);
});

test('a put that fails gives back the room of what it has not sent', async () => {
  const room = new ByteRoom(10);
  async function* breaking(): AsyncGenerator<Write> {
    yield message('taken', 8);
    throw new Error('the source is away');
  }
  await expect(all(put(breaking(), depsWith(room, []), never()))).rejects.toThrow('the source is away');
  expect(room.has(10)).toBe(true);
});
