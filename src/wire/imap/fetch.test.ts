import { describe, expect, test } from 'vitest';
import { connectClient } from '../../../test/imap/client.ts';
import { startTalk } from '../../../test/imap/talk.ts';
import { ImapProtocolError, ImapStatusError } from './errors.ts';
import { type FetchOptions, uidFetch } from './fetch.ts';
import { uidFetchBodies } from './fetch-bodies.ts';
import { uidFetchHeader } from './fetch-header.ts';
import type { ImapLimits } from './limits.ts';
import { examine } from './select.ts';
import { type UidSet, uidSet, uidsFrom } from './uid-set.ts';

const never = new AbortController().signal;
const HEAD: FetchOptions = { attributes: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'] };

/** A connection with an open mailbox, on which every UID FETCH is answered with these bytes and then this status. */
async function opened(answer: string, status = 'OK', limits: Partial<ImapLimits> = {}) {
  const talk = await startTalk({
    on: (asked) => {
      if (!asked.command.startsWith('UID FETCH')) return false;
      asked.say(answer);
      asked.answer(status);
      return true;
    },
  });
  const c = await connectClient(talk.port, { limits });
  await examine(c, 'x', {}, never);
  return { c, talk };
}

async function heads(answer: string, uids: UidSet = uidsFrom(1)) {
  const { c } = await opened(answer);
  return collect(uidFetch(c, uids, HEAD, never));
}

async function bodies(answer: string, uids: UidSet = uidsFrom(1), heldBytesMax = 10) {
  const { c } = await opened(answer);
  const found: { uid: number; flags: readonly string[] | null; text: string | null; sizeBytes: number }[] = [];
  for await (const body of uidFetchBodies(c, uids, { heldBytesMax }, never)) {
    let text = '';
    for await (const chunk of body.chunks()) text += chunk.toString('latin1');
    found.push({ uid: body.uid, flags: body.flags, text: body.isMissing ? null : text, sizeBytes: body.sizeBytes });
  }
  return found;
}

describe('the heads of messages', () => {
  test('are read, whatever the order and case of their items', async () => {
    const answer =
      '* 1 Fetch (flags (\\Seen $x \\Recent) rfc822.size 12 uid 5 Internaldate "17-Jul-1996 02:44:25 -0700")\r\n';
    expect(await heads(answer)).toEqual([
      {
        is: 'message',
        uid: 5,
        flags: ['\\Seen', '$x'],
        internalDate: Date.UTC(1996, 6, 17, 9, 44, 25),
        sizeBytes: 12,
        modseq: null,
        header: null,
      },
    ]);
  });

  test('come with one field of the header where it was asked for, empty where a message has none', async () => {
    const answer = [
      '* 1 FETCH (UID 5 FLAGS () BODY[HEADER.FIELDS (X-KIND)] {16}',
      'X-Kind: note',
      '',
      ')',
      '* 2 FETCH (UID 6 FLAGS () BODY[HEADER.FIELDS ("X-Kind")] "")',
      '* 3 FETCH (UID 7 FLAGS ())',
      '',
    ].join('\r\n');
    const { c, talk } = await opened(answer);
    const found = await collect(uidFetch(c, uidsFrom(1), { ...HEAD, header: 'X-Kind' }, never));
    expect(found.map((one) => one.is === 'message' && one.header)).toEqual(['X-Kind: note\r\n\r\n', '', null]);
    expect(talk.commands.at(-1)).toContain(' BODY.PEEK[HEADER.FIELDS (X-Kind)])');
  });

  test('that were not asked for, or have no number that is one, are left out', async () => {
    const answer = [
      '* 1 FETCH (UID 4 FLAGS ())',
      '* 2 FETCH (UID 0 FLAGS ())',
      '* 3 FETCH (UID 4294967296 FLAGS ())',
      '* 4 FETCH (FLAGS (\\Seen))',
      '* 5 FETCH (UID 7 FLAGS ())',
      '',
    ].join('\r\n');
    expect((await heads(answer, uidSet([7, 8]))).map((one) => one.is === 'message' && one.uid)).toEqual([7]);
  });

  test.each([
    ['extra parentheses (Domino)', '* 1 FETCH (UID 3 (ENVELOPE (NIL NIL)) FLAGS (\\Seen))\r\n'],
    ['an item without value (Yandex)', '* 1 FETCH (UID 3 FLAGS (\\Seen) BODY[2] )\r\n'],
    ['blanks wherever they fit', '*  1  FETCH  ( UID  3   FLAGS ( \\Seen ) ) \r\n'],
    [
      'items nobody asked for',
      '* 1 FETCH (X-GM-LABELS ("a b" \\Sent) UID 3 MODSEQ (12) FLAGS (\\Seen) X {3}\r\n(() Y NIL)\r\n',
    ],
    ['flags as strings', '* 1 FETCH (UID 3 FLAGS ("\\\\Seen"))\r\n'],
  ])('are read with %s', async (_what, answer) => {
    expect(await heads(answer)).toMatchObject([{ uid: 3, flags: ['\\Seen'] }]);
  });

  test('say what they do not know', async () => {
    expect(await heads('* 1 FETCH (UID 3 INTERNALDATE "yesterday")\r\n')).toMatchObject([
      { uid: 3, flags: null, internalDate: null, sizeBytes: null },
    ]);
  });

  test('come with what is gone', async () => {
    const { c, talk } = await opened('* VANISHED (EARLIER) 3:5,9\r\n* 1 FETCH (UID 6 FLAGS () MODSEQ (7))\r\n');
    const options = { attributes: ['FLAGS'], changedSince: 5n, vanished: true } as const;
    const said = await collect(uidFetch(c, uidsFrom(1), options, never));
    expect(said).toMatchObject([
      {
        is: 'vanished',
        uids: [
          { from: 3, to: 5 },
          { from: 9, to: 9 },
        ],
      },
      { uid: 6, modseq: 7n },
    ]);
    expect(talk.commands.at(-1)).toBe('UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE 5 VANISHED)');
  });

  test.each([
    '* 1 FETCH (UID 3 FLAGS (\\Seen\r\n',
    '* 1 FETCH (UID three)\r\n',
    '* 1 FETCH UID 3\r\n',
    '* 1 FETCH (UID 3 RFC822.SIZE -1)\r\n',
    `* 1 FETCH (UID 3 X ${'('.repeat(100)}${')'.repeat(100)})\r\n`,
  ])('that are no answer end the connection: %j', async (answer) => {
    await expect(heads(answer)).rejects.toThrow(ImapProtocolError);
  });

  test('a refusal comes behind what was answered', async () => {
    const { c } = await opened('* 1 FETCH (UID 3 FLAGS ())\r\n', 'NO [SERVERBUG] some were not to be had');
    const messages = uidFetch(c, uidsFrom(1), HEAD, never);
    expect((await messages.next()).value).toMatchObject({ uid: 3 });
    await expect(messages.next()).rejects.toBeInstanceOf(ImapStatusError);
  });

  test('of a long set are asked for in several commands, sent at once', async () => {
    const { c, talk } = await opened('');
    const set = uidSet(Array.from({ length: 4000 }, (_, at) => 1_000_000 + 2 * at));
    await collect(uidFetch(c, set, HEAD, never));
    const sent = talk.commands.filter((command) => command.startsWith('UID FETCH'));
    expect(sent.length).toBeGreaterThan(3);
    for (const command of sent) expect(command.length).toBeLessThan(8200);
  });
});

describe('the content of messages', () => {
  const long = 'a long text, longer than what is held';
  test.each([
    ['held', '* 1 FETCH (UID 3 FLAGS (x) BODY[] {5}\r\nhello)\r\n', 'hello'],
    ['empty', '* 1 FETCH (UID 3 FLAGS (x) BODY[] {0}\r\n)\r\n', ''],
    ['quoted', '* 1 FETCH (UID 3 FLAGS (x) BODY[] "a \\"b\\"")\r\n', 'a "b"'],
    ['a literal8', '* 1 FETCH (UID 3 FLAGS (x) BODY[] ~{3}\r\na\0b)\r\n', 'a\0b'],
    ['NIL', '* 1 FETCH (UID 3 FLAGS (x) BODY[] NIL)\r\n', null],
    ['streamed', `* 1 FETCH (UID 3 FLAGS (x) BODY[] {${long.length}}\r\n${long})\r\n`, long],
    ['held, with its number behind it', '* 1 FETCH (BODY[] {5}\r\nhello UID 3 FLAGS (x))\r\n', 'hello'],
    ['streamed, with its number behind it', `* 1 FETCH (BODY[] {${long.length}}\r\n${long} FLAGS (x) UID 3)\r\n`, long],
    ['in a response of its own', '* 1 FETCH (UID 3 FLAGS (x))\r\n* 1 FETCH (UID 3 BODY[] {5}\r\nhello)\r\n', 'hello'],
  ])('is read when it is %s', async (_how, answer, text) => {
    expect(await bodies(answer)).toEqual([{ uid: 3, flags: ['x'], text, sizeBytes: text?.length ?? 0 }]);
  });

  test('is passed over when nobody takes it', async () => {
    const answer = [1, 2, 3]
      .map((uid) => `* ${uid} FETCH (UID ${uid} BODY[] {${long.length}}\r\n${long})\r\n`)
      .join('');
    const { c } = await opened(answer, 'OK', { readAheadBytes: 10 });
    const uids: number[] = [];
    for await (const body of uidFetchBodies(c, uidsFrom(1), { heldBytesMax: 10 }, never)) uids.push(body.uid);
    expect(uids).toEqual([1, 2, 3]);
  });

  test('of which nobody says whose it is ends the connection', async () => {
    await expect(bodies('* 1 FETCH (BODY[] {5}\r\nhello)\r\n')).rejects.toThrow(ImapProtocolError);
    await expect(bodies(`* 1 FETCH (BODY[] {${long.length}}\r\n${long})\r\n`)).rejects.toThrow(ImapProtocolError);
  });

  test('of a message that nobody asked for is left out', async () => {
    expect(await bodies('* 1 FETCH (UID 4 BODY[] {5}\r\nhello)\r\n', uidSet([3]))).toEqual([]);
  });

  test('again and again ends the connection', async () => {
    await expect(bodies('* 1 FETCH (UID 3 BODY[] "x")\r\n'.repeat(300), uidSet([3]))).rejects.toThrow(
      'again and again',
    );
  });

  test('twice in one response ends the connection', async () => {
    await expect(bodies('* 1 FETCH (UID 3 BODY[] {1}\r\na BODY[] {1}\r\nb)\r\n')).rejects.toThrow('two bodies');
  });

  test.each([
    ['the command ends', ''],
    ['the next content comes', `* 1 FETCH (UID 3 BODY[] {${long.length}}\r\n${long})\r\n`],
  ])('that comes in a response that turns out to be none fails when %s', async (_when, then) => {
    const odd = `* 1 FETCH ()* 1 FETCH (UID 3 BODY[] {${long.length}}\r\n${long})\r\n`;
    await expect(bodies(`${odd}${then}`)).rejects.toThrow('without an end');
  });

  test('goes on behind a reader who leaves', async () => {
    const answer = [1, 2, 3]
      .map((uid) => `* ${uid} FETCH (UID ${uid} BODY[] {${long.length}}\r\n${long})\r\n`)
      .join('');
    const { c } = await opened(answer, 'OK', { readAheadBytes: 10 });
    for await (const body of uidFetchBodies(c, uidsFrom(1), { heldBytesMax: 10 }, never)) {
      for await (const chunk of body.chunks()) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      break;
    }
    expect(await examine(c, 'x', {}, never)).toMatchObject({ exists: 9 });
  });

  test('cut off in the middle fails with what was there', async () => {
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('UID FETCH')) return false;
        asked.say(`* 1 FETCH (UID 1 BODY[] {1000}\r\nabc`);
        asked.socket.end();
        return true;
      },
    });
    const c = await connectClient(talk.port);
    await examine(c, 'x', {}, never);
    const stream = uidFetchBodies(c, uidsFrom(1), { heldBytesMax: 10 }, never);
    const body = (await stream.next()).value;
    await expect(collect(body?.chunks() ?? [])).rejects.toMatchObject({ reason: 'closed' });
    await expect(stream.next()).rejects.toMatchObject({ reason: 'closed' });
  });
});

test('a header field is read by number', async () => {
  const { c, talk } = await opened(
    '* 1 FETCH (UID 3 BODY[HEADER.FIELDS (DATE)] {13}\r\nDate: today\r\n)\r\n* 2 FETCH (BODY[HEADER.FIELDS ("Date")] "" UID 4)\r\n',
  );
  const found = await uidFetchHeader(c, uidSet([3, 4]), 'Date', never);
  expect([...found]).toEqual([
    [3, 'Date: today\r\n'],
    [4, ''],
  ]);
  expect(talk.commands.at(-1)).toBe('UID FETCH 3:4 (UID BODY.PEEK[HEADER.FIELDS (Date)])');
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
