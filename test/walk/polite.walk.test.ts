/** Ten workers and one, before the same servers: whole programs with databases, leases and budgets of their own, in one process. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { assert } from '../../src/base/assert.ts';
import { instant, systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { ServiceUp } from '../../src/cli/service-job.ts';
import { runService } from '../../src/main/service/run-service.ts';
import { filledAccount, MESSAGES_EACH } from '../service/filled-account.ts';
import { ANY_BYTES } from '../service/programs.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { HttpAsker } from './service-program.ts';

const PASSWORD = 'a password of some length';
const MIGRATION = 'migration@example.com';
const FOLDERS = 5;
/** What one program with four mailboxes at once may use of the account, and so what ten may. */
const REQUESTS_MAX = 16;
const CONNECTIONS_MAX = 12;
const WORKERS = 10;
/** By then a back-off is known in all programs: what arrives later is impolite. */
const NOTICE_MS = 250;
const BACK_OFF_MS = 2000;
/** The server asks to wait at this request of each move, when all have much to ask. */
const BUSY_AT = 90;
/** How long the server works for each request. */
const WORK_MS = 100;

const LOOK_EVERY_MS = 100;
/** Of all programs together, from one host. */
const BYTES_PER_SECOND = 128 * 1024;
const LARGE_BYTES = 250_000;
/** What is in hand of a line at its end is never paid for. */
const UNPAID_SECONDS = 3;

const alone = Array.from({ length: 4 }, (_, at) => `alone${at}@example.com`);
const slow = Array.from({ length: 6 }, (_, at) => `slow${at}@example.com`);
const many = Array.from({ length: 18 }, (_, at) => `many${at}@example.com`);

let folder = '';
let source: RunningImapServer;
let proxy: CountingProxy;
let exchange: RunningExchange;
const olga = new HttpAsker();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-polite-'));
  source = await startImapServer({
    accounts: [...alone, ...many, ...slow].map((user) => filledAccount(user, PASSWORD, FOLDERS)),
  });
  for (const account of source.accounts) if (slow.includes(account.user)) account.mailbox('INBOX').add(LARGE);
  proxy = await startCountingProxy(source.port);
  exchange = await startExchange({
    folder: join(folder, 'exchange'),
    accounts: [{ user: MIGRATION, password: PASSWORD, mayImpersonate: 'all', auth: ['basic'] }],
    mailboxes: [MIGRATION, ...alone, ...many, ...slow].map((address) => ({ address })),
    budget: { of: 'account', requests: 1e9, windowMs: 60_000, backOffMs: BACK_OFF_MS, graceMs: NOTICE_MS },
  });
});

afterAll(async () => {
  await proxy.close();
  await source.stop();
  await exchange.close();
  await rm(folder, { recursive: true, force: true });
});

const LARGE = {
  bytes: Buffer.from(`Subject: large\r\n\r\n${'x'.repeat(LARGE_BYTES)}`),
  internalDate: instant(Date.UTC(2024, 5, 1)),
};

interface Program {
  readonly up: ServiceUp;
  stop(): Promise<void>;
}

