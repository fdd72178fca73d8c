import { describe, expect, test } from 'vitest';
import { instant } from '../../src/base/clock.ts';
import { connectTo, signedIn, startSim } from '../../test/imap/dialogue.ts';
import { makeAuthority } from '../tls.ts';
import { DEFAULT_FEATURES, type Feature } from './options.ts';

const AT = instant(Date.UTC(2019, 2, 4, 5, 6, 7));
const HELLO = 'From: a@example.com\r\nSubject: Hello\r\n\r\nHi.\r\n';

function without(...left: readonly Feature[]): readonly Feature[] {
  return DEFAULT_FEATURES.filter((feature) => !left.includes(feature));
}

describe('signing in', () => {
  test('greets with its capabilities, also when asked', async () => {
    const { server } = await startSim({ messageBytesMax: 1000 });
    const dialogue = await connectTo(server);
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
    const { server } = await startSim();
    const dialogue = await connectTo(server);
    await dialogue.line();
    expect((await dialogue.ask(command)).at(-1)).toMatch(answer);
  });

  test('a password may be a literal, and is asked for when the literal waits', async () => {
    const { server } = await startSim();
    const dialogue = await connectTo(server);
    await dialogue.line();
    dialogue.send('a LOGIN ann {2}\r\n');
    expect(await dialogue.line()).toMatch(/^\+ /);
    dialogue.send('pw\r\n');
    expect(await dialogue.line()).toMatch(/^a OK/);
  });

  test('without SASL-IR the response is asked for; a refused XOAUTH2 says why first', async () => {
    const { server } = await startSim({ features: without('SASL-IR') });
    const dialogue = await connectTo(server);
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
    const { server } = await startSim({ tls: certificate });
    const implicit = await connectTo(server, authority.certPem);
    expect(await implicit.line()).toMatch(/^\* OK/);

    const { server: upgrading } = await startSim({ startTls: certificate });
    const dialogue = await connectTo(upgrading);
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

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}
