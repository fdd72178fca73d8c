import { afterAll, describe, expect, test } from 'vitest';
import { apiRig, firstOperator, mailboxBody, newOrganisation, TOKEN } from '../../test/service/api.ts';
import { measureOf, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { instant } from '../base/clock.ts';
import type { MailboxMove } from '../model/mailbox-book.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { MailboxId } from '../model/project.ts';

const store = testStore(await freshDatabase());
const rig = await apiRig(store);
const { api, clock } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const { admin, url } = await newOrganisation(api, operator, 'Mine');
const NAMES = ['a_b@x.example', 'AnnA@x.example', 'ben@x.example', 'cat@x.example', 'dan@x.example'];
const project = `${url}/projects/${(await admin.ask('POST', `${url}/projects`, { name: 'Move' })).json().id}`;
const ids = new Map<string, string>();
for (const name of NAMES) {
  const [made] = (await admin.ask('POST', `${project}/mailboxes`, mailboxBody(name))).json();
  ids.set(name, made.id);
}

interface Named {
  readonly name: string;
}

async function look(at: string) {
  return (await admin.ask('GET', at)).json();
}

async function namesOf(query: string): Promise<readonly string[]> {
  return (await look(`${project}/mailboxes${query}`)).items.map(({ name }: Named) => name);
}

/** As a worker or the table of states would leave it. */
async function leave(name: string, change: Partial<MailboxMove>, counts: Parameters<typeof measureOf>[0] = {}) {
  const id = ids.get(name) as MailboxId; // made above
  await store.inTenant(url.split('/').at(-1) as OrganisationId, async (tenant) => {
    const move = { from: 'listed', to: 'listed', problem: null, goesOnAt: null, term: null, ...change } as const;
    expect(await tenant.moveMailbox(id, move)).toBe(true);
    expect(await tenant.noteProgress(id, 0, measureOf(counts))).toBe(true);
  });
}

await leave('ben@x.example', { to: 'attention', problem: { code: 'target.full', facts: {} } }, { itemsFailed: 3 });
await leave('cat@x.example', {
  to: 'queued',
  problem: { code: 'target.busy', facts: {} },
  goesOnAt: instant(clock.now() + 60_000),
});
await leave('dan@x.example', { to: 'cancelled' }, { itemsFailed: 1, itemsFound: 9 });

/** All pages of a list, one after the other. */
async function pagesOf(list: string, limit: number): Promise<readonly { readonly items: readonly Named[] }[]> {
  const pages = [];
  for (let cursor = ''; ; ) {
    const page = await look(`${list}${list.includes('?') ? '&' : '?'}limit=${limit}${cursor}`);
    pages.push(page);
    if (page.next === null) return pages;
    cursor = `&cursor=${page.next}`;
  }
}

describe('every list', () => {
  test.each([
    { list: '/api/organisations' },
    { list: `${url}/people` },
    { list: `${url}/projects` },
    { list: `${url}/tokens` },
    { list: `${url}/events` },
    { list: `${project}/events` },
    { list: `${project}/mailboxes` },
    { list: `${project}/mailboxes?sort=-failed` },
    { list: `${project}/mailboxes?sort=lastActivityAt` },
    { list: `${url}/events?sort=-number` },
  ])('$list has the same things in the same order on pages of any length', async ({ list }) => {
    for (const name of ['One', 'Two', 'Two']) await admin.ask('POST', `${url}/tokens`, { ...TOKEN, name });
    const whole = (await pagesOf(list, 500)).flatMap(({ items }) => items);
    expect(whole.length).toBeGreaterThan(0);
    const pages = await pagesOf(list, 2);
    expect(pages.flatMap(({ items }) => items)).toEqual(whole);
    expect(pages.length).toBe(Math.ceil(whole.length / 2));
    const { total } = await look(list);
    expect([undefined, whole.length]).toContain(total);
  });

  test('goes on where it was though things came in between', async () => {
    const first = await look(`${project}/mailboxes?limit=2&sort=-name`);
    const [made] = (await admin.ask('POST', `${project}/mailboxes`, mailboxBody('zoe@x.example'))).json();
    const second = await look(`${project}/mailboxes?limit=2&sort=-name&cursor=${first.next}`);
    expect(second.items.map(({ name }: Named) => name)).toEqual(['ben@x.example', 'a_b@x.example']);
    await admin.ask('POST', `${project}/mailboxes/${made.id}/acts`, { act: 'cancel', reason: 'a test' });
  });

  test.each([
    { what: 'of another order', cursor: async () => (await look(`${project}/mailboxes?limit=1&sort=-name`)).next },
    { what: 'that is none', cursor: async () => 'x' },
    { what: 'with an object', cursor: async () => cursorOf(['name', {}, ids.get('ben@x.example')]) },
    { what: 'with a NUL', cursor: async () => cursorOf(['name', '\0', ids.get('ben@x.example')]) },
    { what: 'with an id that is none', cursor: async () => cursorOf(['name', 'a', "1' or true"]) },
  ])('refuses a cursor $what', async ({ cursor }) => {
    const answer = await admin.ask('GET', `${project}/mailboxes?cursor=${await cursor()}`);
    expect(answer.json()).toMatchObject({ status: 400, code: 'service.request-invalid' });
  });

  function cursorOf(parts: readonly unknown[]): string {
    return Buffer.from(JSON.stringify(parts)).toString('base64url');
  }
});

describe('mailboxes', () => {
  test.each([
    { query: '?state=attention', names: ['ben@x.example'] },
    { query: '?state=attention&state=queued', names: ['ben@x.example', 'cat@x.example'] },
    { query: '?text=anna', names: ['AnnA@x.example'] },
    { query: '?text=A_', names: ['a_b@x.example'] },
    { query: '?text=%25', names: [] },
    { query: '?problem=target.full', names: ['ben@x.example'] },
    { query: '?hasExceptions=true', names: ['ben@x.example', 'dan@x.example'] },
    { query: '?hasExceptions=true&state=cancelled', names: ['dan@x.example'] },
    { query: '?waiting=true', names: ['cat@x.example'] },
    { query: '?sort=-failed&limit=2', names: ['ben@x.example', 'dan@x.example'] },
    { query: '?sort=-found&limit=1', names: ['dan@x.example'] },
  ])('are found by $query', async ({ query, names }) => {
    expect([...(await namesOf(query))].sort()).toEqual([...names].sort());
  });

  test.each(['?state=unheard', '?sort=settings', '?hasExceptions=1', '?limit=501'])('refuse %s', async (query) => {
    expect((await admin.ask('GET', `${project}/mailboxes${query}`)).statusCode).toBe(400);
  });

  test('are exactly those that each number of their project counts', async () => {
    const { links, mailboxes, exceptions, uncounted } = await look(project);
    const counted = {
      ...mailboxes,
      ...Object.fromEntries(exceptions.map(({ code, mailboxes: n }: never) => [code, n])),
    };
    expect(Object.keys(counted).length).toBeGreaterThan(4);
    for (const [name, link] of Object.entries<string>({ ...links.states, ...links.exceptions })) {
      const { items, total } = await look(link);
      expect([name, items.length, total]).toEqual([name, counted[name], counted[name]]);
    }
    expect((await look(links.uncounted)).total).toBe(uncounted);
    expect((await look(links.failed)).total).toBe(2);
    expect((await look(links.waiting)).total).toBe(1);
    expect((await look(links.events)).items.length).toBeGreaterThan(4);
  });
});

describe('events', () => {
  test('are found by project, subject, name and time', async () => {
    const subjectId = ids.get('ben@x.example');
    const ofBen = (await look(`${url}/events?subjectId=${subjectId}`)).items;
    expect(ofBen.map(({ name }: Named) => name)).toEqual(['add']);
    const added = (await look(`${project}/events?name=add&subject=mailbox`)).items;
    expect(added).toHaveLength(ids.size + 1);
    const since = new Date(clock.now() + 1000).toISOString();
    expect((await look(`${url}/events?since=${since}`)).items).toEqual([]);
    expect((await look(`${url}/events?before=${since}&limit=1`)).items).toHaveLength(1);
    const other = (await admin.ask('POST', `${url}/projects`, { name: 'Other' })).json().id;
    expect((await look(`${url}/events?project=${other}`)).items).toHaveLength(1);
    expect((await look(`${url}/projects/${other}/events`)).items).toHaveLength(1);
  });
});