async function start(listens: boolean, mailboxesAtOnce: number, bytes = ANY_BYTES): Promise<Program> {
  const stopping = new AbortController();
  const up = Promise.withResolvers<ServiceUp>();
  const bounds = {
    mailboxesAtOnce,
    mailboxesPerHost: 100,
    connectionsPerHost: CONNECTIONS_MAX,
    requestsPerAccount: REQUESTS_MAX,
    ...bytes,
  };
  const running = runService(
    {
      listen: listens ? { host: '127.0.0.1', port: 0 } : null,
      proxies: null,
      publicUrl: null,
      bounds,
      stateFolder: join(folder, 'state'),
      purgePasswordsAfterDays: 30,
      authorities: [],
      isInsecureLoopbackAllowed: true,
      isRequestLogged: false,
      metrics: null,
      nameServers: [],
      profileSigner: null,
    },
    { isUp: up.resolve, stopping: stopping.signal, signal: new AbortController().signal, log: silentLog },
    { clock: systemClock, random: systemRandom, environment: {}, version: '0.0.0' },
  );
  running.catch(up.reject);
  return {
    up: await up.promise,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

interface Manners {
  readonly items: number;
  readonly requests: number;
  readonly requestsPeak: number;
  readonly busy: number;
  readonly impolite: number;
  readonly connectionsPeak: number;
}

/** Moves these mailboxes in a project of their own, and gives how it looked to the servers. */
async function moved(url: string, addresses: readonly string[]): Promise<Manners> {
  const before = structuredClone(exchange.counters);
  Object.assign(exchange.counters, { concurrencyPeak: 0 });
  proxy.takePeak();
  /* oxlint-disable unicorn/no-thenable -- a script of faults is plain data, nobody awaits it */
  exchange.setFaults([
    { when: { nth: BUSY_AT }, then: { is: 'busy', backOffMs: BACK_OFF_MS } },
    { when: {}, then: { is: 'delay', ms: WORK_MS } },
  ]);
  /* oxlint-enable unicorn/no-thenable */
  const made = await olga.ask('POST', `${url}/api/organisations`, { name: addresses[0] ?? '' });
  const home = `${url}/api/organisations/${made.body.id}/projects`;
  const project = `${home}/${(await olga.ask('POST', home, { name: 'Move' })).body.id}`;
  const added = await olga.ask('POST', `${project}/mailboxes`, { mailboxes: addresses.map(mailboxOf) });
  expect(added.status, JSON.stringify(added.body)).toBe(201);
  expect((await olga.ask('POST', `${project}/acts`, { act: 'start' })).status).toBe(200);
  while ((await olga.ask('GET', project)).body.state !== 'completed') {
    await systemClock.sleep(LOOK_EVERY_MS, new AbortController().signal);
  }
  expect((await olga.ask('GET', project)).body.mailboxes).toEqual({ verified: addresses.length });
  const after = exchange.counters;
  const sum = (requests: Readonly<Record<string, number>>): number =>
    Object.values(requests).reduce((all, one) => all + one, 0);
  return {
    items: after.itemsCreated - before.itemsCreated,
    requests: sum(after.requests) - sum(before.requests),
    requestsPeak: after.concurrencyPeak,
    busy: after.busyAnswers - before.busyAnswers,
    impolite: after.impoliteRequests - before.impoliteRequests,
    connectionsPeak: proxy.takePeak(),
  };
}

function mailboxOf(address: string): object {
  return {
    name: address,
    sources: [{ address: `imap://127.0.0.1:${proxy.port}`, user: address, password: PASSWORD }],
    target: { address: `ews+${exchange.url}?mailbox=${address}`, user: MIGRATION, auth: 'basic', password: PASSWORD },
    timeZone: 'Europe/London',
  };
}

test('ten workers are as polite to a source host and a target account as one', async () => {
  const first = await start(true, 4);
  const { url, firstOperatorLink } = first.up;
  assert(url !== null && firstOperatorLink !== null, 'it listens, and is new');
  const account = { name: 'Olga', address: 'olga@godwit.example', password: 'a phrase of some length' };
  await olga.ask('POST', firstOperatorLink.reveal(), account);
  const one = await moved(url, alone);
  const others = await Promise.all(Array.from({ length: WORKERS - 1 }, () => start(false, 2)));
  const ten = await moved(url, many);
  for (const manners of [one, ten]) {
    const seen = JSON.stringify(manners);
    expect(manners.requestsPeak, seen).toBeLessThanOrEqual(REQUESTS_MAX);
    expect(manners.connectionsPeak, seen).toBeLessThanOrEqual(CONNECTIONS_MAX);
    expect(manners.impolite, seen).toBe(0);
    expect(manners.busy, seen).toBeGreaterThan(0);
    // So much was going on that ten who do not know of each other ask and open far more.
    expect(Math.min(manners.requestsPeak, manners.connectionsPeak), seen).toBeGreaterThan(4);
  }
  // One alone has so few requests that a single refusal is half a hundredth.
  expect(ten.busy / ten.requests, JSON.stringify(ten)).toBeLessThan(0.01);
  expect([one.items, ten.items]).toEqual([alone.length, many.length].map((count) => count * FOLDERS * MESSAGES_EACH));
  await Promise.all([...others, first].map((program) => program.stop()));
});

test('three workers take from a source host no more bytes a second than one may', async () => {
  const bytes = { ...ANY_BYTES, bytesPerSecondPerHost: BYTES_PER_SECOND };
  const first = await start(true, 2, bytes);
  const others = await Promise.all([1, 2].map(() => start(false, 2, bytes)));
  assert(first.up.url !== null, 'it listens');
  proxy.takeBytes();
  const beganAt = systemClock.now();
  await moved(first.up.url, slow);
  const seconds = (systemClock.now() - beganAt) / 1000;
  const took = proxy.takeBytes();
  const seen = `${took} bytes in ${seconds} s`;
  expect(took, seen).toBeGreaterThan(slow.length * LARGE_BYTES);
  expect(took, seen).toBeLessThan((seconds + UNPAID_SECONDS) * BYTES_PER_SECOND);
  await Promise.all([...others, first].map((program) => program.stop()));
});
