import { afterAll, describe, expect, test } from 'vitest';
import {
  type Asker,
  apiRig,
  asker,
  cookieOf,
  firstOperator,
  newOrganisation,
  PASSWORD,
} from '../../../test/service/api.ts';
import { testStore } from '../../../test/service/store.ts';
import { codeAt } from '../../../test/service/totp.ts';
import { freshDatabase } from '../../../test/setup/database.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api, clock } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const SESSIONS = '/api/session/sessions';
const OTHER = 'a wholly different phrase';

function signIn(address: string, password = PASSWORD, code: string | null = null) {
  return asker(api).ask('POST', '/api/session', { address, password, code });
}

async function signedIn(address: string, password = PASSWORD): Promise<Asker> {
  const answer = await signIn(address, password);
  expect(answer.statusCode, answer.body).toBe(201);
  return asker(api, cookieOf(answer));
}

async function isIn(who: Asker): Promise<boolean> {
  return (await who.ask('GET', '/api/session')).statusCode === 200;
}

describe('another password', () => {
  test('needs the old one, ends every other session and counts from then on', async () => {
    const { admin, url } = await newOrganisation(api, operator, 'Change');
    const address = 'admin@change.example';
    const other = await signedIn(address);
    const change = (password: string, newPassword: string) =>
      admin.ask('POST', '/api/session/password', { password, newPassword });
    expect((await change('wrong', OTHER)).json()).toMatchObject({ code: 'service.sign-in-refused', status: 401 });
    expect((await change(PASSWORD, 'short')).json()).toMatchObject({ code: 'service.request-invalid' });
    expect([await isIn(other), (await change(PASSWORD, OTHER)).statusCode]).toEqual([true, 204]);
    expect([await isIn(admin), await isIn(other)]).toEqual([true, false]);
    expect((await signIn(address)).statusCode).toBe(401);
    expect((await signIn(address, OTHER)).statusCode).toBe(201);
    const events = (await operator.ask('GET', `${url}/events`)).json().items.map(({ name }: { name: string }) => name);
    expect(events).toEqual(expect.arrayContaining(['change-password-refused', 'change-password']));
  });

  test('needs a code too where the second factor is on', async () => {
    const { admin } = await newOrganisation(api, operator, 'Code');
    const { secret } = (await admin.ask('POST', '/api/session/second-factor', { password: PASSWORD })).json();
    const code = codeAt(secret, clock.now());
    await admin.ask('POST', '/api/session/second-factor/confirmation', { code });
    clock.advance(30_000);
    const change = (given: string | null) =>
      admin.ask('POST', '/api/session/password', { password: PASSWORD, newPassword: OTHER, code: given });
    expect((await change(null)).json()).toMatchObject({ code: 'service.code-needed' });
    expect((await change(code)).json()).toMatchObject({ code: 'service.code-refused' });
    expect((await change(codeAt(secret, clock.now()))).statusCode).toBe(204);
  });

  test('cannot be guessed at from a session that was taken', async () => {
    const { admin } = await newOrganisation(api, operator, 'Guess');
    for (let count = 0; count < 6; count++) {
      await admin.ask('POST', '/api/session/password', { password: `wrong ${count}`, newPassword: OTHER });
    }
    const right = await admin.ask('POST', '/api/session/password', { password: PASSWORD, newPassword: OTHER });
    expect(right.statusCode).toBe(401);
    expect((await signIn('admin@guess.example')).statusCode).toBe(401);
  });
});

