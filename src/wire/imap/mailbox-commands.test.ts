/** Commands that change or ask for something small, against a server that checks each of them. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { Account } from '../../../sim/imap/account.ts';
import { DEFAULT_FEATURES, type Feature } from '../../../sim/imap/options.ts';
import { startImapServer } from '../../../sim/imap/server.ts';
import { connectClient } from '../../../test/imap/client.ts';
import { startTalk } from '../../../test/imap/talk.ts';
import { instant } from '../../base/clock.ts';
import { ImapTextError } from './bytes/command-text.ts';
import { createMailbox, subscribe } from './create.ts';
import { enable } from './enable.ts';
import { ImapStatusError } from './errors.ts';
import { id } from './id.ts';
import { readCopyUid, uidCopy, uidExpunge, uidMove } from './move.ts';
import { quotaRoot } from './quota.ts';
import { uidSearch } from './search.ts';
import { examine, select } from './select.ts';
import { status } from './status.ts';
import { uidStore } from './store.ts';
import { eachUid, uidSet } from './uid-set.ts';
import { unselect } from './unselect.ts';

const never = new AbortController().signal;

async function start(features: readonly Feature[] = DEFAULT_FEATURES) {
  const account = new Account({ user: 'ann', password: 'pw' });
  const inbox = account.mailbox('INBOX');
  for (let at = 0; at < 5; at++) {
    inbox.add({ bytes: `Message-ID: <${at}@x>\r\n\r\n${'x'.repeat(100 * at)}`, internalDate: instant(0) });
  }
  const server = await startImapServer({ accounts: [account], features, quotaBytes: 1024 * 1024 });
  onTestFinished(() => server.stop());
  return { c: await connectClient(server.port), account, inbox, server };
}

function without(...left: readonly Feature[]): readonly Feature[] {
  return DEFAULT_FEATURES.filter((feature) => !left.includes(feature));
}

describe('SELECT and EXAMINE', () => {
  test('say what the mailbox is', async () => {
    const { c, inbox } = await start();
    const opened = await select(c, 'inbox', { condstore: true }, never);
    expect(opened).toMatchObject({ exists: 5, uidNext: 6, uidValidity: inbox.uidValidity, isReadOnly: false });
    expect(opened.highestModseq).toBe(BigInt(inbox.highestModseq));
    expect((await examine(c, 'INBOX', {}, never)).isReadOnly).toBe(true);
  });

  test('with what is known from before say what is gone since', async () => {
    const { c, inbox } = await start();
    await enable(c, ['QRESYNC'], never);
    const modseq = BigInt(inbox.highestModseq);
    inbox.remove(new Set([2, 3]));
    const qresync = { uidValidity: inbox.uidValidity, modseq };
    expect([...eachUid((await examine(c, 'INBOX', { qresync }, never)).vanished)]).toEqual([2, 3]);
  });

  test.each([
    ['[UIDVALIDITY 0]', null],
    ['[UIDVALIDITY 4294967296]', null],
    ['[UIDVALIDITY -1]', null],
    ['[UIDVALIDITY x]', null],
    ['', null],
    ['[UIDVALIDITY 4294967295]', 4294967295],
  ])('read %s as %j', async (code, uidValidity) => {
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('EXAMINE')) return false;
        asked.answer('OK', `* OK ${code} x`);
        return true;
      },
    });
    const c = await connectClient(talk.port);
    expect(await examine(c, 'x', {}, never)).toMatchObject({ uidValidity });
  });
});

test.each([
  ['UNSELECT', DEFAULT_FEATURES],
  ['CLOSE', without('UNSELECT')],
])('a mailbox is left by %s, with all that is marked as deleted still in it', async (word, features) => {
  const { c, inbox, server } = await start(features);
  inbox.setFlags(2, ['\\Deleted']);
  await examine(c, 'INBOX', {}, never);
  await unselect(c, never);
  expect(server.journal.at(-1)?.line).toBe(word);
  expect(inbox.messages).toHaveLength(5);
  expect((await examine(c, 'INBOX', {}, never)).exists).toBe(5);
});

test('STATUS asks only for what is offered', async () => {
  const { c, server } = await start(['UIDPLUS']);
  const found = await status(c, 'INBOX', ['MESSAGES', 'HIGHESTMODSEQ', 'SIZE'], never);
  expect(found).toMatchObject({ messages: 5, highestModseq: null, sizeBytes: null });
  expect(server.journal.at(-1)?.line).toBe('STATUS INBOX (MESSAGES)');
});

describe('UID SEARCH', () => {
  test('finds by number', async () => {
    const { c } = await start();
    await examine(c, 'INBOX', {}, never);
    const find = async (...keys: Parameters<typeof uidSearch>[1]) => [...eachUid(await uidSearch(c, keys, never))];
    expect(await find({ is: 'all' })).toEqual([1, 2, 3, 4, 5]);
    expect(await find({ is: 'all' }, { is: 'uid', uids: uidSet([1, 4, 5, 9]) })).toEqual([1, 4, 5]);
  });

  test.each([
    ['* SEARCH 2 3 6', [2, 3, 6]],
    ['* SEARCH', []],
    ['* SEARCH 5 3 3 (MODSEQ 12)', [3, 5]],
    ['* ESEARCH (TAG "G3") UID ALL 2,4:6', [2, 4, 5, 6]],
    ['* ESEARCH (TAG "G3") UID', []],
    ['* ESEARCH (TAG "G3") UID MIN 2 MAX 9 ALL 2,9 COUNT 2', [2, 9]],
  ])('reads %s', async (line, uids) => {
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('UID SEARCH')) return false;
        asked.answer('OK', line);
        return true;
      },
    });
    const c = await connectClient(talk.port);
    await examine(c, 'x', {}, never);
    expect([...eachUid(await uidSearch(c, [{ is: 'all' }], never))]).toEqual(uids);
  });
});

describe('nothing from a mail starts a command', () => {
  const evil = 'x\r\nA1 DELETE INBOX\r\n';
  test('in a search, a folder name or a subscription', async () => {
    const talk = await startTalk();
    const c = await connectClient(talk.port);
    await examine(c, evil, {}, never);
    await uidSearch(c, [{ is: 'header', field: 'Message-ID', value: evil }], never);
    await createMailbox(c, evil, {}, never);
    await subscribe(c, evil, never);
    await status(c, evil, ['MESSAGES'], never);
    expect(talk.commands.filter((command) => /^(DELETE|A1)/.test(command))).toEqual([]);
    expect(talk.commands.filter((command) => command.includes(`{${evil.length}+}\r\n${evil}`))).toHaveLength(5);
  });

  test('and what cannot be said is refused before anything is sent', async () => {
    const talk = await startTalk();
    const c = await connectClient(talk.port);
    await examine(c, 'x', {}, never);
    const before = talk.commands.length;
    const header = { is: 'header', field: 'Subject\r\nA1 DELETE', value: '' } as const;
    expect(() => uidSearch(c, [header], never)).toThrow(ImapTextError);
    expect(() => createMailbox(c, 'a\0b', {}, never)).toThrow(ImapTextError);
    await expect(uidStore(c, uidSet([1]), { how: 'add', flags: ['a b'] }, never)).rejects.toThrow(ImapTextError);
    expect(talk.commands).toHaveLength(before);
  });
});

describe('STORE, COPY, MOVE and EXPUNGE', () => {
  test('set, add and remove flags', async () => {
    const { c, inbox } = await start();
    await select(c, 'INBOX', {}, never);
    await uidStore(c, uidSet([1, 2, 99]), { how: 'replace', flags: ['\\Seen', 'blue'] }, never);
    await uidStore(c, uidSet([1]), { how: 'remove', flags: ['blue'] }, never);
    await uidStore(c, uidSet([2]), { how: 'add', flags: ['\\Flagged'] }, never);
    expect([1, 2].map((uid) => [...(inbox.find(uid)?.flags ?? [])].sort())).toEqual([
      ['\\Seen'],
      ['\\Flagged', '\\Seen', 'blue'],
    ]);
  });

  test.each([
    { what: 'MOVE', features: DEFAULT_FEATURES },
    { what: 'COPY and EXPUNGE', features: without('MOVE') },
  ])('move by $what, and nothing else that is marked is removed', async ({ features }) => {
    const { c, inbox, account } = await start(features);
    account.add('There');
    inbox.setFlags(5, ['\\Deleted']);
    await select(c, 'INBOX', {}, never);
    const moved = await uidMove(c, uidSet([2, 3]), 'There', never);
    expect([...(moved?.uids ?? [])]).toEqual([
      [2, 1],
      [3, 2],
    ]);
    expect(inbox.messages.map(({ uid }) => uid)).toEqual([1, 4, 5]);
    expect(account.mailbox('There').messages).toHaveLength(2);
  });

  test('copy, and leave the original', async () => {
    const { c, inbox, account } = await start(without('UIDPLUS'));
    account.add('There');
    await select(c, 'INBOX', {}, never);
    expect(await uidCopy(c, uidSet([2]), 'There', never)).toBeNull();
    expect(inbox.messages).toHaveLength(5);
    await uidExpunge(c, uidSet([2]), never);
    expect(inbox.messages).toHaveLength(5);
  });

  test.each(['9 1:3 5:6', 'x 1 2', '9 1', '9 1:4294967295 1:4294967295'])(
    'an answer that does not pair up is no answer: %s',
    (text) => {
      expect(readCopyUid(text, 3)).toBeNull();
    },
  );
});

test('CREATE says ALREADYEXISTS, and what the folder is for', async () => {
  const { c, account } = await start();
  await createMailbox(c, 'Gone out', { use: '\\Sent' }, never);
  expect([...account.mailboxes.keys()]).toContain('Gone out');
  const error = await createMailbox(c, 'Gone out', {}, never).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ImapStatusError);
  expect(error).toMatchObject({ code: { name: 'ALREADYEXISTS' } });
});

test('QUOTA and ID are asked, and are empty where they are not offered', async () => {
  const { c } = await start();
  const [quota] = await quotaRoot(c, 'INBOX', never);
  expect(quota?.resources.get('STORAGE')).toMatchObject({ limit: 1024 });
  expect((await id(c, { name: 'a "test"', version: '1' }, never)).size).toBeGreaterThan(0);
  const { c: plain } = await start([]);
  expect(await quotaRoot(plain, 'INBOX', never)).toEqual([]);
  expect(await id(plain, {}, never)).toEqual(new Map());
});

test('ENABLE asks for what is offered and keeps what was agreed', async () => {
  const { c, server } = await start();
  expect([...(await enable(c, ['QRESYNC', 'UTF8=ACCEPT'], never))].sort()).toContain('QRESYNC');
  expect(server.journal.at(-1)?.line).toBe('ENABLE QRESYNC');
});
