import { afterAll, expect, test } from 'vitest';
import { apiRig, firstOperator, newOrganisation } from '../../test/service/api.ts';
import { linkRig } from '../../test/service/linked.ts';
import { NOW, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { sampleException, sampleProof } from '../../test/verify/sample-proof.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { MailboxId } from '../model/project.ts';
import { withoutContent } from '../model/report.ts';
import { reportOf } from '../verify/report.ts';

const rig = await apiRig(testStore(await freshDatabase()));
afterAll(() => rig.api.close());
const mine = await newOrganisation(rig.api, await firstOperator(rig), 'Mine');
const { linked } = await linkRig(rig, mine);

const exceptions = [
  sampleException(
    { code: 'target.too-large', facts: { size: '90 MB', limit: '36 MB' } },
    { details: ['a planted word'] },
  ),
];
const WHOLE = reportOf(sampleProof(exceptions));

async function verified() {
  const mailbox = await linked();
  const organisation = mine.url.split('/').at(-1) as OrganisationId; // the end of its address is this id
  await rig.deps.store.inTenant(
    organisation,
    (tenant) => tenant.keepReport(mailbox.id as MailboxId, 0, { at: NOW, report: withoutContent(WHOLE) }), // as above
  );
  return mailbox;
}

test('what the last verification had to say is given to programs, browsers and spreadsheets', async () => {
  const { one } = await verified();
  const { grade, verdict, totals, exceptionsCount } = WHOLE;
  const told = (await mine.admin.ask('GET', `${one}/report`)).json();
  expect(told).toMatchObject({ grade, verdict, totals, exceptionsCount });
  expect(told.folders).toHaveLength(WHOLE.folders.length);
  expect(told.exceptionGroups[0]).toMatchObject({ code: 'target.too-large', count: 1 });
  const page = await mine.admin.ask('GET', `${one}/report/page`);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.body).toContain(verdict);
  expect(page.body).not.toContain('<script>');
  const table = await mine.admin.ask('GET', `${one}/report/exceptions`);
  expect(table.headers['content-disposition']).toBe('attachment; filename="exceptions.csv"');
  expect(table.body.split('\r\n').filter((line) => line.includes('target.too-large'))).toHaveLength(1);
  expect((await mine.admin.ask('GET', `${one}/report/folders`)).body).toContain('Not from Godwit');
});

test('nothing that people wrote is kept or told', async () => {
  const { one } = await verified();
  const words = ['a planted word', 'Holiday', 'Ann Example'];
  for (const word of words) expect(JSON.stringify(WHOLE)).toContain(word);
  for (const form of ['', '/page', '/exceptions']) {
    const { body } = await mine.admin.ask('GET', `${one}/report${form}`);
    for (const word of words) expect(body).not.toContain(word);
  }
});

test('before anything was verified there is none', async () => {
  const { one } = await linked();
  expect((await mine.admin.ask('GET', `${one}/report`)).json()).toMatchObject({ code: 'service.not-found' });
});
