import { afterAll, describe, expect, test } from 'vitest';
import { type Asker, apiRig, firstOperator, mailboxBody, newOrganisation } from '../../test/service/api.ts';
import { allRows, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { assert } from '../base/assert.ts';
import type { ProblemCode } from '../base/problem.ts';
import type { MailboxId } from '../model/project.ts';

const db = await freshDatabase();
const store = testStore(db);
const rig = await apiRig(store);
const { api } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const mine = await newOrganisation(api, operator, 'Mine');
const organisation = (await mine.admin.ask('GET', '/api/organisations')).json().items[0].id;
let projects = 0;

/** A running project with mailboxes of these names that are queued. */
async function running(...names: readonly string[]) {
  projects += 1;
  const project = (await mine.admin.ask('POST', `${mine.url}/projects`, { name: `Move ${projects}` })).json();
  const url = `${mine.url}/projects/${project.id}`;
  const mailboxes = names.flatMap((name) => (mailboxBody(name) as { mailboxes: object[] }).mailboxes);
  const added = (await mine.admin.ask('POST', `${url}/mailboxes`, { mailboxes })).json();
  await operator.ask('POST', `${url}/acts`, { act: 'start' });
  const ids: MailboxId[] = added.map(({ id }: { id: MailboxId }) => id);
  const [id] = ids;
  assert(id !== undefined, 'there is a name');
  return { url, id, ids, one: `${url}/mailboxes/${id}` };
}

/** As a worker leaves a mailbox that cannot go on. */
async function block(id: MailboxId, code: ProblemCode): Promise<void> {
  const problem = { code, facts: { host: 'h', user: 'u', reason: 'no' } };
  const move = { from: 'queued', to: 'attention', problem, goesOnAt: null, term: null } as const;
  expect(await store.inTenant(organisation, (tenant) => tenant.moveMailbox(id, move))).toBe(true);
}

async function kept(id: MailboxId): Promise<Record<string, string>> {
  const found = await store.inTenant(organisation, (tenant) => tenant.passwords(id));
  return Object.fromEntries([...found].map(([place, password]) => [place, password.reveal()]));
}

const put = (one: string, place: string, password: string, who: Asker = mine.admin) =>
  who.ask('PUT', `${one}/passwords/${place}`, { password });

describe('a password that is handed in', () => {
  test('is kept in the place of the old one, and only there', async () => {
    const { one, id } = await running('ann@example.com');
    const answer = await put(one, 'source', 'planted-new-source');
    expect(answer.json()).toMatchObject({
      goesOn: false,
      places: [
        { place: 'source 0', isKept: true, storedAt: expect.any(String) },
        { place: 'target', isKept: true, storedAt: null },
      ],
    });
    expect(await kept(id)).toEqual({ 'source 0': 'planted-new-source', target: 'kept-secret-target' });
    const events = (await mine.admin.ask('GET', `${mine.url}/events?limit=500`)).json().items;
    expect(events.at(-1)).toMatchObject({ name: 'replace-password', subjectId: id, facts: { place: 'source 0' } });
    expect(answer.body + JSON.stringify(events) + (await allRows(db))).not.toContain('planted');
  });

  test('is the first one of a mailbox that was added without', async () => {
    const { url } = await running('ann@example.com');
    const { sources, target } = (
      mailboxBody('bea@example.com') as { mailboxes: { sources: object[]; target: object }[] }
    ).mailboxes[0] ?? { sources: [], target: {} };
    const { password: _none, ...source } = sources[0] as { password: string };
    const added = await mine.admin.ask('POST', `${url}/mailboxes`, {
      mailboxes: [{ name: 'bea@example.com', sources: [source], target }],
    });
    const { id } = added.json()[0];
    const one = `${url}/mailboxes/${id}`;
    expect((await mine.admin.ask('GET', `${one}/passwords`)).json().places[0]).toMatchObject({ isKept: false });
    expect((await put(one, 'source-0', 'first')).statusCode).toBe(200);
    expect(await kept(id)).toEqual({ 'source 0': 'first', target: 'kept-secret-target' });
  });

  test.each([
    { code: 'source.sign-in-refused', place: 'source', state: 'queued' },
    { code: 'target.sign-in-refused', place: 'target', state: 'queued' },
    { code: 'secret.purged', place: 'target', state: 'queued' },
    { code: 'source.sign-in-refused', place: 'target', state: 'attention' },
    { code: 'target.full', place: 'target', state: 'attention' },
  ] as const)('lets a mailbox with $code be $state when it is for the $place', async ({ code, place, state }) => {
    const { one, id } = await running('ann@example.com');
    await block(id, code);
    const jobs = store.jobs.length;
    expect((await put(one, place, 'right now')).json()).toMatchObject({ goesOn: state === 'queued' });
    expect((await mine.admin.ask('GET', one)).json()).toMatchObject({ state });
    expect(store.jobs.length - jobs).toBe(state === 'queued' ? 1 : 0);
    if (state === 'attention') return;
    const last = (await mine.admin.ask('GET', `${mine.url}/events?limit=500`)).json().items.at(-1);
    expect(last).toMatchObject({ name: 'retry', from: 'attention', to: 'queued', actor: { is: 'godwit' } });
  });

  test.each([
    { what: 'a second source that is not there', place: 'source-1', status: 404 },
    { what: 'a place that is none', place: 'nowhere', status: 404 },
  ])('is refused for $what', async ({ place, status }) => {
    const { one } = await running('ann@example.com');
    expect((await put(one, place, 'x')).statusCode).toBe(status);
  });

  test('is refused once nothing is done with the mailbox any more', async () => {
    const { one, id } = await running('ann@example.com');
    await mine.admin.ask('POST', `${one}/acts`, { act: 'cancel', reason: 'why' });
    expect((await put(one, 'source', 'x')).json()).toMatchObject({ code: 'project.move-refused', status: 409 });
    expect(await kept(id)).toMatchObject({ 'source 0': 'kept-secret-source' });
  });
});

describe('a table of passwords', () => {
  const send = (url: string, table: string | Buffer, type = 'text/csv') =>
    mine.admin.send(`${url}/passwords`, table, type);

  test('has its good rows taken and its bad ones named by line and cause, never by what is in them', async () => {
    const { url, ids } = await running('ann@example.com', 'ben@example.com', 'cat@example.com');
    const [ann, ben, cat] = ids;
    assert(ann !== undefined && ben !== undefined && cat !== undefined, 'there are three');
    await block(ben, 'source.sign-in-refused');
    await mine.admin.ask('POST', `${url}/mailboxes/${cat}/acts`, { act: 'cancel', reason: 'why' });
    const table = [
      'mailbox,place,password',
      'ANN@example.com,source,"=planted,1"',
      'ben@example.com,source 0,planted-2',
      'ben@example.com,source-0,planted-3',
      'nobody@example.com,source,planted-4',
      'ann@example.com,attic,planted-5',
      'ann@example.com,target,',
      'cat@example.com,target,planted-6',
      'ann@example.com,source 3,planted-7',
      'ann@example.com,planted-8',
    ].join('\r\n');
    const answer = await send(url, table);
    expect(answer.json()).toEqual({
      taken: 2,
      goOn: 1,
      refused: [
        { line: 4, cause: 'Line 3 has a password for the same place.' },
        { line: 5, cause: 'The project has no mailbox of this name.' },
        { line: 6, cause: expect.stringContaining('The place is none') },
        { line: 7, cause: 'The password is empty.' },
        { line: 8, cause: 'The mailbox cannot take a password now. It is cancelled, and that is final.' },
        { line: 9, cause: expect.stringContaining('no such password of the source 3') },
        { line: 10, cause: 'This row cannot be read: it has 2 cells.' },
      ],
    });
    expect(await kept(ann)).toMatchObject({ 'source 0': '=planted,1', target: 'kept-secret-target' });
    expect(await kept(ben)).toMatchObject({ 'source 0': 'planted-2' });
    const events = await mine.admin.ask('GET', `${mine.url}/events?limit=500`);
    expect(answer.body + events.body + (await allRows(db))).not.toContain('planted');
  });

  test.each([
    { what: 'another column', table: 'mailbox,place,password,note\nann@example.com,source,planted,x', says: 'columns' },
    {
      what: 'another charset',
      table: Buffer.from('mailbox,place,password\nann,source,pl\xe4nted', 'latin1'),
      says: 'UTF-8',
    },
    { what: 'too many rows', table: `mailbox,place,password\n${'a,b,c\n'.repeat(10_001)}`, says: '10000 rows' },
  ])('is refused as a whole for $what', async ({ table, says }) => {
    const { url, id } = await running('ann@example.com');
    const answer = await send(url, table);
    expect(answer.json()).toMatchObject({ code: 'service.request-invalid', status: 400 });
    expect(answer.body).toContain(says);
    expect(answer.body).not.toContain('planted');
    expect(await kept(id)).toMatchObject({ 'source 0': 'kept-secret-source' });
  });

  test('is refused as another type, and above its size', async () => {
    const { url } = await running('ann@example.com');
    const table = 'mailbox,place,password\nann@example.com,source,x';
    expect((await send(url, table, 'text/plain')).json()).toMatchObject({ code: 'service.request-invalid' });
    expect((await send(url, JSON.stringify({ table }), 'application/json')).statusCode).toBe(400);
    expect((await send(url, 'x'.repeat(4 * 1024 * 1024 + 1))).json()).toMatchObject({
      code: 'service.request-invalid',
    });
  });
});

describe('stored passwords are purged at once', () => {
  const purge = (url: string, reason: string | null) => mine.admin.ask('POST', `${url}/passwords/purge`, { reason });

  test('by a person who says why, of one mailbox or of all in the project', async () => {
    const { url, one, id, ids } = await running('ann@example.com', 'ben@example.com');
    expect((await purge(one, null)).json()).toMatchObject({ code: 'project.reason-missing', status: 422 });
    expect((await purge(url, ' ')).json()).toMatchObject({ code: 'project.reason-missing', status: 422 });
    expect(Object.keys(await kept(id))).toHaveLength(2);
    expect((await purge(one, 'A leak.')).json()).toEqual({ purged: 2 });
    expect(await kept(id)).toEqual({});
    expect(await kept(ids[1] ?? id)).toHaveProperty('target');
    expect((await mine.admin.ask('GET', `${one}/passwords`)).json()).toMatchObject({
      purgedAt: expect.any(String),
      places: [{ isKept: false }, { isKept: false }],
    });
    expect((await purge(url, 'It is over.')).json()).toEqual({ purged: 2 });
    const events = (await mine.admin.ask('GET', `${mine.url}/events?limit=500`)).json().items.slice(-2);
    expect(events).toMatchObject([
      { name: 'purge-passwords', subjectId: id, reason: 'A leak.', facts: { places: 'source 0, target' } },
      { name: 'purge-passwords', subjectId: ids[1], reason: 'It is over.', actor: { is: 'person' } },
    ]);
    expect((await put(one, 'source', 'again')).json()).toMatchObject({ purgedAt: null });
  });
});
