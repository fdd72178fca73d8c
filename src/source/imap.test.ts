import { readdir, rm } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Account, type Mailbox } from '../../sim/imap/account.ts';
import type { Fault, FaultAction } from '../../sim/imap/fault.ts';
import { DEFAULT_FEATURES, type Feature } from '../../sim/imap/options.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { all, never } from '../../test/contract/contract.ts';
import { openSource } from '../../test/imap/source.ts';
import { FULL, startTalk } from '../../test/imap/talk.ts';
import { instant } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import type { SourceFolder } from '../model/folder.ts';
import type { Cursor, Item, SourceRef } from '../model/item.ts';
import type { Source, Unreadable } from '../model/source.ts';
import { ImapStatusError } from '../wire/imap/errors.ts';

const AT = instant(Date.UTC(2019, 2, 4, 5, 6, 7));

interface Rig {
  readonly source: Source;
  readonly inbox: Mailbox;
  readonly account: Account;
  readonly server: RunningImapServer;
  readonly pauses: readonly number[];
  readonly spoolFolder: string;
  readonly folder: () => Promise<SourceFolder>;
  readonly refs: () => Promise<SourceRef[]>;
}

async function start(
  count: number,
  faults: readonly Fault[] = [],
  features: readonly Feature[] = DEFAULT_FEATURES,
): Promise<Rig> {
  const account = new Account({ user: 'ann', password: 'pw' });
  const inbox = account.mailbox('INBOX');
  for (let at = 1; at <= count; at++) inbox.add({ bytes: textOf(at), internalDate: AT });
  const server = await startImapServer({ accounts: [account], features });
  onTestFinished(() => server.stop());
  const { source, clock, spoolFolder } = await openSource(server.port);
  const folder = async (): Promise<SourceFolder> => {
    const [found] = await source.folders(never());
    if (found === undefined) throw new Error('there is an inbox');
    return found;
  };
  const refs = async () => (await list(source, await folder())).heads.map((head) => head.ref);
  const rig = { source, inbox, account, server, pauses: clock.pauses, spoolFolder, folder, refs };
  server.setFaults(faults);
  return rig;
}

function textOf(at: number): string {
  return `Subject: message ${at}\r\n\r\n${'x'.repeat(at)}`;
}

async function list(
  source: Source,
  folder: SourceFolder,
  cursor: Cursor | null = null,
  known: readonly SourceRef[] = [],
) {
  async function* pages() {
    yield known;
  }
  const found = await all(source.list(folder, { cursor, known: pages }, never()));
  return {
    heads: found.flatMap((page) => page.heads),
    gone: found.flatMap((page) => page.gone),
    next: found.at(-1)?.next ?? cursor,
    pages: found,
  };
}

async function read(source: Source, folder: SourceFolder, refs: readonly SourceRef[]) {
  const texts = new Map<string, string>();
  for (const one of await all(source.read(folder, refs, never()))) {
    texts.set(one.ref, isUnreadable(one) ? `unreadable: ${one.unreadable}` : await textIn(one));
  }
  return texts;
}

function isUnreadable(one: Item | Unreadable): one is Unreadable {
  return 'unreadable' in one;
}

async function textIn({ content }: Item): Promise<string> {
  return content.is === 'held' ? content.bytes.toString() : Buffer.concat(await all(content.open())).toString();
}

function fault(on: RegExp, does: FaultAction, nth?: Fault['nth']): Fault {
  return { on, does, ...(nth === undefined ? {} : { nth }) };
}

async function caught(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing',
    (error: unknown) => error,
  );
}

