import { afterAll, expect, test } from 'vitest';
import { asker } from '../../../test/service/api.ts';
import { done } from '../../../test/service/filled-organisation.ts';
import { openMailSink } from '../../../test/service/mail-sink.ts';
import { mailSettings } from '../../../test/service/notices-world.ts';
import { ticketStage } from '../../../test/service/ticket-stage.ts';
import { silentLog } from '../../base/log.ts';
import { systemRandom } from '../../base/random.ts';
import { sendDue } from '../../notices/send-due.ts';

const stage = await ticketStage();
const sink = await openMailSink();
afterAll(async () => {
  await stage.api.close();
  await sink[Symbol.asyncDispose]();
});
const { admin, clock, store } = stage;

async function mailed(): Promise<void> {
  await store.inHouse((house) => house.setMailSettings(mailSettings(sink.port), clock.now()));
  const deps = { store, clock, random: systemRandom, log: silentLog, worker: 'w', authorities: [] };
  const more = { addressesOf: async () => ['127.0.0.1'], isInsecureLoopbackAllowed: true };
  await sendDue({ ...deps, ...more }, new AbortController().signal);
}

test('users are invited by mail with a link that opens their page, and the ticket does not show it', async () => {
  const { url, mailboxes, entries } = await stage.drafted(undefined, ['ann@example.com', 'ben@example.com']);
  await done(admin.ask('PUT', `${mailboxes[0]}/contact`, { address: 'ann@home.example' }));
  await done(admin.ask('POST', `${mailboxes[1]}/acts`, { act: 'finish-preparing' }));
  const { told, left } = await done(admin.ask('POST', `${url}/links/mails`, { notice: 'user-invited' }));
  expect([told, left]).toMatchObject([[{ name: 'ann@example.com' }], []]);
  await mailed();
  const mail = sink.mails.find(({ to }) => to.includes('ann@home.example'));
  const text = (mail?.raw ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
  expect(text).toContain('the date is not set yet');
  const page = /https?:\/\/[^/\s]+(\/mailbox\/[\w-]+)/.exec(text)?.[1] ?? '';
  expect((await asker(stage.api).ask('GET', page)).body).toContain('ann@example.com');
  expect(JSON.stringify(await entries())).not.toContain(page.split('/').at(-1));
});

test('whoever is prepared is not reminded, and whose mailbox is not proven is not told that it is', async () => {
  const { url, mailboxes, notices } = await stage.drafted(undefined, ['ann@example.com', 'ben@example.com']);
  const [ann = '', ben = ''] = mailboxes;
  await done(admin.ask('POST', `${ben}/acts`, { act: 'finish-preparing' }));
  const ids = [ann, ben].map((one) => one.split('/').at(-1));
  const reminded = await done(admin.ask('POST', `${url}/links/mails`, { notice: 'user-reminded', mailboxes: ids }));
  expect(reminded).toMatchObject({ told: [{ name: 'ann@example.com' }], left: [{ name: 'ben@example.com' }] });
  const moved = await done(admin.ask('POST', `${url}/links/mails`, { notice: 'user-moved', mailboxes: ids }));
  expect(moved).toMatchObject({ told: [], left: [{ why: 'It is not proven to be in the new system.' }, {}] });
  expect(await notices()).toEqual(['user-reminded']);
});
