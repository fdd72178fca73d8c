import { describe, expect, onTestFinished, test } from 'vitest';
import { Account } from '../../../sim/imap/account.ts';
import { DEFAULT_FEATURES } from '../../../sim/imap/options.ts';
import { startImapServer } from '../../../sim/imap/server.ts';
import { connectClient } from '../../../test/imap/client.ts';
import { type Asked, FULL, startTalk } from '../../../test/imap/talk.ts';
import { ImapProtocolError } from './errors.ts';
import { listMailboxes } from './list.ts';
import { namespace } from './namespace.ts';

const never = new AbortController().signal;
const STATUS = ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', 'HIGHESTMODSEQ', 'SIZE'] as const;

/** What LIST makes of these lines. */
async function listed(...lines: readonly string[]) {
  const talk = await startTalk({
    on: (asked) => {
      if (!asked.command.startsWith('LIST')) return false;
      asked.answer('OK', ...lines);
      return true;
    },
  });
  return listMailboxes(await connectClient(talk.port), {}, never);
}

describe('the mailboxes of a server', () => {
  test.each([
    ['* LIST (\\HasNoChildren) "/" "INBOX"', 'INBOX', '/'],
    ['* List () "." INBOX.Sent', 'INBOX.Sent', '.'],
    ['* LIST (\\Noinferiors) "\\\\" Inbox', 'Inbox', '\\'],
    ['* LIST () NIL Flat', 'Flat', null],
    ['* LIST () "" Flat', 'Flat', null],
    ['* LIST () "/" {6}\r\na\r\nb"c', 'a\r\nb"c', '/'],
    ['* LIST () "/" "a \\"b\\" \\\\ % * {5}"', 'a "b" \\ % * {5}', '/'],
    ['* LIST () "/" NIL', 'NIL', '/'],
    ['* LIST () "/" "x" ("CHILDINFO" ("SUBSCRIBED"))', 'x', '/'],
    ['* LIST () "/" gr\xfcn', 'gr\xfcn', '/'],
  ])('%s', async (line, mailbox, delimiter) => {
    expect(await listed(line)).toEqual([{ mailbox, delimiter, attributes: expect.anything(), status: null }]);
  });

  test('have their attributes in lower case', async () => {
    const [one] = await listed('* LIST (\\HasNoChildren \\SENT) "/" x');
    expect([...(one?.attributes ?? [])]).toEqual(['\\hasnochildren', '\\sent']);
  });

  test('are listed once, however often a server says them', async () => {
    expect(await listed('* LIST () "/" x', '* LIST () "/" x', '* LIST () "/" ""')).toHaveLength(1);
  });

  test.each(['* LIST', '* LIST (', '* LIST () "/"', '* LIST () "/" "x', '* LIST x "/" y'])(
    'are not made up of %s',
    async (line) => {
      await expect(listed(line)).rejects.toThrow(ImapProtocolError);
    },
  );

  test('are limited in number', async () => {
    const lines = Array.from({ length: 30 }, (_, at) => `* LIST () "/" x${at}`);
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('LIST')) return false;
        asked.answer('OK', ...lines);
        return true;
      },
    });
    const c = await connectClient(talk.port, { limits: { gatheredMax: 20 } });
    await expect(listMailboxes(c, {}, never)).rejects.toThrow('too many');
  });
});