describe('a line that breaks', () => {
  const breaks: readonly FaultAction[] = [
    { is: 'close', when: 'before' },
    { is: 'cut-answer', afterBytes: 300 },
    { is: 'cut-literal', afterBytes: 5 },
    { is: 'answer', text: 'BYE Too many errors', when: 'before' },
    { is: 'answer', text: 'NO [UNAVAILABLE] try again', when: 'before' },
    { is: 'lie', bytes: 500 },
    { is: 'lie', bytes: -3 },
  ];
  test.each(breaks)('while messages are read is made again, and every message comes once: %j', async (does) => {
    const { source, folder, refs, server } = await start(30);
    const asked = await refs();
    server.setFaults([fault(/^UID FETCH/, does, 1), fault(/^UID FETCH/, does, 3)]);
    const items = await all(source.read(await folder(), asked, never()));
    expect(items.map((item) => item.ref).sort()).toEqual([...asked].sort());
    const texts: string[] = [];
    for (const item of items) texts.push(isUnreadable(item) ? item.unreadable : await textIn(item));
    expect(texts.sort()).toEqual(asked.map((_ref, at) => textOf(at + 1)).sort());
  });

  test('while a folder is listed is made again, and the listing goes on where it was', async () => {
    const { source, folder, server } = await start(5000);
    server.setFaults([fault(/^UID FETCH/, { is: 'cut-answer', afterBytes: 300_000 })]);
    const { heads } = await list(source, await folder());
    expect(new Set(heads.map((head) => head.ref)).size).toBe(5000);
    expect(heads.length).toBeLessThan(6000);
    expect(server.connectionsCount).toBe(2);
    const fetched = server.journal.map(({ line }) => line).filter((line) => line.startsWith('UID FETCH'));
    expect(fetched.at(-1)).toMatch(/^UID FETCH [2-9]\d{3}:\*/);
  });

  test('while folders are listed is made again', async () => {
    const { source, server } = await start(1);
    server.setFaults([fault(/^LIST/, { is: 'close', when: 'before' })]);
    expect(await source.folders(never())).toHaveLength(1);
  });

  test('under five reads at once is one break, and each read goes on', async () => {
    const { source, folder, refs, server, pauses } = await start(50);
    const asked = await refs();
    const opened = await folder();
    server.setFaults([1, 2, 3].map((nth) => fault(/^UID FETCH/, { is: 'close', when: 'before' }, nth)));
    const batches = [0, 10, 20, 30, 40].map((from) => read(source, opened, asked.slice(from, from + 10)));
    const texts = await Promise.all(batches);
    expect(texts.flatMap((batch) => [...batch.values()])).toEqual(asked.map((_ref, at) => textOf(at + 1)));
    expect(Math.max(...pauses)).toBeLessThan(500 * 2 ** 3 * 1.5);
  });

  test('over the sizes of folders is made again, and they are not asked for a second time', async () => {
    const { source, server } = await start(1);
    server.setFaults([fault(/^LIST.*SIZE/, { is: 'close', when: 'before' }, 'each')]);
    expect(await source.folders(never())).toMatchObject([{ itemsCount: 1, bytesCount: null }]);
  });

  test('again and again, with nothing in between, is given up after a few growing pauses', async () => {
    const { source, server, pauses } = await start(1);
    server.setFaults([fault(/^LIST/, { is: 'close', when: 'before' }, 'each')]);
    const error = await caught(source.folders(never()));
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code: 'connection.lost' });
    expect(pauses).toHaveLength(5);
    expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(60_000);
  });

  test('is left for as long as the server asks, but not for ever', async () => {
    const { source, server, pauses } = await start(1);
    server.setFaults([
      fault(/^LIST/, { is: 'answer', text: 'NO Suggested Backoff Time: 299961 milliseconds', when: 'before' }, 1),
      fault(/^LIST/, { is: 'answer', text: 'NO Suggested Backoff Time: 31536000000 milliseconds', when: 'before' }, 2),
    ]);
    await source.folders(never());
    expect(pauses).toEqual([299_961, 15 * 60_000]);
  });

  test('at a server that is starting again is tried until it answers', async () => {
    const { source, server } = await start(1);
    server.setFaults([
      fault(/^LIST/, { is: 'close', when: 'before' }),
      fault(/^CONNECT/, { is: 'answer', text: 'BYE [UNAVAILABLE] starting', when: 'before' }, 1),
      fault(/^CONNECT/, { is: 'close', when: 'before' }, 2),
    ]);
    expect(await source.folders(never())).toHaveLength(1);
    expect(server.connectionsCount).toBe(4);
  });
});

