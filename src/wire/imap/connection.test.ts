import { describe, expect, test } from 'vitest';
import { connectClient } from '../../../test/imap/client.ts';
import { type Asked, startTalk } from '../../../test/imap/talk.ts';
import { append } from './append.ts';
import { createMailbox } from './create.ts';
import { ImapConnectionError, ImapProtocolError, ImapStatusError } from './errors.ts';
import { uidFetchBodies } from './fetch-bodies.ts';
import { examine } from './select.ts';
import { status } from './status.ts';
import { uidSet, uidsFrom } from './uid-set.ts';

const never = new AbortController().signal;

describe('many commands under way', () => {
  test('100 STATUS cost one round trip: the server answers none before it has all', async () => {
    const waiting: Asked[] = [];
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('STATUS')) return false;
        waiting.push(asked);
        if (waiting.length === 100) {
          for (const one of waiting) {
            const name = one.command.split(' ')[1];
            one.answer('OK', `* STATUS ${name} (MESSAGES ${name?.slice(1)})`);
          }
        }
        return true;
      },
    });
    const c = await connectClient(talk.port);
    const asked = Array.from({ length: 100 }, (_, at) => status(c, `f${at}`, ['MESSAGES'], never));
    const counts = (await Promise.all(asked)).map(({ messages }) => messages);
    expect(counts).toEqual(Array.from({ length: 100 }, (_, at) => at));
  });

  test('a folder is opened and read while another one is still being read: one round trip for both', async () => {
    const waiting: Asked[] = [];
    const talk = await startTalk({
      on: (asked) => {
        if (!/^(EXAMINE|UID FETCH)/.test(asked.command)) return false;
        waiting.push(asked);
        if (waiting.length < 4) return true;
        for (const [at, one] of waiting.entries()) {
          if (at % 2 === 0) one.answer('OK', '* 1 EXISTS', `* OK [UIDVALIDITY ${10 + at}] x`);
          else one.answer('OK', `* 1 FETCH (UID 1 FLAGS () BODY[] {1}\r\n${at})`);
        }
        return true;
      },
    });
    const c = await connectClient(talk.port);
    const texts: (string | undefined)[] = [];
    const read = ['a', 'b'].map((name) => ({
      opening: examine(c, name, {}, never),
      bodies: uidFetchBodies(c, uidsFrom(1), { heldBytesMax: 10 }, never),
    }));
    for (const { opening, bodies } of read) {
      await opening;
      for await (const body of bodies) texts.push(body.bytes?.toString());
    }
    expect(texts).toEqual(['1', '3']);
  });

  test('answers are matched by their tags, in whatever order they come', async () => {
    const waiting: Asked[] = [];
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('CREATE')) return false;
        waiting.push(asked);
        if (waiting.length === 3)
          for (const one of waiting.toReversed()) one.answer(one.command.endsWith('b') ? 'NO no' : 'OK');
        return true;
      },
    });
    const c = await connectClient(talk.port);
    const made = await Promise.allSettled(['a', 'b', 'c'].map((name) => createMailbox(c, name, {}, never)));
    expect(made.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('an APPEND that is being written keeps the line; what is asked meanwhile follows behind it', async () => {
    const talk = await startTalk();
    const c = await connectClient(talk.port);
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    async function* content(): AsyncGenerator<Buffer> {
      yield Buffer.from('begin ');
      begun.resolve();
      await gate.promise;
      yield Buffer.from('end');
    }
    const results = append(c, 'x', [{ flags: [], internalDate: null, sizeBytes: 9, content: content() }], never);
    await begun.promise;
    const made = createMailbox(c, 'y', {}, never);
    gate.resolve();
    await made;
    for await (const result of results) expect(result.is).toBe('appended');
    expect(talk.commands.slice(-2)).toEqual(['APPEND x () {9+}\r\nbegin end', 'CREATE y']);
  });
});

describe('what is no answer', () => {
  test('is a server that says for ever that it is still there', async () => {
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('CREATE')) return false;
        asked.say('* OK Still here\r\n'.repeat(300));
        return true;
      },
    });
    const c = await connectClient(talk.port, { limits: { gatheredMax: 200 } });
    await expect(createMailbox(c, 'x', {}, never)).rejects.toThrow('never answers');
  });

  test.each(['G999 OK done', 'g1 NO again'])(
    '"%s", to a command that was not sent, ends the connection',
    async (line) => {
      const talk = await startTalk({
        on: (asked) => {
          if (!asked.command.startsWith('CREATE')) return false;
          asked.say(`${line}\r\n`);
          return true;
        },
      });
      const c = await connectClient(talk.port);
      await expect(createMailbox(c, 'x', {}, never)).rejects.toThrow(ImapProtocolError);
    },
  );

  test('stray lines are skipped, but not for ever', async () => {
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('CREATE')) return false;
        asked.answer('OK', ...Array<string>(asked.command.endsWith('x') ? 50 : 60).fill('[COPYUID 55 31 6]'));
        return true;
      },
    });
    const c = await connectClient(talk.port);
    await createMailbox(c, 'x', {}, never);
    await expect(createMailbox(c, 'y', {}, never)).rejects.toThrow('no IMAP');
  });
});

describe('the end of a connection', () => {
  test('BYE is the reason that everything under way fails with', async () => {
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('CREATE')) return false;
        asked.say('* BYE Too many errors. Suggested Backoff Time: 5000 milliseconds\r\n');
        asked.socket.end();
        return true;
      },
    });
    const c = await connectClient(talk.port);
    const error = await createMailbox(c, 'x', {}, never).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ImapStatusError);
    expect(error).toMatchObject({ status: 'BYE', backoffMs: 5000 });
    expect(c.alive).toBe(false);
  });

  test('a closed line fails everything under way and everything later, with the same reason', async () => {
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('CREATE')) return false;
        asked.socket.destroy();
        return true;
      },
    });
    const c = await connectClient(talk.port);
    await expect(createMailbox(c, 'x', {}, never)).rejects.toMatchObject({ reason: 'closed' });
    await expect(createMailbox(c, 'y', {}, never)).rejects.toMatchObject({ reason: 'closed' });
  });

  test('close says LOGOUT, may be called twice, and ends what comes later', async () => {
    const talk = await startTalk();
    const c = await connectClient(talk.port);
    await c.close();
    await c.close();
    await expect(createMailbox(c, 'x', {}, never)).rejects.toBeInstanceOf(ImapConnectionError);
    await expect.poll(() => talk.commands.at(-1)).toBe('LOGOUT');
  });
});

describe('giving up', () => {
  test('ends the wait at once; the answer is thrown away and the connection goes on', async () => {
    const asked = Promise.withResolvers<Asked>();
    const talk = await startTalk({
      on: (one) => {
        if (!one.command.startsWith('UID FETCH')) return false;
        asked.resolve(one);
        return true;
      },
    });
    const c = await connectClient(talk.port);
    await examine(c, 'a', {}, never);
    const giving = new AbortController();
    const reading = collect(uidFetchBodies(c, uidSet([1]), { heldBytesMax: 1 }, giving.signal));
    const { answer } = await asked.promise;
    giving.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    answer('OK', '* 1 FETCH (UID 1 BODY[] {5}\r\nhello)');
    await createMailbox(c, 'still there', {}, never);
  });

  test('before anything is sent sends nothing', async () => {
    const talk = await startTalk();
    const c = await connectClient(talk.port);
    await expect(createMailbox(c, 'x', {}, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(talk.commands.filter((command) => command.startsWith('CREATE'))).toEqual([]);
  });
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
