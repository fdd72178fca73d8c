/** The service as its people use it: two organisations over HTTP, a real program that is killed, simulated servers on both sides. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { systemClock } from '../../src/base/clock.ts';
import { filledAccount, MESSAGES_EACH } from '../service/filled-account.ts';
import { type Answered, HttpAsker, type ServiceProgram, startService } from './service-program.ts';
import { untilWithin } from './until.ts';

/** Words that occur nowhere else, so that finding one is proof. */
const PLANTED = {
  source: 'plantedSourcePassword8',
  target: 'plantedTargetPassword8',
  person: 'planted person password 8',
};
const ANN = 'ann@finch.example';
const BEN = 'ben@finch.example';
const CAT = 'cat@heron.example';
const DAN = 'dan@kestrel.example';
const FOLDERS = 20;
const MESSAGES = FOLDERS * MESSAGES_EACH;
/** So much that another program has started before it is done. */
const DAN_FOLDERS = 4 * FOLDERS;
const DAN_MESSAGES = DAN_FOLDERS * MESSAGES_EACH;
/** A worker is given up after 30 s of silence, and looked for every 15 s. */
const TAKEN_OVER_MS_MAX = 90_000;

let folder = '';
let source: RunningImapServer;
let sourceBefore = '';
let exchange: RunningExchange;
let service: ServiceProgram | null = null;
const until = untilWithin(180_000, () => service?.said() ?? '');
/** What the programs said before they were killed or ended. */
const said: string[] = [];
const olga = new HttpAsker();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-service-'));
  source = await startImapServer({
    accounts: [ANN, BEN, CAT, DAN].map((user) => filledAccount(user, PLANTED.source, foldersOf(user))),
  });
  sourceBefore = sourceState();
  exchange = await startExchange({
    folder: join(folder, 'exchange'),
    accounts: [ANN, BEN, CAT, DAN].map((user) => ({
      user,
      password: PLANTED.target,
      mayImpersonate: [],
      auth: ['basic'],
    })),
    mailboxes: [ANN, BEN, CAT, DAN].map((address) => ({ address })),
    // oxlint-disable-next-line unicorn/no-thenable -- a script of faults is plain data, nobody awaits it
    faults: [{ when: { operation: 'CreateItem' }, then: { is: 'delay', ms: 400 } }],
  });
});

afterAll(async () => {
  await service?.kill();
  await source.stop();
  await exchange.close();
  await rm(folder, { recursive: true, force: true });
});

test('two organisations move at once through kill -9: nothing lost, doubled, mailed, shown to others or told', async () => {
  service = await start();
  await olga.ask('POST', service.link ?? '', {
    name: 'Olga',
    address: 'olga@godwit.example',
    password: PLANTED.person,
  });
  const finch = await organisation('Finch', [ANN, BEN]);
  const heron = await organisation('Heron', [CAT]);
  await expectSurveyed(finch);
  await expectChecked(heron);
  for (const { project } of [finch, heron]) await olga.ask('POST', `${at()}${project}/acts`, { act: 'start' });

  await until('some mail is copied, and not all', async () => {
    const copied = await copiedOf(finch.project);
    return copied > 20 && copied < 2 * MESSAGES;
  });
  said.push(service.said());
  await service.kill();
  const before = exchange.counters.itemsCreated;
  expect(before).toBeLessThan(3 * MESSAGES);

  service = await start();
  expect(service.link).toBeNull();
  const restartedAt = systemClock.now();
  await until('the work is taken over', async () => exchange.counters.itemsCreated > before);
  expect(systemClock.now() - restartedAt).toBeLessThan(TAKEN_OVER_MS_MAX);
  const seen: Answered[] = [];
  for (const { project } of [finch, heron]) {
    await until('the project is complete', async () => {
      const { body } = await olga.ask('GET', `${at()}${project}`);
      if (project === finch.project) seen.push(body);
      return body.state === 'completed';
    });
  }
  expectSteady(seen);

  expect((await olga.ask('GET', `${at()}${finch.project}`)).body).toMatchObject({
    mailboxes: { verified: 2 },
    progress: { itemsFound: 2 * MESSAGES, itemsVerified: 2 * MESSAGES, itemsFailed: 0 },
  });
  for (const address of [ANN, BEN, CAT]) expectArrived(address);
  expect(exchange.counters.sentMail).toBe(0);
  expect(exchange.receiptsArmed()).toBe(0);
  await expectApart(finch, heron);
  said.push(service.said());
  expect(await service.stop()).toBe(0);
  await expectNoSecret([olga, finch.admin, heron.admin]);
  service = null;
});

