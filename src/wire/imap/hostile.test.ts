/** A server that lies: each case ends in a typed error or in the truth, in bounded time and memory, never in a wrong answer. */
import { describe, expect, test } from 'vitest';
import { connectClient } from '../../../test/imap/client.ts';
import { startTalk } from '../../../test/imap/talk.ts';
import { instant } from '../../base/clock.ts';
import { append } from './append.ts';
import type { ImapConnection } from './connection.ts';
import { createMailbox } from './create.ts';
import { uidFetch } from './fetch.ts';
import { uidFetchBodies } from './fetch-bodies.ts';
import { listMailboxes } from './list.ts';
import { encodeMailboxName } from './mailbox-name.ts';
import { namespace } from './namespace.ts';
import { uidSearch } from './search.ts';
import { examine, select } from './select.ts';
import { status } from './status.ts';
import { uidStore } from './store.ts';
import { uidSet, uidsFrom } from './uid-set.ts';

const never = new AbortController().signal;

/** Reads the bodies of a mailbox whose FETCH is answered with these bytes, and then the end of the line. */
async function bodiesOf(answer: string, heldBytesMax = 10): Promise<string[]> {
  const talk = await startTalk({
    on: (asked) => {
      if (!asked.command.startsWith('UID FETCH')) return false;
      asked.say(answer.replace('TAG', asked.tag));
      asked.socket.end();
      return true;
    },
  });
  const c = await connectClient(talk.port);
  await examine(c, 'x', {}, never);
  const texts: string[] = [];
  for await (const body of uidFetchBodies(c, uidsFrom(1), { heldBytesMax }, never)) {
    let text = '';
    for await (const chunk of body.chunks()) text += chunk.toString('latin1');
    texts.push(text);
  }
  return texts;
}

describe('the size of a literal', () => {
  const rest = ')\r\nTAG OK done\r\n';
  test.each([
    ['smaller than what comes', `* 1 FETCH (UID 1 BODY[] {3}\r\nhello${rest}`],
    ['smaller, streamed', `* 1 FETCH (UID 1 BODY[] {11}\r\n${'x'.repeat(20)}${rest}`],
    ['larger than what comes', `* 1 FETCH (UID 1 BODY[] {50}\r\nhello${rest}`],
    ['negative', `* 1 FETCH (UID 1 BODY[] {-5}\r\nhello${rest}`],
    ['2^31', `* 1 FETCH (UID 1 BODY[] {2147483648}\r\nhello${rest}`],
    ['2^63', `* 1 FETCH (UID 1 BODY[] {9223372036854775808}\r\nhello${rest}`],
    ['no number', `* 1 FETCH (UID 1 BODY[] {five}\r\nhello${rest}`],
    ['within a quoted string', `* 1 FETCH (UID 1 BODY[] "{5}\r\nhello"${rest}`],
  ])('%s: the message is not given out as if it were whole', async (_what, answer) => {
    await expect(bodiesOf(answer)).rejects.toMatchObject({
      name: expect.stringMatching(/^Imap(Protocol|Connection)Error/),
    });
  });

  test('that is right is believed, whatever the content looks like', async () => {
    const evil = 'x)\r\nG4 OK done\r\n* 2 FETCH (UID 2 BODY[] {5}\r\nhello';
    expect(await bodiesOf(`* 1 FETCH (UID 1 BODY[] {${evil.length}}\r\n${evil}${rest}`, 1000)).toEqual([evil]);
  });

  test('of something nobody asked for is bounded', async () => {
    for (const line of ['* LIST () "/" {2000000}', '* X {2000000}', `* 1 FETCH (UID 1 X {2000000}`]) {
      await expect(bodiesOf(`${line}\r\n`)).rejects.toThrow('nobody asked for');
    }
  });
});

describe('numbers of messages', () => {
  test('that come in any order, twice, or jump are given as they come, and only those asked for', async () => {
    const answer = [9, 2, 2, 4_000_000_000, 1].map((uid) => `* 1 FETCH (UID ${uid} BODY[] "x")\r\n`).join('');
    expect(await bodiesOf(`${answer}* 77 EXISTS\r\n* 3 EXPUNGE\r\n* 0 EXPUNGE\r\nTAG OK\r\n`)).toHaveLength(5);
  });
});