describe('the sign-in', () => {
  test('that is refused is final: no second try locks the account', async () => {
    const account = new Account({ user: 'ann', password: 'other' });
    const server = await startImapServer({ accounts: [account] });
    onTestFinished(() => server.stop());
    const error = await caught(openSource(server.port));
    expect(error).toMatchObject({ code: 'source.sign-in-refused', facts: { host: '127.0.0.1', user: 'ann' } });
    expect(server.connectionsCount).toBe(1);
  });

  test('that is refused half-way, because somebody changed the password, is final too', async () => {
    const { source, server } = await start(3);
    server.setFaults([
      fault(/^LIST/, { is: 'close', when: 'before' }),
      fault(/^(LOGIN|AUTHENTICATE)/, { is: 'answer', text: 'NO [AUTHENTICATIONFAILED] no', when: 'before' }, 'each'),
    ]);
    expect(await caught(source.folders(never()))).toMatchObject({ code: 'source.sign-in-refused' });
    expect(server.connectionsCount).toBe(2);
  });

  test.each([
    'NO [UNAVAILABLE] busy',
    'NO [LIMIT] too many',
    'NO [INUSE] x',
    'NO Suggested Backoff Time: 10 milliseconds',
  ])('that is only throttled (%s) is tried again', async (text) => {
    const { source, server } = await start(1);
    server.setFaults([
      fault(/^LIST/, { is: 'close', when: 'before' }),
      fault(/^(LOGIN|AUTHENTICATE)/, { is: 'answer', text, when: 'before' }),
    ]);
    expect(await source.folders(never())).toHaveLength(1);
  });

  test.each([
    [{ host: '192.0.2.1' }, 'connection.tls-missing'],
    [{ port: 1 }, 'connection.refused'],
  ])('at %j fails at once', async (server, code) => {
    const options = { host: '127.0.0.1', port: 1, tls: 'none', ca: null, ...server } as const;
    expect(await caught(openSource(1, { server: options }))).toMatchObject({ code });
  });
});

describe('a message the server makes trouble with', () => {
  const refusal: FaultAction = { is: 'answer', text: 'NO [SERVERBUG] internal error', when: 'before' };

  test('is unreadable, and the others of its batch come', async () => {
    const { source, folder, refs, server } = await start(5);
    const asked = await refs();
    server.setFaults([fault(/^UID FETCH (1:5|2:5|3:5|3) /, refusal, 'each')]);
    const texts = await read(source, await folder(), asked);
    expect(texts.size).toBe(5);
    expect(texts.get(asked[2] ?? '')).toBe('unreadable: internal error');
    expect(texts.get(asked[4] ?? '')).toBe(textOf(5));
  });

  test('because it drops the line each time is unreadable, and the others come', async () => {
    const { source, folder, refs, server } = await start(5);
    const asked = await refs();
    const holding = /^UID FETCH (1:5|2:5|3:5|2,|3,|3 |\S*3)/;
    server.setFaults([fault(holding, { is: 'close', when: 'before' }, 'each')]);
    const texts = await read(source, await folder(), asked);
    expect([...texts].filter(([, text]) => text.startsWith('unreadable'))).toHaveLength(1);
    expect(texts.get(asked[2] ?? '')).toMatch(/^unreadable: the server closed/);
    expect(texts.size).toBe(5);
  });

  test('that was removed meanwhile is missing, and no exception', async () => {
    const { source, folder, refs, inbox } = await start(5);
    const asked = await refs();
    const texts = read(source, await folder(), asked);
    inbox.remove(new Set([2, 4]));
    expect([...(await texts).keys()]).toEqual([asked[0], asked[2], asked[4]]);
  });

  test.each([
    { what: 'sends NIL for', answer: '* 2 FETCH (UID 2 FLAGS () BODY[] NIL)' },
    { what: 'says nothing of', answer: '* OK nothing' },
  ])('that the server lists and $what is unreadable', async ({ answer }) => {
    const talk = await startTalk({
      on: (asked) => {
        if (asked.command.startsWith('UID FETCH')) {
          asked.answer(
            'OK',
            '* 1 FETCH (UID 1 FLAGS () INTERNALDATE "17-Jul-1996 02:44:25 -0700" BODY[] "one")',
            answer,
          );
        } else if (asked.command.startsWith('UID SEARCH')) asked.answer('OK', '* ESEARCH (TAG "x") UID ALL 1:2');
        else return false;
        return true;
      },
    });
    const { source } = await openSource(talk.port);
    const texts = await read(source, plainFolder('x'), ['7:1', '7:2', '6:3'] as SourceRef[]);
    expect([...texts]).toEqual([
      ['7:1', 'one'],
      ['7:2', expect.stringContaining('unreadable')],
    ]);
  });

  test('larger than can be moved is unreadable, whatever the listing said', async () => {
    const size = 161 * 1024 * 1024;
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('UID FETCH')) return false;
        asked.say(`* 1 FETCH (UID 1 FLAGS () INTERNALDATE "17-Jul-1996 02:44:25 -0700" BODY[] {${size}}\r\n`);
        for (let sent = 0; sent < size; sent += 1024 * 1024) asked.say(Buffer.alloc(1024 * 1024));
        asked.answer('OK', ')');
        return true;
      },
    });
    const { source, spoolFolder } = await openSource(talk.port);
    const texts = await read(source, plainFolder('x'), ['7:1'] as SourceRef[]);
    expect(texts.get('7:1')).toMatch(/^unreadable: it has 168820736 bytes/);
    expect(await readdir(spoolFolder)).toEqual([]);
  });
});

