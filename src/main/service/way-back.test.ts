/** The whole way with the real engine: moved, stragglers swept while the hold lasts, and back again, over the interface. */
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { Account } from '../../../sim/imap/account.ts';
import { ADDRESS, deliver, heldIn, mailText, openServers, PASSWORD } from '../../../test/engine/return-rig.ts';
import { apiRig, firstOperator, idOf, newOrganisation } from '../../../test/service/api.ts';
import { allRows, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { instant, systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { systemRandom } from '../../base/random.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import type { ProjectId } from '../../model/project.ts';
import { doJob, type JobDeps } from '../../work/do-job.ts';
import type { Engine } from '../../work/engine.ts';
import { serviceEngine } from './service-engine.ts';
import { openBudgets } from './shared-budgets.ts';

const db = await freshDatabase();
const store = testStore(db);
const rig = await apiRig(store, { clock: systemClock });
afterAll(() => rig.api.close());
const operator = await firstOperator(rig);
const place = await newOrganisation(rig.api, operator, 'Mine');
const never = new AbortController().signal;
const BOUNDS = {
  mailboxesAtOnce: 2,
  mailboxesPerHost: 9,
  connectionsPerHost: 9,
  requestsPerAccount: 9,
  bytesPerSecondPerHost: 1e9,
  bytesPerSecondPerAccount: 1e9,
};

const OLD = Date.UTC(2026, 0, 5, 8, 30, 1);
const NEW = Date.UTC(2026, 2, 2, 10, 0, 7);
const [OLD_DATE, NEW_DATE] = [new Date(OLD).toISOString(), new Date(NEW).toISOString()];

/** `onVerify` happens right before everything is read back. */
async function moved(onVerify: (account: Account) => void = () => undefined) {
  const servers = await openServers();
  const { account, imap, exchange, folder } = servers;
  const add = (subject: string): void => {
    account.mailbox('INBOX').add({ bytes: mailText(subject), internalDate: instant(OLD), flags: ['\\Seen'] });
  };
  add('one');
  add('two');
  const { id } = (await operator.ask('POST', `${place.url}/projects`, { name: systemRandom.id() })).json();
  const project = `${place.url}/projects/${id}`;
  const source = { address: `imap://127.0.0.1:${imap.port}`, user: ADDRESS, password: PASSWORD };
  const target = {
    address: `ews+${exchange.url}?mailbox=${ADDRESS}`,
    user: ADDRESS,
    auth: 'basic',
    password: PASSWORD,
  };
  const [mailbox] = (
    await operator.ask('POST', `${project}/mailboxes`, { mailboxes: [{ name: ADDRESS, sources: [source], target }] })
  ).json();
  const { engine: real, depsOf } = await openEngine(folder);
  const engine: Engine = {
    ...real,
    verify: async (task, control) => {
      onVerify(account);
      return real.verify(task, control);
    },
  };
  let seen = store.jobs.length;
  /** Does every job that was given out, whenever it is due. */
  const drain = async (own: Engine = engine): Promise<void> => {
    for (; seen < store.jobs.length; seen += 1) {
      const job = store.jobs[seen];
      if (job !== undefined) await doJob(job, never, depsOf(own));
    }
  };
  const organisation = idOf(place) as OrganisationId;
  const sweep = () => doJob({ kind: 'mailbox.sweep', organisation, mailbox: mailbox.id }, never, depsOf(engine));
  seen = store.jobs.length;
  await operator.ask('POST', `${project}/acts`, { act: 'start' });
  await drain();
  const look = async () => (await operator.ask('GET', `${project}/mailboxes/${mailbox.id}`)).json();
  const inbox = () =>
    exchange
      .inspect(ADDRESS)
      .find(({ distinguished }) => distinguished === 'inbox')
      ?.items.map(({ subject }) => subject)
      .toSorted();
  return { ...servers, project, mailbox, engine, drain, sweep, add, look, inbox, organisation };
}

/** The real one, on the database of these tests. */
async function openEngine(folder: string) {
  const budgets = await openBudgets({
    db,
    clock: systemClock,
    log: silentLog,
    holder: systemRandom.id(),
    started: BOUNDS,
  });
  onTestFinished(() => budgets[Symbol.asyncDispose]());
  const rules = { stateFolder: join(folder, 'state'), authorities: [], isInsecureLoopbackAllowed: true };
  const engine = serviceEngine({ db, clock: systemClock, random: systemRandom, rules, budgets });
  const depsOf = (own: Engine): JobDeps => {
    const program = { log: silentLog, worker: 'w', perHostMax: () => 99, stopping: never, signal: never };
    return { ...program, store, engine: own, clock: systemClock, random: systemRandom };
  };
  return { engine, depsOf };
}

test('what its user sorts while it is read back is sorted in the new mailbox too, and proven', async () => {
  const { look, exchange } = await moved((account) => {
    const inbox = account.mailbox('INBOX');
    const two = inbox.messages.find(({ bytes }) => bytes.includes('Subject: two'));
    if (two === undefined) return;
    inbox.remove(new Set([two.uid]));
    account.add('Sorted').add({ bytes: two.bytes, internalDate: two.internalDate });
  });
  expect(await look()).toMatchObject({ state: 'verified', progress: { itemsVerified: 2, itemsFailed: 0 } });
  const held = exchange.inspect(ADDRESS).filter(({ items }) => items.length > 0);
  expect(held.map(({ path, items }) => [path.join('/'), items.map(({ subject }) => subject)])).toEqual([
    ['Inbox', ['one']],
    ['Sorted', ['two']],
  ]);
});

test('stragglers come over and are proven, and what was done at either side since is left alone', async () => {
  const { account, exchange, add, sweep, look, inbox } = await moved();
  expect(await look()).toMatchObject({ state: 'verified', progress: { itemsVerified: 2 } });
  // The user reads and sorts in the new mailbox, and somebody still does so in the old one.
  const held = exchange.mailboxes.find(ADDRESS);
  const sent = [...(held?.folders.values() ?? [])].find(({ state }) => state.distinguished === 'sentitems');
  const [first] = [...(held?.items.values() ?? [])];
  if (held === null || sent === undefined || first === undefined) throw new Error('nothing was moved');
  held.moveItem(first, sent);
  const old = account.mailbox('INBOX');
  const two = old.messages.find(({ bytes }) => bytes.includes('Subject: two'));
  if (two === undefined) throw new Error('there is no second message');
  old.remove(new Set([two.uid]));
  account.add('Sorted').add({ bytes: two.bytes, internalDate: two.internalDate });
  for (const { uid } of old.messages) old.setFlags(uid, ['\\Flagged']);
  add('straggler');
  await sweep();
  expect(inbox()).toEqual(['straggler', 'two']);
  expect(exchange.inspect(ADDRESS).flatMap(({ items }) => items)).toHaveLength(3);
  expect(await look()).toMatchObject({ state: 'verified', progress: { itemsVerified: 3, itemsFailed: 0 } });
  await sweep();
  expect(exchange.inspect(ADDRESS).flatMap(({ items }) => items)).toHaveLength(3);
});

test('nothing that people wrote gets into the database or into an answer', async () => {
  const { project, mailbox, add, sweep, look, inbox } = await moved();
  add('planted words');
  await sweep();
  expect(inbox()).toContain('planted words');
  const one = `${project}/mailboxes/${mailbox.id}`;
  const answers = [
    one,
    `${one}/report`,
    `${one}/report/page`,
    `${project}/events?limit=500`,
    `${project}/closing-report`,
  ];
  const told = await Promise.all(answers.map(async (url) => (await operator.ask('GET', url)).body));
  expect(await look()).toMatchObject({ state: 'verified' });
  expect(`${told.join()}${await allRows(db)}`).not.toContain('planted words');
});

test('a roll-back in the middle of the hold loses and doubles nothing, though it is killed', async () => {
  const { account, exchange, project, mailbox, engine, drain, sweep, add, look, organisation } = await moved();
  const place = { path: ['Inbox'], role: 'inbox' } as const;
  await deliver(exchange.url, systemClock, place, { text: mailText('new'), receivedAt: NEW });
  add('straggler');
  await sweep();
  await deliver(exchange.url, systemClock, place, { text: mailText('newer'), receivedAt: NEW, flags: ['seen'] });
  add('late straggler');
  const before = JSON.stringify(exchange.inspect(ADDRESS));
  const asked = await operator.ask('POST', `${project}/acts`, { act: 'roll-back', reason: 'they want it back' });
  expect(asked.json()).toMatchObject({ state: 'rolling-back', mailboxes: { 'rolling-back': 1 } });
  await drain(endingEarly(engine));
  expect(await look()).toMatchObject({ state: 'rolled-back', problem: null });
  expect((await operator.ask('GET', project)).json()).toMatchObject({ state: 'rolled-back' });
  expect(heldIn(account)['INBOX']).toEqual([
    `late straggler \\Seen ${OLD_DATE}`,
    `new  ${NEW_DATE}`,
    `newer \\Seen ${NEW_DATE}`,
    `one \\Seen ${OLD_DATE}`,
    `straggler \\Seen ${OLD_DATE}`,
    `two \\Seen ${OLD_DATE}`,
  ]);
  expect(JSON.stringify(exchange.inspect(ADDRESS))).toBe(before);
  const returned = await operator.ask('GET', `${project}/mailboxes/${mailbox.id}/returned`);
  expect(returned.json()).toMatchObject({ items: 2, exceptions: 0, stays: [] });
  const id = project.split('/').at(-1) as ProjectId;
  const notice = await store.inTenant(organisation, (tenant) => tenant.lastEntry(id, 'notice'));
  expect(notice?.part).toMatchObject({ kind: 'rolled-back', facts: { mailboxes: '1', returned: '2' } });
});

/** The first two passes are ended where they begin to write, and right after the first message was written. */
function endingEarly(engine: Engine): Engine {
  let passes = 0;
  return {
    ...engine,
    bringBack: async (task, since, control) => {
      passes += 1;
      if (passes > 2) return engine.bringBack(task, since, control);
      const ends = passes === 1 ? 'phase' : 'settled';
      const end = new AbortController();
      const watch: typeof control.watch = (progress) => {
        if (progress.is === ends) end.abort(new Error('killed'));
      };
      const signal = AbortSignal.any([control.signal, end.signal]);
      return engine.bringBack(task, since, { ...control, signal, watch });
    },
  };
}
