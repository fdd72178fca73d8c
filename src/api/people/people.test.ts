import { afterAll, describe, expect, test } from 'vitest';
import {
  type Administered,
  type Asker,
  apiRig,
  asker,
  firstOperator,
  idOf,
  join,
  newOrganisation,
  PASSWORD,
  program,
  TOKEN,
} from '../../../test/service/api.ts';
import { allRows, testStore } from '../../../test/service/store.ts';
import { codeAt } from '../../../test/service/totp.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { makeOperatorLink } from './operator-link.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api, clock, deps } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const OTHER = 'a wholly different phrase';
const REASON = { reason: 'asked on the telephone' };
const HOUR_MS = 3_600_000;

interface Colleague {
  readonly who: Asker;
  readonly id: string;
  readonly address: string;
}

/** Another administrator of the same organisation. */
async function colleague({ admin, url }: Administered, address: string): Promise<Colleague> {
  const link = await admin.ask('POST', `${url}/invitations`);
  const who = await join(api, link.json().path, address);
  return { who, address, id: (await who.ask('GET', '/api/session')).json().id };
}

async function isIn(who: Asker): Promise<boolean> {
  return (await who.ask('GET', '/api/session')).statusCode === 200;
}

function signIn(address: string, password = PASSWORD, code: string | null = null) {
  return asker(api).ask('POST', '/api/session', { address, password, code });
}

async function ownId(who: Asker): Promise<string> {
  return (await who.ask('GET', '/api/session')).json().id;
}

describe('a link for a lost password', () => {
  test('is made by an administrator, looked at as often as one likes, and used once', async () => {
    const mine = await newOrganisation(api, operator, 'Lost');
    const { who, id, address } = await colleague(mine, 'ben@lost.example');
    const { path, expiresAt } = (await mine.admin.ask('POST', `${mine.url}/people/${id}/resets`, REASON)).json();
    for (const look of [await asker(api).ask('GET', path), await asker(api).ask('GET', path)]) {
      expect(look.json()).toEqual({ password: true, secondFactor: false, expiresAt });
    }
    expect([await isIn(who), (await signIn(address)).statusCode]).toEqual([true, 201]);
    const short = await asker(api).ask('POST', path, { password: 'short' });
    const none = await asker(api).ask('POST', path, {});
    expect([short.json().code, none.json().code]).toEqual(['service.request-invalid', 'service.request-invalid']);
    const used = await asker(api).ask('POST', path, { password: OTHER });
    expect([used.statusCode, used.cookies]).toEqual([204, []]);
    expect(await isIn(who)).toBe(false);
    expect([(await signIn(address)).statusCode, (await signIn(address, OTHER)).statusCode]).toEqual([401, 201]);
    for (const again of [await asker(api).ask('POST', path, { password: OTHER }), await asker(api).ask('GET', path)]) {
      expect(again.json()).toMatchObject({ code: 'service.link-invalid', status: 404 });
    }
    const events: { name: string; reason: string | null; subjectId: string }[] = (
      await operator.ask('GET', `${mine.url}/events`)
    ).json().items;
    expect(events.filter(({ name }) => name.endsWith('reset-link'))).toMatchObject([
      { name: 'make-reset-link', reason: REASON.reason, subjectId: id },
      { name: 'use-reset-link', reason: null, subjectId: id },
    ]);
    expect(await allRows(db)).not.toContain(path.split('/').at(-1));
  });

  test('opens an account that was locked', async () => {
    const mine = await newOrganisation(api, operator, 'Locked');
    const { id, address } = await colleague(mine, 'ben@locked.example');
    for (let count = 0; count < 6; count++) await signIn(address, 'wrong');
    expect((await signIn(address)).statusCode).toBe(401);
    const { path } = (await operator.ask('POST', `${mine.url}/people/${id}/resets`, REASON)).json();
    await asker(api).ask('POST', path, { password: OTHER });
    expect((await signIn(address, OTHER)).statusCode).toBe(201);
  });

  test('is over after a day, and when there is a later one', async () => {
    const mine = await newOrganisation(api, operator, 'Late');
    const { id } = await colleague(mine, 'ben@late.example');
    const make = async () => (await operator.ask('POST', `${mine.url}/people/${id}/resets`, REASON)).json().path;
    const [first, second] = [await make(), await make()];
    expect((await asker(api).ask('POST', first, { password: OTHER })).json().code).toBe('service.link-invalid');
    clock.advance(24 * HOUR_MS);
    expect((await asker(api).ask('POST', second, { password: OTHER })).json().code).toBe('service.link-invalid');
    expect((await signIn('ben@late.example', OTHER)).statusCode).toBe(401);
  });

  test('is for nobody of another organisation, no operator, not oneself, no program, and not without a reason', async () => {
    const operatorHere = await fresh();
    const mine = await newOrganisation(api, operatorHere, 'Bounds');
    const theirs = await newOrganisation(api, operatorHere, 'Beyond');
    const stranger = await ownId(theirs.admin);
    const ask = async (url: string, body: object = REASON, who = mine.admin) =>
      (await who.ask('POST', url, body)).json();
    expect(await ask(`${mine.url}/people/${stranger}/resets`)).toMatchObject({ code: 'service.not-found' });
    expect(await ask(`${theirs.url}/people/${stranger}/resets`)).toMatchObject({ code: 'service.not-found' });
    const head = await ownId(operatorHere);
    expect(await ask(`${mine.url}/people/${head}/resets`)).toMatchObject({ code: 'service.not-found' });
    expect(await ask(`/api/operators/${head}/resets`)).toMatchObject({ code: 'service.not-yours-to-do' });
    const self = await ownId(mine.admin);
    expect(await ask(`${mine.url}/people/${self}/resets`)).toMatchObject({ code: 'service.own-account', status: 409 });
    expect(await ask(`${mine.url}/people/${self}/resets`, { reason: ' ' })).toMatchObject({ status: 400 });
    const { token } = (await operatorHere.ask('POST', '/api/tokens', TOKEN)).json();
    const byProgram = await ask(`${mine.url}/people/${self}/resets`, REASON, program(api, token));
    expect(byProgram).toMatchObject({ code: 'service.person-needed' });
  });
});

