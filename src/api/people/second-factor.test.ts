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
import { allRows, testStore } from '../../../test/service/store.ts';
import { codeAt } from '../../../test/service/totp.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { jsonLog } from '../../base/log.ts';

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
const operator = await firstOperator(rig);
const STEP_MS = 30_000;
const FACTOR = '/api/session/second-factor';

interface Enrolled {
  readonly who: Asker;
  readonly url: string;
  readonly address: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** A new administrator whose second factor is on; the step of the code that showed it is over. */
async function enrolled(name: string): Promise<Enrolled> {
  const { admin, url } = await newOrganisation(api, operator, name);
  const { secret } = (await admin.ask('POST', FACTOR, { password: PASSWORD })).json();
  const confirmed = await admin.ask('POST', `${FACTOR}/confirmation`, { code: codeAt(secret, clock.now()) });
  expect(confirmed.statusCode, confirmed.body).toBe(200);
  clock.advance(STEP_MS);
  const { recoveryCodes } = confirmed.json();
  return { who: admin, url, address: `admin@${name.toLowerCase()}.example`, secret, recoveryCodes };
}

function signIn(address: string, code: string | null = null, password = PASSWORD) {
  return asker(api).ask('POST', '/api/session', { address, password, code });
}

async function stateOf(who: Asker): Promise<string> {
  return (await who.ask('GET', '/api/session')).json().secondFactor;
}

async function eventNames(url: string, who = operator): Promise<readonly string[]> {
  return (await who.ask('GET', `${url}/events?limit=500`)).json().items.map(({ name }: { name: string }) => name);
}

/** A code that is none of the three that would be taken. */
function wrongCode(secret: string): string {
  const right = [-1, 0, 1].map((aside) => codeAt(secret, clock.now() + aside * STEP_MS));
  return ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code)) ?? '';
}

