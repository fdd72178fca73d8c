import { describe, expect, test } from 'vitest';
import { connectClient } from '../../../test/imap/client.ts';
import { type Asked, startTalk } from '../../../test/imap/talk.ts';
import { append } from './append.ts';
import { ImapProtocolError } from './errors.ts';
import { uidFetch } from './fetch.ts';
import { examine } from './select.ts';
import { uidsFrom } from './uid-set.ts';

const never = new AbortController().signal;
const FLAGS = { attributes: ['FLAGS'] } as const;

describe('the open mailbox', () => {
  test('commands given behind a refused EXAMINE fail with its error, whatever the server sends them', async () => {
    const talk = await startTalk({
      on: (asked) => {
        if (asked.command === 'EXAMINE b') asked.answer('NO [NONEXISTENT] no such mailbox');
        // A server that stays in the mailbox before: these are messages of a.
        else if (asked.command.startsWith('UID FETCH')) asked.answer('OK', '* 1 FETCH (UID 1 FLAGS (\\Seen))');
        else return false;
        return true;
      },
    });
    const c = await connectClient(talk.port);
    await examine(c, 'a', {}, never);
    const opening = examine(c, 'b', {}, never);
    const messages = uidFetch(c, uidsFrom(1), FLAGS, never);
    await expect(opening).rejects.toThrow('no such mailbox');
    await expect(collect(messages)).rejects.toThrow('no such mailbox');
    await expect(collect(uidFetch(c, uidsFrom(1), FLAGS, never))).rejects.toThrow('no such mailbox');
  });

  test('news of the mailbox before are not taken for facts of the next', async () => {
    const talk = await startTalk({
      on: (asked) => {
        if (asked.command.startsWith('UID FETCH')) asked.answer('OK', '* 1 FETCH (UID 1 FLAGS ())', '* 4711 EXISTS');
        else if (asked.command === 'EXAMINE b') asked.answer('OK', '* OK [UIDVALIDITY 8] x');
        else return false;
        return true;
      },
    });
    const c = await connectClient(talk.port);
    await examine(c, 'a', {}, never);
    const messages = uidFetch(c, uidsFrom(1), FLAGS, never);
    const opened = await examine(c, 'b', {}, never);
    expect(opened).toMatchObject({ exists: 0, uidValidity: 8 });
    expect(await collect(messages)).toHaveLength(1);
  });

  test('a UIDVALIDITY that changes while it is open breaks the connection: no number means what it did', async () => {
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('UID FETCH')) return false;
        asked.say('* 1 FETCH (UID 1 FLAGS ())\r\n* OK [UIDVALIDITY 99] new\r\n* 2 FETCH (UID 2 FLAGS ())\r\n');
        return true;
      },
    });
    const c = await connectClient(talk.port);
    await examine(c, 'a', {}, never);
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const one of uidFetch(c, uidsFrom(1), FLAGS, never)) seen.push(one);
    })();
    await expect(reading).rejects.toThrow(ImapProtocolError);
    expect(seen).toHaveLength(1);
    expect(c.alive).toBe(false);
  });

  test('a FETCH that is answered before its mailbox is open ends the connection: what was left out may not count as gone', async () => {
    const waiting: Asked[] = [];
    const talk = await startTalk({
      on: (asked) => {
        if (!/^(EXAMINE|UID FETCH)/.test(asked.command)) return false;
        waiting.push(asked);
        if (waiting.length === 2) for (const one of waiting.toReversed()) one.answer('OK done');
        return true;
      },
    });
    const c = await connectClient(talk.port);
    const opening = examine(c, 'a', {}, never);
    const messages = collect(uidFetch(c, uidsFrom(1), FLAGS, never));
    await expect(opening).rejects.toThrow('before its mailbox');
    await expect(messages).rejects.toThrow('before its mailbox');
  });

  test('an EXAMINE that is given up before it is sent fails what was given behind it', async () => {
    const talk = await startTalk();
    const c = await connectClient(talk.port);
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    async function* content(): AsyncGenerator<Buffer> {
      begun.resolve();
      await gate.promise;
      yield Buffer.from('x');
    }
    const results = collect(
      append(c, 'x', [{ flags: [], internalDate: null, sizeBytes: 1, content: content() }], never),
    );
    await begun.promise;
    const giving = new AbortController();
    const opening = examine(c, 'a', {}, giving.signal);
    const messages = collect(uidFetch(c, uidsFrom(1), FLAGS, never));
    giving.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
    gate.resolve();
    expect(await results).toHaveLength(1);
    await expect(messages).rejects.toThrow('enough');
    expect(talk.commands.some((command) => command.startsWith('EXAMINE'))).toBe(false);
  });
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
