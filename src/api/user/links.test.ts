import { afterAll, describe, expect, test } from 'vitest';
import {
  type Asker,
  apiRig,
  asker,
  cookieOf,
  firstOperator,
  newOrganisation,
  program,
} from '../../../test/service/api.ts';
import { linkRig, tokenIn } from '../../../test/service/linked.ts';
import { allRows, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { jsonLog } from '../../base/log.ts';

const DAY_MS = 24 * 3_600_000;
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
const mine = await newOrganisation(api, await firstOperator(rig), 'Mine');
const { projectUrl, linked, open, lastEvents } = await linkRig(rig, mine);

describe('a private link', () => {
  test('opens the own mailbox, as often as its user comes back, and says when it was used', async () => {
    const { one, token, user, id } = await linked();
    const seen = (await user.ask('GET', '/api/user/mailbox')).json();
    expect(seen).toMatchObject({ state: 'listed', inWords: expect.stringContaining('will be moved'), problem: null });
    expect(seen.passwords).toEqual([{ place: 'source 0', isKept: true }]);
    expect((await open(token)).statusCode).toBe(201);
    expect((await program(api, token).ask('GET', '/api/user/mailbox')).json().name).toBe(seen.name);
    const [link] = (await mine.admin.ask('GET', `${one}/links`)).json().items;
    expect(link).toMatchObject({ mailbox: id, lastUsedAt: expect.any(String), revokedAt: null });
    expect(Date.parse(link.expiresAt) - Date.parse(link.createdAt)).toBe(30 * DAY_MS);
    expect(await lastEvents(1)).toMatchObject([{ name: 'open-link', actor: { is: 'mailbox-user', id: link.id } }]);
  });

  test('is made for many at once, all or none, in the own project', async () => {
    const [a, b] = [await linked(), await linked()];
    const made = (await mine.admin.ask('POST', `${projectUrl}/links`, { mailboxes: [a.id, b.id] })).json();
    expect(made.map(({ mailbox }: { mailbox: string }) => mailbox)).toEqual([a.id, b.id]);
    expect(new Set(made.map(tokenIn)).size).toBe(2);
    const foreign = '11111111-1111-4111-8111-111111111111';
    expect((await mine.admin.ask('POST', `${projectUrl}/links`, { mailboxes: [a.id, foreign] })).statusCode).toBe(404);
    expect((await mine.admin.ask('GET', `${a.one}/links`)).json().items).toHaveLength(2);
    for (const expiresInDays of [0, 91]) {
      const body = { mailboxes: [a.id], expiresInDays };
      expect((await mine.admin.ask('POST', `${projectUrl}/links`, body)).statusCode).toBe(400);
    }
  });

  test('is neither used up nor used by looking at it', async () => {
    const { token, one } = await linked();
    const before = await allRows(db);
    for (const method of ['GET', 'HEAD'] as const) {
      for (const url of ['/user', `/user#${token}`, '/api/user/session', `/api/user/session?token=${token}`]) {
        expect((await api.inject({ method, url })).statusCode).toBe(404);
      }
    }
    expect(await allRows(db)).toBe(before);
    expect((await open(token)).statusCode).toBe(201);
    expect((await mine.admin.ask('GET', `${one}/links`)).json().items).toHaveLength(1);
  });

  test('that was revoked ends at once, with its sessions, and cannot be renewed', async () => {
    const { one, linkId, token, user } = await linked();
    expect((await mine.admin.ask('DELETE', `${one}/links/${linkId}`)).statusCode).toBe(204);
    expect((await user.ask('GET', '/api/user/mailbox')).json()).toMatchObject({ code: 'service.not-signed-in' });
    expect((await open(token)).json()).toMatchObject({ code: 'service.link-invalid', status: 404 });
    expect((await program(api, token).ask('GET', '/api/user/mailbox')).statusCode).toBe(404);
    expect((await mine.admin.ask('DELETE', `${one}/links/${linkId}`)).statusCode).toBe(404);
    expect((await mine.admin.ask('POST', `${one}/links/${linkId}/renewal`, {})).statusCode).toBe(404);
    expect(await lastEvents(1)).toMatchObject([{ name: 'revoke-link', facts: { link: linkId } }]);
  });

  test('ends its session when its user says so', async () => {
    const { user, token } = await linked();
    expect((await user.ask('DELETE', '/api/user/session')).statusCode).toBe(204);
    expect((await user.ask('GET', '/api/user/mailbox')).statusCode).toBe(401);
    expect((await open(token)).statusCode).toBe(201);
  });

  test('is not looked at any more after eleven wrong ones from one address, wherever they were sent', async () => {
    const { token } = await linked();
    const who = asker(api);
    const codes: number[] = [];
    for (let count = 0; count < 12; count++) codes.push((await open('godwit_link_guess', who)).statusCode);
    expect(codes).toEqual([...Array.from({ length: 11 }, () => 404), 429]);
    expect((await open(token, who)).json()).toMatchObject({ code: 'service.asked-too-often' });
    expect((await open(token)).statusCode).toBe(201);
    const sender = program(api, 'godwit_link_guess');
    const byBearer: number[] = [];
    for (let count = 0; count < 12; count++) byBearer.push((await sender.ask('GET', '/api/user/mailbox')).statusCode);
    expect(byBearer.at(-1)).toBe(429);
  });
});

test('no token of a link and none of its sessions is in any table, log, event or answer after the first', async () => {
  const { token, one, user } = await linked();
  const session = cookieOf(await open(token)).split('=')[1] ?? 'none';
  const answers = [
    await mine.admin.ask('GET', `${one}/links`),
    await mine.admin.ask('GET', `${one}/user`),
    await mine.admin.ask('GET', `${mine.url}/events?limit=500`),
    await user.ask('GET', '/api/user/mailbox'),
    await open(`${token}x`),
    await asker(api).send('/api/user/session', `{"token":"${token}"`, 'application/json'),
    await asker(api).ask('POST', '/api/user/session', { token: [token] }),
    await asker(api).ask('POST', `/api/user/session/${token}`, {}),
  ];
  const everything = `${answers.map(({ body }) => body).join()}${logged}${await allRows(db)}`;
  expect(session.length).toBeGreaterThan(40);
  for (const secret of [token, token.replace('godwit_link_', ''), session]) {
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(Buffer.from(secret).toString('hex'));
  }
});

/** Last in this file: afterwards everybody's session is over. */
test('a private link is over when its time is, and holds again when it is renewed', async () => {
  const { one, linkId, token, user } = await linked();
  clock.advance(2 * 3_600_000);
  expect((await user.ask('GET', '/api/user/mailbox')).statusCode).toBe(401);
  expect((await open(token)).statusCode).toBe(201);
  clock.advance(30 * DAY_MS);
  expect((await open(token)).statusCode).toBe(404);
  const admin = await signedIn();
  const renewed = await admin.ask('POST', `${one}/links/${linkId}/renewal`, { expiresInDays: 1 });
  expect(renewed.json()).toMatchObject({ id: linkId });
  expect((await open(token)).statusCode).toBe(201);
  clock.advance(DAY_MS);
  expect((await open(token)).statusCode).toBe(404);
});

/** The administrator once more: time was put forward, and sessions are over. */
async function signedIn(): Promise<Asker> {
  const body = { address: 'admin@mine.example', password: 'correct horse battery staple' };
  return asker(api, cookieOf(await asker(api).ask('POST', '/api/session', body)));
}
