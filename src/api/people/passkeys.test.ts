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
import { Authenticator, type AuthenticatorOptions, type Lie } from '../../../test/service/authenticator.ts';
import { testStore } from '../../../test/service/store.ts';
import { codeAt } from '../../../test/service/totp.ts';
import { freshDatabase } from '../../../test/setup/database.ts';

const db = await freshDatabase();
const ORIGIN = 'https://move.example.com';
const RP = { origin: ORIGIN, rpId: 'move.example.com' };
const rig = await apiRig(testStore(db), { publicUrl: new URL(ORIGIN) });
const { api, clock } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const PASSKEYS = '/api/session/passkeys';
const REFUSED = { code: 'service.passkey-refused', status: 401 };

async function begin(who: Asker) {
  const answer = await who.ask('POST', `${PASSKEYS}/options`, { password: PASSWORD });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

interface Holder {
  readonly admin: Asker;
  readonly url: string;
  readonly address: string;
  readonly passkey: Authenticator;
}

/** A new administrator who has a passkey. */
async function holder(name: string, more: Partial<AuthenticatorOptions> = {}): Promise<Holder> {
  const { admin, url } = await newOrganisation(api, operator, name);
  const passkey = new Authenticator({ ...RP, ...more });
  const response = passkey.create(await begin(admin));
  const added = await admin.ask('POST', PASSKEYS, { name: 'Telephone', response });
  expect(added.statusCode, added.body).toBe(201);
  return { admin, url, address: `admin@${name.toLowerCase()}.example`, passkey };
}

async function asked(purpose: 'sign-in' | 'second-factor' = 'sign-in') {
  return (await asker(api).ask('POST', '/api/session/passkey/options', { for: purpose })).json();
}

async function signIn(passkey: Authenticator, lie: Lie = {}, options?: { readonly challenge: string }) {
  const response = passkey.get(options ?? (await asked()), lie);
  return asker(api).ask('POST', '/api/session/passkey', { response });
}

describe('a passkey', () => {
  test.each(['none', 'packed'] as const)('opens the account by itself: attestation %s', async (attestation) => {
    const { passkey, address, url } = await holder(`Opens${attestation}`, { attestation });
    const answer = await signIn(passkey);
    expect(answer.json(), answer.body).toMatchObject({ address, role: 'administrator' });
    expect((await asker(api, cookieOf(answer)).ask('GET', '/api/session')).statusCode).toBe(200);
    expect((await signIn(passkey)).statusCode).toBe(201);
    const { items } = (await operator.ask('GET', `${url}/events`)).json();
    expect(items).toContainEqual(expect.objectContaining({ name: 'sign-in', facts: { by: 'passkey' } }));
  });

  test('is bound to this service, asks who holds it, and has no name of anybody in it', async () => {
    const options = await asked();
    expect(options).toMatchObject({ rpId: 'move.example.com', userVerification: 'required' });
    expect(options.allowCredentials ?? []).toEqual([]);
    const { admin } = await newOrganisation(api, operator, 'Bound');
    expect(await begin(admin)).toMatchObject({
      rp: { id: 'move.example.com' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
  });

  test('is added after the password alone, and counts as wrong attempts where that is wrong', async () => {
    const { admin } = await newOrganisation(api, operator, 'Proof');
    const wrong = () => admin.ask('POST', `${PASSKEYS}/options`, { password: 'wrong' });
    expect((await wrong()).json()).toMatchObject({ code: 'service.sign-in-refused' });
    for (let count = 0; count < 5; count++) await wrong();
    expect((await admin.ask('POST', `${PASSKEYS}/options`, { password: PASSWORD })).statusCode).toBe(401);
  });

  test('is added with a code where the second factor is on, and stands in place of one afterwards', async () => {
    const { admin, address, passkey } = await holder('Factor');
    const { secret } = (await admin.ask('POST', '/api/session/second-factor', { password: PASSWORD })).json();
    await admin.ask('POST', '/api/session/second-factor/confirmation', { code: codeAt(secret, clock.now()) });
    clock.advance(30_000);
    const without = await admin.ask('POST', `${PASSKEYS}/options`, { password: PASSWORD });
    expect(without.json()).toMatchObject({ code: 'service.code-needed' });
    const by = (body: object) => asker(api).ask('POST', '/api/session', { address, password: PASSWORD, ...body });
    expect((await by({})).json()).toMatchObject({ code: 'service.code-needed' });
    const response = passkey.get(await asked('second-factor'), { verifiesUser: false, userHandle: null });
    expect((await by({ passkey: response, password: 'wrong' })).json()).toMatchObject({
      code: 'service.sign-in-refused',
    });
    expect((await by({ passkey: response })).statusCode).toBe(201);
    expect((await by({ passkey: response })).json()).toMatchObject(REFUSED);
    const alone = passkey.get(await asked('sign-in'));
    expect((await by({ passkey: alone })).json()).toMatchObject(REFUSED);
    const { passkey: strangers } = await holder('Stranger');
    const theirs = strangers.get(await asked('second-factor'));
    expect((await by({ passkey: theirs })).json()).toMatchObject(REFUSED);
  });

  test('is listed, renamed and removed by its person alone', async () => {
    const { admin, passkey } = await holder('List');
    const { admin: stranger } = await newOrganisation(api, operator, 'Listless');
    await signIn(passkey);
    const [listed] = (await admin.ask('GET', PASSKEYS)).json().items;
    expect(listed).toEqual({
      id: expect.any(String),
      name: 'Telephone',
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
    });
    const url = `${PASSKEYS}/${listed.id}`;
    expect((await stranger.ask('POST', `${url}/renaming`, { name: 'Mine' })).statusCode).toBe(404);
    expect((await stranger.ask('DELETE', url)).statusCode).toBe(404);
    expect((await admin.ask('POST', `${url}/renaming`, { name: 'Key' })).statusCode).toBe(204);
    expect((await admin.ask('GET', PASSKEYS)).json().items).toMatchObject([{ name: 'Key' }]);
    expect((await admin.ask('DELETE', url)).statusCode).toBe(204);
    expect((await signIn(passkey)).json()).toMatchObject(REFUSED);
  });

  test('goes with a link that drops the second factor, and with its person', async () => {
    const { admin, passkey, url } = await holder('Goes');
    const { id } = (await admin.ask('GET', '/api/session')).json();
    const body = { reason: 'lost', password: false, secondFactor: true };
    const { path } = (await operator.ask('POST', `${url}/people/${id}/resets`, body)).json();
    expect((await signIn(passkey)).statusCode).toBe(201);
    expect((await asker(api).ask('POST', path, {})).statusCode).toBe(204);
    expect((await signIn(passkey)).json()).toMatchObject(REFUSED);
    const { admin: other, passkey: second, url: otherUrl } = await holder('Leaves');
    const { id: leaving } = (await other.ask('GET', '/api/session')).json();
    await operator.ask('POST', `${otherUrl}/people/${leaving}/removal`, { reason: 'left' });
    expect((await signIn(second)).json()).toMatchObject(REFUSED);
  });
});

describe('what is not right', () => {
  test.each([
    { what: 'another origin', lie: { origin: 'https://move.example.com.evil.example' } },
    { what: 'another service', lie: { rpId: 'evil.example' } },
    { what: 'nobody looked who holds it', lie: { verifiesUser: false } },
    { what: 'another person', lie: { userHandle: Buffer.from('somebody else').toString('base64url') } },
    { what: 'no person', lie: { userHandle: null } },
    { what: 'what was signed to add one', lie: { type: 'webauthn.create' } },
  ])('is refused: $what', async ({ what, lie }) => {
    const { passkey } = await holder(`No${what.replaceAll(' ', '')}`);
    expect((await signIn(passkey, lie)).json()).toMatchObject(REFUSED);
    expect((await signIn(passkey)).statusCode).toBe(201);
  });

  test('a challenge holds once, whatever came of it, for five minutes, and only where it was made here', async () => {
    const { passkey } = await holder('Once');
    const options = await asked();
    expect((await signIn(passkey, {}, options)).statusCode).toBe(201);
    expect((await signIn(passkey, {}, options)).json()).toMatchObject(REFUSED);
    const spoilt = await asked();
    await signIn(passkey, { origin: 'https://evil.example' }, spoilt);
    expect((await signIn(passkey, {}, spoilt)).json()).toMatchObject(REFUSED);
    const late = await asked();
    clock.advance(300_000);
    expect((await signIn(passkey, {}, late)).json()).toMatchObject(REFUSED);
    const own = { challenge: Buffer.alloc(32, 7).toString('base64url') };
    expect((await signIn(passkey, {}, own)).json()).toMatchObject(REFUSED);
    expect((await signIn(passkey, {}, await asked('second-factor'))).json()).toMatchObject(REFUSED);
  });

  test('the same answer twice at once opens one session', async () => {
    const { passkey } = await holder('Twice');
    const response = passkey.get(await asked());
    const ask = () => asker(api).ask('POST', '/api/session/passkey', { response });
    const codes = (await Promise.all([ask(), ask()])).map(({ statusCode }) => statusCode);
    expect(codes.toSorted((one, other) => one - other)).toEqual([201, 401]);
  });

  test('a counter that does not grow is that of a copy', async () => {
    const { passkey } = await holder('Copy');
    expect((await signIn(passkey, { counter: 9 })).statusCode).toBe(201);
    for (const counter of [9, 8, 0]) expect((await signIn(passkey, { counter })).json()).toMatchObject(REFUSED);
    expect((await signIn(passkey, { counter: 10 })).statusCode).toBe(201);
  });

  test('a signature of another key is none', async () => {
    const { passkey } = await holder('Forged');
    const forged = new Authenticator(RP);
    forged.userHandle = passkey.userHandle;
    const response = { ...forged.get(await asked()), id: passkey.credentialId.toString('base64url') };
    const answer = await asker(api).ask('POST', '/api/session/passkey', {
      response: { ...response, rawId: response.id },
    });
    expect(answer.json()).toMatchObject(REFUSED);
  });

  test.each([
    { what: 'from another origin', lie: { origin: 'https://evil.example' } },
    { what: 'for another service', lie: { rpId: 'evil.example' } },
    { what: 'where nobody looked who holds it', lie: { verifiesUser: false } },
  ])('is not added: $what', async ({ what, lie }) => {
    const { admin } = await newOrganisation(api, operator, `Add${what.replaceAll(' ', '')}`);
    const response = new Authenticator(RP).create(await begin(admin), lie);
    expect((await admin.ask('POST', PASSKEYS, { name: 'Bad', response })).json()).toMatchObject(REFUSED);
    expect((await admin.ask('GET', PASSKEYS)).json().items).toEqual([]);
  });

  test('is not added with a challenge of somebody else, nor twice', async () => {
    const { admin, passkey } = await holder('First');
    const { admin: other } = await newOrganisation(api, operator, 'Second');
    const response = new Authenticator(RP).create(await begin(admin));
    expect((await other.ask('POST', PASSKEYS, { name: 'Taken', response })).json()).toMatchObject(REFUSED);
    const again = passkey.create(await begin(other));
    expect((await other.ask('POST', PASSKEYS, { name: 'Again', response: again })).json()).toMatchObject({
      code: 'service.taken',
      status: 409,
    });
  });
});