test('a worker goes on with the mailboxes of a program that was killed', async () => {
  service = await start();
  const { project } = await organisation('Kestrel', [DAN]);
  await olga.ask('POST', `${at()}${project}/acts`, { act: 'start' });
  // The target itself is asked: the service says it up to two seconds later, when all may be there.
  await until('some mail is copied', async () => arrivedIds(DAN).length > 20);
  const worker = await startService(['worker', ...options()]);
  await service.kill();
  const before = arrivedIds(DAN).length;
  expect(before).toBeLessThan(DAN_MESSAGES);
  await until('the worker has copied the rest', async () => arrivedIds(DAN).length === DAN_MESSAGES);

  service = await start();
  await until('it is complete', async () => (await olga.ask('GET', `${at()}${project}`)).body.state === 'completed');
  expect((await olga.ask('GET', `${at()}${project}`)).body.mailboxes).toEqual({ verified: 1 });
  expectArrived(DAN);
  expect(await worker.stop()).toBe(0);
  expect(await service.stop()).toBe(0);
  service = null;
  expect(sourceState()).toBe(sourceBefore);
});

interface Organisation {
  readonly admin: HttpAsker;
  /** Paths. */
  readonly home: string;
  readonly project: string;
}

/** Made by the operator; its administrator adds project and mailboxes. */
async function organisation(name: string, addresses: readonly string[]): Promise<Organisation> {
  const { id } = (await olga.ask('POST', `${at()}/api/organisations`, { name })).body;
  const home = `/api/organisations/${id}`;
  const { path } = (await olga.ask('POST', `${at()}${home}/invitations`)).body;
  const admin = new HttpAsker();
  const account = { name, address: `admin@${name.toLowerCase()}.example`, password: PLANTED.person };
  expect((await admin.ask('POST', `${at()}${path}`, account)).status).toBe(201);
  const made = await admin.ask('POST', `${at()}${home}/projects`, { name: 'Move' });
  const project = `${home}/projects/${made.body.id}`;
  const added = await admin.ask('POST', `${at()}${project}/mailboxes`, { mailboxes: addresses.map(mailboxOf) });
  expect(added.status, JSON.stringify(added.body)).toBe(201);
  return { admin, home, project };
}

function mailboxOf(address: string): object {
  return {
    name: address,
    sources: [{ address: `imap://127.0.0.1:${source.port}`, user: address, password: PLANTED.source }],
    target: {
      address: `ews+${exchange.url}?mailbox=${address}`,
      user: address,
      auth: 'basic',
      password: PLANTED.target,
    },
    timeZone: 'Europe/London',
  };
}

function start(): Promise<ServiceProgram> {
  return startService(['serve', '--listen', '127.0.0.1:0', '--mailboxes', '2', ...options()]);
}

function options(): readonly string[] {
  return ['--allow-insecure-loopback', '--state', join(folder, 'state')];
}

/** Where the service is now: it takes a new port at each start. */
function at(): string {
  return service?.url ?? '';
}

async function copiedOf(project: string): Promise<number> {
  return (await olga.ask('GET', `${at()}${project}`)).body.progress.itemsCopied;
}

function foldersOf(address: string): number {
  return address === DAN ? DAN_FOLDERS : FOLDERS;
}

/** Each message is there once, and nothing else is. */
function expectArrived(address: string): void {
  const ids = arrivedIds(address);
  const messages = foldersOf(address) * MESSAGES_EACH;
  expect(ids).toHaveLength(messages);
  expect(new Set(ids).size).toBe(messages);
  expect(ids.every((id) => id.includes(address))).toBe(true);
}

function arrivedIds(address: string): readonly string[] {
  return exchange.inspect(address).flatMap(({ items }) => items.map(({ messageId }) => messageId ?? 'none'));
}

/** Everything that the source holds, with numbers and flags. */
function sourceState(): string {
  return JSON.stringify(source.accounts.map((account) => account.snapshot()));
}