describe('a refusal at any point is a typed error', () => {
  const commands: readonly (readonly [string, (c: ImapConnection) => Promise<unknown>])[] = [
    ['LIST', (c) => listMailboxes(c, {}, never)],
    ['NAMESPACE', (c) => namespace(c, never)],
    ['STATUS', (c) => status(c, 'x', ['MESSAGES'], never)],
    ['EXAMINE', (c) => examine(c, 'x', {}, never)],
    ['SELECT', (c) => select(c, 'x', {}, never)],
    ['CREATE', (c) => createMailbox(c, 'x', {}, never)],
    ['UID FETCH', (c) => collect(uidFetch(c, uidsFrom(1), { attributes: ['FLAGS'] }, never))],
    ['UID SEARCH', (c) => uidSearch(c, [{ is: 'all' }], never)],
    ['UID STORE', (c) => uidStore(c, uidSet([1]), { how: 'add', flags: [] }, never)],
  ];
  for (const [name, run] of commands) {
    test.each(['NO', 'BAD', 'BYE'])(`${name} answered %s`, async (word) => {
      const talk = await startTalk({
        on: (asked) => {
          if (!asked.command.startsWith(name)) return false;
          if (asked.command === 'EXAMINE first') return false;
          if (word === 'BYE') asked.say('* BYE go away\r\n');
          else asked.answer(`${word} go away`);
          if (word === 'BYE') asked.socket.end();
          return true;
        },
      });
      const c = await connectClient(talk.port);
      if (name.startsWith('UID')) await examine(c, 'first', {}, never);
      const error = await run(c).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ name: 'ImapStatusError', status: word, text: 'go away' });
      expect(c.alive).toBe(word !== 'BYE');
    });
  }

  test('but not of one message among those appended', async () => {
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('APPEND')) return false;
        asked.answer('NO go away');
        return true;
      },
    });
    const message = { flags: [], internalDate: instant(0), sizeBytes: 1, content: Buffer.from('x') };
    const results = await collect(append(await connectClient(talk.port), 'x', [message], never));
    expect(results).toMatchObject([{ is: 'refused', error: { text: 'go away' } }]);
  });
});

describe('names of folders', () => {
  test.each([
    '/.,&*%"\\{}()',
    ' lead and trail ',
    '..',
    'a\r\nb',
    '\u0001\u001f\u007f',
    '😀 \u202e rtl',
    'x'.repeat(300),
    Array<string>(300).fill('deep').join('/'),
    'NIL',
    '',
    'Foo&bar',
  ])('%j comes from a LIST and goes back into an EXAMINE as it was', async (text) => {
    const wire = encodeMailboxName(text);
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('LIST')) return false;
        asked.answer('OK', `* LIST () "/" {${wire.length}}\r\n${wire}`);
        return true;
      },
    });
    const c = await connectClient(talk.port);
    const [listed] = await listMailboxes(c, {}, never);
    if (text === '') return expect(listed).toBeUndefined();
    expect(listed?.mailbox).toBe(wire);
    await examine(c, listed?.mailbox ?? '', {}, never);
    const sent = /^EXAMINE (?:"((?:\\.|[^"])*)"|(\S+))$/s.exec(talk.commands.at(-1) ?? '');
    expect(sent?.[1]?.replace(/\\(.)/g, '$1') ?? sent?.[2]).toBe(wire);
    return undefined;
  });
});

describe('a folder of 326,000 messages', () => {
  test('is searched in one line', async () => {
    const all = Array.from({ length: 326_000 }, (_, at) => at + 1_000_000).join(' ');
    const talk = await startTalk({
      capabilities: 'IMAP4rev1',
      on: (asked) => {
        if (!asked.command.startsWith('UID SEARCH')) return false;
        asked.answer('OK', `* SEARCH ${all}`);
        return true;
      },
    });
    const c = await connectClient(talk.port);
    await examine(c, 'x', {}, never);
    expect(await uidSearch(c, [{ is: 'all' }], never)).toEqual([{ from: 1_000_000, to: 1_325_999 }]);
  });

  test('that is called gone in one range costs nothing', async () => {
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('UID FETCH')) return false;
        asked.answer('OK', '* VANISHED (EARLIER) 1:4294967295');
        return true;
      },
    });
    const c = await connectClient(talk.port);
    await examine(c, 'x', {}, never);
    const options = { attributes: ['FLAGS'], changedSince: 1n, vanished: true } as const;
    expect(await collect(uidFetch(c, uidsFrom(1), options, never))).toEqual([
      { is: 'vanished', uids: [{ from: 1, to: 4_294_967_295 }] },
    ]);
  });
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
