import { describe, expect, test } from 'vitest';
import { Account } from '../../../sim/imap/account.ts';
import { startImapServer } from '../../../sim/imap/server.ts';
import { openMailSink } from '../../../test/service/mail-sink.ts';
import { CONTACT, mailSettings, noticesWorld, OPERATOR } from '../../../test/service/notices-world.ts';
import { newEntry } from '../../../test/service/project-asked.ts';
import { testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { systemClock } from '../../base/clock.ts';
import { Secret } from '../../base/secret.ts';
import type { EntryPart, TicketEntry } from '../../model/ticket.ts';
import { addEntryAndTell } from '../../project/tell.ts';
import { readInbox } from './read-inbox.ts';
import { takeMail } from './take-mail.ts';

const db = await freshDatabase();
const store = testStore(db);
let worlds = 0;
const never = new AbortController().signal;

/** An operator has asked something, and the mail of it has arrived. */
async function asked() {
  worlds += 1;
  const w = await noticesWorld(store, `World ${worlds}`);
  const sink = await openMailSink();
  await w.set(mailSettings(sink.port));
  const question: EntryPart = { is: 'question' };
  const author = { is: 'person', id: w.operator, role: 'operator' } as const;
  await w.inTenant(async (tenant) => {
    await tenant.lockProject(w.project);
    await addEntryAndTell(tenant, newEntry(w.project, { author, text: 'Which day?', part: question }), w.deps);
  });
  await w.send();
  const raw = sink.mails.find(({ to }) => to.includes(CONTACT))?.raw ?? '';
  const header = (name: string) => new RegExp(`^${name}:\\s+(.*)\\r$`, 'im').exec(raw)?.[1] ?? '';
  const entries = async (): Promise<readonly TicketEntry[]> => {
    const ask = { by: 'number', isDescending: false, after: null, limit: 100 } as const;
    return (await w.inTenant((tenant) => tenant.entries(w.project, ask))).items;
  };
  const take = (given: string | Buffer) =>
    takeMail(Buffer.isBuffer(given) ? given : Buffer.from(given, 'latin1'), w.deps);
  return { ...w, sink, raw, to: header('Reply-To'), id: header('Message-ID'), entries, take };
}

function mail(headers: Readonly<Record<string, string>>, body = 'Monday.'): string {
  const all = { From: `Ada <${CONTACT}>`, Subject: 'Re: A question', 'Message-ID': '<1@outside.example>', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${lines.join('')}\r\n${body}\r\n`;
}

describe('a reply', () => {
  test('goes into its ticket, as a word of whoever was written to, and on to the other side', async () => {
    await using a = await closing();
    expect(await a.take(mail({ To: a.to }, 'Monday.\r\n\r\n> Which day?'))).toBe('entry');
    expect((await a.entries()).at(-1)).toMatchObject({
      author: { is: 'contact', address: CONTACT },
      text: 'Monday.',
      part: { is: 'reply' },
    });
    await a.send();
    expect(a.sink.mails.at(-1)).toMatchObject({ to: [OPERATOR] });
  });

  test('is found by what it answers, where a server took the token out of the address', async () => {
    await using a = await closing();
    expect(await a.take(mail({ To: 'ticket@move.example.com', References: `<x@y> ${a.id}` }))).toBe('entry');
  });

  test('is taken once, however often it comes and by however many ways at once', async () => {
    await using a = await closing();
    const one = mail({ To: a.to });
    const taken = await Promise.all([a.take(one), a.take(one), a.take(one)]);
    expect(taken.filter((outcome) => outcome === 'entry')).toHaveLength(1);
    expect(taken.filter((outcome) => outcome === 'again')).toHaveLength(2);
    expect(await a.entries()).toHaveLength(2);
  });

  test('of somebody who was removed is listed, and stands in no ticket', async () => {
    await using a = await closing();
    const person = a.operator;
    await a.inTenant(async (tenant) => {
      await addEntryAndTell(tenant, newEntry(a.project, { author: { is: 'contact', address: CONTACT } }), a.deps);
    });
    await a.send();
    const to = /^Reply-To:\s+(.*)\r$/im.exec(a.sink.mails.at(-1)?.raw ?? '')?.[1] ?? '';
    await store.inHouse((house) => house.removePerson(person, a.clock.now()));
    expect(await a.take(mail({ To: to, From: OPERATOR }))).toBe('person-gone');
  });

  test('goes into no ticket once its project is closed', async () => {
    await using a = await closing();
    await a.inTenant((tenant) => tenant.setProjectState(a.project, 'draft', 'closed'));
    expect(await a.take(mail({ To: a.to }))).toBe('unknown-ticket');
  });

  test('says where it came from, when that is not whom we wrote to, and what was attached', async () => {
    await using a = await closing();
    const parts = [
      '--b\r\nContent-Type: text/plain\r\n\r\nMonday.\r\n',
      '--b\r\nContent-Type: application/pdf; name="plan.pdf"\r\nContent-Disposition: attachment\r\n\r\nX\r\n--b--',
    ];
    const type = { 'Content-Type': 'multipart/mixed; boundary=b', From: 'eve@evil.example' };
    expect(await a.take(mail({ To: a.to, ...type }, parts.join('')))).toBe('entry');
    expect((await a.entries()).at(-1)?.text).toBe(
      `Monday.\n\n[Attachments are not kept in the ticket: plan.pdf]\n\n[Sent from eve@evil.example, not from ${CONTACT}]`,
    );
  });
});

describe('what is no reply', () => {
  const words = 'I am away.';

  test.each([
    {
      what: 'a token that was never given',
      headers: { To: `ticket+${'a'.repeat(32)}@move.example.com` },
      is: 'unknown-ticket',
    },
    { what: 'no token', headers: { To: 'ticket@move.example.com' }, is: 'unknown-ticket' },
    { what: 'an answer of a machine', headers: { 'Auto-Submitted': 'auto-replied' }, is: 'automatic' },
    { what: 'an older answer of a machine', headers: { Precedence: 'bulk' }, is: 'automatic' },
    {
      what: 'an answer that says so in its subject',
      headers: { Subject: 'Automatic reply: A question' },
      is: 'automatic',
    },
    { what: 'a mailing list', headers: { 'List-Id': '<all.example.com>' }, is: 'automatic' },
    { what: 'mail from nobody', headers: { 'Return-Path': '<>' }, is: 'automatic' },
  ])('is listed for operators with the reason: $what', async ({ headers, is }) => {
    await using a = await closing();
    expect(await a.take(mail({ To: a.to, ...headers }, words))).toBe(is);
    expect(await a.entries()).toHaveLength(1);
    const page = { by: 'at', isDescending: true, after: null, limit: 100 } as const;
    const listed = await store.inHouse((house) => house.unplaced(page));
    expect(listed.items).toContainEqual(expect.objectContaining({ outcome: is, text: words }));
  });

  test('is our own mail that came back to us, so that no two machines talk for ever', async () => {
    await using a = await closing();
    expect(await a.take(a.raw)).toBe('own');
  });

  test('is a mail without words, and one that is too large', async () => {
    await using a = await closing();
    expect(await a.take(mail({ To: a.to }, '> Which day?'))).toBe('empty');
    expect(await a.take(Buffer.concat([Buffer.from(mail({ To: a.to })), Buffer.alloc(11 * 1024 * 1024, 'a')]))).toBe(
      'too-large',
    );
  });

  test('is one more in an hour than people write', async () => {
    await using a = await closing();
    const outcomes: string[] = [];
    for (let count = 0; count < 61; count++) outcomes.push(await a.take(mail({ To: a.to }, `Word ${count}`)));
    expect(outcomes.filter((one) => one === 'entry')).toHaveLength(60);
    expect(outcomes.at(-1)).toBe('too-many');
  });
});

describe('a hostile mail', () => {
  const deep = Array.from(
    { length: 200 },
    (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n\r\n`,
  );

  test.each([
    { what: 'nothing', raw: '' },
    { what: 'NUL', raw: '\0'.repeat(1000) },
    { what: 'a header without end', raw: `To: ${'x'.repeat(500_000)}` },
    { what: 'many tokens', raw: mail({ To: `${'a'.repeat(32)}@b, `.repeat(20_000) }) },
    { what: 'parts within parts', raw: mail({ 'Content-Type': 'multipart/mixed; boundary=b0' }, deep.join('')) },
    { what: 'lines that begin fields', raw: mail({ Subject: 'a\r\n b\r\nBcc: all@example.com' }) },
    {
      what: 'a report of nothing',
      raw: mail({ 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b' }, '--b--'),
    },
  ])('is listed like any other: $what', async ({ raw }) => {
    await using a = await closing();
    const outcome = await a.take(raw.replace('Monday', `Monday ${worlds}`) || ' ');
    expect(['unknown-ticket', 'automatic', 'again']).toContain(outcome);
    expect(await a.entries()).toHaveLength(1);
  });

  test('cannot put controls or marks of direction into a ticket', async () => {
    await using a = await closing();
    const encoded = Buffer.from('Mon\0day\u202e!\u001b[2J').toString('base64');
    const type = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': 'base64' };
    expect(await a.take(mail({ To: a.to, ...type }, encoded))).toBe('entry');
    expect((await a.entries()).at(-1)?.text).toBe('Monday![2J');
  });
});

describe('a report of a mail server', () => {
  const report = (id: string, action: string) =>
    mail(
      { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b', From: 'mailer-daemon@mx.example' },
      [
        '--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n',
        `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; ${CONTACT}\r\nAction: ${action}\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such\r\n user\r\n`,
        `--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: ${id}\r\nSubject: x\r\n\r\nText\r\n--b--\r\n`,
      ].join(''),
    );

  test.each([
    { action: 'failed', state: 'bounced', code: 'mail.bounced' },
    { action: 'delayed', state: 'sent', code: 'mail.late' },
  ])('that says $action is shown at the delivery that it speaks of', async ({ action, state, code }) => {
    await using a = await closing();
    expect(await a.take(report(a.id, action))).toBe('bounce');
    expect(await a.deliveries()).toMatchObject([{ state, problem: { code, facts: { answer: '550 no such user' } } }]);
    expect(await a.take(report(a.id, action))).toBe('again');
  });

  test('that names a mail with another token changes nothing', async () => {
    await using a = await closing();
    const forged = a.id.replace(/\.[a-z2-7]{32}@/, `.${'a'.repeat(32)}@`);
    expect(await a.take(report(forged, 'failed'))).toBe('unknown-ticket');
    expect(await a.deliveries()).toMatchObject([{ state: 'sent', problem: null }]);
  });
});

describe('the folder of replies', () => {
  test('is read by one program at a time, from where it was left, and nothing in it is changed', async () => {
    await using a = await closing();
    const deps = { ...a.deps, clock: systemClock };
    const account = new Account({ user: 'ticket', password: 'pw' });
    const put = (bytes: string) => void account.mailbox('INBOX').add({ bytes, internalDate: a.clock.now() });
    const server = await startImapServer({ accounts: [account] });
    const imap = { host: server.host, port: server.port, security: 'none', user: 'ticket', folder: 'INBOX' } as const;
    await store.inHouse(async (house) => {
      await house.setMailSettings(mailSettings(a.sink.port, { imap }), a.clock.now());
      await house.setMailSecret('imap', new Secret('pw'));
    });
    put(mail({ To: a.to }, 'One.'));
    put(mail({ To: 'nobody@example.com' }, 'Two.'));
    const counts = await Promise.all(['first', 'second'].map((worker) => readInbox({ ...deps, worker }, never)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    put(mail({ To: a.to }, 'Three.'));
    expect(await readInbox(deps, never)).toBe(1);
    expect(await readInbox(deps, never)).toBe(0);
    expect((await a.entries()).map(({ text }) => text)).toEqual(['Which day?', 'One.', 'Three.']);
    expect(server.journal.filter(({ line }) => /^(SELECT|STORE|EXPUNGE|UID STORE|MOVE|UID MOVE)/.test(line))).toEqual(
      [],
    );
    await server.stop();
    await expect(readInbox(deps, never)).rejects.toMatchObject({ code: 'mail.inbox-unreadable' });
  });
});

async function closing() {
  const a = await asked();
  return { ...a, [Symbol.asyncDispose]: () => a.sink[Symbol.asyncDispose]() };
}
