import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { connectClient } from '../../../../test/imap/client.ts';
import { stillClock } from '../../../../test/imap/still-clock.ts';
import { type Asked, startTalk } from '../../../../test/imap/talk.ts';
import { createMailbox } from '../create.ts';
import { uidFetch } from '../fetch.ts';
import { uidFetchBodies } from '../fetch-bodies.ts';
import { examine } from '../select.ts';
import { uidsFrom } from '../uid-set.ts';

const never = new AbortController().signal;
const FLAGS = { attributes: ['FLAGS'] } as const;

describe('silence', () => {
  test.each(['', '* 1 FE', '* 1 FETCH (UID 1 BODY[] {1000}\r\nabc', 'G'])(
    'after %j ends the connection once nothing came for the time that is allowed',
    async (before) => {
      const clock = stillClock();
      const arrived = Promise.withResolvers<void>();
      const talk = await startTalk({
        on: (asked) => {
          if (!asked.command.startsWith('UID FETCH')) return false;
          asked.say(before);
          arrived.resolve();
          return true;
        },
      });
      const c = await connectClient(talk.port, { clock, limits: { silenceMs: 60_000 } });
      await examine(c, 'a', {}, never);
      const reading = collect(uidFetch(c, uidsFrom(1), FLAGS, never));
      reading.catch(() => undefined);
      await arrived.promise;
      await expect.poll(() => clock.sleepersCount).toBe(1);
      clock.advance(59_000);
      expect(c.alive).toBe(true);
      clock.advance(60_000);
      await expect(reading).rejects.toMatchObject({ reason: 'silent', awaited: 'the answer to UID FETCH' });
    },
  );

  test('a server that sends a byte a second is silent too', async () => {
    const clock = stillClock();
    const asked = Promise.withResolvers<Asked>();
    const talk = await startTalk({
      on: (one) => {
        if (!one.command.startsWith('CREATE')) return false;
        asked.resolve(one);
        return true;
      },
    });
    const c = await connectClient(talk.port, { clock, limits: { silenceMs: 60_000 } });
    const making = createMailbox(c, 'x', {}, never);
    making.catch(() => undefined);
    const { socket } = await asked.promise;
    for (let second = 0; second < 61 && c.alive; second++) {
      await new Promise<void>((resolve) => socket.write('*', () => resolve()));
      clock.advance(1000);
    }
    await expect(making).rejects.toMatchObject({ reason: 'silent' });
  });

  test('our own rest is not the silence of the server', async () => {
    const clock = stillClock();
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('UID FETCH')) return false;
        asked.answer(
          'OK',
          ...Array.from(
            { length: 100 },
            (_, at) => `* ${at + 1} FETCH (UID ${at + 1} BODY[] {1000}\r\n${'x'.repeat(1000)})`,
          ),
        );
        return true;
      },
    });
    const c = await connectClient(talk.port, { clock, limits: { readAheadBytes: 5000 } });
    await examine(c, 'a', {}, never);
    const bodies = uidFetchBodies(c, uidsFrom(1), { heldBytesMax: 5000 }, never);
    await bodies.next();
    clock.advance(10 * 60_000);
    expect(await collect(bodies)).toHaveLength(99);
  });
});

test('a slow reader makes the socket rest: 50 MB do not wait in memory', async () => {
  const size = 50 * 1024 * 1024;
  const asked = Promise.withResolvers<Asked>();
  const talk = await startTalk({
    on: (one) => {
      if (!one.command.startsWith('UID FETCH')) return false;
      one.say(`* 1 FETCH (UID 1 FLAGS () BODY[] {${size}}\r\n`);
      asked.resolve(one);
      return true;
    },
  });
  const c = await connectClient(talk.port, { limits: { readAheadBytes: 1024 * 1024 } });
  await examine(c, 'a', {}, never);
  const bodies = uidFetchBodies(c, uidsFrom(1), { heldBytesMax: 1024 }, never);
  const { socket, answer } = await asked.promise;
  const block = Buffer.alloc(1024 * 1024, 'x');
  let taken = 0;
  const writing = (async () => {
    for (; taken < size; taken += block.length) if (!socket.write(block)) await once(socket, 'drain');
    answer('OK', ')');
  })();
  const body = (await bodies.next()).value;
  // The kernel's own buffers take some; what they do not take the server keeps.
  await settled(() => taken);
  expect(taken).toBeLessThan(size / 2);
  let bytes = 0;
  for await (const chunk of body?.chunks() ?? []) bytes += chunk.length;
  expect(bytes).toBe(size);
  await writing;
  expect((await bodies.next()).done).toBe(true);
});

/** Resolves when the number stays the same for a while. */
async function settled(read: () => number): Promise<void> {
  for (let before = -1; before !== read(); ) {
    before = read();
    await new Promise((resolve) => {
      let turns = 0;
      const turn = (): void => {
        turns += 1;
        if (turns > 2000) resolve(undefined);
        else setImmediate(turn);
      };
      turn();
    });
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