describe('a folder that is numbered anew', () => {
  test('between listing and reading has none of the messages that were listed', async () => {
    const { server, folder, refs, inbox } = await start(5);
    const asked = await refs();
    inbox.renumber();
    const { source: lane } = await openSource(server.port);
    expect(await read(lane, await folder(), asked)).toEqual(new Map());
  });

  test('while it is listed is listed whole, and no number of before is given', async () => {
    const { source, folder, server, inbox } = await start(50);
    const { next, heads } = await list(source, await folder());
    server.setFaults([fault(/^EXAMINE/, { is: 'renumber', mailbox: 'INBOX' })]);
    const after = await list(
      source,
      await folder(),
      next,
      heads.map((head) => head.ref),
    );
    expect(after.pages[0]?.renumbered).toBe(true);
    expect(after.heads.map((head) => head.ref)).toEqual(inbox.messages.map(({ uid }) => `${inbox.uidValidity}:${uid}`));
  });

  test('to a smaller UIDVALIDITY is numbered anew as well', async () => {
    const { source, folder, inbox } = await start(3);
    const { next } = await list(source, await folder());
    inbox.uidValidity -= 100;
    expect((await list(source, await folder(), next)).pages[0]?.renumbered).toBe(true);
  });
});

describe('a listing', () => {
  test('of an empty folder sends no FETCH at all', async () => {
    const { source, folder, server, account } = await start(0);
    await list(source, await folder());
    const gone = await list(
      source,
      await folder(),
      `${account.mailbox('INBOX').uidValidity}/5/1` as Cursor,
      ['a', 'b'] as SourceRef[],
    );
    expect(gone.gone).toEqual(['a', 'b']);
    expect(server.journal.filter(({ line }) => line.startsWith('UID'))).toEqual([]);
  });

  test('of a folder in which nothing changed sends an EXAMINE and nothing else, and gives no page', async () => {
    const { source, folder, server } = await start(5);
    const { next } = await list(source, await folder());
    const before = server.journal.length;
    expect((await list(source, { ...(await folder()) }, next)).pages).toEqual([]);
    expect(server.journal.slice(before).map(({ line }) => line.split(' ')[0])).toEqual([
      'NAMESPACE',
      'LIST',
      'EXAMINE',
    ]);
  });

  test('asks for what changed and what is new at once', async () => {
    const { source, folder, server, inbox } = await start(5);
    const { next } = await list(source, await folder());
    inbox.setFlags(2, ['\\Seen']);
    inbox.remove(new Set([3]));
    inbox.add({ bytes: 'new', internalDate: AT });
    const before = server.journal.length;
    const after = await list(source, await folder(), next);
    expect(after.heads.map((head) => head.ref.split(':')[1])).toEqual(['2', '6']);
    expect(after.gone.map((ref) => ref.split(':')[1])).toEqual(['3']);
    const sent = server.journal.slice(before).map(({ line }) => line);
    expect(sent.filter((line) => line.startsWith('UID'))).toEqual([
      expect.stringMatching(/^UID FETCH 1:5 \(UID FLAGS INTERNALDATE RFC822.SIZE\) \(CHANGEDSINCE \d+ VANISHED\)/),
      'UID FETCH 6:* (UID FLAGS INTERNALDATE RFC822.SIZE)',
    ]);
  });

  test('with a cursor of somebody else begins anew and says so', async () => {
    const { source, folder } = await start(2);
    const { heads, pages } = await list(source, await folder(), 'nonsense' as Cursor);
    expect(heads).toHaveLength(2);
    expect(pages[0]?.renumbered).toBe(true);
  });
});