/** Both sides of one mailbox are signed in to, and nothing stands in its way. */
async function expectChecked({ admin, project }: Organisation): Promise<void> {
  expect((await admin.ask('POST', `${at()}${project}/checks`)).body).toEqual({ asked: 1 });
  const listed = (await admin.ask('GET', `${at()}${project}/mailboxes?limit=1`)).body;
  const check = `${at()}${project}/mailboxes/${listed.items[0]?.id}/check`;
  await until('the mailbox is checked', async () => (await admin.ask('GET', check)).status === 200);
  const { results } = (await admin.ask('GET', check)).body;
  expect(results.map(({ id }) => id.split('.')[0])).toEqual(expect.arrayContaining(['C6', 'C17']));
  expect(results.filter(({ verdict }) => verdict === 'block')).toEqual([]);
}

/** Somebody asks what one mailbox holds before anything moves. */
async function expectSurveyed({ admin, project }: Organisation): Promise<void> {
  const listed = (await admin.ask('GET', `${at()}${project}/mailboxes?limit=1`)).body;
  const { id } = listed.items[0] ?? { id: '' };
  const survey = `${at()}${project}/mailboxes/${id}/survey`;
  expect((await admin.ask('POST', survey)).status).toBe(202);
  await until('the mailbox is surveyed', async () => (await admin.ask('GET', survey)).status === 200);
  const { folders, moves } = (await admin.ask('GET', survey)).body;
  expect([moves.items, folders.length]).toEqual([MESSAGES, FOLDERS]);
  expect(folders).toContainEqual(expect.objectContaining({ name: 'Folder 7', items: MESSAGES_EACH }));
  expect((await admin.ask('GET', `${at()}${project}`)).body.total).toMatchObject({ items: MESSAGES });
  expect(exchange.counters.itemsCreated).toBe(0);
}

/** What was asked again and again while it moved: nothing is ever taken back, and there was a range for the end. */
function expectSteady(seen: readonly Answered[]): void {
  for (const what of ['itemsFound', 'itemsCopied', 'itemsVerified'] as const) {
    const numbers = seen.map(({ progress }) => progress[what]);
    expect(numbers, what).toEqual(numbers.toSorted((one, other) => one - other));
  }
  const ends = seen.flatMap(({ end }) => end ?? []);
  expect(ends.length).toBeGreaterThan(0);
  expect(ends.every(({ earliest, latest }) => earliest <= latest)).toBe(true);
}

/** Neither sees anything of the other: not there, and not in what happened. */
async function expectApart(finch: Organisation, heron: Organisation): Promise<void> {
  for (const path of [finch.home, `${finch.home}/events`, finch.project, `${finch.project}/mailboxes`]) {
    expect((await heron.admin.ask('GET', `${at()}${path}`)).status, path).toBe(404);
  }
  expect((await heron.admin.ask('POST', `${at()}${finch.project}/acts`, { act: 'cancel', reason: 'x' })).status).toBe(
    404,
  );
  const everything = heron.admin.answers.join();
  for (const foreign of [ANN, BEN, 'Finch', finch.project.split('/').at(-1) ?? '']) {
    expect(everything).not.toContain(foreign);
  }
}

/** Passwords, sessions and links: in no answer, on no terminal after they were used, in no file in clear. */
async function expectNoSecret(people: readonly HttpAsker[]): Promise<void> {
  const sessions = people.map(({ cookie }) => cookie.split('=')[1] ?? '');
  const secrets = [...Object.values(PLANTED), ...sessions];
  expect(secrets.filter((secret) => secret.length < 10)).toEqual([]);
  const answers = people.flatMap((one) => one.answers).join();
  for (const secret of secrets) expect(`${answers}${said.join()}`).not.toContain(secret);
  const entries = await readdir(join(folder, 'state'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(100); // the database is among them
  let findings = 0;
  for (const file of files) {
    const bytes = await readFile(file);
    if (bytes.includes(ANN)) findings += 1;
    for (const secret of secrets) expect(bytes.includes(secret), `${file} holds ${secret}`).toBe(false);
  }
  expect(findings, 'what is no secret is found this way').toBeGreaterThan(0);
}
