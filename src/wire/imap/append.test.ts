import { describe, expect, onTestFinished, test } from 'vitest';
import { Account } from '../../../sim/imap/account.ts';
import type { Fault } from '../../../sim/imap/fault.ts';
import { DEFAULT_FEATURES, type Feature } from '../../../sim/imap/options.ts';
import { startImapServer } from '../../../sim/imap/server.ts';
import { connectClient } from '../../../test/imap/client.ts';
import { type Asked, FULL, startTalk } from '../../../test/imap/talk.ts';
import { instant } from '../../base/clock.ts';
import { type AppendMessage, type AppendResult, append } from './append.ts';
import { ImapTextError } from './bytes/command-text.ts';
import { createMailbox } from './create.ts';
import { ImapConnectionError, ImapStatusError } from './errors.ts';

const never = new AbortController().signal;
const AT = instant(Date.UTC(2019, 2, 4, 5, 6, 7));

function message(text: string, rest: Partial<AppendMessage> = {}): AppendMessage {
  const content = Buffer.from(text, 'latin1');
  return { flags: ['\\Seen', 'blue'], internalDate: AT, sizeBytes: content.length, content, ...rest };
}

function streamed(text: string): AppendMessage {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (const char of text) yield Buffer.from(char, 'latin1');
  }
  return message(text, { content: chunks() });
}

async function start(features: readonly Feature[] = DEFAULT_FEATURES, faults: readonly Fault[] = []) {
  const account = new Account({ user: 'ann', password: 'pw' });
  const server = await startImapServer({ accounts: [account], features, faults, messageBytesMax: 100_000 });
  onTestFinished(() => server.stop());
  const c = await connectClient(server.port);
  const stored = (): string[] => account.mailbox('INBOX').messages.map(({ bytes }) => bytes.toString('latin1'));
  return { c, account, server, stored };
}

async function collect(results: AsyncIterable<AppendResult>): Promise<AppendResult[]> {
  const all: AppendResult[] = [];
  for await (const result of results) all.push(result);
  return all;
}

function without(...left: readonly Feature[]): readonly Feature[] {
  return DEFAULT_FEATURES.filter((feature) => !left.includes(feature));
}

const TEXTS = ['one\r\n', 'two\r\nA1 LOGOUT\r\n', 'three {5}\r\n'.repeat(2000), ') x'];

describe.each([
  { what: 'LITERAL+ and MULTIAPPEND', features: DEFAULT_FEATURES, commands: 1 },
  { what: 'LITERAL+ alone', features: without('MULTIAPPEND'), commands: 4 },
  { what: 'LITERAL-', features: [...without('MULTIAPPEND', 'LITERAL+'), 'LITERAL-'] as const, commands: 4 },
  { what: 'MULTIAPPEND and no free literals', features: without('LITERAL+'), commands: 1 },
  { what: 'nothing of all that', features: ['UIDPLUS'] as const, commands: 4 },
])('a server with $what', ({ features, commands }) => {
  test('gets every message to the byte, held or streamed, and says their numbers in order', async () => {
    const { c, stored, account, server } = await start(features);
    const messages = TEXTS.map((text, at) => (at % 2 === 0 ? message(text) : streamed(text)));
    const results = await collect(append(c, 'INBOX', messages, never));
    const { uidValidity } = account.mailbox('INBOX');
    expect(results).toEqual([1, 2, 3, 4].map((uid) => ({ is: 'appended', uidValidity, uid })));
    expect(stored()).toEqual(TEXTS);
    const [first] = account.mailbox('INBOX').messages;
    expect([first?.internalDate, [...(first?.flags ?? [])].sort()]).toEqual([AT, ['\\Seen', 'blue']]);
    expect(server.journal.filter(({ line }) => line.startsWith('APPEND'))).toHaveLength(commands);
  });

  test('refuses, and the connection goes on', async () => {
    const { c, stored } = await start(features);
    const refused = await collect(
      append(
        c,
        'Nowhere',
        TEXTS.map((text) => message(text)),
        never,
      ),
    );
    expect(refused.map((result) => (result.is === 'refused' ? String(result.error) : result.is))).toEqual(
      TEXTS.map(() => expect.stringMatching(/^ImapStatusError: APPEND was answered NO/)),
    );
    expect(await collect(append(c, 'INBOX', [message('after')], never))).toMatchObject([{ is: 'appended' }]);
    expect(stored()).toEqual(['after']);
  });
});

describe('two appends', () => {
  test('follow each other on the wire before the first is answered', async () => {
    const waiting: Asked[] = [];
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('APPEND')) return false;
        waiting.push(asked);
        if (waiting.length === 2) for (const one of waiting) one.answer(`OK [APPENDUID 9 ${one.command.at(-1)}] done`);
        return true;
      },
    });
    const c = await connectClient(talk.port);
    const [one, two] = ['1', '2'].map((text) => collect(append(c, 'x', [message(text)], never)));
    expect(await one).toMatchObject([{ uid: 1 }]);
    expect(await two).toMatchObject([{ uid: 2 }]);
  });

  test('one by one are at most 64 unanswered', async () => {
    let unanswered = 0;
    let most = 0;
    const waiting: Asked[] = [];
    const talk = await startTalk({
      capabilities: FULL.replace('MULTIAPPEND ', ''),
      on: (asked) => {
        if (!asked.command.startsWith('APPEND')) return false;
        waiting.push(asked);
        most = Math.max(most, ++unanswered);
        if (unanswered === 64 || waiting.length === 100) {
          for (const one of waiting.slice(-unanswered)) one.answer('OK');
          unanswered = 0;
        }
        return true;
      },
    });
    const c = await connectClient(talk.port);
    const messages = Array.from({ length: 100 }, (_, at) => message(`message ${at}`));
    expect(await collect(append(c, 'x', messages, never))).toHaveLength(100);
    expect(most).toBe(64);
  });
});

