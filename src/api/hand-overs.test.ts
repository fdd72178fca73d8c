import { afterAll, describe, expect, test } from 'vitest';
import { apiRig, asker, askerWith, firstOperator, newOrganisation } from '../../test/service/api.ts';
import { linkRig } from '../../test/service/linked.ts';
import { allRows, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api, clock } = rig;
afterAll(() => api.close());
const mine = await newOrganisation(api, await firstOperator(rig), 'Mine');
const { admin } = mine;
const { projectUrl, linked, lastEvents } = await linkRig(rig, mine);
const HAND_OVERS = `${projectUrl}/hand-overs`;
const HOUR_MS = 3_600_000;

/** A mailbox whose move is proven. */
async function verified() {
  const mailbox = await linked();
  const text = `update project_mailboxes set state = 'verified' where id = $1`;
  await db.query({ name: '', text, values: [mailbox.id] });
  return mailbox;
}

async function handedOver(password: string | null = null) {
  const mailbox = await verified();
  const made = await admin.ask('POST', HAND_OVERS, {
    handOvers: [{ mailbox: mailbox.id, password }],
    expiresInHours: 1,
  });
  expect(made.statusCode, made.body).toBe(201);
  const [handOver] = made.json();
  const token = handOver.path.replace('/hand-over/', '');
  return { ...mailbox, handOver, token, api: `/api/hand-overs/${token}`, page: `/hand-over/${token}` };
}

async function stateOf({ one }: { readonly one: string }) {
  return (await admin.ask('GET', `${one}/hand-overs`)).json().items[0];
}

describe('a password that the administrator has set already', () => {
  test('is shown exactly once, to the first of fifty who ask at once', async () => {
    const made = await handedOver('as it was set');
    const answers = await Promise.all(Array.from({ length: 50 }, () => asker(api).ask('POST', made.api)));
    const shown = answers.filter(({ statusCode }) => statusCode === 200);
    expect(shown.map((answer) => answer.json())).toEqual([
      { name: expect.stringContaining('@example.com'), password: 'as it was set', target: 'exchange.example.com' },
    ]);
    const others = answers.filter(({ statusCode }) => statusCode !== 200);
    expect(new Set(others.map((answer) => answer.json().code))).toEqual(new Set(['hand-over.over']));
    expect(await stateOf(made)).toMatchObject({ state: 'shown', shownTo: expect.stringMatching(/^10\.0\./) });
    expect((await admin.ask('GET', made.one)).json().state).toBe('credentials-issued');
  });

  test('is not used up by programs that look at links before their reader does', async () => {
    const made = await handedOver('still there');
    for (let count = 0; count < 5; count++) {
      expect((await asker(api).ask('GET', made.api)).json()).toMatchObject({ state: 'ready' });
      const page = await asker(api).ask('GET', made.page);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.body).toContain('Show it now');
      expect(page.body).not.toContain('still there');
      expect((await api.inject({ method: 'HEAD', url: made.page })).statusCode).toBe(200);
    }
    expect((await asker(api).ask('POST', made.api)).json().password).toBe('still there');
  });

  test('comes by the button of the page, which another site cannot press', async () => {
    const made = await handedOver('<b>&"');
    const form = 'application/x-www-form-urlencoded';
    const foreign = await askerWith(api, { 'sec-fetch-site': 'cross-site' }).send(made.page, '', form);
    expect(foreign.statusCode).toBe(403);
    const page = await askerWith(api, { 'sec-fetch-site': 'same-origin', 'user-agent': 'Tele\u0007phone' }).send(
      made.page,
      '',
      form,
    );
    expect(page.statusCode, page.body).toBe(200);
    expect(page.body).toContain('&lt;b&gt;&amp;&quot;');
    expect(page.headers['content-security-policy']).toMatch(
      /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
    );
    expect((await stateOf(made)).shownTo).toMatch(/, Telephone$/);
    const again = await asker(api).send(made.page, '', form);
    expect([again.statusCode, again.headers['content-type']]).toEqual([410, 'text/html; charset=utf-8']);
    expect(again.body).toContain('was opened before');
    expect((await asker(api).ask('GET', made.page)).body).toContain('shows nothing any more');
  });

  test('is nowhere in clear but in the one answer', async () => {
    const made = await handedOver('planted password');
    const before = JSON.stringify(await allRows(db));
    expect(before).not.toContain('planted password');
    expect(before).not.toContain(made.token);
    await asker(api).ask('POST', made.api);
    const after = await allRows(db);
    expect(JSON.stringify(after)).not.toContain('planted password');
    const left = await db.query({
      name: '',
      text: 'select from hand_over_passwords where hand_over_id = $1',
      values: [made.handOver.id],
    });
    expect(left).toEqual([]);
    expect(JSON.stringify(await lastEvents(10))).not.toContain('planted password');
  });
});

