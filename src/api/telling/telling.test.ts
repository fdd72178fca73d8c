import { createServer } from 'node:http';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { apiRig, asker, firstOperator, newOrganisation } from '../../../test/service/api.ts';
import { signedIn } from '../../../test/service/filled-organisation.ts';
import { openMailSink } from '../../../test/service/mail-sink.ts';
import { allRows, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { instant, systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { systemRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { isSignedBy, signatureHeaders } from '../../base/signed-body.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import type { ProjectId } from '../../model/project.ts';
import { takeMail } from '../../notices/incoming/take-mail.ts';
import { sendTestMail } from '../../notices/mail-server.ts';
import { type SendDeps, sendDue } from '../../notices/send-due.ts';
import { announce } from '../../project/announce.ts';
import type { AddressesOf } from '../../wire/guarded-place.ts';

const db = await freshDatabase();
const store = testStore(db);
let addressesOf: AddressesOf = async () => ['127.0.0.1'];
const rig = await apiRig(store, {
  sendTestMail: (to) => sendTestMail(to, { store, clock: rig.clock, random: systemRandom, authorities: [] }),
  takeMail: (raw) => takeMail(raw, { store, clock: rig.clock, random: systemRandom }),
});
const { api, clock } = rig;
afterAll(() => api.close());
let operator = await firstOperator(rig);
const { url, ...made } = await newOrganisation(api, operator, 'Mine');
let { admin } = made;
const organisation = url.split('/').at(-1) as OrganisationId;
const project = (await admin.ask('POST', `${url}/projects`, { name: 'Move' })).json().id as ProjectId;
const never = new AbortController().signal;
/** The hour is the test's, and pauses take their time: lines to servers are watched by them. */
const lineClock = { now: () => clock.now(), sleep: (ms: number, signal: AbortSignal) => systemClock.sleep(ms, signal) };
const deps: SendDeps = {
  store,
  clock: lineClock,
  random: systemRandom,
  log: silentLog,
  worker: 'w',
  authorities: [],
  addressesOf: (host) => addressesOf(host),
  isInsecureLoopbackAllowed: true,
};

async function tell(kind: 'closed' | 'licence-removal' = 'closed'): Promise<void> {
  const facts = { project: 'Move', mailboxes: 'ann' };
  await store.inTenant(organisation, async (tenant) => {
    await tenant.lockProject(project);
    await announce(tenant, { kind, project, mailbox: null, facts }, deps);
  });
}

const send = () => sendDue(deps, never);
const settings = (port: number, more: object = {}) => ({
  smtp: { host: '127.0.0.1', port, security: 'none', user: null },
  from: { name: 'Godwit', address: 'ticket@move.example.com' },
  reason: 'a test',
  ...more,
});

interface Heard {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A program that hears webhooks, and answers them with this status. */
async function listener() {
  const heard: Heard[] = [];
  const state = { status: 204 };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      heard.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(pieces) }); // each came once
      response.writeHead(state.status, { location: 'http://127.0.0.1:1/' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const address = server.address();
  return { heard, state, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook` };
}

describe('the mail settings', () => {
  test('are seen without their passwords, kept where none is given, and gone when they are dropped', async () => {
    const all = settings(2525, {
      imap: { host: '127.0.0.1', port: 143, security: 'none', user: 'ticket', password: 'planted' },
    });
    const set = await operator.ask('PUT', '/api/settings/mail', { ...all, smtp: { ...all.smtp, password: 'planted' } });
    expect(set.json()).toMatchObject({
      isSet: true,
      smtp: { hasPassword: true },
      imap: { hasPassword: true, folder: 'INBOX' },
    });
    const again = (await operator.ask('PUT', '/api/settings/mail', all)).json();
    expect(again).toMatchObject({ smtp: { hasPassword: true }, imap: { hasPassword: true } });
    const events = await operator.ask('GET', '/api/events');
    expect(set.body + JSON.stringify(again) + events.body + (await allRows(db))).not.toContain('planted');
    expect((await operator.ask('DELETE', '/api/settings/mail')).statusCode).toBe(204);
    expect((await operator.ask('GET', '/api/settings/mail')).json()).toMatchObject({ isSet: false, smtp: null });
    expect(await store.inHouse((house) => house.mailSecret('smtp'))).toBeNull();
  });

  test.each([
    { what: 'a plain line to another machine', smtp: { host: 'mx.example.com', port: 25, security: 'none' } },
    { what: 'a host with a path', smtp: { host: 'mx/..', port: 25, security: 'implicit' } },
    { what: 'a sender with a line end', from: { name: 'a\r\nBcc: all@example.com', address: 'a@example.com' } },
  ])('refuse $what', async ({ what: _what, ...more }) => {
    expect((await operator.ask('PUT', '/api/settings/mail', settings(25, more))).statusCode).toBe(400);
  });

  test('are tried by a mail that goes out at once, and what went wrong is said', async () => {
    const to = { to: 'otto@example.com' };
    expect((await operator.ask('POST', '/api/settings/mail/test', to)).json()).toMatchObject({ code: 'mail.not-set' });
    await using sink = await openMailSink();
    await operator.ask('PUT', '/api/settings/mail', settings(sink.port));
    const answer = await operator.ask('POST', '/api/settings/mail/test', to);
    expect(answer.json().answer).toMatch(/^250/);
    expect(sink.mails).toMatchObject([{ from: 'ticket@move.example.com', to: ['otto@example.com'] }]);
    sink.answerNext('550 go away');
    expect((await operator.ask('POST', '/api/settings/mail/test', to)).json()).toMatchObject({ code: 'mail.refused' });
    await operator.ask('PUT', '/api/settings/mail', settings(1));
    expect((await operator.ask('POST', '/api/settings/mail/test', to)).json()).toMatchObject({
      code: 'mail.unreachable',
    });
    await operator.ask('DELETE', '/api/settings/mail');
  });
});

describe('a delivery', () => {
  test('is listed with its state and the reason, and is sent again when somebody asks', async () => {
    await using sink = await openMailSink();
    await operator.ask('PUT', '/api/settings/mail', settings(sink.port));
    await tell();
    sink.answerNext('550 no such user', '550 no such user');
    await send();
    const failed = (await admin.ask('GET', `${url}/deliveries?project=${project}&state=failed`)).json().items;
    expect(failed).toHaveLength(2);
    expect(failed[0]).toMatchObject({
      kind: 'closed',
      channel: 'mail',
      dueAt: null,
      problem: { code: 'mail.refused' },
    });
    const again = await admin.ask('POST', `${url}/deliveries/${failed[0].id}/again`);
    expect(again.json()).toMatchObject({ state: 'waiting', problem: null });
    await send();
    const sent = (await admin.ask('GET', `${url}/deliveries?state=sent`)).json().items;
    expect(sent).toMatchObject([{ id: failed[0].id, settledAt: expect.any(String) }]);
    await operator.ask('DELETE', '/api/settings/mail');
  });
});

describe('a webhook', () => {
  test('hears what was chosen, signed, and never where an answer sends it to', async () => {
    const { heard, state, url: hook } = await listener();
    const made = (await admin.ask('POST', `${url}/webhooks`, { url: hook, kinds: ['closed'] })).json();
    await tell('licence-removal');
    await tell();
    state.status = 302;
    await send();
    expect(heard).toHaveLength(1);
    clock.advance(2 * 60_000);
    state.status = 200;
    await send();
    const { headers, body } = heard[1] ?? { headers: {}, body: Buffer.alloc(0) };
    const signed = { id: headers['webhook-id'] ?? '', timestamp: headers['webhook-timestamp'] ?? '', body };
    const signature = headers['webhook-signature'] ?? '';
    const now = clock.now();
    expect(isSignedBy({ ...signed, signature }, new Secret(made.secret), now)).toBe(true);
    expect(isSignedBy({ ...signed, signature }, new Secret(`whsec_${'A'.repeat(44)}`), now)).toBe(false);
    expect(isSignedBy({ ...signed, signature, body: Buffer.concat([body, body]) }, new Secret(made.secret), now)).toBe(
      false,
    );
    expect(isSignedBy({ ...signed, signature }, new Secret(made.secret), instant(now + 6 * 60_000))).toBe(false);
    expect(JSON.parse(body.toString())).toMatchObject({
      kind: 'closed',
      project: { name: 'Move' },
      facts: { project: 'Move' },
    });
    expect(heard[0]?.body.equals(body)).toBe(true);
    expect(heard[0]?.headers['webhook-id']).toBe(headers['webhook-id']);
    await admin.ask('DELETE', `${url}/webhooks/${made.id}`);
  });

  test('is switched off when it has taken nothing for three days, and its administrators are told', async () => {
    const { state, heard, url: hook } = await listener();
    state.status = 500;
    const made = (await admin.ask('POST', `${url}/webhooks`, { url: hook })).json();
    for (let day = 0; day < 5; day++) {
      await tell();
      await send();
      clock.advance(24 * 3_600_000);
    }
    // Their sessions are over by now.
    admin = asker(api, await signedIn(rig, 'admin@mine.example'));
    operator = asker(api, await signedIn(rig, 'operator@godwit.example'));
    const [off] = (await admin.ask('GET', `${url}/webhooks`)).json().items;
    expect(off).toMatchObject({ id: made.id, isOn: false, disabledAt: expect.any(String) });
    const told = (await admin.ask('GET', `${url}/deliveries`)).json().items;
    expect(told.map(({ kind }: { kind: string }) => kind)).toContain('webhook-disabled');
    const count = heard.length;
    await tell();
    await send();
    expect(heard).toHaveLength(count);
    state.status = 200;
    await admin.ask('PATCH', `${url}/webhooks/${made.id}`, { isOn: true });
    await tell();
    await send();
    expect(heard.length).toBeGreaterThan(count);
    await admin.ask('DELETE', `${url}/webhooks/${made.id}`);
  });

  test.each([
    { where: 'a private network', address: '10.0.0.1' },
    { where: 'the metadata of a cloud', address: '169.254.169.254' },
    { where: 'a private network by IPv6', address: '::ffff:10.0.0.1' },
  ])('is not asked where its name leads into $where', async ({ address }) => {
    const made = (await admin.ask('POST', `${url}/webhooks`, { url: 'https://rebound.example.com/' })).json();
    addressesOf = async () => ['93.184.216.34', address];
    await tell();
    await send();
    const [refused] = (await admin.ask('GET', `${url}/deliveries?webhook=${made.id}`)).json().items;
    expect(refused).toMatchObject({ state: 'failed', problem: { code: 'webhook.forbidden' } });
    await admin.ask('DELETE', `${url}/webhooks/${made.id}`);
  });

  test.each(['http://hook.example.com/', 'https://user:secret@hook.example.com/', 'file:///etc/passwd'])(
    'is not made for %s',
    async (given) => {
      expect((await admin.ask('POST', `${url}/webhooks`, { url: given })).statusCode).toBeGreaterThanOrEqual(400);
    },
  );
});

describe('mail that is handed in', () => {
  const raw = Buffer.from('From: ada@outside.example\r\nTo: ticket@move.example.com\r\n\r\nHello\r\n');
  const handIn = (headers: Readonly<Record<string, string>>) =>
    asker(api).with(headers).send('/api/mail/incoming', raw, 'message/rfc822');

  test('is taken where it is signed with the secret that was shown, and by nobody else', async () => {
    expect((await handIn({})).json()).toMatchObject({ code: 'mail.signature-wrong' });
    const { secret } = (await operator.ask('POST', '/api/settings/mail/secret')).json();
    const signed = (at: number, with_ = secret) =>
      signatureHeaders({ id: 'm1', at: instant(at), body: raw }, new Secret(with_));
    const now = clock.now();
    expect((await handIn({})).statusCode).toBe(401);
    expect((await handIn(signed(now - 6 * 60_000))).statusCode).toBe(401);
    expect((await handIn(signed(now, `whsec_${'A'.repeat(44)}`))).statusCode).toBe(401);
    expect((await handIn(signed(now))).json()).toEqual({ outcome: 'unknown-ticket' });
    expect((await handIn(signed(now))).json()).toEqual({ outcome: 'again' });
    const listed = (await operator.ask('GET', '/api/settings/mail/incoming')).json();
    expect(listed.items).toMatchObject([{ outcome: 'unknown-ticket', from: 'ada@outside.example', text: 'Hello' }]);
    expect(await allRows(db)).not.toContain(secret);
  });
});

describe('the address of the user of a mailbox', () => {
  test('is one outside of it', async () => {
    const body = { name: 'ann@example.com', sources: [{ address: 'imaps://mail.example.com', user: 'ann' }] };
    const target = { address: 'ews+https://exchange.example.com/?mailbox=ann' };
    const all = `${url}/projects/${project}/mailboxes`;
    const [{ id }] = (await admin.ask('POST', all, { mailboxes: [{ ...body, target }] })).json();
    const one = `${all}/${id}/contact`;
    expect((await admin.ask('GET', one)).json()).toEqual({ address: null });
    expect((await admin.ask('PUT', one, { address: 'Ann@Example.com' })).statusCode).toBe(400);
    expect((await admin.ask('PUT', one, { address: 'Ann@Outside.example' })).json()).toEqual({
      address: 'ann@outside.example',
    });
    expect((await admin.ask('GET', one)).json()).toEqual({ address: 'ann@outside.example' });
  });
});
