import { afterAll, expect, test } from 'vitest';
import { apiRig, firstOperator, newOrganisation } from '../../../test/service/api.ts';
import { REPORT } from '../../../test/service/engine.ts';
import { linkRig } from '../../../test/service/linked.ts';
import { testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import type { MailboxId } from '../../model/project.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api, clock } = rig;
afterAll(() => api.close());
const mine = await newOrganisation(api, await firstOperator(rig), 'Mine');
const { admin } = mine;
const { projectUrl, linked } = await linkRig(rig, mine);
const HOUR_MS = 3_600_000;

async function proven(state: string) {
  const { id, one } = await linked();
  const organisation = mine.url.split('/').at(-1) as OrganisationId; // the end of its address is this id
  const kept = { at: clock.now(), report: REPORT };
  await rig.deps.store.inTenant(organisation, (tenant) => tenant.keepReport(id as MailboxId, 0, kept)); // made above
  await db.query({ name: '', text: 'update project_mailboxes set state = $2 where id = $1', values: [id, state] });
  return { id, name: String((await admin.ask('GET', one)).json().name) };
}

const at = (hours: number) => new Date(clock.now() + hours * HOUR_MS).toISOString();
const handIn = async (...signIns: { mailbox: string; at: string }[]) =>
  (await admin.ask('POST', `${projectUrl}/sign-ins`, { signIns })).json();

async function reminders(mailbox: string) {
  const { items } = (await admin.ask('GET', `${projectUrl}/ticket?limit=500`)).json();
  return items.filter(
    ({ part }: { part: { kind?: string; mailbox?: string } }) =>
      part.kind === 'old-sign-ins' && part.mailbox === mailbox,
  );
}

test('an old mailbox that is still used is found and reminded of, and not again before three days', async () => {
  const ann = await proven('user-confirmed');
  clock.advance(2 * HOUR_MS);
  const noted = await handIn(
    { mailbox: ann.name.toUpperCase(), at: at(-1) },
    { mailbox: 'nobody@example.com', at: at(-1) },
  );
  expect(noted).toMatchObject({ noted: 1, unknown: ['nobody@example.com'], old: [{ mailbox: ann.id }] });
  expect(await reminders(ann.id)).toMatchObject([
    { part: { facts: { mailbox: ann.name, since: noted.old[0].signedInAt } } },
  ]);
  clock.advance(HOUR_MS);
  await handIn({ mailbox: ann.name, at: at(0) });
  expect(await reminders(ann.id)).toHaveLength(1);
});

test('one that was used before its move was proven, or has not moved, is reminded of nobody', async () => {
  const [before, early] = [await proven('clients-done'), await proven('verified')];
  await handIn({ mailbox: before.name, at: at(-1) });
  clock.advance(HOUR_MS);
  const { old } = await handIn({ mailbox: early.name, at: at(0) });
  expect(old.map(({ mailbox }: { mailbox: string }) => mailbox)).not.toContain(before.id);
  expect(old.map(({ mailbox }: { mailbox: string }) => mailbox)).toContain(early.id);
  expect([...(await reminders(before.id)), ...(await reminders(early.id))]).toEqual([]);
});

test('an earlier sign-in that is handed in later takes nothing back, and one that lies ahead is refused', async () => {
  const ann = await proven('credentials-issued');
  clock.advance(HOUR_MS);
  const last = at(0);
  await handIn({ mailbox: ann.name, at: at(-10) }, { mailbox: ann.name, at: last });
  const { old } = await handIn({ mailbox: ann.name, at: at(-20) });
  const [own] = old.filter(({ mailbox }: { mailbox: string }) => mailbox === ann.id);
  expect(Date.parse(own.signedInAt)).toBe(Math.floor(Date.parse(last) / 1000) * 1000);
  const listed = (await admin.ask('GET', `${projectUrl}/sign-ins`)).json().items;
  expect(listed).toContainEqual(own);
  expect(await handIn({ mailbox: ann.name, at: at(48) })).toMatchObject({ status: 400 });
});
