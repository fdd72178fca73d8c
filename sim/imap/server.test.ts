import { afterEach, describe, expect, test } from 'vitest';
import { instant } from '../../src/base/clock.ts';
import { makeAuthority } from '../tls.ts';
import { Account } from './account.ts';
import { type Dialogue, openDialogue } from './dialogue.ts';
import { DEFAULT_FEATURES, type Feature, type ImapServerOptions } from './options.ts';
import { type RunningImapServer, startImapServer } from './server.ts';

const AT = instant(Date.UTC(2019, 2, 4, 5, 6, 7));
const HELLO = 'From: a@example.com\r\nSubject: Hello\r\n\r\nHi.\r\n';

const opened: { readonly dialogues: Dialogue[]; readonly servers: RunningImapServer[] } = {
  dialogues: [],
  servers: [],
};
afterEach(async () => {
  for (const dialogue of opened.dialogues.splice(0)) dialogue.close();
  for (const server of opened.servers.splice(0)) await server.stop();
});

async function started(options: Partial<ImapServerOptions> = {}) {
  const account = new Account({ user: 'ann', password: 'pw', token: 'tok' });
  const server = await startImapServer({ accounts: [account], ...options });
  opened.servers.push(server);
  return { account, server };
}

async function connected(server: RunningImapServer, ca?: string): Promise<Dialogue> {
  const dialogue = await openDialogue(server.port, ca === undefined ? {} : { ca });
  opened.dialogues.push(dialogue);
  return dialogue;
}

async function signedIn(options: Partial<ImapServerOptions> = {}) {
  const { account, server } = await started(options);
  const dialogue = await connected(server);
  await dialogue.line();
  expect((await dialogue.ask('LOGIN ann pw')).at(-1)).toMatch(/^OK/);
  return { account, server, dialogue };
}

function without(...left: readonly Feature[]): readonly Feature[] {
  return DEFAULT_FEATURES.filter((feature) => !left.includes(feature));
}

describe('signing in', () => {
  test('greets with its capabilities, also when asked', async () => {
    const { server } = await started({ messageBytesMax: 1000 });
    const dialogue = await connected(server);
    expect(await dialogue.line()).toMatch(/^\* OK \[CAPABILITY IMAP4rev1 .*MULTIAPPEND.* APPENDLIMIT=1000\]/);
    expect((await dialogue.ask('CAPABILITY'))[0]).toMatch(/^\* CAPABILITY IMAP4rev1 .*UIDPLUS/);
    expect(await dialogue.ask('SELECT INBOX')).toEqual(['BAD sign in first']);
  });

  test.each([
    ['LOGIN ann pw', /^OK/],
    ['LOGIN "ann" "pw"', /^OK/],
    ['LOGIN ann wrong', /^NO \[AUTHENTICATIONFAILED\]/],
    [`AUTHENTICATE PLAIN ${base64('\0ann\0pw')}`, /^OK/],
    [`AUTHENTICATE PLAIN ${base64('\0ann\0no')}`, /^NO/],
    [`AUTHENTICATE XOAUTH2 ${base64('user=ann\u0001auth=Bearer tok\u0001\u0001')}`, /^OK/],
    ['AUTHENTICATE LOGIN', /^NO/],
  ])('%s is answered %s', async (command, answer) => {
    const { server } = await started();
    const dialogue = await connected(server);
    await dialogue.line();
    expect((await dialogue.ask(command)).at(-1)).toMatch(answer);
  });

  test('a password may be a literal, and is asked for when the literal waits', async () => {
    const { server } = await started();
    const dialogue = await connected(server);
    await dialogue.line();
    dialogue.send('a LOGIN ann {2}\r\n');
    expect(await dialogue.line()).toMatch(/^\+ /);
    dialogue.send('pw\r\n');
    expect(await dialogue.line()).toMatch(/^a OK/);
  });

  test('without SASL-IR the response is asked for; a refused XOAUTH2 says why first', async () => {
    const { server } = await started({ features: without('SASL-IR') });
    const dialogue = await connected(server);
    await dialogue.line();
    dialogue.send('a AUTHENTICATE XOAUTH2\r\n');
    expect(await dialogue.line()).toBe('+ ');
    dialogue.send(`${base64('user=ann\u0001auth=Bearer old\u0001\u0001')}\r\n`);
    expect(await dialogue.line()).toBe(`+ ${base64('{"status":"401"}')}`);
    dialogue.send('\r\n');
    expect(await dialogue.line()).toMatch(/^a NO \[AUTHENTICATIONFAILED\]/);
  });

  test('no password stands in the journal', async () => {
    const { server, dialogue } = await signedIn();
    await dialogue.ask('NOOP');
    expect(server.journal.map((entry) => entry.line)).toEqual(['LOGIN ann •••', 'NOOP']);
  });

  test('TLS from the first byte, and STARTTLS that drops what was sent in the clear behind it', async () => {
    const authority = makeAuthority('Test');
    const certificate = authority.issue({ names: ['localhost'] });
    const { server } = await started({ tls: certificate });
    const implicit = await connected(server, authority.certPem);
    expect(await implicit.line()).toMatch(/^\* OK/);

    const { server: upgrading } = await started({ startTls: certificate });
    const dialogue = await connected(upgrading);
    expect(await dialogue.line()).toMatch(/STARTTLS/);
    dialogue.send('a STARTTLS\r\nb LOGIN ann pw\r\n');
    expect(await dialogue.line()).toMatch(/^a OK/);
    await dialogue.secure(authority.certPem);
    expect((await dialogue.ask('SELECT INBOX')).at(-1)).toBe('BAD sign in first');
    expect((await dialogue.ask('CAPABILITY'))[0]).not.toMatch(/STARTTLS/);
  });
});

