/** The service as its people use it from a terminal: real programs, a table of mailboxes, watched until all is proven. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { filledAccount, MESSAGES_EACH } from '../service/filled-account.ts';
import { HttpAsker, type ServiceProgram, startService } from './service-program.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/godwit.mjs');
const ANN = 'ann@finch.example';
const PASSWORDS = { source: 'plantedSourcePassword9', target: 'plantedTargetPassword9' };
const FOLDERS = 2;

let folder = '';
let source: RunningImapServer;
let exchange: RunningExchange;
let service: ServiceProgram;
let token = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-commands-'));
  source = await startImapServer({ accounts: [filledAccount(ANN, PASSWORDS.source, FOLDERS)] });
  exchange = await startExchange({
    folder: join(folder, 'exchange'),
    accounts: [{ user: ANN, password: PASSWORDS.target, mayImpersonate: [], auth: ['basic'] }],
    mailboxes: [{ address: ANN }],
  });
  const options = ['--listen', '127.0.0.1:0', '--allow-insecure-loopback', '--state', join(folder, 'state')];
  service = await startService(['serve', ...options]);
  const olga = new HttpAsker();
  const account = { name: 'Olga', address: 'olga@godwit.example', password: 'planted person password 9' };
  await olga.ask('POST', service.link ?? '', account);
  const wanted = { name: 'Walk', scopes: ['read', 'move', 'manage'], expiresInDays: 1, reason: 'a walk' };
  await olga.ask('POST', `${service.url}/api/tokens`, wanted);
  token = JSON.parse(olga.answers.at(-1) ?? '').token;
});

afterAll(async () => {
  await service.kill();
  await source.stop();
  await exchange.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, NO_COLOR: '1', XDG_CONFIG_HOME: folder, XDG_STATE_HOME: join(folder, 'logs') };
}

/** Until Ctrl-C; gives the numbers and names of the events. */
function follow(): () => Promise<{ code: number | null; events: { number: number; name: string }[] }> {
  const child = spawn(process.execPath, [PROGRAM, 'event', 'follow', '--after', '0', '--json'], { env: environment() });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const ended = once(child, 'close');
  return async () => {
    child.kill('SIGINT');
    await ended;
    const lines = out.split('\n').filter((line) => line !== '');
    return { code: child.exitCode, events: lines.map((line) => JSON.parse(line)) };
  };
}

function godwit(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const env = { ...environment(), ...more };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { env }, (error, out, errors) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, errors });
    });
  });
}

/** What it printed, where it went well. */
async function did(...args: readonly string[]): Promise<string> {
  const { code, out, errors } = await godwit(args);
  expect([code, errors], args.join(' ')).toEqual([0, args[1] === 'watch' ? errors : '']);
  return out;
}

test('from sign-in to the end of a move, with commands alone', async () => {
  expect((await godwit(['login', '--token', service.url ?? ''], { GODWIT_TOKEN: token })).code).toBe(0);
  await did('organisation', 'add', 'Finch');
  await did('project', 'add', 'Move');
  const table = join(folder, 'mailboxes.csv');
  const cells = [ANN, `imap://127.0.0.1:${source.port}`, ANN, PASSWORDS.source, ANN, PASSWORDS.target];
  await writeFile(table, `name,source,source user,source password,target user,target password\n${cells.join(',')}\n`);
  const target = `ews+${exchange.url}?mailbox={name}`;
  expect(await did('mailbox', 'add', table, '--target', target)).toContain('Added 1 mailbox');
  const stopFollowing = follow();
  expect(await did('project', 'pre-flight')).toContain('It may not start yet.');
  const waived = ['project', 'waive', 'contact-outside', 'Move', '--reason', 'a test'];
  expect(await did(...waived)).toContain('a test');
  const keys = join(folder, 'key');
  await writeFile(keys, 'planted-api-key\n', { mode: 0o600 });
  const files = ['--user-key-file', keys, '--secret-key-file', keys];
  expect(await did('project', 'connection', ...files)).toContain('api.emailsrvr.com');
  expect(await did('project', 'disconnect')).toContain('forgotten');
  expect(await did('project', 'lock', '--how', 'by-hand', '--reason', 'a test')).toContain('locked: 1');
  expect(await did('project', 'locks')).toContain('by-hand');
  await did('project', 'act', 'start');
  expect(JSON.parse(await did('job', 'list', '--json')).items).toEqual([
    expect.objectContaining({ mailbox: expect.objectContaining({ name: ANN }) }),
  ]);
  const watched = await did('project', 'watch');
  expect(watched).toContain('✓ Move is completed: 1 verified.');
  expect(exchange.inspect(ANN).flatMap(({ items }) => items)).toHaveLength(FOLDERS * MESSAGES_EACH);
  expect(JSON.parse(await did('job', 'list', '--json')).items).toEqual([]);
  expect(await did('project', 'locks')).toContain('released');
  expect(await did('project', 'roll-back', '--reason', 'they want it back')).toContain('rolling-back');
  // They are back, and nothing has moved for good: that is not what a move is begun for.
  expect(await godwit(['project', 'watch'])).toMatchObject({ code: 2, out: expect.stringContaining('rolled-back') });
  expect(await did('event', 'list', '--project', 'Move')).toMatch(/mailbox +proved|mailbox proved/);
  const { code, events } = await stopFollowing();
  expect(code).toBe(0);
  expect(events.map(({ name }) => name)).toEqual(expect.arrayContaining(['create', 'start', 'proved']));
  expect(new Set(events.map(({ number }) => number)).size).toBe(events.length);
  await did('logout');
  expect((await godwit(['project', 'list'])).code).toBe(1);
  expect(await readdir(join(folder, 'godwit'))).toEqual([]);
  expect(exchange.counters.sentMail).toBe(0);
});
