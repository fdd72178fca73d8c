import { afterAll, describe, expect, test } from 'vitest';
import { apiRig, asker, cookieOf, firstOperator, newOrganisation, PASSWORD } from '../../../test/service/api.ts';
import { testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { inviteFirstOperator } from './invitation.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api, clock, deps } = rig;
afterAll(() => api.close());
const ADDRESS = 'operator@godwit.example';
const firstToken = await inviteFirstOperator(deps.store, deps);
await firstOperator(rig, ADDRESS);

function signIn(address: string, password: string, who = asker(api)) {
  return who.ask('POST', '/api/session', { address, password });
}

describe('the first operator', () => {
  test('is made once: nobody is invited any more, and an older link makes none behind his back', async () => {
    expect(await inviteFirstOperator(deps.store, deps)).toBeNull();
    const again = await asker(api).ask('POST', `/api/invitations/${firstToken?.reveal()}`, {
      name: 'Second',
      address: 'second@godwit.example',
      password: PASSWORD,
    });
    expect(again.json()).toMatchObject({ status: 404, code: 'service.link-invalid' });
  });
});

describe('a session', () => {
  test('begins with the right password, in a cookie that scripts and other sites do not get', async () => {
    const answer = await signIn(ADDRESS.toUpperCase(), PASSWORD);
    expect(answer.json()).toMatchObject({ address: ADDRESS, role: 'operator', organisation: null });
    expect(answer.cookies).toEqual([
      expect.objectContaining({ name: 'godwit_session', httpOnly: true, sameSite: 'Strict', path: '/api' }),
    ]);
    expect(answer.body).not.toMatch(/argon2|hash/i);
  });

  test('goes over encrypted lines alone where the service is reached from elsewhere', async () => {
    const secure = await apiRig(testStore(db), { isSecure: true });
    const answer = await signIn(ADDRESS, PASSWORD, asker(secure.api));
    expect(answer.cookies).toEqual([expect.objectContaining({ secure: true })]);
    await secure.api.close();
  });

  test('ends when its person signs out, and by itself after half a day', async () => {
    const who = asker(api, cookieOf(await signIn(ADDRESS, PASSWORD)));
    expect((await who.ask('GET', '/api/session')).statusCode).toBe(200);
    expect((await who.ask('DELETE', '/api/session')).statusCode).toBe(204);
    expect((await who.ask('GET', '/api/session')).statusCode).toBe(401);
    const other = asker(api, cookieOf(await signIn(ADDRESS, PASSWORD)));
    clock.advance(12 * 3_600_000 + 1);
    expect((await other.ask('GET', '/api/session')).statusCode).toBe(401);
  });

  test('is kept as a hash, as passwords and links are', async () => {
    const answer = await signIn(ADDRESS, PASSWORD);
    const token = answer.cookies[0]?.value ?? 'none';
    const text = `
      select string_agg(row::text, ' ') as everything
      from (select sessions::text as row from sessions union all select people::text from people) rows`;
    const [found] = await db.query<{ everything: string }>({ name: '', text, values: [] });
    expect(found?.everything).toContain('$argon2id$');
    expect(found?.everything).not.toContain(token);
    expect(found?.everything).not.toContain(Buffer.from(token).toString('hex'));
    expect(found?.everything).not.toContain(PASSWORD);
  });
});

describe('a wrong password', () => {
  test('and an unknown address are answered alike', async () => {
    const [wrong, unknown] = [await signIn(ADDRESS, 'wrong'), await signIn('nobody@godwit.example', 'wrong')];
    expect(wrong.json()).toEqual(unknown.json());
    expect(wrong.statusCode).toBe(401);
  });

  test('locks the account after five, for longer each time, and a right one opens it again', async () => {
    const operator2 = asker(api, cookieOf(await signIn(ADDRESS, PASSWORD)));
    await newOrganisation(api, operator2, 'Locked');
    const address = 'admin@locked.example';
    const tries = async (count: number) => {
      for (let one = 0; one < count; one++) await signIn(address, 'wrong');
    };
    await tries(5);
    expect((await signIn(address, PASSWORD)).statusCode).toBe(201);
    await tries(6);
    expect((await signIn(address, PASSWORD)).statusCode).toBe(401);
    clock.advance(60_001);
    await tries(1);
    clock.advance(60_001);
    expect((await signIn(address, PASSWORD)).statusCode).toBe(401);
    clock.advance(60_001);
    expect((await signIn(address, PASSWORD)).statusCode).toBe(201);
  });

  test('is not even looked at after ten attempts from one place within a minute', async () => {
    const who = asker(api);
    const codes: number[] = [];
    for (let count = 0; count < 12; count++) codes.push((await signIn('x@y.example', 'x', who)).statusCode);
    expect(codes).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    const last = await signIn('x@y.example', 'x', who);
    expect(last.json()).toMatchObject({ status: 429, code: 'service.asked-too-often' });
  });

  test('cannot be chosen short', async () => {
    const { url } = await newOrganisation(api, asker(api, cookieOf(await signIn(ADDRESS, PASSWORD))), 'Short');
    const who = asker(api, cookieOf(await signIn(ADDRESS, PASSWORD)));
    const { path } = (await who.ask('POST', `${url}/invitations`)).json();
    const made = await asker(api).ask('POST', path, { name: 'x', address: 'x@short.example', password: 'short' });
    expect(made.json()).toMatchObject({ status: 400, code: 'service.request-invalid' });
  });
});