describe('open sessions', () => {
  test('are listed with where they began and when they were used last, and no secret', async () => {
    const { admin } = await newOrganisation(api, operator, 'List');
    clock.advance(1000);
    const began = await api.inject({
      method: 'POST',
      url: '/api/session',
      remoteAddress: '192.0.2.7',
      headers: { 'user-agent': `Browser\u0001 ${'x'.repeat(500)}` },
      payload: { address: 'admin@list.example', password: PASSWORD },
    });
    const other = asker(api, cookieOf(began));
    const at = clock.now();
    clock.advance(61_000);
    await other.ask('GET', '/api/session');
    const answer = await admin.ask('GET', SESSIONS);
    expect(answer.json().items).toEqual([
      {
        id: expect.any(String),
        isThis: false,
        since: expect.any(String),
        lastUsedAt: expect.any(String),
        until: expect.any(String),
        address: '192.0.2.7',
        userAgent: `Browser ${'x'.repeat(192)}`,
      },
      expect.objectContaining({ isThis: true }),
    ]);
    const [listed] = answer.json().items;
    expect(Date.parse(listed.since)).toBe(Math.floor(at / 1000) * 1000);
    expect(Date.parse(listed.lastUsedAt) - Date.parse(listed.since)).toBe(61_000);
    expect(answer.body).not.toContain(began.cookies[0]?.value);
  });

  test('are ended one by one, or all others at once, and by their person alone', async () => {
    const { admin } = await newOrganisation(api, operator, 'End');
    const { admin: stranger } = await newOrganisation(api, operator, 'Stranger');
    const address = 'admin@end.example';
    const others = [await signedIn(address), await signedIn(address), await signedIn(address)] as const;
    const listed: { id: string; isThis: boolean }[] = (await others[0].ask('GET', SESSIONS)).json().items;
    expect(listed).toHaveLength(4);
    const own = listed.find(({ isThis }) => isThis)?.id;
    expect((await stranger.ask('DELETE', `${SESSIONS}/${own}`)).statusCode).toBe(404);
    expect(await isIn(others[0])).toBe(true);
    expect((await admin.ask('DELETE', `${SESSIONS}/${own}`)).statusCode).toBe(204);
    expect((await admin.ask('DELETE', `${SESSIONS}/${own}`)).statusCode).toBe(404);
    expect([await isIn(others[0]), await isIn(others[1])]).toEqual([false, true]);
    expect((await admin.ask('DELETE', SESSIONS)).statusCode).toBe(204);
    expect([await isIn(admin), await isIn(others[1]), await isIn(others[2])]).toEqual([true, false, false]);
    expect(await isIn(stranger)).toBe(true);
  });

  test('are fifty at most: the oldest gives way', async () => {
    const { admin } = await newOrganisation(api, operator, 'Many');
    clock.advance(1);
    for (let count = 0; count < 50; count++) await signedIn('admin@many.example');
    expect(await isIn(admin)).toBe(false);
  });
});

describe('behind a proxy', () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.9, 198.51.100.4', 'x-forwarded-proto': 'https' };

  /** Where the session began in the eyes of a service, and whether its cookie is for encrypted lines alone. */
  async function seen(proxies: 'one-hop' | readonly string[] | null, remoteAddress = '10.0.0.5') {
    const { api: other } = await apiRig(testStore(db), { proxies });
    const answer = await other.inject({
      method: 'POST',
      url: '/api/session',
      remoteAddress,
      headers: forwarded,
      payload: { address: 'operator@godwit.example', password: PASSWORD },
    });
    const listed = (await asker(other, cookieOf(answer)).ask('GET', SESSIONS)).json().items;
    await other.close();
    const { address } = listed.find(({ isThis }: { isThis: boolean }) => isThis);
    return { address, isSecure: answer.cookies[0]?.secure === true };
  }

  test('that nobody spoke of, what a request says of itself counts for nothing', async () => {
    expect(await seen(null)).toEqual({ address: '10.0.0.5', isSecure: false });
  });

  test('its word counts, and not what came to it', async () => {
    expect(await seen('one-hop')).toEqual({ address: '198.51.100.4', isSecure: true });
  });

  test('that has a known address, everybody else is not believed', async () => {
    expect(await seen(['10.0.0.0/24'])).toEqual({ address: '198.51.100.4', isSecure: true });
    expect(await seen(['10.0.0.5', '198.51.100.4'])).toEqual({ address: '203.0.113.9', isSecure: true });
    expect(await seen(['10.9.0.5'])).toEqual({ address: '10.0.0.5', isSecure: false });
  });

  test('each person has an own share of attempts', async () => {
    const { api: other } = await apiRig(testStore(db), { proxies: 'one-hop' });
    const attempt = async (from: string) => {
      const headers = { 'x-forwarded-for': from };
      const payload = { address: 'nobody@godwit.example', password: 'wrong' };
      return (await other.inject({ method: 'POST', url: '/api/session', headers, payload })).statusCode;
    };
    for (let count = 0; count < 10; count++) await attempt('198.51.100.1');
    expect([await attempt('198.51.100.1'), await attempt('198.51.100.2')]).toEqual([429, 401]);
    await other.close();
  });
});
