import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { type Asker, apiRig, asker, firstOperator, newOrganisation, program } from '../../../test/service/api.ts';
import { tokenIn } from '../../../test/service/linked.ts';
import { allRows, KEY, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { jsonLog } from '../../base/log.ts';
import { systemRandom as random } from '../../base/random.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import type { MailboxId, ProjectId } from '../../model/project.ts';
import { sendDue } from '../../notices/send-due.ts';
import { announce } from '../../project/announce.ts';
import { changeKey } from '../keys/change-key.ts';

const db = await freshDatabase();
let logged = '';
const log = jsonLog(
  (line) => {
    logged += line;
  },
  () => 0,
);
const rig = await apiRig(testStore(db), { log });
const { api, clock } = rig;
afterAll(() => api.close());

test('planted secrets are found in no answer, log, event or row, whichever way they came and whatever was done with them', async () => {
  const operator = await firstOperator(rig);
  const { admin, url } = await newOrganisation(api, operator, 'Mine');
  const project = (await admin.ask('POST', `${url}/projects`, { name: 'Move' })).json();
  const all = `${url}/projects/${project.id}`;
  const answers: string[] = [];
  const ask = async (asked: ReturnType<typeof admin.ask>, ...statuses: readonly number[]) => {
    const answer = await asked;
    expect(statuses, answer.body).toContain(answer.statusCode);
    answers.push(answer.body, JSON.stringify(answer.headers));
    return answer;
  };
  const source = { address: 'imaps://mail.example.com', user: 'ann', password: 'planted-1' };
  const target = { address: 'ews+https://exchange.example.com/?mailbox=ann', password: 'planted-2' };
  const body = { mailboxes: [{ name: 'ann@example.com', sources: [source], target }] };
  const [{ id }] = (await ask(admin.ask('POST', `${all}/mailboxes`, body), 201)).json();
  const one = `${all}/mailboxes/${id}`;
  await ask(admin.ask('POST', `${all}/mailboxes`, body), 409);
  await ask(admin.ask('PUT', `${one}/passwords/source`, { password: 'planted-3' }), 200);
  await ask(admin.ask('PUT', `${one}/passwords/source`, { password: ['planted-4'] }), 400);
  await ask(admin.ask('PUT', `${one}/passwords/source`, { password: `planted-5${'x'.repeat(2000)}` }), 400);
  await ask(admin.send(`${all}/links`, '{"password":"planted-6', 'application/json'), 400);
  const table = 'mailbox,place,password\nann@example.com,target,planted-7\nnobody,target,planted-8\n"planted-9';
  await ask(admin.send(`${all}/passwords`, table, 'text/csv'), 200);
  await ask(admin.send(`${all}/passwords`, 'mailbox,planted-10\na,planted-11', 'text/csv'), 400);
  const link = tokenIn((await admin.ask('POST', `${all}/links`, { mailboxes: [id] })).json()[0]);
  const user = program(api, link);
  await ask(user.ask('PUT', '/api/user/mailbox/passwords/source', { password: 'planted-12' }), 200);
  await ask(user.ask('PUT', '/api/user/mailbox/passwords/planted-13', { password: 'planted-14' }), 404);
  await ask(asker(api).ask('POST', '/api/user/session', { token: 'godwit_link_planted-15' }), 404);

  const told = await toldSecrets(operator, admin, { url, project: project.id, mailbox: id });
  answers.push(...told.answers);
  const keys = await sealedAnew();
  const rowsSealed = await allRows(db);
  await ask(admin.ask('POST', `${one}/passwords/purge`, { reason: 'why' }), 200);
  for (const seen of ['', '/passwords', '/links', '/user']) await ask(admin.ask('GET', `${one}${seen}`), 200);
  await ask(user.ask('GET', '/api/user/mailbox'), 200);
  await ask(admin.ask('GET', `${url}/events?limit=500`), 200);
  const everything = answers.join('\n') + logged + rowsSealed + (await allRows(db));
  expect(everything).toContain('purge-passwords');
  expectNone(everything, ['planted', link, ...told.shownOnce, ...keys]);
});

/** Neither as it is nor as bytes are usually written. */
function expectNone(everything: string, secrets: readonly string[]): void {
  for (const secret of secrets) {
    const bytes = Buffer.from(secret);
    for (const form of [secret, bytes.toString('hex'), bytes.toString('base64').slice(0, 8)]) {
      expect(everything.includes(form), `${secret} as ${form}`).toBe(false);
    }
  }
}

/** With a key that is new; gives both. */
async function sealedAnew(): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-planted-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const keys = [1, 9].map((byte) => Buffer.alloc(32, byte).toString('base64'));
  await writeFile(join(folder, 'secret.key'), `${keys.join('\n')}\n`, { mode: 0o600 });
  const control = { signal: new AbortController().signal, log, say: (line: string) => log.info(line) };
  const change = await changeKey(db, folder, control, { clock, random, environment: {} });
  expect(change).toMatchObject({ isComplete: true, stuck: 0, removable: [KEY.id] });
  return keys;
}

/** Secrets of mail servers and webhooks, and a private link in a notice that waits. Gives those that are shown once. */
async function toldSecrets(
  operator: Asker,
  admin: Asker,
  at: { readonly url: string; readonly project: string; readonly mailbox: string },
) {
  const server = { host: '127.0.0.1', port: 1, security: 'none', user: 'ticket' };
  const smtp = { ...server, password: 'planted-20' };
  const from = { name: 'Godwit', address: 'ticket@example.com' };
  const body = { smtp, imap: { ...server, password: 'planted-21' }, from, reason: 'why' };
  const set = await operator.ask('PUT', '/api/settings/mail', body);
  const bad = await operator.ask('PUT', '/api/settings/mail', { ...body, smtp: { ...smtp, password: ['planted-22'] } });
  const incoming = (await operator.ask('POST', '/api/settings/mail/secret')).json().secret;
  const { id, secret } = (await admin.ask('POST', `${at.url}/webhooks`, { url: 'https://hook.example.com/' })).json();
  const renewed = (await admin.ask('POST', `${at.url}/webhooks/${id}/secret`)).json().secret;
  const mailbox = at.mailbox as MailboxId; // ids of what was made above, here and below
  const facts = { mailbox: 'ann', date: 'today', link: 'https://move.example.com/planted-23' };
  const project = at.project as ProjectId;
  await rig.deps.store.inTenant(at.url.split('/').at(-1) as OrganisationId, async (tenant) => {
    await tenant.setMailboxContact(mailbox, 'ann@outside.example', clock.now());
    await announce(tenant, { kind: 'user-invited', project, mailbox, facts }, rig.deps);
  });
  const deps = { ...rig.deps, worker: 'w', addressesOf: async () => [], authorities: [] };
  await sendDue(deps, new AbortController().signal);
  const seen = ['/deliveries', '/webhooks'].map(async (path) => (await admin.ask('GET', `${at.url}${path}`)).body);
  const settings = await operator.ask('GET', '/api/settings/mail');
  expect([set.statusCode, bad.statusCode]).toEqual([200, 400]);
  const answers = [set.body, bad.body, settings.body, ...(await Promise.all(seen))];
  expect(answers.join('')).toContain('mail.unreachable');
  return { answers, shownOnce: [incoming, secret, renewed].map(String) };
}