describe('a second factor', () => {
  test('is recommended to operators, in words', async () => {
    expect((await operator.ask('GET', '/api/session')).json()).toMatchObject({
      secondFactor: 'off',
      advice: expect.stringContaining('add a second factor'),
    });
    const { admin } = await newOrganisation(api, operator, 'Plain');
    expect((await admin.ask('GET', '/api/session')).json()).toMatchObject({ secondFactor: 'off', advice: null });
  });

  test('counts from the first right code, and begins with the password alone', async () => {
    const { admin } = await newOrganisation(api, operator, 'Begins');
    const address = 'admin@begins.example';
    expect((await admin.ask('POST', FACTOR, { password: 'wrong' })).json()).toMatchObject({
      code: 'service.sign-in-refused',
    });
    const nothing = await admin.ask('POST', `${FACTOR}/confirmation`, { code: '123456' });
    expect(nothing.json()).toMatchObject({ code: 'service.code-refused', status: 401 });
    const first = (await admin.ask('POST', FACTOR, { password: PASSWORD })).json();
    const { secret, uri } = (await admin.ask('POST', FACTOR, { password: PASSWORD })).json();
    expect(uri).toContain(secret);
    const confirm = (code: string) => admin.ask('POST', `${FACTOR}/confirmation`, { code });
    expect((await confirm(wrongCode(secret))).statusCode).toBe(401);
    expect((await confirm(codeAt(first.secret, clock.now()))).statusCode).toBe(401);
    expect([await stateOf(admin), (await signIn(address)).statusCode]).toEqual(['off', 201]);
    expect((await confirm(codeAt(secret, clock.now()))).json().recoveryCodes).toHaveLength(10);
    expect([await stateOf(admin), (await signIn(address)).statusCode]).toEqual(['on', 401]);
    for (const again of [
      await confirm(codeAt(secret, clock.now())),
      await admin.ask('POST', FACTOR, { password: PASSWORD }),
    ]) {
      expect(again.json()).toMatchObject({ code: 'service.second-factor-is', status: 409 });
    }
  });

  test('is asked for once the password is right, and only then', async () => {
    const { address, secret } = await enrolled('Asked');
    expect((await signIn(address)).json()).toMatchObject({ code: 'service.code-needed', status: 401 });
    const refused = { code: 'service.sign-in-refused', status: 401 };
    expect((await signIn(address, null, 'wrong')).json()).toMatchObject(refused);
    expect((await signIn(address, codeAt(secret, clock.now()), 'wrong')).json()).toMatchObject(refused);
    expect((await signIn(address, wrongCode(secret))).json()).toMatchObject({
      code: 'service.code-refused',
      status: 401,
    });
    const right = await signIn(address, codeAt(secret, clock.now()));
    expect(right.statusCode).toBe(201);
    expect(await stateOf(asker(api, cookieOf(right)))).toBe('on');
  });

  test('takes a code once, not an earlier one after it, and one step aside', async () => {
    const { address, secret } = await enrolled('Once');
    const now = clock.now();
    const tries = [0, 0, -1, 1, 1, 0].map((aside) => codeAt(secret, now + aside * STEP_MS));
    const codes: number[] = [];
    for (const code of tries) codes.push((await signIn(address, code)).statusCode);
    expect(codes).toEqual([201, 401, 401, 201, 401, 401]);
    clock.advance(10 * STEP_MS);
    expect((await signIn(address, codeAt(secret, clock.now() - 2 * STEP_MS))).statusCode).toBe(401);
    expect((await signIn(address, codeAt(secret, clock.now() + 2 * STEP_MS))).statusCode).toBe(401);
    const late = codeAt(secret, clock.now() - STEP_MS);
    expect((await signIn(address, `${late.slice(0, 3)} ${late.slice(3)}`)).statusCode).toBe(201);
  });

  test('takes the same code once when it comes twice at the same time', async () => {
    const { address, secret } = await enrolled('Twice');
    const code = codeAt(secret, clock.now());
    const answers = await Promise.all([1, 2, 3].map(() => signIn(address, code)));
    expect(answers.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([201, 401, 401]);
  });

  test('does not take the code again that showed that it is set up', async () => {
    const { address, secret } = await enrolled('Shown');
    expect((await signIn(address, codeAt(secret, clock.now() - STEP_MS))).statusCode).toBe(401);
  });
});

describe('a recovery code', () => {
  test('opens the account once', async () => {
    const { address, url, recoveryCodes } = await enrolled('Recovery');
    const [one = '', other = ''] = recoveryCodes;
    expect((await signIn(address, one)).statusCode).toBe(201);
    expect((await signIn(address, one)).json()).toMatchObject({ code: 'service.code-refused' });
    expect((await signIn(address, other.toUpperCase().replaceAll('-', ''))).statusCode).toBe(201);
    const events = (await operator.ask('GET', `${url}/events?limit=500`)).json().items;
    const used = events.filter(({ name }: { name: string }) => name === 'use-recovery-code');
    expect(used.map(({ facts }: { facts: object }) => facts)).toEqual([
      { recoveryCodesLeft: 9 },
      { recoveryCodesLeft: 8 },
    ]);
  });

  test('opens no other account', async () => {
    const [{ recoveryCodes }, { address }] = [await enrolled('Lender'), await enrolled('Borrower')];
    expect((await signIn(address, recoveryCodes[0])).statusCode).toBe(401);
  });
});

describe('wrong codes', () => {
  test('lock the account together with wrong passwords, and a password alone opens nothing', async () => {
    const { address, url, secret } = await enrolled('Guessed');
    for (let count = 0; count < 3; count++) {
      expect((await signIn(address)).json()).toMatchObject({ code: 'service.code-needed' });
      await signIn(address, wrongCode(secret));
      await signIn(address, null, 'wrong');
    }
    const right = () => signIn(address, codeAt(secret, clock.now()));
    expect((await right()).json()).toMatchObject({ code: 'service.sign-in-refused', status: 401 });
    clock.advance(60_001);
    expect((await right()).statusCode).toBe(201);
    const events = (await operator.ask('GET', `${url}/events?limit=500`)).json().items;
    const locking = events.filter(({ facts }: { facts: object }) => 'lockedForSeconds' in facts);
    expect(locking).toEqual([expect.objectContaining({ name: 'sign-in-refused', facts: { lockedForSeconds: 60 } })]);
  });

  test('count where the second factor is switched off as well', async () => {
    const { who, address, secret } = await enrolled('Inside');
    for (let count = 0; count < 6; count++) {
      await who.ask('POST', `${FACTOR}/removal`, { password: PASSWORD, code: wrongCode(secret) });
    }
    expect((await signIn(address, codeAt(secret, clock.now()))).statusCode).toBe(401);
    const code = codeAt(secret, clock.now());
    expect((await who.ask('POST', `${FACTOR}/removal`, { password: PASSWORD, code })).statusCode).toBe(401);
    expect(await stateOf(who)).toBe('on');
  });
});

describe('switching it off', () => {
  test('needs password and code, and leaves nothing behind', async () => {
    const { who, url, address, secret, recoveryCodes } = await enrolled('Off');
    const remove = (password: string, code: string) => who.ask('POST', `${FACTOR}/removal`, { password, code });
    const code = codeAt(secret, clock.now());
    expect((await remove('wrong', code)).json()).toMatchObject({ code: 'service.sign-in-refused' });
    expect((await remove(PASSWORD, wrongCode(secret))).json()).toMatchObject({ code: 'service.code-refused' });
    expect(await stateOf(who)).toBe('on');
    expect((await remove(PASSWORD, code)).statusCode).toBe(204);
    expect([await stateOf(who), (await signIn(address)).statusCode]).toEqual(['off', 201]);
    expect((await remove(PASSWORD, recoveryCodes[0] ?? '')).json()).toMatchObject({ code: 'service.second-factor-is' });
    expect((await eventNames(url)).slice(3)).toEqual([
      'enrol-second-factor',
      'confirm-second-factor',
      'remove-second-factor-refused',
      'remove-second-factor-refused',
      'remove-second-factor',
      'sign-in',
    ]);
    const again = (await who.ask('POST', FACTOR, { password: PASSWORD })).json();
    expect(again.secret).not.toBe(secret);
  });

  test('can be done with a recovery code where the app is lost', async () => {
    const { who, recoveryCodes } = await enrolled('Lost');
    const body = { password: PASSWORD, code: recoveryCodes[9] };
    expect((await who.ask('POST', `${FACTOR}/removal`, body)).statusCode).toBe(204);
  });
});

test('neither secret nor recovery codes are in any answer afterwards, in any log or in any table', async () => {
  const { who, url, address, secret, recoveryCodes } = await enrolled('Secretive');
  const answers = [
    await signIn(address),
    await signIn(address, codeAt(secret, clock.now())),
    await who.ask('GET', '/api/session'),
    await who.ask('POST', FACTOR, { password: PASSWORD }),
    await who.ask('GET', `${url}/people`),
    await operator.ask('GET', `${url}/events?limit=500`),
  ];
  const everything = `${answers.map(({ body }) => body).join()}${logged}${await allRows(db)}`;
  expect(everything).toContain(address);
  for (const planted of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))]) {
    expect(everything).not.toContain(planted);
    expect(everything).not.toContain(Buffer.from(planted).toString('hex'));
  }
});
