import { afterAll, describe, expect, test } from 'vitest';
import { apiRig, asker, askerWith, firstOperator, newOrganisation } from '../../../test/service/api.ts';
import { linkRig } from '../../../test/service/linked.ts';
import { allRows, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api } = rig;
afterAll(() => api.close());
const mine = await newOrganisation(api, await firstOperator(rig), 'Mine');
const { linked, lastEvents } = await linkRig(rig, mine);
const FORM = 'application/x-www-form-urlencoded';
const browser = () => askerWith(api, { 'sec-fetch-site': 'same-origin' });

async function paged(state: string | null = null) {
  const mailbox = await linked();
  const text = `update project_mailboxes set state = $2 where id = $1`;
  if (state !== null) await db.query({ name: '', text, values: [mailbox.id, state] });
  const url = `/mailbox/${mailbox.token}`;
  const send = (form: string, fields: Readonly<Record<string, string>> | string) =>
    browser().send(`${url}/${form}`, new URLSearchParams(fields).toString(), FORM);
  return { ...mailbox, url, send, look: async () => (await browser().ask('GET', url)).body };
}

describe('the page of a private link', () => {
  test('is neither used up nor noted as used by looking at it, and cannot do anything by itself', async () => {
    const { url } = await paged();
    const before = await allRows(db);
    for (const method of ['GET', 'HEAD', 'GET'] as const) {
      const { statusCode, headers } = await api.inject({ method, url });
      expect(statusCode).toBe(200);
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[^ ]+'; base-uri 'none'; form-action 'self'/,
      );
      expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    }
    expect((await allRows(db)) === before).toBe(true);
    const { body } = await api.inject({ method: 'GET', url });
    expect(body).not.toMatch(/<script|src=|exchange\.example\.com/);
    expect(body).toContain('<svg');
  });

  test('carries its user from the preparation to devices that are set up', async () => {
    const { id, one, send, look } = await paged();
    expect((await send('steps', 'done=write-down&done=list-devices')).statusCode).toBe(303);
    expect(await look()).toMatch(/value="write-down" checked/);
    expect((await send('password', { place: 'source-0', password: 'planted-by-page' })).statusCode).toBe(303);
    expect((await send('prepared', {})).statusCode).toBe(303);
    expect((await mine.admin.ask('GET', one)).json().state).toBe('prepared');
    expect((await send('devices', 'devices=iphone')).statusCode).toBe(303);
    expect((await send('devices', 'devices=iphone&done=iphone')).statusCode).toBe(409);

    await db.query({
      name: '',
      text: `update project_mailboxes set state = 'credentials-issued' where id = $1`,
      values: [id],
    });
    const moved = await look();
    expect(moved).toContain('exchange.example.com');
    expect(moved).toContain('iPhone or iPad is set up');
    expect(moved).toContain('mailbox.mobileconfig');
    expect(moved).toContain('The settings file as a QR code');
    expect(moved).not.toContain('planted-by-page');
    expect((await send('missing', { folder: '<b>Clients', from: '', about: 'May' })).statusCode).toBe(303);
    expect(await look()).toContain('&lt;b&gt;Clients; May');
    expect((await send('all-there', {})).statusCode).toBe(303);
    expect((await mine.admin.ask('GET', one)).json().state).toBe('user-confirmed');
    const all = 'devices=iphone&done=remove-old-password&done=sign-in-by-browser&done=iphone';
    expect((await send('devices', all)).statusCode).toBe(303);
    expect(await lastEvents(2)).toMatchObject([
      { name: 'note-devices', actor: { is: 'mailbox-user' }, facts: { devices: 'iphone' } },
      { name: 'finish-clients', to: 'clients-done' },
    ]);
    expect((await mine.admin.ask('GET', `${one}/user`)).json()).toMatchObject({ devices: ['iphone'] });
  });

  test('is done where the devices were set up before its user said that all is there', async () => {
    const { one, user, send } = await paged('verified');
    const body = { devices: ['android'], done: ['remove-old-password', 'sign-in-by-browser', 'android'] };
    expect((await user.ask('PUT', '/api/user/mailbox/devices', body)).json().devices).toContainEqual(
      expect.objectContaining({ id: 'android', isMine: true, isDone: true, howTo: expect.any(Array) }),
    );
    expect((await mine.admin.ask('GET', one)).json().state).toBe('verified');
    await send('all-there', {});
    expect((await mine.admin.ask('GET', one)).json().state).toBe('clients-done');
  });

  test('gives the settings file once the new mailbox is proven, the same as programs get', async () => {
    const early = await paged();
    expect((await browser().ask('GET', `${early.url}/mailbox.mobileconfig`)).statusCode).toBe(409);
    const { url, user } = await paged('verified');
    const file = await browser().ask('GET', `${url}/mailbox.mobileconfig`);
    expect(file.headers['content-type']).toBe('application/x-apple-aspen-config');
    expect(file.body).toContain('<string>com.apple.eas.account</string>');
    expect((await user.ask('GET', '/api/user/mailbox/profile')).body).toBe(file.body);
  });

  test('says in words what was wrong, and takes no form of another site', async () => {
    const { url, send, one } = await paged('verified');
    const empty = await send('missing', { folder: ' ' });
    expect([empty.statusCode, empty.headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
    expect((await send('steps', 'done=nonsense')).statusCode).toBe(400);
    const foreign = await askerWith(api, { 'sec-fetch-site': 'cross-site' }).send(`${url}/all-there`, '', FORM);
    expect(foreign.statusCode).toBe(403);
    expect((await mine.admin.ask('GET', one)).json().state).toBe('verified');
    const wrong = await browser().ask('GET', '/mailbox/godwit_link_guess');
    expect([wrong.statusCode, wrong.body.includes('This does not work')]).toEqual([404, true]);
  });

  test('is not looked at any more after eleven wrong ones from one address', async () => {
    const { url } = await paged();
    const who = asker(api);
    const codes: number[] = [];
    for (let count = 0; count < 12; count++) codes.push((await who.ask('GET', `/mailbox/guess${count}`)).statusCode);
    expect(codes.at(-1)).toBe(429);
    expect((await who.ask('GET', url)).statusCode).toBe(429);
    expect((await asker(api).ask('GET', url)).statusCode).toBe(200);
  });
});
