import { describe, expect, test } from 'vitest';
import { instant } from '../../src/base/clock.ts';
import { connectTo, signedIn, startSim } from '../../test/imap/dialogue.ts';
import type { Fault } from './fault.ts';

const AT = instant(Date.UTC(2019, 2, 4, 5, 6, 7));
const HELLO = Buffer.from('Subject: Hello\r\n\r\nHi.\r\n');

/** Signed in, INBOX with one message selected, and only then the faults. */
async function faulty(...faults: readonly Fault[]): Promise<Awaited<ReturnType<typeof signedIn>>> {
  const sim = await signedIn();
  sim.account.mailbox('INBOX').add({ bytes: HELLO, internalDate: AT });
  await sim.dialogue.ask('SELECT INBOX');
  sim.server.setFaults(faults);
  return sim;
}

const FETCH = 'UID FETCH 1 (BODY.PEEK[])';
const WHOLE = `* 1 FETCH (UID 1 BODY[] {${HELLO.length}}\r\n${HELLO.toString('latin1')})`;

describe('a fault script', () => {
  test('strikes at the n-th matching command and at no other', async () => {
    const { dialogue } = await faulty({
      on: /^NOOP/,
      nth: 2,
      does: { is: 'answer', text: 'NO later', when: 'before' },
    });
    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push(...(await dialogue.ask('NOOP')));
    expect(answers).toEqual(['OK done', 'NO later', 'OK done']);
  });

  test('strikes at each command that holds a text in a literal', async () => {
    const { account, dialogue } = await faulty({
      on: /^APPEND/,
      holding: 'poison',
      nth: 'each',
      does: { is: 'answer', text: 'NO not this one', when: 'before' },
    });
    expect(await dialogue.ask('APPEND INBOX %s %s', HELLO, Buffer.from('a poison'))).toEqual(['NO not this one']);
    expect((await dialogue.ask('APPEND INBOX %s', HELLO)).at(-1)).toMatch(/^OK/);
    expect(await dialogue.ask('APPEND INBOX %s', Buffer.from('a poison'))).toEqual(['NO not this one']);
    expect(account.mailbox('INBOX').messages).toHaveLength(2);
  });

  test.each([
    { when: 'before', stored: 1 },
    { when: 'after', stored: 2 },
  ] as const)('closes $when the command is done', async ({ when, stored }) => {
    const { account, dialogue } = await faulty({ on: /^APPEND/, does: { is: 'close', when } });
    expect(await dialogue.ask('APPEND Inbox %s', HELLO)).toEqual(when === 'before' ? [] : ['* 2 EXISTS']);
    expect(account.mailbox('INBOX').messages).toHaveLength(stored);
  });

  test('answers something else after the command was done', async () => {
    const { account, dialogue } = await faulty({
      on: /^APPEND/,
      does: { is: 'answer', text: 'NO lost', when: 'after' },
    });
    expect((await dialogue.ask('APPEND INBOX %s', HELLO)).at(-1)).toBe('NO lost');
    expect(account.mailbox('INBOX').messages).toHaveLength(2);
  });

  test('BYE is untagged and ends the connection', async () => {
    const { dialogue } = await faulty({
      on: /^NOOP/,
      does: { is: 'answer', text: 'BYE Suggested Backoff', when: 'before' },
    });
    expect(await dialogue.ask('NOOP')).toEqual(['* BYE Suggested Backoff']);
  });

  test('a greeting may be refused', async () => {
    const { server } = await faulty({
      on: /^CONNECT$/,
      does: { is: 'answer', text: 'BYE too many connections', when: 'before' },
    });
    const dialogue = await connectTo(server);
    expect(await dialogue.line()).toBe('* BYE too many connections');
    expect(await dialogue.line()).toBeNull();
  });

  test('cuts the answer anywhere', async () => {
    for (const afterBytes of [0, 1, 20, WHOLE.length]) {
      const { dialogue } = await faulty({ on: /^UID FETCH/, does: { is: 'cut-answer', afterBytes } });
      dialogue.send(`a ${FETCH}\r\n`);
      expect(await dialogue.rest()).toBe(WHOLE.slice(0, afterBytes));
    }
  });

  test('cuts within a literal', async () => {
    const { dialogue } = await faulty({ on: /^UID FETCH/, does: { is: 'cut-literal', afterBytes: 5 } });
    dialogue.send(`a ${FETCH}\r\n`);
    expect(await dialogue.rest()).toBe(WHOLE.slice(0, WHOLE.indexOf('\r\n') + 2 + 5));
  });

  test('cuts a command while its literals come, and does nothing of it', async () => {
    const { account, dialogue } = await faulty({
      on: /^APPEND/,
      does: { is: 'cut-command', afterBytes: HELLO.length + 5 },
    });
    expect(await dialogue.ask('APPEND INBOX %s %s', HELLO, HELLO)).toEqual([]);
    expect(account.mailbox('INBOX').messages).toHaveLength(1);
  });

  test.each([-3, 1000])('announces literals as %i bytes longer than they are', async (bytes) => {
    const { dialogue } = await faulty({ on: /^UID FETCH/, does: { is: 'lie', bytes } });
    dialogue.send(`a ${FETCH}\r\nb LOGOUT\r\n`);
    expect(await dialogue.rest()).toMatch(new RegExp(`\\{${HELLO.length + bytes}\\}\r\nSubject`));
  });

  test('sends rubbish first, or instead', async () => {
    const { dialogue } = await faulty(
      { on: /^NOOP/, does: { is: 'send-first', bytes: '* 99999 EXISTS\r\n* RUBBISH\r\n' } },
      { on: /^NOOP/, nth: 2, does: { is: 'send-instead', bytes: '\u0000\u00ff\r\n' } },
    );
    expect(await dialogue.ask('NOOP')).toEqual(['* 99999 EXISTS', '* RUBBISH', 'OK done']);
    dialogue.send('x NOOP\r\n');
    expect(await dialogue.line()).toBe('\u0000\u00ff');
  });

  test('goes silent and keeps the connection', async () => {
    const { server, dialogue } = await faulty({ on: /^NOOP/, does: { is: 'silence', when: 'before' } });
    dialogue.send('a NOOP\r\nb NOOP\r\n');
    const other = await connectTo(server);
    await other.line();
    await other.ask('LOGIN ann pw');
    await other.ask('NOOP');
    const first = await Promise.race([dialogue.line(), other.ask('NOOP').then(() => 'nothing came')]);
    expect(first).toBe('nothing came');
  });

  test('renumbers a mailbox: another UIDVALIDITY, other UIDs', async () => {
    const { account, dialogue } = await faulty({ on: /^SELECT/, does: { is: 'renumber', mailbox: 'INBOX' } });
    const inbox = account.mailbox('INBOX');
    inbox.add({ bytes: HELLO, internalDate: AT });
    const before = inbox.uidValidity;
    expect(await dialogue.ask('SELECT INBOX')).toContain(`* OK [UIDVALIDITY ${before + 1}] valid`);
    expect(inbox.messages.map((message) => message.uid)).toEqual([1, 3]);
  });

  test('waits before it answers', async () => {
    const slept: number[] = [];
    const clock = {
      now: () => AT,
      sleep: async (ms: number) => {
        slept.push(ms);
      },
    };
    const faults: readonly Fault[] = [{ on: /^NOOP/, does: { is: 'delay', ms: 5000 } }];
    const { server } = await startSim({ clock, faults });
    const dialogue = await connectTo(server);
    await dialogue.line();
    expect(await dialogue.ask('NOOP')).toEqual(['OK done']);
    expect(slept).toEqual([5000]);
  });
});
