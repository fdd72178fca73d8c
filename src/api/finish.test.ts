import { afterAll, describe, expect, test } from 'vitest';
import { apiRig, asker, firstOperator, idOf, newOrganisation } from '../../test/service/api.ts';
import { REPORT } from '../../test/service/engine.ts';
import { signedIn } from '../../test/service/filled-organisation.ts';
import { linkRig } from '../../test/service/linked.ts';
import { allRows, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { MailboxId } from '../model/project.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api, clock } = rig;
afterAll(() => api.close());
await firstOperator(rig);
const DAY_MS = 24 * 3_600_000;

const operator = async () => asker(api, await signedIn(rig, 'operator@godwit.example'));
let organisations = 0;

/** A project of an organisation of its own whose two mailboxes were verified just now. */
async function handedOver() {
  organisations += 1;
  const place = await newOrganisation(api, await operator(), `Finch${organisations}`);
  const { projectUrl, linked } = await linkRig(rig, place);
  const mailboxes = [await linked(), await linked()];
  await db.query({
    name: '',
    text: `update projects set state = 'handover' where id = $1`,
    values: [projectUrl.split('/').at(-1)],
  });
  for (const { id } of mailboxes) await proved(idOf(place) as OrganisationId, id); // it has this id
  const [ann, ben] = mailboxes;
  if (ann === undefined || ben === undefined) throw new Error('there are two');
  return { ann, ben, url: projectUrl, acts: `${projectUrl}/acts` };
}

async function proved(organisation: OrganisationId, id: string): Promise<void> {
  await db.query({ name: '', text: `update project_mailboxes set state = 'verified' where id = $1`, values: [id] });
  const report = { at: clock.now(), report: REPORT };
  await rig.deps.store.inTenant(organisation, (tenant) => tenant.keepReport(id as MailboxId, 0, report)); // as above
}

async function act(url: string, name: string, reason: string | null = null) {
  return (await operator()).ask('POST', `${url}/acts`, { act: name, reason });
}

async function finishOf(url: string) {
  return (await (await operator()).ask('GET', `${url}/finish`)).json();
}

describe('the removal of the old licences', () => {
  test('cannot be asked for before each mailbox is confirmed or waived, the last copy noted, and the hold over', async () => {
    const { ann, ben, url } = await handedOver();
    expect((await act(url, 'verify')).json().title).toContain('Each mailbox has to be verified and confirmed');
    expect((await ann.user.ask('POST', '/api/user/mailbox/acts', { act: 'confirm' })).statusCode).toBe(200);
    expect((await finishOf(url)).openMailboxes).toEqual([
      expect.objectContaining({ mailbox: ben.id, state: 'verified' }),
    ]);
    expect((await act(ben.one, 'waive-confirmation')).json().code).toBe('project.reason-missing');
    expect((await act(ben.one, 'waive-confirmation', 'left the company')).statusCode).toBe(200);
    expect((await act(url, 'verify')).statusCode).toBe(200);

    expect((await act(ann.one, 'release')).json().title).toContain('has to be asked for first');
    expect((await act(url, 'request-removal')).json().title).toContain('The hold is not over');
    clock.advance(14 * DAY_MS);
    expect((await act(url, 'request-removal')).json().title).toContain('A last copy');
    expect((await finishOf(url)).missing).toEqual([expect.stringContaining('A last copy')]);
    const copy = await (await operator()).ask('PUT', `${url}/finish/last-copy`, { is: 'kept', where: 'vault 7' });
    expect(copy.json()).toMatchObject({ missing: [], lastCopy: { is: 'kept', where: 'vault 7' } });
    expect((await act(url, 'request-removal')).statusCode).toBe(200);

    const removal = (await (await operator()).ask('GET', `${url}/finish/removal`)).json();
    expect(removal.text.split('\n')).toEqual(expect.arrayContaining([ann, ben].map(({ one }) => nameOf(one, removal))));
    expect(removal.licences.map(({ confirmed }: { confirmed: object }) => confirmed)).toEqual([
      expect.objectContaining({ by: 'user' }),
      expect.objectContaining({ by: 'waiver', reason: 'left the company' }),
    ]);
    const { items } = (await (await operator()).ask('GET', `${url}/ticket?limit=100`)).json();
    expect(items).toContainEqual(expect.objectContaining({ text: removal.text }));
    expect(items).toContainEqual(
      expect.objectContaining({ part: expect.objectContaining({ is: 'notice', kind: 'licence-removal' }) }),
    );
  });

  test('is about no mailbox whose user stays with the old system', async () => {
    const { ann, ben, url } = await handedOver();
    expect((await act(ann.one, 'confirm')).statusCode).toBe(200);
    await db.query({
      name: '',
      text: `update project_mailboxes set state = 'rolled-back' where id = $1`,
      values: [ben.id],
    });
    expect((await act(url, 'verify')).statusCode).toBe(200);
    expect((await finishOf(url)).openMailboxes).toEqual([]);
    const { licences } = (await (await operator()).ask('GET', `${url}/finish/removal`)).json();
    expect(licences.map(({ mailbox }: { mailbox: string }) => mailbox)).toEqual([ann.id]);
  });

  test('ends with the project: licences are released, and everything that opened something goes', async () => {
    const { ann, ben, url } = await handedOver();
    for (const { one } of [ann, ben]) await act(one, 'confirm');
    const body = { handOvers: [{ mailbox: ann.id, password: 'planted word' }], expiresInHours: 336 };
    const [handOver] = (await (await operator()).ask('POST', `${url}/hand-overs`, body)).json();
    const keys = { userKey: 'planted word', secretKey: 'planted word' };
    expect((await (await operator()).ask('PUT', `${url}/connection`, keys)).statusCode).toBe(200);
    await act(url, 'verify');
    await (await operator()).ask('PUT', `${url}/finish/last-copy`, { is: 'waived', reason: 'in the vault already' });
    clock.advance(13.9 * DAY_MS);
    expect((await act(url, 'request-removal')).statusCode).toBe(409);
    clock.advance(0.1 * DAY_MS);
    expect((await act(url, 'request-removal')).statusCode).toBe(200);
    expect((await act(url, 'close')).json()).toMatchObject({ state: 'closed', mailboxes: { released: 2 } });
    expect((await ann.user.ask('GET', '/api/user/mailbox')).statusCode).toBe(401);
    expect((await asker(api).ask('POST', `/api/hand-overs/${handOver.path.split('/').at(-1)}`)).statusCode).toBe(410);
    const left = `select from secrets where mailbox_id = any($1::uuid[])`;
    expect(await db.query({ name: '', text: left, values: [[ann.id, ben.id]] })).toEqual([]);
    const keysLeft = 'select from connections where project_id = $1';
    expect(await db.query({ name: '', text: keysLeft, values: [url.split('/').at(-1)] })).toEqual([]);
    expect(await allRows(db)).not.toContain('planted word');
  });
});

test('what both services cost meanwhile is counted from each proof on', async () => {
  const { url } = await handedOver();
  const price = { licence: { pricePerMonth: 3, currency: 'EUR' } };
  await (await operator()).ask('PUT', `${url}/finish/licence`, price);
  clock.advance(36.5 * DAY_MS);
  expect((await finishOf(url)).overlap).toEqual({ mailboxDays: 73, cost: 7.2 });
});

test('the closing report says when what happened, who decided what and why, and what came of it', async () => {
  const { ann, ben, url } = await handedOver();
  const hostile = `<script>alert(1)</script> "left"`;
  await act(ann.one, 'confirm');
  await act(ben.one, 'waive-confirmation', hostile);
  await act(url, 'verify');
  const told = (await (await operator()).ask('GET', `${url}/closing-report`)).json();
  expect(told).toMatchObject({ project: 'Move', state: 'verified', acknowledged: null, lastCopy: null });
  expect(told.timeline.map(({ name }: { name: string }) => name)).toEqual(['create', 'verify']);
  expect(told.decisions).toContainEqual(expect.objectContaining({ name: 'waive-confirmation', reason: hostile }));
  expect(told.licences).toHaveLength(2);
  const page = await (await operator()).ask('GET', `${url}/closing-report/page`);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &quot;left&quot;');
  expect(page.body).not.toContain('<script>');
});

function nameOf(one: string, { licences }: { licences: readonly { mailbox: string; name: string }[] }): string {
  return licences.find(({ mailbox }) => one.endsWith(mailbox))?.name ?? 'none';
}
