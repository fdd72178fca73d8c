import { describe, expect, test } from 'vitest';
import type { Claim } from './claims.ts';
import { lateWrites } from './late-writes.ts';
import type { Written } from './target-journal.ts';

const SECOND = { name: 'second worker', pid: 22 };
const ADDRESSES = new Map([
  ['id of ann', 'ann@finch.example'],
  ['id of bob', 'bob@finch.example'],
]);

function claim(by: string, at: number, mailbox = 'id of ann', term = at): Claim {
  return { by, at, mailbox, term };
}

function write(pid: number | null, at: number, mailbox = 'ann@finch.example'): Written {
  return { pid, at, mailbox, operation: 'CreateItem' };
}

function timesOf(written: readonly Written[], claims: readonly Claim[]): readonly number[] {
  return lateWrites(SECOND, written, claims, ADDRESSES).map(({ write: { at } }) => at);
}

describe('a write is late', () => {
  test('once another program has claimed the mailbox, and not before', () => {
    const claims = [claim(SECOND.name, 10), claim('serve', 50)];
    expect(timesOf([write(22, 10), write(22, 49), write(22, 50), write(22, 90)], claims)).toEqual([50, 90]);
  });

  test('until the program has claimed the mailbox again', () => {
    const claims = [claim(SECOND.name, 10), claim('serve', 50), claim(SECOND.name, 70)];
    expect(timesOf([write(22, 60), write(22, 71)], claims)).toEqual([60]);
  });

  test('where the program never had the mailbox', () => {
    const written = [write(22, 20), write(22, 20, 'bob@finch.example')];
    const [late, ...more] = lateWrites(SECOND, written, [claim(SECOND.name, 10)], ADDRESSES);
    expect(late).toEqual({ write: write(22, 20, 'bob@finch.example'), last: null });
    expect(more).toEqual([]);
  });

  test('and nobody is blamed for the writes of others', () => {
    const claims = [claim(SECOND.name, 10), claim('serve', 50)];
    expect(timesOf([write(11, 60), write(null, 60)], claims)).toEqual([]);
  });
});