describe('a password that is made here', () => {
  test('is not shown before somebody has set it, and said so', async () => {
    const made = await handedOver();
    expect(made.handOver.state).toBe('to-be-set');
    expect((await asker(api).ask('POST', made.api)).json()).toMatchObject({ code: 'hand-over.not-ready' });
    expect((await asker(api).ask('GET', made.page)).body).toContain('Not yet');
    expect((await admin.ask('POST', `${HAND_OVERS}/revelation`, { reason: ' ' })).statusCode).toBe(400);
    const seen = (await admin.ask('POST', `${HAND_OVERS}/revelation`, { reason: 'to set them' })).json();
    const [own] = seen.passwords.filter(({ handOver }: { handOver: string }) => handOver === made.handOver.id);
    expect((await admin.ask('POST', `${HAND_OVERS}/setting`, { handOvers: [made.handOver.id] })).statusCode).toBe(204);
    expect((await asker(api).ask('POST', made.api)).json().password).toBe(own.password);
    expect(await lastEvents(5)).toContainEqual(
      expect.objectContaining({ name: 'note-password-set', facts: { handOver: made.handOver.id } }),
    );
    const later = (await admin.ask('POST', `${HAND_OVERS}/revelation`, { reason: 'again' })).json();
    expect(JSON.stringify(later)).not.toContain(own.password);
  });
});

describe('a link', () => {
  test.each([
    ['too old', async () => clock.advance(HOUR_MS), 'over'],
    [
      'taken back',
      async (made: Awaited<ReturnType<typeof handedOver>>) => {
        expect((await admin.ask('DELETE', `${made.one}/hand-overs/${made.handOver.id}`)).statusCode).toBe(204);
      },
      'revoked',
    ],
    [
      'replaced by a newer one',
      async (made: Awaited<ReturnType<typeof handedOver>>) => {
        const newer = await admin.ask('POST', HAND_OVERS, { handOvers: [{ mailbox: made.id, password: 'newer' }] });
        expect(newer.statusCode).toBe(201);
      },
      'revoked',
    ],
  ])('that is %s shows nothing', async (_what, end, state) => {
    const made = await handedOver('nobody sees this');
    await end(made);
    const answer = await asker(api).ask('POST', made.api);
    expect(answer.json()).toMatchObject({ status: 410, code: 'hand-over.over' });
    expect((await asker(api).ask('GET', made.api)).json().state).toBe(state);
  });

  test('that never was one is not there, and who tries many has to wait', async () => {
    const who = asker(api);
    for (let count = 0; count < 11; count++) {
      expect((await who.ask('POST', `/api/hand-overs/godwit_hand_${count}`)).json().code).toBe('service.link-invalid');
    }
    expect((await who.ask('POST', '/api/hand-overs/godwit_hand_x')).statusCode).toBe(429);
  });

  test('is made for a mailbox whose move is proven, and for no other', async () => {
    const mailbox = await linked();
    const answer = await admin.ask('POST', HAND_OVERS, { handOvers: [{ mailbox: mailbox.id }] });
    expect(answer.json()).toMatchObject({
      code: 'project.move-refused',
      title: expect.stringContaining('once the copy is verified'),
    });
  });

  test('that nobody opened in time keeps no password', async () => {
    const made = await handedOver('forgotten');
    clock.advance(HOUR_MS);
    await rig.deps.store.inHouse((house) => house.forgetOver(clock.now()));
    const left = await db.query({
      name: '',
      text: 'select from hand_over_passwords where hand_over_id = $1',
      values: [made.handOver.id],
    });
    expect(left).toEqual([]);
  });
});