/** The first operator again, since sessions end while the clock goes on. */
async function fresh(): Promise<Asker> {
  const answer = await signIn('operator@godwit.example');
  return asker(api, answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; '));
}

describe('a link for a lost second factor', () => {
  test('switches it off, and leaves the password as it is', async () => {
    const mine = await newOrganisation(api, await fresh(), 'Factor');
    const { who, id, address } = await colleague(mine, 'ben@factor.example');
    const { secret } = (await who.ask('POST', '/api/session/second-factor', { password: PASSWORD })).json();
    await who.ask('POST', '/api/session/second-factor/confirmation', { code: codeAt(secret, clock.now()) });
    expect((await signIn(address)).json().code).toBe('service.code-needed');
    const body = { ...REASON, password: false, secondFactor: true };
    const { path } = (await mine.admin.ask('POST', `${mine.url}/people/${id}/resets`, body)).json();
    const withPassword = await asker(api).ask('POST', path, { password: OTHER });
    expect(withPassword.json().code).toBe('service.request-invalid');
    expect((await asker(api).ask('POST', path, {})).statusCode).toBe(204);
    expect([await isIn(who), (await signIn(address)).statusCode]).toEqual([false, 201]);
  });

  test('does one of both at least', async () => {
    const mine = await newOrganisation(api, await fresh(), 'Neither');
    const { id } = await colleague(mine, 'ben@neither.example');
    const body = { ...REASON, password: false, secondFactor: false };
    expect((await mine.admin.ask('POST', `${mine.url}/people/${id}/resets`, body)).statusCode).toBe(400);
  });
});

describe('somebody of an organisation', () => {
  test('is renamed, and the earlier name stands in the events', async () => {
    const mine = await newOrganisation(api, await fresh(), 'Names');
    const { id } = await colleague(mine, 'ben@names.example');
    const renamed = await mine.admin.ask('POST', `${mine.url}/people/${id}/renaming`, { name: 'Benjamin' });
    expect(renamed.json()).toMatchObject({ id, name: 'Benjamin', address: 'ben@names.example' });
    const people = (await mine.admin.ask('GET', `${mine.url}/people`)).json().items;
    expect(people.map(({ name }: { name: string }) => name)).toContain('Benjamin');
    const events = (await mine.admin.ask('GET', `${mine.url}/events`)).json().items;
    expect(events.at(-1)).toMatchObject({ name: 'rename', facts: { name: 'Benjamin', earlier: 'ben@names.example' } });
  });

  test('is removed with every way in: sessions, tokens, links, and invitations that were given away', async () => {
    const mine = await newOrganisation(api, await fresh(), 'Gone');
    const { who, id, address } = await colleague(mine, 'ben@gone.example');
    const { id: adminId } = (await mine.admin.ask('GET', '/api/session')).json();
    const { token } = (await who.ask('POST', `${mine.url}/tokens`, TOKEN)).json();
    const invited = (await who.ask('POST', `${mine.url}/invitations`)).json().path;
    const forAdmin = (await who.ask('POST', `${mine.url}/people/${adminId}/resets`, REASON)).json().path;
    const forBen = (await mine.admin.ask('POST', `${mine.url}/people/${id}/resets`, REASON)).json().path;
    expect((await program(api, token).ask('GET', `${mine.url}/people`)).statusCode).toBe(200);
    const remove = (reason?: string) => mine.admin.ask('POST', `${mine.url}/people/${id}/removal`, { reason });
    expect((await remove()).statusCode).toBe(400);
    expect((await remove('left the firm')).statusCode).toBe(204);
    expect((await remove('left the firm')).statusCode).toBe(404);
    expect([await isIn(who), (await signIn(address)).statusCode]).toEqual([false, 401]);
    expect((await program(api, token).ask('GET', `${mine.url}/people`)).json().code).toBe('service.token-refused');
    for (const path of [forAdmin, forBen]) {
      expect((await asker(api).ask('POST', path, { password: OTHER })).json().code).toBe('service.link-invalid');
    }
    const account = { name: 'Back', address: 'back@gone.example', password: PASSWORD };
    expect((await asker(api).ask('POST', invited, account)).json().code).toBe('service.link-invalid');
    const people = (await mine.admin.ask('GET', `${mine.url}/people`)).json().items;
    expect(people.map((one: { id: string }) => one.id)).toEqual([adminId]);
    const events = (await mine.admin.ask('GET', `${mine.url}/events`)).json().items;
    expect(events.at(-1)).toMatchObject({
      name: 'remove',
      reason: 'left the firm',
      subjectId: id,
      facts: { name: address, address },
    });
  });

  test('may come back under the same address, as somebody new', async () => {
    const mine = await newOrganisation(api, await fresh(), 'Back');
    const first = await colleague(mine, 'ben@back.example');
    await mine.admin.ask('POST', `${mine.url}/people/${first.id}/removal`, REASON);
    const second = await colleague(mine, 'ben@back.example');
    expect(second.id).not.toBe(first.id);
    expect((await signIn('ben@back.example')).statusCode).toBe(201);
  });

  test('is out of reach of other organisations, and nobody removes himself', async () => {
    const head = await fresh();
    const [mine, theirs] = [await newOrganisation(api, head, 'Mine'), await newOrganisation(api, head, 'Theirs')];
    const [self, stranger] = [await ownId(mine.admin), await ownId(theirs.admin)];
    for (const [url, code] of [
      [`${mine.url}/people/${stranger}/removal`, 'service.not-found'],
      [`${theirs.url}/people/${stranger}/removal`, 'service.not-found'],
      [`${mine.url}/people/${self}/removal`, 'service.own-account'],
      [`/api/operators/${self}/removal`, 'service.not-yours-to-do'],
    ] as const) {
      expect((await mine.admin.ask('POST', url, REASON)).json()).toMatchObject({ code });
    }
    expect([await isIn(mine.admin), await isIn(theirs.admin)]).toEqual([true, true]);
    expect((await head.ask('POST', `${mine.url}/people/${stranger}/removal`, REASON)).statusCode).toBe(404);
    expect(idOf(mine)).not.toBe(idOf(theirs));
  });
});

describe('an operator', () => {
  test('is seen, renamed, helped and removed by other operators', async () => {
    const head = await fresh();
    const link = (await head.ask('POST', '/api/operators/invitations')).json().path;
    const second = await join(api, link, 'second@godwit.example');
    const id = await ownId(second);
    const listed = (await head.ask('GET', '/api/operators')).json().items;
    expect(listed.map(({ address }: { address: string }) => address)).toContain('second@godwit.example');
    await head.ask('POST', `/api/operators/${id}/renaming`, { name: 'Second' });
    const { path } = (await head.ask('POST', `/api/operators/${id}/resets`, REASON)).json();
    expect((await asker(api).ask('POST', path, { password: OTHER })).statusCode).toBe(204);
    expect((await signIn('second@godwit.example', OTHER)).json()).toMatchObject({ name: 'Second' });
    expect((await head.ask('POST', `/api/operators/${id}/removal`, REASON)).statusCode).toBe(204);
    expect((await signIn('second@godwit.example', OTHER)).statusCode).toBe(401);
    const names = (await head.ask('GET', '/api/events?limit=500'))
      .json()
      .items.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['rename', 'make-reset-link', 'use-reset-link', 'remove']));
  });

  test('is always left: of two who remove each other at once, one stays', async () => {
    const head = await fresh();
    const link = (await head.ask('POST', '/api/operators/invitations')).json().path;
    const other = await join(api, link, 'other@godwit.example');
    const ids = [await ownId(head), await ownId(other)] as const;
    const answers = await Promise.all([
      head.ask('POST', `/api/operators/${ids[1]}/removal`, REASON),
      other.ask('POST', `/api/operators/${ids[0]}/removal`, REASON),
    ]);
    const codes = answers.map(({ statusCode }) => statusCode).sort((one, other) => one - other);
    expect(codes[0]).toBe(204);
    expect([401, 409]).toContain(codes[1]);
    const text = "select count(*) as count from people where role = 'operator' and removed_at_ms is null";
    expect(await db.query({ name: '', text, values: [] })).toEqual([{ count: 1 }]);
  });

  test('gets in by a link from the machine, under the id that the event names', async () => {
    const { token } = await makeOperatorLink(deps.store, { ...deps, machine: 'host' });
    const who = await join(api, `/api/invitations/${token.reveal()}`, 'machine@godwit.example');
    const session = (await who.ask('GET', '/api/session')).json();
    expect(session).toMatchObject({ role: 'operator' });
    const events: { name: string; subjectId: string; actor: object }[] = (
      await who.ask('GET', '/api/events?limit=500')
    ).json().items;
    expect(
      events.filter(({ subjectId }) => subjectId === session.id).map(({ name, actor }) => ({ name, actor })),
    ).toEqual([
      { name: 'invite', actor: { is: 'godwit', worker: 'host' } },
      { name: 'join', actor: expect.objectContaining({ id: session.id }) },
    ]);
  });
});
