/** Everything that a move of many mailboxes needs, with real servers: Dovecot, PostgreSQL, the simulated Exchange, and the programs themselves. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { assert } from '../../src/base/assert.ts';
import { instant, systemClock } from '../../src/base/clock.ts';
import type { FolderPath } from '../../src/model/folder.ts';
import { type RunningDovecot, startDovecot } from '../servers/dovecot.ts';
import { maildirSnapshot, writeMaildir } from '../servers/maildir.ts';
import { type RunningPostgres, startPostgres } from '../servers/postgres.ts';
import { HttpAsker, type ServiceProgram, startService } from '../walk/service-program.ts';
import { openSourceLine, type SourceLine } from './source-line.ts';
import { startTargetJournal, type TargetJournal } from './target-journal.ts';

/** Words that occur nowhere else, so that finding one is proof. */
const PLANTED = {
  target: 'plantedTargetPassword27',
  person: 'planted person password 27',
  subject: 'plantedSubject27',
  text: 'plantedText27',
  sender: 'planted.sender27@elsewhere.example',
} as const;
const KEY = Buffer.from('a key of thirty-two bytes, known').toString('base64');

export interface SceneSize {
  readonly mailboxes: number;
  readonly foldersEach: number;
  readonly messagesEach: number;
  /** In each program. */
  readonly atOnce: number;
  /** How long the target takes for each new folderful. */
  readonly delayMs: number;
}

export interface MoveScene extends AsyncDisposable {
  readonly size: SceneSize;
  readonly folder: string;
  readonly postgres: RunningPostgres;
  readonly exchange: RunningExchange;
  readonly line: SourceLine;
  readonly journal: TargetJournal;
  /** By their addresses. */
  readonly mailboxes: readonly string[];
  /** A program on the common database, with a state folder of its own, as on another machine. */
  start(name: string, command: 'serve' | 'worker'): Promise<ServiceProgram>;
  stateOf(name: string): string;
  /** Each mailbox of the source, as it lies on the disk. */
  sourceState(): Promise<string>;
}

export async function openMoveScene(size: SceneSize): Promise<MoveScene> {
  await using closing = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'godwit-disaster-'));
  closing.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const dovecot = closing.adopt(await startDovecot(), (server) => server.stop());
  const postgres = closing.adopt(await startPostgres(), (server) => server.stop());
  const mailboxes = Array.from({ length: size.mailboxes }, (_none, at) => addressOf(at));
  for (const address of mailboxes) await fill(dovecot, address, size);
  const exchange = closing.adopt(await startTarget(join(folder, 'exchange'), mailboxes, size), (one) => one.close());
  const journal = closing.adopt(await startTargetJournal(exchange.port), (one) => one.close());
  const line = closing.adopt(await openSourceLine(dovecot.imapsPort), (one) => one.close());
  const programs = closing.adopt([] as ServiceProgram[], killAll);
  const stateOf = (name: string): string => join(folder, name);
  const start = async (name: string, command: 'serve' | 'worker'): Promise<ServiceProgram> => {
    const listen = command === 'serve' ? ['--listen', '127.0.0.1:0'] : [];
    const always = ['--allow-insecure-loopback', '--ca-file', dovecot.caFile, '--state', stateOf(name)];
    const bounds = ['--mailboxes', String(size.atOnce), '--mailboxes-per-host', '100', '--connections-per-host', '400'];
    const environment = { DATABASE_URL: postgres.url, GODWIT_SECRET_KEY: KEY };
    const program = await startService([command, ...listen, ...always, ...bounds], environment);
    programs.push(program);
    journal.know(program.pid);
    return program;
  };
  const sourceState = async (): Promise<string> => {
    const states = await Promise.all(mailboxes.map((one) => maildirSnapshot(dovecot.user(one).mailFolder)));
    return JSON.stringify(states);
  };
  const open = closing.move();
  const close = (): Promise<void> => open.disposeAsync();
  const scene = { size, folder, postgres, exchange, line, journal, mailboxes, start, stateOf, sourceState };
  return { ...scene, [Symbol.asyncDispose]: close };
}

/** A program that was stopped ends by this too. */
async function killAll(programs: readonly ServiceProgram[]): Promise<void> {
  await Promise.all(programs.filter((one) => one.isAlive()).map((one) => one.kill()));
}

function startTarget(folder: string, mailboxes: readonly string[], { delayMs }: SceneSize): Promise<RunningExchange> {
  return startExchange({
    folder,
    accounts: mailboxes.map((user) => ({ user, password: PLANTED.target, mayImpersonate: [], auth: ['basic'] })),
    mailboxes: mailboxes.map((address) => ({ address })),
    // oxlint-disable-next-line unicorn/no-thenable -- a script of faults is plain data, nobody awaits it
    faults: [{ when: { operation: 'CreateItem' }, then: { is: 'delay', ms: delayMs } }],
  });
}

