import { afterAll, expect, test } from 'vitest';
import { apiRig, firstOperator, idOf, mailboxBody, newOrganisation } from '../../test/service/api.ts';
import { testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const mine = await newOrganisation(api, operator, 'Mine');
const theirs = await newOrganisation(api, operator, 'Theirs');
const NAME = 'ann@example.com';

/** A mailbox that both organisations have, and a ledger of it with so many failed items of each code. */
async function mailboxWith({ admin, url }: typeof mine, failed: Readonly<Record<string, number>>): Promise<string> {
  const project = `${url}/projects/${(await admin.ask('POST', `${url}/projects`, { name: 'Move' })).json().id}`;
  const [mailbox] = (await admin.ask('POST', `${project}/mailboxes`, mailboxBody(NAME))).json();
  const source = `${NAME} of ${idOf({ admin, url })}`;
  await db.query({ name: '', text: LEDGER, values: [source, mailbox.target.address] });
  for (const [code, count] of Object.entries(failed)) {
    const facts = JSON.stringify({ size: '200 MB', max: '150 MB' });
    await db.query({ name: '', text: ENTRIES, values: [source, code, count, facts] });
  }
  return `${project}/mailboxes/${mailbox.id}`;
}

const LEDGER = `
  with made as (
    insert into mailboxes (source, target, term, holder, claimed_at_ms) values ($1, $2, 1, 'x', 0) returning id
  )
  insert into folders (mailbox_id, key, source) select id, 'k', '{"path":["Clients","Finch/Heron"]}' from made`;
const ENTRIES = `
  insert into entries (folder_id, numbering, ref, kind, version, size_bytes, received_at_ms, state, problem_code, problem_facts)
  select folders.id, 0, $2::text || nth, 'message', 'v', 1000, 1700000000000, 'failed', $2::text, $4::json
  from folders join mailboxes on mailboxes.id = mailbox_id, generate_series(1, $3::integer) as nth
  where mailboxes.source = $1`;

test('failed items are listed page by page with their cause, by code, and those of another organisation are not', async () => {
  const own = await mailboxWith(mine, { 'target.too-large': 3, 'source.item-unreadable': 2 });
  const other = await mailboxWith(theirs, { 'target.too-large': 1 });
  const look = async (query: string) => (await mine.admin.ask('GET', `${own}/exceptions${query}`)).json();
  const first = await look('?limit=4');
  expect(first).toMatchObject({ total: 5, next: expect.any(String) });
  expect(first.items[0]).toMatchObject({
    folder: 'Clients / Finch/Heron',
    item: 'target.too-large1',
    kind: 'message',
    bytes: 1000,
    receivedAt: '2023-11-14T22:13:20Z',
    code: 'target.too-large',
    cause: expect.stringContaining('200 MB'),
    remedy: expect.any(String),
  });
  expect((await look(`?limit=4&cursor=${first.next}`)).items).toHaveLength(1);
  expect(await look('?code=source.item-unreadable')).toMatchObject({ total: 2 });
  expect((await theirs.admin.ask('GET', `${other}/exceptions`)).json().total).toBe(1);
  expect((await theirs.admin.ask('GET', `${own}/exceptions`)).statusCode).toBe(404);
});
