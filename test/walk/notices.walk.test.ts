/** The real program with a mail server: a question goes out, the reply is handed in and goes out in turn, and no secret is in the log. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../sim/imap/account.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { instant } from '../../src/base/clock.ts';
import { type MailSink, openMailSink } from '../service/mail-sink.ts';
import { HttpAsker, type ServiceProgram, startService } from './service-program.ts';
import { untilWithin } from './until.ts';

const PASSWORD = 'planted person password 9';
const account = new Account({ user: 'ticket', password: 'plantedImapPassword9' });

let folder = '';
let sink: MailSink;
let imap: RunningImapServer;
let service: ServiceProgram;
/** Twice the minute after which the folder is looked into again, and more for a busy machine. */
const until = untilWithin(300_000, () => service.said());

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-notices-'));
  sink = await openMailSink();
  imap = await startImapServer({ accounts: [account] });
  const options = ['--listen', '127.0.0.1:0', '--allow-insecure-loopback', '--state', join(folder, 'state')];
  service = await startService(['serve', ...options]);
});

afterAll(async () => {
  await service.kill();
  await sink[Symbol.asyncDispose]();
  await imap.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a question goes out by mail, and its reply is read from the mailbox of the ticket', async () => {
  const olga = new HttpAsker();
  await olga.ask('POST', service.link ?? '', { name: 'Olga', address: 'olga@godwit.example', password: PASSWORD });
  const answered = () => JSON.parse(olga.answers.at(-1) ?? '');
  const server = { host: '127.0.0.1', security: 'none', user: 'ticket', password: 'plantedImapPassword9' };
  const settings = {
    smtp: { host: '127.0.0.1', port: sink.port, security: 'none' },
    from: { name: 'Godwit', address: 'ticket@move.example.com' },
    imap: { ...server, port: imap.port },
    reason: 'a walk',
  };
  await olga.ask('PUT', `${service.url}/api/settings/mail`, settings);
  await olga.ask('POST', `${service.url}/api/organisations`, { name: 'Finch' });
  const organisation = `${service.url}/api/organisations/${answered().id}`;
  await olga.ask('POST', `${organisation}/projects`, { name: 'Move' });
  const project = `${organisation}/projects/${answered().id}`;
  await olga.ask('GET', `${project}/arrangement`);
  await olga.ask('PUT', `${project}/arrangement`, {
    ...answered(),
    contacts: ['ada@outside.example'],
    reason: 'a walk',
  });
  await olga.ask('POST', `${project}/ticket/replies`, { text: 'Which day?' });
  await until('the mail has come', async () => sink.mails.length > 0);
  expect(sink.mails).toMatchObject([{ to: ['ada@outside.example'] }]);

  const to = /^Reply-To:\s+(.*)\r$/im.exec(sink.mails[0]?.raw ?? '')?.[1] ?? '';
  const bytes = `From: ada@outside.example\r\nTo: ${to}\r\nMessage-ID: <1@outside.example>\r\n\r\nMonday.\r\n\r\n> Which day?\r\n`;
  account.mailbox('INBOX').add({ bytes, internalDate: instant(0) });
  // The folder is looked into once a minute.
  await until('the reply has gone out in turn', async () =>
    sink.mails.some(({ to: who }) => who.includes('olga@godwit.example')),
  );
  await olga.ask('GET', `${project}/ticket?sort=-number&limit=1`);
  expect(answered().items[0]).toMatchObject({ text: 'Monday.', author: { name: 'ada@outside.example' } });
  expect(account.writesCount).toBe(0);
  expect(olga.answers.join('\n') + service.said()).not.toContain('planted');
});
