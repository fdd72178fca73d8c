import { expect, onTestFinished, test } from 'vitest';
import { Account } from '../../../sim/imap/account.ts';
import type { Fault } from '../../../sim/imap/fault.ts';
import { startImapServer } from '../../../sim/imap/server.ts';
import { never } from '../../../test/contract/contract.ts';
import { AT, plainFolder } from '../../../test/imap/source-rig.ts';
import { stillClock } from '../../../test/imap/still-clock.ts';
import { instant } from '../../base/clock.ts';
import { Secret } from '../../base/secret.ts';
import { headersOf } from '../../content/mail-headers.ts';
import { HeadTally, type TalliedHead } from './head-tally.ts';
import { judgeHeads } from './judge-heads.ts';
import { type HeadFacts, lookAtHeads } from './look-at-heads.ts';

const GOOD =
  'Date: Mon, 4 Mar 2019 05:06:07 +0000\r\nFrom: Ann <ann@example.com>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n';
const good = (id: string): string => `${GOOD}Message-ID: <${id}@example.com>\r\n\r\nHello.\r\n`;

type Messages = Readonly<Record<string, readonly (string | { readonly text: string; readonly at: number })[]>>;

async function look(mail: Messages, faults: readonly Fault[] = []): Promise<HeadFacts> {
  const account = new Account({ user: 'ann', password: 'pw' });
  for (const [name, messages] of Object.entries(mail)) {
    const mailbox = account.mailboxes.get(name) ?? account.addWire(name);
    for (const one of messages) {
      const { text, at } = typeof one === 'string' ? { text: one, at: AT } : one;
      mailbox.add({ bytes: text, internalDate: instant(at) });
    }
  }
  const server = await startImapServer({ accounts: [account] });
  onTestFinished(() => server.stop());
  server.setFaults(faults);
  const place = {
    server: { host: '127.0.0.1', port: server.port, tls: 'none', ca: null },
    credentials: { user: 'ann', secret: new Secret('pw'), mechanism: 'auto' },
  } as const;
  const readHead = (lines: string) => headersOf({ is: 'held', bytes: Buffer.from(lines, 'latin1') });
  const facts = await lookAtHeads(
    place,
    Object.keys(mail).map(plainFolder),
    { clock: stillClock(), readHead },
    never(),
  );
  expect(account.writesCount).toBe(0);
  return facts;
}

const countsOf = ({ troubles }: HeadFacts): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(troubles).map(([trouble, { count }]) => [trouble, count]));

const NONE = { 'no-header': 0, 'no-date': 0, 'no-arrival': 0, 'no-id': 0, double: 0 };

test('a mailbox in order passes, with a copy in another folder', async () => {
  const facts = await look({ INBOX: [good('1'), good('2')], Work: [good('1')], Empty: [] });
  expect(countsOf(facts)).toEqual(NONE);
  expect(facts).toMatchObject({ messages: 3, unread: [] });
  expect(judgeHeads('ann', facts).verdict).toBe('pass');
});

test.each([
  { what: 'without a Date', text: good('1').replace(/^Date.*\r\n/, ''), found: { 'no-date': 1 } },
  { what: 'with a Date that is none', text: good('1').replace(/^Date.*/, 'Date: soon'), found: { 'no-date': 1 } },
  { what: 'without a Message-ID', text: good('1').replace(/Message-ID.*\r\n/, ''), found: { 'no-id': 1 } },
  { what: 'without any header', text: '\r\nHello.\r\n', found: { 'no-header': 1 } },
  { what: 'whose header is rubbish', text: '\x01\xff\xfe no colon\r\nmore\r\n\r\nHello.', found: { 'no-header': 1 } },
])('a message $what is found', async ({ text, found }) => {
  expect(countsOf(await look({ INBOX: [good('0'), text] }))).toEqual({ ...NONE, ...found });
});

test('a message that came in 1970 is found', async () => {
  expect(countsOf(await look({ INBOX: [{ text: good('1'), at: 86_400_000 }] }))).toEqual({ ...NONE, 'no-arrival': 1 });
});

test('doubles are counted in their folder alone, and only where the size is equal, too', async () => {
  const facts = await look({ INBOX: [good('1'), good('1'), good('1'), `${good('1')}more`], Work: [good('1')] });
  expect(countsOf(facts)).toEqual({ ...NONE, double: 2 });
  expect(facts.troubles.double.named).toEqual(
    Array.from({ length: 2 }, () => 'INBOX, 2019-03-04: Ann <ann@example.com>: Grüße'),
  );
  expect(judgeHeads('ann', facts)).toMatchObject({ id: 'C7.heads.ann', verdict: 'warn', fault: { owner: 'user' } });
});

test('a missing Message-ID is told and is no fault', async () => {
  const result = judgeHeads('ann', await look({ INBOX: [good('1').replace(/Message-ID.*\r\n/, '')] }));
  expect(result.verdict).toBe('pass');
  expect(result.evidence).toContain('1 message has no Message-ID');
});

test('a folder that is refused is named, and the others are read', async () => {
  const refusal: Fault = { on: /^EXAMINE Work/, does: { is: 'answer', text: 'NO [NOPERM] closed', when: 'before' } };
  const facts = await look({ INBOX: [good('1')], Work: [good('2')], More: [good('3'), good('3')] }, [refusal]);
  expect(facts).toMatchObject({ messages: 3, unread: [expect.stringContaining('Work: ')] });
  expect(countsOf(facts)).toEqual({ ...NONE, double: 1 });
});

test('a connection that breaks costs its folder, and is no verdict over the rest', async () => {
  const broken: Fault = { on: /^UID FETCH/, does: { is: 'close', when: 'before' } };
  const facts = await look({ INBOX: [good('1')], Work: [good('2')] }, [broken]);
  expect(facts).toMatchObject({ messages: 1, unread: [expect.stringContaining('INBOX: ')] });
  expect(judgeHeads('ann', facts)).toMatchObject({ verdict: 'warn', fault: { owner: 'administrator' } });
});

test('a server that breaks off each time is not asked for ever', async () => {
  const broken: Fault = { on: /^UID FETCH/, nth: 'each', does: { is: 'close', when: 'before' } };
  const folders = Object.fromEntries(['INBOX', 'a', 'b', 'c', 'd', 'e'].map((name) => [name, [good(name)]]));
  const { unread } = await look(folders, [broken]);
  expect(unread).toHaveLength(6);
  expect(unread.filter((line) => line.includes('too often'))).toHaveLength(2);
});

test('all are counted, and the first are named', () => {
  const tally = new HeadTally();
  tally.enter(['INBOX']);
  const head: TalliedHead = {
    uid: 1,
    sizeBytes: 9,
    internalDate: null,
    from: '',
    subject: '',
    date: null,
    messageId: '',
  };
  for (let uid = 1; uid <= 5000; uid += 1) tally.add({ ...head, uid });
  const { troubles, messages } = tally.findings();
  expect(messages).toBe(5000);
  expect(troubles['no-header'].count).toBe(5000);
  expect(troubles['no-header'].named).toHaveLength(20);
  expect(troubles['no-header'].named[0]).toBe('INBOX, no date: number 1, 9 bytes');
  expect(troubles['no-arrival'].count).toBe(5000);
});