describe('mailboxes', () => {
  test('LIST shows names in modified UTF-7, special uses, missing parents and status', async () => {
    const { account, dialogue } = await signedIn({ separator: '.', prefix: 'INBOX.' });
    account.add('INBOX.Entwürfe', { specialUse: '\\Drafts' });
    account.add('INBOX.a.b').add({ bytes: HELLO, internalDate: AT });
    expect(await dialogue.ask('LIST "" "*" RETURN (STATUS (MESSAGES UIDNEXT))')).toEqual([
      '* LIST (\\HasChildren) "." "INBOX"',
      '* STATUS "INBOX" (MESSAGES 0 UIDNEXT 1)',
      '* LIST (\\HasNoChildren \\Drafts) "." "INBOX.Entw&APw-rfe"',
      '* STATUS "INBOX.Entw&APw-rfe" (MESSAGES 0 UIDNEXT 1)',
      '* LIST (\\NonExistent \\Noselect \\HasChildren) "." "INBOX.a"',
      '* LIST (\\HasNoChildren) "." "INBOX.a.b"',
      '* STATUS "INBOX.a.b" (MESSAGES 1 UIDNEXT 2)',
      'OK done',
    ]);
    expect(await dialogue.ask('LIST "" "INBOX.%"')).toHaveLength(3);
    expect((await dialogue.ask('NAMESPACE'))[0]).toBe('* NAMESPACE (("INBOX." ".")) NIL NIL');
  });

  test.each([
    [{ separator: null }, '* LIST (\\Noselect) NIL ""'],
    [{ separator: '\\' }, '* LIST (\\Noselect) "\\\\" ""'],
  ])('the separator of %j is told as %s', async (options, answer) => {
    const { dialogue } = await signedIn(options);
    expect((await dialogue.ask('LIST "" ""'))[0]).toBe(answer);
  });

  test('CREATE makes a mailbox once, with its special use; impossible names are refused', async () => {
    const { account, dialogue } = await signedIn({ prefix: 'INBOX/', forbiddenInNames: '.' });
    expect(await dialogue.ask('CREATE "INBOX/Sent" (USE (\\Sent))')).toEqual(['OK done']);
    expect(account.mailbox('INBOX/Sent').specialUse).toBe('\\Sent');
    expect(await dialogue.ask('CREATE "INBOX/Sent"')).toEqual([expect.stringMatching(/^NO \[ALREADYEXISTS\]/)]);
    expect(await dialogue.ask('CREATE Outside')).toEqual([expect.stringMatching(/^NO \[CANNOT\]/)]);
    expect(await dialogue.ask('CREATE "INBOX//x"')).toEqual([expect.stringMatching(/^NO \[CANNOT\]/)]);
    expect(await dialogue.ask('CREATE "INBOX/a.b"')).toEqual([expect.stringMatching(/^NO \[CANNOT\]/)]);
    expect(await dialogue.ask('STATUS "INBOX/a.b" (MESSAGES)')).toEqual([expect.stringMatching(/^NO \[CANNOT\]/)]);
    expect(await dialogue.ask('STATUS "INBOX/ab" (MESSAGES)')).toEqual([expect.stringMatching(/^NO \[NONEXISTENT\]/)]);
    await dialogue.ask('SUBSCRIBE "INBOX/Sent"');
    expect(await dialogue.ask('LSUB "" "*"')).toEqual([
      '* LSUB (\\HasNoChildren \\Sent \\Subscribed) "/" "INBOX/Sent"',
      'OK done',
    ]);
    expect(account.writesCount).toBe(2);
  });

  test('SELECT tells what the mailbox is; EXAMINE is read-only', async () => {
    const { account, dialogue } = await signedIn();
    account.mailbox('INBOX').add({ bytes: HELLO, internalDate: AT, flags: ['\\Seen', 'work'] });
    const { uidValidity } = account.mailbox('INBOX');
    expect(await dialogue.ask('SELECT inbox')).toEqual([
      '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft work)',
      '* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft work \\*)] kept flags',
      '* 1 EXISTS',
      '* 0 RECENT',
      `* OK [UIDVALIDITY ${uidValidity}] valid`,
      '* OK [UIDNEXT 2] next',
      '* OK [HIGHESTMODSEQ 2] highest',
      'OK [READ-WRITE] done',
    ]);
    expect((await dialogue.ask('EXAMINE INBOX')).at(-1)).toBe('OK [READ-ONLY] done');
    expect(await dialogue.ask('UID STORE 1 +FLAGS (\\Seen)')).toEqual([expect.stringMatching(/^NO \[READ-ONLY\]/)]);
    expect((await dialogue.ask('SELECT Nowhere')).at(-1)).toMatch(/^NO \[NONEXISTENT\]/);
  });

  test('QRESYNC tells what vanished and what changed since', async () => {
    const { account, dialogue } = await signedIn();
    const inbox = account.mailbox('INBOX');
    for (let count = 0; count < 4; count += 1) inbox.add({ bytes: HELLO, internalDate: AT });
    const since = inbox.highestModseq;
    inbox.remove(new Set([2, 3]));
    inbox.setFlags(4, ['\\Flagged']);
    expect(await dialogue.ask(`SELECT INBOX (QRESYNC (${inbox.uidValidity} ${since}))`)).toEqual([
      expect.stringMatching(/^BAD/),
    ]);
    await dialogue.ask('ENABLE QRESYNC');
    const answer = await dialogue.ask(`SELECT INBOX (QRESYNC (${inbox.uidValidity} ${since}))`);
    expect(answer.slice(-3)).toEqual([
      '* VANISHED (EARLIER) 2:3',
      '* 2 FETCH (UID 4 FLAGS (\\Flagged) MODSEQ (7))',
      'OK [READ-WRITE] done',
    ]);
    expect(await dialogue.ask(`UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${since} VANISHED)`)).toEqual([
      '* VANISHED (EARLIER) 2:3',
      '* 2 FETCH (UID 4 FLAGS (\\Flagged) MODSEQ (7))',
      'OK done',
    ]);
  });

  test('the quota is told in KiB', async () => {
    const { account, dialogue } = await signedIn({ quotaBytes: 10 * 1024 });
    account.mailbox('INBOX').add({ bytes: Buffer.alloc(1500, 'x'), internalDate: AT });
    expect(await dialogue.ask('GETQUOTAROOT INBOX')).toEqual([
      '* QUOTAROOT "INBOX" ""',
      '* QUOTA "" (STORAGE 2 10)',
      'OK done',
    ]);
  });
});

