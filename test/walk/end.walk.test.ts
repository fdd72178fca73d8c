/** How the service ends when it is asked to, while somebody follows the events and a request to the target is under way. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { systemClock } from '../../src/base/clock.ts';
import { SETTLE_MS_MAX } from '../../src/cli/stop.ts';
import { filledAccount } from '../service/filled-account.ts';
import { HttpAsker, type ServiceProgram, startService } from './service-program.ts';

const ANN = 'ann@finch.example';
const BEN = 'ben@finch.example';
const PASSWORD = 'a long enough password';
/** Longer than anything here is waited for: a request that takes so long is never settled. */
const ANSWER_MS = 600_000;
const STEPS_MS_MAX = 120_000;
const LOOK_EVERY_MS = 100;
const SAME_SIGNAL_MS = 1000;
const never = new AbortController().signal;

let folder = '';
let source: RunningImapServer;
let exchange: RunningExchange;
let service: ServiceProgram;
const olga = new HttpAsker();
let home = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-end-'));
  source = await startImapServer({ accounts: [ANN, BEN].map((user) => filledAccount(user, PASSWORD, 2)) });
  exchange = await startExchange({
    folder: join(folder, 'exchange'),
    accounts: [ANN, BEN].map((user) => ({ user, password: PASSWORD, mayImpersonate: [], auth: ['basic'] })),
    mailboxes: [ANN, BEN].map((address) => ({ address })),
    // oxlint-disable-next-line unicorn/no-thenable -- a script of faults is plain data, nobody awaits it
    faults: [{ when: { operation: 'CreateItem' }, then: { is: 'delay', ms: ANSWER_MS } }],
  });
  service = await start();
  await olga.ask('POST', service.link ?? '', { name: 'Olga', address: 'olga@godwit.example', password: PASSWORD });
  const { id } = (await olga.ask('POST', `${service.url}/api/organisations`, { name: 'Finch' })).body;
  home = `/api/organisations/${id}`;
});

afterAll(async () => {
  await service.kill();
  await source.stop();
  await exchange.close();
  await rm(folder, { recursive: true, force: true });
});

test('SIGTERM ends it well, and whoever follows the events gets an end behind which he goes on at the next start', async () => {
  const stream = await follow(0);
  await beginMove(ANN);
  await until('something is on its way to the target', () => asked() > 0);
  process.kill(service.pid, 'SIGTERM');
  // Rejects where the line was cut.
  await stream.ended;
  expect(await service.ended, service.said()).toBe(0);
  const last = stream.events.at(-1)?.number ?? 0;
  expect(stream.events.map(({ number }, at) => number - at)).toEqual(stream.events.map(() => stream.events[0]?.number));

  service = await start();
  const again = await follow(last);
  await until('it goes on', () => again.events.some(({ to }) => to === 'copying'));
  expect(again.events[0]?.number).toBe(last + 1);
});

test('a second SIGTERM ends it at once, whatever is under way', async () => {
  const stream = await follow(0);
  const before = asked();
  await beginMove(BEN);
  await until('something is on its way to the target', () => asked() > before);
  process.kill(service.pid, 'SIGTERM');
  await stream.ended;
  await until('it settles what is under way', () => service.said().includes('again to stop at once'));
  // Signals of one moment count as one: a terminal sends several.
  await systemClock.sleep(SAME_SIGNAL_MS, never);
  expect(service.isAlive()).toBe(true);
  process.kill(service.pid, 'SIGTERM');
  const second = systemClock.now();
  expect(await service.ended, service.said()).toBe(0);
  // It waits for ten seconds otherwise.
  expect(systemClock.now() - second).toBeLessThan(SETTLE_MS_MAX - SAME_SIGNAL_MS);
});

/** How often new items were sent to the target, which never answers. */
function asked(): number {
  return exchange.counters.requests['CreateItem'] ?? 0;
}

async function beginMove(address: string): Promise<void> {
  const at = `${service.url}${home}/projects`;
  const { id } = (await olga.ask('POST', at, { name: `Move ${address}` })).body;
  const mailbox = {
    name: address,
    sources: [{ address: `imap://127.0.0.1:${source.port}`, user: address, password: PASSWORD }],
    target: { address: `ews+${exchange.url}?mailbox=${address}`, user: address, auth: 'basic', password: PASSWORD },
  };
  expect((await olga.ask('POST', `${at}/${id}/mailboxes`, { mailboxes: [mailbox] })).status).toBe(201);
  expect((await olga.ask('POST', `${at}/${id}/acts`, { act: 'start' })).status).toBe(200);
}

interface Event {
  readonly number: number;
  readonly to: string | null;
}

/** The stream behind an event. `ended` rejects where it was cut instead of ended. */
async function follow(last: number): Promise<{ readonly events: readonly Event[]; readonly ended: Promise<void> }> {
  const headers = { cookie: olga.cookie, 'last-event-id': String(last) };
  const answer = await fetch(`${service.url}${home}/events/stream`, { headers });
  expect(answer.status).toBe(200);
  const events: Event[] = [];
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const line = block.split('\n').find((one) => one.startsWith('data: '));
        if (line !== undefined) events.push(JSON.parse(line.slice('data: '.length)) as Event); // of the contract's shape
      }
    }
    expect(text, 'no event is cut in two').toBe('');
  };
  const ended = read();
  ended.catch(() => undefined); // looked at by whoever waits for it
  return { events, ended };
}

function start(): Promise<ServiceProgram> {
  const place = ['--state', join(folder, 'state'), '--listen', '127.0.0.1:0'];
  return startService(['serve', ...place, '--allow-insecure-loopback']);
}

/** Real programs take real time. */
async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = systemClock.now() + STEPS_MS_MAX;
  while (!isSo()) {
    if (systemClock.now() > end) throw new Error(`waited in vain until ${what}; it said: ${service.said()}`);
    await systemClock.sleep(LOOK_EVERY_MS, never);
  }
}
