import { describe, expect, test } from 'vitest';
import { instant } from '../../src/base/clock.ts';
import { connectTo, signedIn } from '../../test/imap/dialogue.ts';
import { DEFAULT_FEATURES, type Feature } from './options.ts';

const AT = instant(Date.UTC(2019, 2, 4, 5, 6, 7));
const HELLO = 'From: a@example.com\r\nSubject: Hello\r\n\r\nHi.\r\n';

function without(...left: readonly Feature[]): readonly Feature[] {
  return DEFAULT_FEATURES.filter((feature) => !left.includes(feature));
}

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
    const second = await connectTo(server);
    await second.line();
    await second.ask('LOGIN ann pw');
    await second.ask('APPEND INBOX %s', Buffer.from(HELLO));
    inbox.remove(new Set([2]));
    expect(await dialogue.ask('NOOP')).toEqual(['* 2 EXPUNGE', '* 3 EXISTS', 'OK done']);
  });
});
