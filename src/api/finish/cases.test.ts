import { afterAll, describe, expect, test } from 'vitest';
import { apiRig, asker, firstOperator, newOrganisation } from '../../../test/service/api.ts';
import { REPORT } from '../../../test/service/engine.ts';
import { linkRig } from '../../../test/service/linked.ts';
import { NOW, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import type { MailboxId } from '../../model/project.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api } = rig;
afterAll(() => api.close());
const mine = await newOrganisation(api, await firstOperator(rig), 'Mine');
const { admin } = mine;
const { project, projectUrl, linked, lastEvents } = await linkRig(rig, mine);
const CASES = `${projectUrl}/cases`;
const FOLDER = REPORT.folders[0]?.source ?? 'none';
const MISSING = { folder: FOLDER, from: 'Finch', about: 'in May 2019' };

/** A mailbox whose move is proven, with what the verification said. */
async function verified() {
  const mailbox = await linked();
  const organisation = mine.url.split('/').at(-1) as OrganisationId; // the end of its address is this id
  await rig.deps.store.inTenant(
    organisation,
    (tenant) => tenant.keepReport(mailbox.id as MailboxId, 0, { at: NOW, report: REPORT }), // made above
  );
  const text = `update project_mailboxes set state = 'credentials-issued' where id = $1`;
  await db.query({ name: '', text, values: [mailbox.id] });
  return mailbox;
}

async function opened() {
  const mailbox = await verified();
  expect((await mailbox.user.ask('POST', '/api/user/mailbox/missing', MISSING)).statusCode).toBe(200);
  const [own] = (await mailbox.user.ask('GET', '/api/user/mailbox/cases')).json().items;
  return { ...mailbox, own, case: `${CASES}/${own.id}` };
}

async function noticesOf(kind: string) {
  const { items } = (await admin.ask('GET', `${projectUrl}/ticket?limit=500`)).json();
  return items
    .map(({ part }: { part: { kind?: string } }) => part)
    .filter((part: { kind?: string }) => part.kind === kind);
}

describe('something that a user misses', () => {
  test('is a case with what the last verification says of that folder, at once', async () => {
    const { own, case: url, id } = await opened();
    expect(own).toMatchObject({ ...MISSING, outcome: null, closedAt: null, words: [] });
    expect(own.atOpening.startsWith(FOLDER)).toBe(true);
    const one = (await admin.ask('GET', url)).json();
    expect(one).toMatchObject({
      mailbox: id,
      ...MISSING,
      by: expect.stringMatching(/^the user of ann\d+@example.com$/),
    });
    expect(one.atOpening).toMatchObject({ isNamed: true, grade: REPORT.grade, inWords: own.atOpening });
    expect(one.now).toEqual(one.atOpening);
    const folder = REPORT.folders.find(({ source }) => source === MISSING.folder);
    expect(one.atOpening.folders).toEqual([expect.objectContaining({ items: folder?.items, proven: folder?.proven })]);
    expect(await noticesOf('verification-opened')).toContainEqual(
      expect.objectContaining({ mailbox: id, facts: expect.objectContaining({ folder: MISSING.folder }) }),
    );
  });

  test('is talked about by both, and closed with what became of it', async () => {
    const { user, own, case: url, id } = await opened();
    const asked = await admin.ask('POST', `${url}/words`, { text: 'Look into the archive.' });
    expect(asked.json().words).toEqual([
      { at: expect.any(String), by: expect.any(String), text: 'Look into the archive.' },
    ]);
    const said = await user.ask('POST', `/api/user/mailbox/cases/${own.id}/words`, { text: 'There it is.' });
    expect(said.json().items[0].words.map(({ text }: { text: string }) => text)).toEqual([
      'Look into the archive.',
      'There it is.',
    ]);
    const closing = { outcome: 'found', text: 'It was in the archive.' };
    expect((await admin.ask('POST', `${url}/closing`, closing)).json()).toMatchObject({ outcome: 'found' });
    expect(await lastEvents(1)).toMatchObject([{ name: 'close-case', facts: { case: own.id, outcome: 'found' } }]);
    expect(await noticesOf('verification-closed')).toContainEqual(expect.objectContaining({ mailbox: id }));
    const again = await admin.ask('POST', `${url}/closing`, closing);
    expect(again.json()).toMatchObject({ status: 409, code: 'project.move-refused' });
    expect((await admin.ask('GET', url)).json().words).toHaveLength(3);
  });

  test('is looked for once more where its mailbox is opened again, and stays open meanwhile', async () => {
    const { one, case: url } = await opened();
    expect((await admin.ask('POST', `${url}/reopening`, {})).statusCode).toBe(400);
    const answer = await admin.ask('POST', `${url}/reopening`, { reason: 'a folder was hidden' });
    expect(answer.json(), answer.body).toMatchObject({ closedAt: null, words: [{ text: 'a folder was hidden' }] });
    expect((await admin.ask('GET', one)).json().state).toBe('queued');
    expect(await lastEvents(1)).toMatchObject([{ name: 'reopen', reason: 'a folder was hidden' }]);
    expect((await admin.ask('POST', `${url}/reopening`, { reason: 'again' })).statusCode).toBe(409);
  });

  test('is settled where the user says that all is there', async () => {
    const { user, case: url } = await opened();
    await user.ask('POST', '/api/user/mailbox/missing', { about: 'something else' });
    expect((await user.ask('POST', '/api/user/mailbox/acts', { act: 'confirm' })).json().state).toBe('user-confirmed');
    const { items } = (await user.ask('GET', '/api/user/mailbox/cases')).json();
    expect(items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['found', 'found']);
    expect((await admin.ask('GET', url)).json().closedAt).not.toBeNull();
  });

  test('is opened by an administrator for somebody who called, and listed by what is open', async () => {
    const { one, id } = await verified();
    const made = await admin.ask('POST', `${one}/cases`, { folder: 'Nowhere' });
    expect(made.json(), made.body).toMatchObject({ mailbox: id, atOpening: { isNamed: false } });
    const [open, closed] = [
      await admin.ask('GET', `${CASES}?open=true`),
      await admin.ask('GET', `${CASES}?open=false`),
    ];
    const idsIn = (answer: typeof open) => answer.json().items.map((item: { id: string }) => item.id);
    expect(idsIn(open)).toContain(made.json().id);
    expect(idsIn(closed)).not.toContain(made.json().id);
    const all = (await admin.ask('GET', CASES)).json();
    expect(all.total).toBe(open.json().total + closed.json().total);
  });

  test('is not opened before the move was checked, nor without end', async () => {
    const early = await linked();
    expect((await admin.ask('POST', `${early.one}/cases`, { folder: 'Inbox' })).statusCode).toBe(409);
    const { user } = await verified();
    const codes: number[] = [];
    for (let count = 0; count < 21; count++) {
      codes.push((await user.ask('POST', '/api/user/mailbox/missing', MISSING)).statusCode);
    }
    expect(codes).toEqual([...Array.from({ length: 20 }, () => 200), 409]);
  });

  test('is nobody else’s', async () => {
    const [{ own }, other] = [await opened(), await opened()];
    const foreign = await other.user.ask('POST', `/api/user/mailbox/cases/${own.id}/words`, { text: 'mine' });
    expect(foreign.statusCode).toBe(404);
    expect((await asker(api).ask('GET', '/api/user/mailbox/cases')).statusCode).toBe(401);
    const elsewhere = (await admin.ask('POST', `${mine.url}/projects`, { name: 'Elsewhere' })).json();
    const moved = `${mine.url}/projects/${elsewhere.id}/cases/${own.id}`;
    expect((await admin.ask('GET', moved)).statusCode).toBe(404);
    expect((await admin.ask('POST', `${moved}/words`, { text: 'mine' })).statusCode).toBe(404);
  });

  test('keeps the old licences: their removal cannot be asked for while one is open', async () => {
    const { case: url } = await opened();
    const put = (state: string) =>
      db.query({ name: '', text: 'update projects set state = $1 where id = $2', values: [state, project.id] });
    await put('verified');
    const removal = async () =>
      (await admin.ask('GET', projectUrl))
        .json()
        .actions.find(({ name }: { name: string }) => name === 'request-removal');
    expect(await removal()).toMatchObject({ allowed: false, why: expect.stringContaining('godwit case list') });
    const { missing } = (await admin.ask('GET', `${projectUrl}/finish`)).json();
    expect(missing).toContainEqual(expect.stringContaining('godwit case list'));
    const { items } = (await admin.ask('GET', `${CASES}?open=true`)).json();
    expect(items.map(({ id }: { id: string }) => `${CASES}/${id}`)).toContain(url);
    for (const { id } of items) await admin.ask('POST', `${CASES}/${id}/closing`, { outcome: 'found', text: 'There.' });
    expect((await removal()).why).not.toContain('godwit case list');
    await put('draft');
  });
});