function addressOf(at: number): string {
  return `box${String(at + 1).padStart(3, '0')}@finch.example`;
}

async function fill(dovecot: RunningDovecot, address: string, size: SceneSize): Promise<void> {
  const folders = Array.from({ length: size.foldersEach }, (_none, number) => ({
    path: (number === 0 ? ['INBOX'] : [`Folder ${number}`]) as FolderPath, // one level, which is not empty
    messages: Array.from({ length: size.messagesEach }, (_nothing, at) => ({
      bytes: Buffer.from(messageText(address, number, at)),
      receivedAt: instant(Date.UTC(2024, 1, 1 + number, 9, at)),
      flags: at % 2 === 0 ? (['seen'] as const) : [],
      keywords: [],
    })),
  }));
  await writeMaildir(dovecot.user(address).mailFolder, folders, dovecot);
}

function messageText(address: string, folder: number, at: number): string {
  return [
    `Message-ID: <${folder}.${at}.${address}>`,
    'Date: Thu, 1 Feb 2024 09:00:00 +0000',
    `From: Sender <${PLANTED.sender}>`,
    `To: ${address}`,
    `Subject: ${PLANTED.subject} ${folder}.${at}`,
    'Disposition-Notification-To: sender@elsewhere.example',
    '',
    `${PLANTED.text} ${folder}.${at}`,
    '',
  ].join('\r\n');
}

/** An organisation with one project that holds all mailboxes. */
export interface Move {
  readonly operator: HttpAsker;
  readonly admin: HttpAsker;
  readonly home: string;
  readonly project: string;
  /** The address of each mailbox by its id. */
  readonly addressOf: ReadonlyMap<string, string>;
}

export async function addMove({ line, journal, mailboxes }: MoveScene, service: ServiceProgram): Promise<Move> {
  const { url, link } = service;
  assert(url !== null && link !== null, 'the first program serves, and has no operator yet');
  const operator = new HttpAsker();
  const admin = new HttpAsker();
  const olga = { name: 'Olga', address: 'olga@godwit.example', password: PLANTED.person };
  await expectStatus(operator.ask('POST', link, olga), 201);
  const { id } = await expectStatus(operator.ask('POST', `${url}/api/organisations`, { name: 'Finch' }), 201);
  const home = `/api/organisations/${id}`;
  const { path } = await expectStatus(operator.ask('POST', `${url}${home}/invitations`), 201);
  const ann = { name: 'Ann', address: 'admin@finch.example', password: PLANTED.person };
  await expectStatus(admin.ask('POST', `${url}${path}`, ann), 201);
  const made = await expectStatus(admin.ask('POST', `${url}${home}/projects`, { name: 'Move' }), 201);
  const project = `${home}/projects/${made.id}`;
  const bodies = mailboxes.map((name) => ({
    name,
    sources: [{ address: `imaps://127.0.0.1:${line.port}`, user: name, password: 'pass-of-all-users' }],
    target: {
      address: `ews+http://127.0.0.1:${journal.port}/EWS/Exchange.asmx?mailbox=${name}`,
      user: name,
      auth: 'basic',
      password: PLANTED.target,
    },
  }));
  await expectStatus(admin.ask('POST', `${url}${project}/mailboxes`, { mailboxes: bodies }), 201);
  const listed = await expectStatus(admin.ask('GET', `${url}${project}/mailboxes?limit=500`), 200);
  const named = listed.items as readonly { readonly id: string; readonly name: string }[]; // each mailbox has a name
  return { operator, admin, home, project, addressOf: new Map(named.map((one) => [one.id, one.name])) };
}

async function expectStatus(asking: ReturnType<HttpAsker['ask']>, status: number) {
  const answer = await asking;
  assert(answer.status === status, `the service answers ${status}, and not ${JSON.stringify(answer)}`);
  return answer.body;
}

/** Real programs take real time. */
export async function until(what: string, msMax: number, isSo: () => boolean | Promise<boolean>): Promise<number> {
  const began = systemClock.now();
  while (!(await isSo())) {
    if (systemClock.now() - began > msMax) throw new Error(`waited ${msMax / 1000} s in vain until ${what}`);
    await systemClock.sleep(LOOK_EVERY_MS, new AbortController().signal);
  }
  return systemClock.now() - began;
}

const LOOK_EVERY_MS = 200;