describe('what a server leaves out of a listing', () => {
  async function listing(fetches: readonly string[][]) {
    let at = 0;
    const talk = await startTalk({
      capabilities: FULL.replace('CONDSTORE QRESYNC ', ''),
      on: (asked) => {
        if (!asked.command.startsWith('UID FETCH')) return false;
        asked.answer('OK', ...(fetches[at++] ?? []));
        return true;
      },
    });
    const { source } = await openSource(talk.port);
    return (await list(source, plainFolder('x'))).heads;
  }

  test('is asked for once more, and put together from pieces', async () => {
    const heads = await listing([
      ['* 1 FETCH (UID 1 FLAGS (\\SEEN))', '* 1 FETCH (UID 1 RFC822.SIZE 12)', '* 2 FETCH (UID 2 FLAGS ())'],
      ['* 1 FETCH (UID 1 FLAGS (\\Seen) RFC822.SIZE 12 INTERNALDATE "17-Jul-1996 02:44:25 -0700")'],
      [],
    ]);
    expect(heads).toEqual([
      { ref: '7:1', kind: 'message', version: 'seen', sizeBytes: 12, receivedAt: Date.UTC(1996, 6, 17, 9, 44, 25) },
    ]);
  });

  test('a date is taken from the header where the server has none, and is the beginning of time where there is none at all', async () => {
    const undated = [
      '* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 1)',
      '* 2 FETCH (UID 2 FLAGS () RFC822.SIZE 1 INTERNALDATE NIL)',
    ];
    const header = 'Date: Mon, 4 Mar 2019 05:06:07 +0000\r\n\r\n';
    const heads = await listing([
      undated,
      undated,
      [`* 1 FETCH (UID 1 BODY[HEADER.FIELDS (Date)] {${header.length}}\r\n${header})`],
    ]);
    expect(heads.map((head) => head.receivedAt)).toEqual([AT, 0]);
  });

  test('numbers in any order are all listed', async () => {
    const line = (uid: number) =>
      `* 1 FETCH (UID ${uid} FLAGS () RFC822.SIZE 1 INTERNALDATE "17-Jul-1996 02:44:25 -0700")`;
    const heads = await listing([[9, 3, 4_294_967_295, 1].map(line)]);
    expect(heads.map((head) => head.ref)).toEqual(['7:9', '7:3', '7:4294967295', '7:1']);
  });
});

describe('flags and keywords', () => {
  test.each([
    [['\\SEEN', '\\answered', '\\Recent', '\\*', '\\Deleted'], 'answered seen'],
    [['$forwarded'], 'forwarded'],
    [['Forwarded', '\\Flagged', '\\Draft'], 'draft flagged forwarded'],
    [['b', 'A', '$MDNSent', 'NonJunk'], '\n$MDNSent\nA\nNonJunk\nb'],
  ])('%j', async (flags, version) => {
    const { source, folder, inbox } = await start(1);
    inbox.setFlags(1, flags);
    expect((await list(source, await folder())).heads.map((head) => head.version)).toEqual([version]);
  });
});

describe('large messages', () => {
  test('wait in the spool folder under no name, and a full disk is said as such', async () => {
    const { source, folder, refs, inbox, spoolFolder } = await start(0);
    inbox.add({ bytes: Buffer.alloc(3_000_000, 'x'), internalDate: AT });
    const [item] = await all(source.read(await folder(), await refs(), never()));
    if (item === undefined || isUnreadable(item) || item.content.is === 'held')
      throw new Error('a large item is spooled');
    expect(await readdir(spoolFolder)).toEqual([]);
    expect((await textIn(item)).length).toBe(3_000_000);
    await item.content.drop();
    await rm(spoolFolder, { recursive: true });
    expect(await caught(all(source.read(await folder(), await refs(), never())))).toMatchObject({
      code: 'spool.not-writable',
    });
  });
});

test('a folder that the server does not open fails with its name, and with the words of the server', async () => {
  const { source, folder, server } = await start(1);
  const opened = await folder();
  server.setFaults([fault(/^EXAMINE/, { is: 'answer', text: 'NO [NOPERM] not yours', when: 'before' }, 'each')]);
  const error = await caught(list(source, opened));
  expect(error).toMatchObject({ code: 'source.folder-refused', facts: { folder: 'INBOX', reason: 'not yours' } });
  expect((error as Failure).cause).toBeInstanceOf(ImapStatusError);
});

test('no secret is in any failure', async () => {
  const { server } = await start(1);
  const credentials = { user: 'ann', secret: new Secret('hunter2'), mechanism: 'auto' } as const;
  const error = await caught(openSource(server.port, { credentials }));
  expect(`${JSON.stringify(error)} ${String(error)} ${String((error as Failure).cause)}`).not.toContain('hunter2');
});

function plainFolder(serverName: string): SourceFolder {
  return {
    path: [serverName],
    role: 'plain',
    kind: 'message',
    holdsItems: true,
    itemsCount: null,
    bytesCount: null,
    serverName,
    stamp: null,
  };
}