describe('messages', () => {
  test('FETCH gives what was asked for, and PEEK leaves the message unread', async () => {
    const { account, dialogue } = await signedIn();
    account.mailbox('INBOX').add({ bytes: HELLO, internalDate: AT });
    await dialogue.ask('SELECT INBOX');
    expect(await dialogue.ask('UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])')).toEqual([
      `* 1 FETCH (UID 1 FLAGS () INTERNALDATE "04-Mar-2019 05:06:07 +0000" RFC822.SIZE ${HELLO.length} BODY[] {${HELLO.length}}\r\n${HELLO})`,
      'OK done',
    ]);
    expect((await dialogue.ask('UID FETCH 1 BODY.PEEK[HEADER.FIELDS (Subject)]'))[0]).toMatch(
      /\r\nSubject: Hello\r\n\r\n\)$/,
    );
    expect((await dialogue.ask('UID FETCH 1 BODY.PEEK[]<4.6>'))[0]).toBe('* 1 FETCH (UID 1 BODY[]<4> {6}\r\n: a@ex)');
    expect(account.writesCount).toBe(0);
    expect((await dialogue.ask('UID FETCH 1 BODY[HEADER]'))[0]).toMatch(/FLAGS \(\\Seen\)/);
    expect(account.writesCount).toBe(1);
  });

  test('SEARCH answers sets and states, by UID and by number', async () => {
    const { account, dialogue } = await signedIn();
    const inbox = account.mailbox('INBOX');
    for (const flags of [[], ['\\Seen'], [], ['\\Seen']]) inbox.add({ bytes: HELLO, internalDate: AT, flags });
    inbox.remove(new Set([1]));
    await dialogue.ask('SELECT INBOX');
    expect((await dialogue.ask('UID SEARCH ALL'))[0]).toBe('* SEARCH 2 3 4');
    expect((await dialogue.ask('UID SEARCH UID 3:* SEEN'))[0]).toBe('* SEARCH 4');
    expect((await dialogue.ask('SEARCH 1:2 UNSEEN'))[0]).toBe('* SEARCH 2');
  });

  test('APPEND keeps bytes, flags and date, and tells the UID', async () => {
    const { account, dialogue } = await signedIn();
    const { uidValidity } = account.mailbox('INBOX');
    const answer = await dialogue.ask(
      'APPEND INBOX (\\seen $Forwarded) "04-Mar-2019 07:06:07 +0200" %s',
      Buffer.from(HELLO),
    );
    expect(answer).toEqual([`OK [APPENDUID ${uidValidity} 1] done`]);
    const [message] = account.mailbox('INBOX').messages;
    expect(message).toMatchObject({ uid: 1, internalDate: AT, flags: new Set(['\\Seen', '$Forwarded']) });
    expect(message?.bytes.toString('latin1')).toBe(HELLO);
  });

  test('MULTIAPPEND stores all messages or none', async () => {
    const { account, dialogue } = await signedIn({ messageBytesMax: 100 });
    const { uidValidity } = account.mailbox('INBOX');
    const small = Buffer.from('small');
    expect(await dialogue.ask('APPEND INBOX %s (\\Flagged) %s %s', small, small, small)).toEqual([
      `OK [APPENDUID ${uidValidity} 1:3] done`,
    ]);
    expect(await dialogue.ask('APPEND INBOX %s %s', small, Buffer.alloc(101))).toEqual([
      expect.stringMatching(/^NO \[TOOBIG\]/),
    ]);
    expect(account.mailbox('INBOX').messages).toHaveLength(3);
    expect(account.writesCount).toBe(1);
  });

  test('a literal that waits is not asked for when it is too large', async () => {
    const { dialogue } = await signedIn({ messageBytesMax: 100 });
    dialogue.send('a APPEND INBOX {101}\r\n');
    expect(await dialogue.line()).toMatch(/^a NO \[TOOBIG\]/);
    expect((await dialogue.ask('NOOP')).at(-1)).toBe('OK done');
  });

  test.each([
    { features: without('MULTIAPPEND'), command: 'APPEND INBOX %s %s', answer: /^BAD MULTIAPPEND/ },
    { features: without('LITERAL+'), command: 'APPEND INBOX %s', answer: /^\* BYE/ },
    { features: without('UIDPLUS'), command: 'APPEND INBOX %s', answer: /^OK done$/ },
    { features: DEFAULT_FEATURES, command: 'APPEND Nowhere %s', answer: /^NO \[TRYCREATE\]/ },
  ])('$command is answered $answer', async ({ features, command, answer }) => {
    const { dialogue } = await signedIn({ features });
    expect((await dialogue.ask(command, Buffer.from('a'), Buffer.from('b'))).at(-1)).toMatch(answer);
  });

  test('a message with NUL needs literal8', async () => {
    const { account, dialogue } = await signedIn();
    expect((await dialogue.ask('APPEND INBOX %s', Buffer.from('a\0b'))).at(-1)).toMatch(/^NO .*NUL/);
    dialogue.send('x APPEND INBOX ~{3+}\r\na\0b\r\n');
    expect(await dialogue.line()).toMatch(/^x OK/);
    expect(account.mailbox('INBOX').messages[0]?.bytes).toEqual(Buffer.from('a\0b'));
  });

  test('a full account refuses with OVERQUOTA', async () => {
    const { dialogue } = await signedIn({ quotaBytes: 10 });
    expect((await dialogue.ask('APPEND INBOX %s', Buffer.alloc(11, 'x'))).at(-1)).toMatch(/^NO \[OVERQUOTA\]/);
    expect((await dialogue.ask('APPEND INBOX %s', Buffer.alloc(10, 'x'))).at(-1)).toMatch(/^OK/);
  });

  test('MOVE, COPY, STORE and UID EXPUNGE change what they name and tell the new UIDs', async () => {
    const { account, dialogue } = await signedIn();
    const other = account.add('Other');
    const inbox = account.mailbox('INBOX');
    for (let count = 0; count < 5; count += 1) inbox.add({ bytes: HELLO, internalDate: AT });
    await dialogue.ask('SELECT INBOX');
    expect(await dialogue.ask('UID MOVE 2,4 Other')).toEqual([
      `* OK [COPYUID ${other.uidValidity} 2,4 1:2] moved`,
      '* 4 EXPUNGE',
      '* 2 EXPUNGE',
      'OK done',
    ]);
    expect(await dialogue.ask('UID COPY 1 Other')).toEqual([`OK [COPYUID ${other.uidValidity} 1 3] done`]);
    expect(await dialogue.ask('UID STORE 1:3 +FLAGS (\\Deleted)')).toEqual([
      '* 1 FETCH (UID 1 FLAGS (\\Deleted))',
      '* 2 FETCH (UID 3 FLAGS (\\Deleted))',
      'OK done',
    ]);
    expect(await dialogue.ask('UID EXPUNGE 3')).toEqual(['* 2 EXPUNGE', 'OK done']);
    expect(inbox.messages.map((message) => message.uid)).toEqual([1, 5]);
    expect(other.messages).toHaveLength(3);
  });

  test('another connection is told of new and removed messages', async () => {
    const { account, server, dialogue } = await signedIn();
    const inbox = account.mailbox('INBOX');
    for (let count = 0; count < 3; count += 1) inbox.add({ bytes: HELLO, internalDate: AT });
    await dialogue.ask('SELECT INBOX');
    const second = await connected(server);
    await second.line();
    await second.ask('LOGIN ann pw');
    await second.ask('APPEND INBOX %s', Buffer.from(HELLO));
    inbox.remove(new Set([2]));
    expect(await dialogue.ask('NOOP')).toEqual(['* 2 EXPUNGE', '* 3 EXISTS', 'OK done']);
  });
});

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}
