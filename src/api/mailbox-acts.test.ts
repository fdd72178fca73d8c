import { afterAll, expect, test } from 'vitest';
import { apiRig, firstOperator, mailboxBody, newOrganisation } from '../../test/service/api.ts';
import { testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';

const store = testStore(await freshDatabase());
const rig = await apiRig(store);
const { api } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const { admin, url } = await newOrganisation(api, operator, 'Mine');

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A project with these mailboxes, as its path and their ids. */
async function projectWith(name: string, names: readonly string[]) {
  const project = `${url}/projects/${(await admin.ask('POST', `${url}/projects`, { name })).json().id}`;
  const ids: string[] = [];
  for (const one of names) ids.push((await admin.ask('POST', `${project}/mailboxes`, mailboxBody(one))).json()[0].id);
  const many = `${project}/mailboxes/acts`;
  const preview = async (body: object) => (await admin.ask('POST', `${many}/preview`, body)).json();
  const run = (body: object) => admin.ask('POST', many, body);
  const states = async () => {
    const { items } = (await admin.ask('GET', `${project}/mailboxes`)).json();
    return Object.fromEntries(items.map((one: { name: string; state: string }) => [one.name, one.state]));
  };
  const events = async () => (await admin.ask('GET', `${project}/events?limit=500`)).json().items;
  return { project, ids, preview, run, states, events };
}

const REASON = 'they have left';

test('an act on many moves exactly what its preview counted, with an event for each and the reason', async () => {
  const { project, ids, preview, run, states, events } = await projectWith('Some', ['ann', 'ben', 'cat', 'dan']);
  await operator.ask('POST', `${project}/mailboxes/${ids[3]}/acts`, { act: 'cancel', reason: 'before' });
  const before = (await events()).length;
  const seen = await preview({ act: 'cancel', filter: { text: 'n' } });
  expect(seen).toMatchObject({ to: 'cancelled', allowed: 2, refused: 1, needsReason: true, byState: { listed: 2 } });
  expect(seen.moved.map(({ name }: Named) => name)).toEqual(['ann', 'ben']);
  expect(seen.refusals).toMatchObject([{ name: 'dan', state: 'cancelled', why: expect.stringContaining('final') }]);
  expect((await events()).length).toBe(before);
  const body = { act: 'cancel', filter: { text: 'n' }, preview: seen.preview };
  expect((await run(body)).json()).toMatchObject({ status: 422, code: 'project.reason-missing' });
  expect((await run({ ...body, reason: REASON })).json()).toMatchObject({ allowed: 2, refused: 1 });
  expect(await states()).toEqual({ ann: 'cancelled', ben: 'cancelled', cat: 'listed', dan: 'cancelled' });
  const after = (await events()).slice(before);
  expect(after).toMatchObject([
    { name: 'cancel', subjectId: ids[0], from: 'listed', to: 'cancelled', reason: REASON },
    { name: 'cancel', subjectId: ids[1], from: 'listed', to: 'cancelled', reason: REASON },
  ]);
  // A second time nothing is as it was seen.
  expect((await run({ ...body, reason: REASON })).json()).toMatchObject({ status: 409, code: 'service.preview-stale' });
});

test('nothing is done where a mailbox came, went or moved after the preview', async () => {
  const { project, ids, preview, run, states } = await projectWith('Stale', ['ann', 'ben']);
  const { preview: seen } = await preview({ act: 'prepare', filter: {} });
  await admin.ask('POST', `${project}/mailboxes`, mailboxBody('cat'));
  expect((await run({ act: 'prepare', filter: {}, preview: seen })).statusCode).toBe(409);
  const again = await preview({ act: 'prepare', filter: {} });
  await admin.ask('POST', `${project}/mailboxes/${ids[0]}/acts`, { act: 'prepare' });
  expect((await run({ act: 'prepare', filter: {}, preview: again.preview })).statusCode).toBe(409);
  expect((await run({ act: 'waive', ids, preview: again.preview, reason: REASON })).statusCode).toBe(409);
  expect(await states()).toEqual({ ann: 'preparing', ben: 'listed', cat: 'listed' });
});

test('what is queued in a running project is given to the workers once each, and ids of others are refused by name', async () => {
  const { project, ids, preview, run } = await projectWith('Running', ['ann', 'ben', 'cat']);
  const other = await projectWith('Other', ['dan']);
  await operator.ask('POST', `${project}/acts`, { act: 'start' });
  for (const act of ['pause', 'resume']) {
    const chosen = [...ids, ...other.ids, ids[0]];
    const seen = await preview({ act, ids: chosen });
    expect(seen).toMatchObject({ allowed: 3, refused: 1, refusals: [{ id: other.ids[0], name: null, state: null }] });
    const before = store.jobs.length;
    expect((await run({ act, ids: chosen, preview: seen.preview, reason: REASON })).statusCode).toBe(200);
    const jobs = store.jobs.slice(before);
    expect(jobs.map(({ mailbox }) => mailbox).sort()).toEqual(act === 'resume' ? [...ids].sort() : []);
    expect(new Set(jobs.map(({ rank }) => rank)).size).toBe(jobs.length);
  }
  expect(await other.states()).toEqual({ dan: 'listed' });
});

test('a project of which all mailboxes are settled at once is complete', async () => {
  const { project, preview, run } = await projectWith('Settled', ['ann', 'ben']);
  await operator.ask('POST', `${project}/acts`, { act: 'start' });
  const { preview: seen } = await preview({ act: 'cancel', filter: {} });
  await run({ act: 'cancel', filter: {}, preview: seen, reason: REASON });
  expect((await admin.ask('GET', project)).json().state).toBe('completed');
});

test.each([
  { what: 'neither ids nor a filter', body: { act: 'cancel' } },
  { what: 'both', body: { act: 'cancel', ids: ['00000000-0000-4000-8000-000000000000'], filter: {} } },
  { what: 'a filter that nobody knows', body: { act: 'cancel', filter: { stat: ['listed'] } } },
  { what: 'an act that is none', body: { act: 'proved', filter: {}, x: 1 }, status: 200 },
])('a preview with $what is refused', async ({ body, status = 400 }) => {
  const { preview } = await projectWith(`With ${JSON.stringify(body)}`, ['ann']);
  const seen = await preview(body);
  // What only Godwit does is refused for each mailbox, with the reason.
  if (status === 200) expect(seen).toMatchObject({ allowed: 0, refused: 1 });
  else expect(seen).toMatchObject({ status, code: 'service.request-invalid' });
});
