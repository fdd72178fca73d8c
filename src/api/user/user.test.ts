import { afterAll, describe, expect, test } from 'vitest';
import {
  apiRig,
  asker,
  askerWith,
  firstOperator,
  idOf,
  newOrganisation,
  program,
  TOKEN,
} from '../../../test/service/api.ts';
import { linkRig } from '../../../test/service/linked.ts';
import { askRoute, NOBODYS, routesOf } from '../../../test/service/routes.ts';
import { allRows, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import type { MailboxState } from '../../model/mailbox-states.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import type { MailboxId } from '../../model/project.ts';

const db = await freshDatabase();
const store = testStore(db);
const rig = await apiRig(store);
const { api } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const mine = await newOrganisation(api, operator, 'Mine');
const { project, linked, lastEvents } = await linkRig(rig, mine);
const apiToken = (await mine.admin.ask('POST', `${mine.url}/tokens`, TOKEN)).json();
const routes = await routesOf(api);
const isHealth = ({ path }: { readonly path: string }): boolean => ['/api/health', '/api/ready'].includes(path);
const isOwn = ({ path }: { readonly path: string }): boolean => path.startsWith('/api/user/');

/** As it would be after a move. */
async function put(id: string, state: MailboxState): Promise<void> {
  await db.query({ name: '', text: 'update project_mailboxes set state = $2 where id = $1', values: [id, state] });
}

describe('whoever has a private link', async () => {
  const { user, token, id, linkId } = await linked();
  const other = await linked();
  const ids = { ...NOBODYS, organisation: idOf(mine), project: project.id, mailbox: id, tokenId: apiToken.id, linkId };
  const rest = routes.filter((route) => !isOwn(route));

  test('has at least six routes, and all others are asked here', () => {
    expect(routes.filter(isOwn).length).toBeGreaterThanOrEqual(6);
    expect(rest.length).toBeGreaterThanOrEqual(30);
  });

  test.each(rest)('gets nothing else: $method $path', async (route) => {
    const before = await allRows(db);
    for (const who of [user, program(api, token), asker(api, `godwit_session=${token}`)]) {
      const { statusCode, body } = await askRoute(route, ids, who);
      // The ways in are open to all, and there a link is nothing; how the service does is for everybody.
      const isForAll = isHealth(route) || route.path === '/api/session/providers';
      const open = isForAll ? [200, 503] : [400, 401, 404];
      expect(route.isOpen ? open : [401, 403, 404], body).toContain(statusCode);
    }
    expect(await allRows(db)).toBe(before);
  });

  test('sees and changes the own mailbox alone', async () => {
    const before = await mine.admin.ask('GET', other.one);
    await user.ask('PUT', '/api/user/mailbox/steps', { done: ['write-down'] });
    await user.ask('POST', '/api/user/mailbox/acts', { act: 'finish-preparing' });
    expect((await mine.admin.ask('GET', other.one)).json()).toEqual(before.json());
    expect((await other.user.ask('GET', '/api/user/mailbox')).json()).toMatchObject({ state: 'listed' });
    const { body } = await user.ask('GET', '/api/user/mailbox');
    expect(body).not.toMatch(/exchange\.example\.com|organisation|Move"|ann2@/);
  });

  test.each(routes.filter((route) => isOwn(route) && !route.isOpen))(
    'is the only one who gets $method $path',
    async (route) => {
      for (const [who, status] of [
        [operator, 401],
        [mine.admin, 401],
        [program(api, apiToken.token), 403],
        [askerWith(api, { cookie: 'godwit_mailbox=x', authorization: `Bearer ${token}` }), 400],
        [asker(api, `godwit_mailbox=${token}`), 401],
      ] as const) {
        expect((await askRoute(route, ids, who)).statusCode).toBe(status);
      }
    },
  );
});

describe('the user of a mailbox', () => {
  test('prepares, step by step, and says so', async () => {
    const { user, one } = await linked();
    const ticked = (await user.ask('PUT', '/api/user/mailbox/steps', { done: ['write-down', 'list-devices'] })).json();
    expect(ticked.state).toBe('preparing');
    expect(ticked.steps.filter((step: { isDone: boolean }) => step.isDone)).toEqual([
      { id: 'list-devices', title: expect.any(String), isDone: true },
      { id: 'write-down', title: expect.any(String), isDone: true },
    ]);
    expect(ticked.actions).toContainEqual(expect.objectContaining({ name: 'finish-preparing', allowed: true }));
    expect((await user.ask('PUT', '/api/user/mailbox/steps', { done: ['nonsense'] })).statusCode).toBe(400);
    const said = (await user.ask('POST', '/api/user/mailbox/acts', { act: 'finish-preparing' })).json();
    expect(said).toMatchObject({ state: 'prepared', todo: [] });
    const actor = { is: 'mailbox-user' };
    expect(await lastEvents(3)).toMatchObject([
      { name: 'tick-steps', actor, facts: { done: 'write-down, list-devices' } },
      { name: 'prepare', actor, to: 'preparing' },
      { name: 'finish-preparing', actor, to: 'prepared' },
    ]);
    expect((await mine.admin.ask('GET', `${one}/user`)).json().steps).toEqual(said.steps);
  });

  test('hands in the password of the source, and of nothing else', async () => {
    const { user, id } = await linked();
    const done = await user.ask('PUT', '/api/user/mailbox/passwords/source', { password: 'planted-by-user' });
    expect(done.statusCode).toBe(200);
    const kept = await store.inTenant(idOf(mine) as OrganisationId, (tenant) => tenant.passwords(id as MailboxId));
    expect(kept.get('source 0')?.reveal()).toBe('planted-by-user');
    for (const place of ['target', 'source-1']) {
      const answer = await user.ask('PUT', `/api/user/mailbox/passwords/${place}`, { password: 'planted-by-user' });
      expect(answer.statusCode).toBe(404);
    }
    expect(kept.get('target')?.reveal()).toBe('kept-secret-target');
    expect(await lastEvents(1)).toMatchObject([{ name: 'replace-password', actor: { is: 'mailbox-user' } }]);
  });

  test('sees what is wrong with the own password, and not what is wrong on the other side', async () => {
    const { user, id } = await linked();
    const set = (code: string) =>
      db.query({
        name: '',
        text: `update project_mailboxes set state = 'attention', problem_code = $2, problem_facts = $3::json where id = $1`,
        values: [id, code, JSON.stringify({ host: 'secret-host', user: 'migration@x', reason: 'wrong' })],
      });
    await set('target.sign-in-refused');
    const theirs = await user.ask('GET', '/api/user/mailbox');
    expect(theirs.json()).toMatchObject({ problem: { isYours: false }, todo: [] });
    expect(theirs.body).not.toMatch(/secret-host|migration@x/);
    await set('source.sign-in-refused');
    expect((await user.ask('GET', '/api/user/mailbox')).json()).toMatchObject({
      problem: { isYours: true, cause: expect.stringContaining('refused the sign-in') },
      todo: ['Hand in the password of your old mailbox.'],
    });
  });

  test('says that all is there, once it was verified', async () => {
    const { user, id, one } = await linked();
    const early = await user.ask('POST', '/api/user/mailbox/acts', { act: 'confirm' });
    expect(early.json()).toMatchObject({ code: 'project.move-refused', status: 409 });
    await put(id, 'verified');
    expect((await user.ask('GET', '/api/user/mailbox')).json().todo).toEqual([
      'Look into the new mailbox, and say whether all is there.',
    ]);
    expect((await user.ask('POST', '/api/user/mailbox/acts', { act: 'confirm' })).json()).toMatchObject({
      state: 'user-confirmed',
      verdict: 'all-there',
    });
    expect((await mine.admin.ask('GET', `${one}/user`)).json()).toMatchObject({ verdict: 'all-there' });
  });

  test('says what is missing, within bounds, and it stays as it is until somebody has looked', async () => {
    const { user, id } = await linked();
    const missing = { folder: 'Clients', from: 'Finch', about: 'in May 2019' };
    expect((await user.ask('POST', '/api/user/mailbox/missing', missing)).statusCode).toBe(409);
    await put(id, 'credentials-issued');
    expect((await user.ask('POST', '/api/user/mailbox/missing', missing)).json()).toMatchObject({
      state: 'credentials-issued',
      verdict: 'something-missing',
    });
    expect(await lastEvents(1)).toMatchObject([{ name: 'say-something-is-missing', facts: missing }]);
    for (const body of [{}, { folder: ' ' }, { about: 'x'.repeat(501) }, { from: 'x'.repeat(201) }]) {
      expect((await user.ask('POST', '/api/user/mailbox/missing', body)).statusCode).toBe(400);
    }
  });

  test('may not do what the table gives to others', async () => {
    const { user, id } = await linked();
    await put(id, 'verified');
    for (const act of ['queue', 'reopen', 'cancel', 'release', 'prepare']) {
      expect((await user.ask('POST', '/api/user/mailbox/acts', { act })).statusCode).toBe(400);
    }
    const { actions } = (await user.ask('GET', '/api/user/mailbox')).json();
    expect(actions.map(({ name }: { name: string }) => name)).toEqual([
      'finish-preparing',
      'confirm',
      'hand-in-password',
      'tick-steps',
      'say-something-is-missing',
    ]);
  });
});