describe('their counts', () => {
  const account = new Account({ user: 'ann', password: 'pw' });
  account.add('Only', { isSelectable: false });
  account.add('Sent', { specialUse: '\\Sent' });
  account.mailbox('INBOX').add({ bytes: 'x'.repeat(100), internalDate: 0 as never });

  test.each([
    { how: 'one command', features: DEFAULT_FEATURES, commands: [/^LIST "" "\*" RETURN \(SPECIAL-USE STATUS \(/] },
    {
      how: 'a STATUS each, but for names that are only names',
      features: DEFAULT_FEATURES.filter((one) => !one.startsWith('LIST-')),
      commands: [/^LIST "" "\*"$/, /^STATUS INBOX \(MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ SIZE\)/, /^STATUS Sent/],
    },
    {
      how: 'what the server offers',
      features: [],
      commands: [/^LIST/, /^STATUS INBOX \(MESSAGES UIDNEXT UIDVALIDITY\)$/, /^STATUS Sent/],
    },
  ])('come with $how', async ({ features, commands }) => {
    const server = await startImapServer({ accounts: [account], features });
    onTestFinished(() => server.stop());
    const c = await connectClient(server.port);
    const found = await listMailboxes(c, { status: STATUS }, never);
    const sent = server.journal.map(({ line }) => line).filter((line) => /^(LIST|STATUS)/.test(line));
    expect(sent).toEqual(commands.map((command) => expect.stringMatching(command)));
    expect(found.map((one) => [one.mailbox, one.status?.messages ?? null])).toEqual([
      ['INBOX', 1],
      ['Only', null],
      ['Sent', 0],
    ]);
    const [inbox] = found;
    expect(inbox?.status?.uidNext).toBe(2);
    if (features.length > 0) expect(inbox?.status).toMatchObject({ sizeBytes: 100, highestModseq: 2n });
  });

  test('of 2,000 mailboxes cost one round trip more where LIST-STATUS is missing', async () => {
    const waiting: Asked[] = [];
    const talk = await startTalk({
      capabilities: FULL.replace('LIST-STATUS ', ''),
      on: (asked) => {
        if (asked.command.startsWith('LIST')) {
          asked.answer('OK', ...Array.from({ length: 2000 }, (_, at) => `* LIST () "/" "f ${at}"`));
          return true;
        }
        if (!asked.command.startsWith('STATUS')) return false;
        waiting.push(asked);
        if (waiting.length === 2000) {
          for (const one of waiting) {
            const name = /"(.*)"/.exec(one.command)?.[1] ?? '';
            one.answer('OK', `* STATUS "${name}" (MESSAGES ${name.slice(2)})`);
          }
        }
        return true;
      },
    });
    const found = await listMailboxes(await connectClient(talk.port), { status: ['MESSAGES'] }, never);
    expect(found.map(({ status }) => status?.messages)).toEqual(found.map((_one, at) => at));
  });

  test('are left out for a mailbox that the server does not open', async () => {
    const talk = await startTalk({
      capabilities: 'IMAP4rev1',
      on: (asked) => {
        if (asked.command.startsWith('LIST')) asked.answer('OK', '* LIST () "/" a', '* LIST () "/" b');
        else if (asked.command.startsWith('STATUS a')) asked.answer('NO [NOPERM] not yours');
        else if (asked.command.startsWith('STATUS b')) asked.answer('OK', '* STATUS b (MESSAGES 3 X-ODD (1 2))');
        else return false;
        return true;
      },
    });
    const found = await listMailboxes(await connectClient(talk.port), { status: ['MESSAGES'] }, never);
    expect(found.map(({ status }) => status?.messages ?? null)).toEqual([null, 3]);
  });
});

test.each([
  ['* NAMESPACE (("" "/")) NIL NIL', [['', '/']], 0],
  ['* NAMESPACE (("INBOX." ".")) NIL (("Shared." "."))', [['INBOX.', '.']], 1],
  ['* NAMESPACE (("" "\\\\")) (("Other\\\\" "\\\\")) (("Shared\\\\" "\\\\"))', [['', '\\']], 1],
  [
    '* NAMESPACE (("" "/" "X-PARAM" ("FLAG1" "FLAG2"))("#mh/" "/")) NIL NIL',
    [
      ['', '/'],
      ['#mh/', '/'],
    ],
    0,
  ],
  ['* NAMESPACE (("" NIL)) NIL NIL', [['', null]], 0],
  ['* NAMESPACE NIL NIL NIL', [], 0],
])('%s is read', async (line, personal, sharedCount) => {
  const talk = await startTalk({
    on: (asked) => {
      if (asked.command !== 'NAMESPACE') return false;
      asked.answer('OK', line);
      return true;
    },
  });
  const found = await namespace(await connectClient(talk.port), never);
  expect(found.personal.map(({ prefix, delimiter }) => [prefix, delimiter])).toEqual(personal);
  expect(found.shared).toHaveLength(sharedCount);
});