describe('what IMAP cannot say', () => {
  const odd = [
    { what: 'nothing at all', odd: message('') },
    { what: 'a keyword that is no atom', odd: message('x', { flags: ['a\r\nA1 DELETE INBOX'] }) },
  ];
  test.each(odd)('is refused by itself and not sent, and the others arrive: $what', async ({ odd }) => {
    for (const multiAppend of [true, false]) {
      const { c, stored } = await start();
      const results = await collect(append(c, 'INBOX', [message('a'), odd, message('b')], never, { multiAppend }));
      expect(results.map((result) => result.is)).toEqual(['appended', 'refused', 'appended']);
      expect(results[1]).toMatchObject({ error: { name: 'ImapTextError' } });
      expect(results.map((result) => ('uid' in result ? result.uid : null))).toEqual([1, null, 2]);
      expect(stored()).toEqual(['a', 'b']);
    }
  });

  test('NUL travels as literal8, and is refused by us where the server has no BINARY', async () => {
    const able = await start();
    expect(await collect(append(able.c, 'INBOX', [message('a\0b')], never))).toMatchObject([{ is: 'appended' }]);
    expect(able.stored()).toEqual(['a\0b']);
    const unable = await start(without('BINARY'));
    const [result] = await collect(append(unable.c, 'INBOX', [message('a\0b')], never));
    expect(result).toMatchObject({ is: 'refused', error: expect.any(ImapTextError) });
    expect(unable.stored()).toEqual([]);
  });
});

describe('a message that is not as long as announced', () => {
  test.each(['too short', 'too long and then some'])(
    'ends the connection, and not one byte is read as a command: %s',
    async (text) => {
      const talk = await startTalk();
      const c = await connectClient(talk.port);
      const wrong = { ...streamed(text), sizeBytes: 12 };
      await expect(collect(append(c, 'x', [wrong], never))).rejects.toThrow('announced');
      expect(c.alive).toBe(false);
      expect(talk.received()).not.toMatch(/some\r\n/);
      await expect(createMailbox(c, 'y', {}, never)).rejects.toBeInstanceOf(ImapConnectionError);
    },
  );

  test('or whose content fails on the way fails with that error', async () => {
    const talk = await startTalk();
    const c = await connectClient(talk.port);
    async function* content(): AsyncGenerator<Buffer> {
      yield Buffer.from('abc');
      throw new Error('the source is gone');
    }
    const failing = { ...message('abcdef'), content: content() };
    await expect(collect(append(c, 'x', [failing], never))).rejects.toThrow('the source is gone');
    expect(c.alive).toBe(false);
  });
});

describe('a refusal', () => {
  test('that comes before everything is written stops the writing behind the message under way', async () => {
    const { c, stored, server } = await start(DEFAULT_FEATURES, [
      { on: /^APPEND/, does: { is: 'answer', text: 'NO [OVERQUOTA] full', when: 'before' } },
    ]);
    const results = await collect(
      append(
        c,
        'INBOX',
        TEXTS.map((text) => message(text)),
        never,
      ),
    );
    expect(results).toHaveLength(4);
    for (const result of results)
      expect(result).toMatchObject({ is: 'refused', error: { code: { name: 'OVERQUOTA' } } });
    expect(await collect(append(c, 'INBOX', [message('after')], never))).toMatchObject([{ is: 'appended' }]);
    expect(stored()).toEqual(['after']);
    expect(server.connectionsCount).toBe(1);
  });

  test('of one message leaves the others when they are sent one by one', async () => {
    const { c, stored } = await start(without('MULTIAPPEND'), [
      { on: /^APPEND/, holding: 'bad', does: { is: 'answer', text: 'NO no', when: 'before' } },
    ]);
    const results = await collect(
      append(
        c,
        'INBOX',
        ['a', 'bad', 'b'].map((text) => message(text)),
        never,
      ),
    );
    expect(results.map((result) => result.is)).toEqual(['appended', 'refused', 'appended']);
    expect(stored()).toEqual(['a', 'b']);
  });

  test('of a literal that must wait for leave sends none of its bytes', async () => {
    const { c, stored } = await start(
      [],
      [{ on: /^APPEND/, does: { is: 'answer', text: 'NO [TOOBIG] no', when: 'before' } }],
    );
    const [result] = await collect(append(c, 'INBOX', [message('x')], never));
    expect(result).toMatchObject({ is: 'refused', error: expect.any(ImapStatusError) });
    expect(stored()).toEqual([]);
  });
});

test.each([
  ['APPENDUID 9 1:3', [1, 2, 3]],
  ['APPENDUID 9 7,5,6', [7, 5, 6]],
  ['APPENDUID 9 1', [null, null, null]],
  ['UIDNOTSTICKY', [null, null, null]],
])('an answer [%s] for three messages gives them %j', async (code, uids) => {
  const talk = await startTalk({
    on: (asked) => {
      if (!asked.command.startsWith('APPEND')) return false;
      asked.answer(`OK [${code}] done`);
      return true;
    },
  });
  const c = await connectClient(talk.port);
  const results = await collect(
    append(
      c,
      'x',
      ['a', 'b', 'c'].map((text) => message(text)),
      never,
    ),
  );
  expect(results.map((result) => (result.is === 'appended' ? result.uid : 'refused'))).toEqual(uids);
});

test('nothing is sent for no messages', async () => {
  const talk = await startTalk();
  const c = await connectClient(talk.port);
  expect(await collect(append(c, 'x', [], never))).toEqual([]);
  expect(talk.commands.some((command) => command.startsWith('APPEND'))).toBe(false);
});
