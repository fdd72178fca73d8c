import { describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { ByteRoom } from './room.ts';

/** Takes and notes when it was given. */
function taker(room: ByteRoom, given: string[]) {
  return async (name: string, bytes: number, signal = never()): Promise<void> => {
    await room.take(bytes, signal);
    given.push(name);
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe('a room of bytes', () => {
  test('is given in the order it was asked for, although a later one would fit', async () => {
    const room = new ByteRoom(10);
    const given: string[] = [];
    const take = taker(room, given);
    await take('first', 8);
    void take('large', 5);
    void take('small', 1);
    await settled();
    expect(given).toEqual(['first']);
    expect(room.has(1)).toBe(false);
    room.give(8);
    await settled();
    expect(given).toEqual(['first', 'large', 'small']);
  });

  test('takes what is larger than all of it when it is empty', async () => {
    const room = new ByteRoom(10);
    const given: string[] = [];
    const take = taker(room, given);
    await take('huge', 1000);
    void take('next', 1);
    await settled();
    expect(given).toEqual(['huge']);
    room.give(1000);
    await settled();
    expect(given).toEqual(['huge', 'next']);
  });

  test('lets the next one in when a waiting one gives up', async () => {
    const room = new ByteRoom(10);
    const given: string[] = [];
    const take = taker(room, given);
    await take('first', 6);
    const giveUp = new AbortController();
    const waiting = take('large', 9, giveUp.signal);
    void take('small', 4);
    giveUp.abort(new Error('no longer wanted'));
    await expect(waiting).rejects.toThrow('no longer wanted');
    await settled();
    expect(given).toEqual(['first', 'small']);
  });
});
