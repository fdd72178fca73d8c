/** What is foretold against what it took: the real program into an Exchange that throttles, in ten seeded cases. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startExchange } from '../../sim/exchange/start-exchange.ts';
import { Account } from '../../sim/imap/account.ts';
import { startImapServer } from '../../sim/imap/server.ts';
import { instant } from '../../src/base/clock.ts';
import { type Random, seededRandom, systemRandom } from '../../src/base/random.ts';
import { runGodwit } from './godwit.ts';

const PASSWORD = 'correct horse';
const CASES = 10;
/** Cases whose truth lies within the range. */
const CONTAINED_MIN = 9;
/** A range that is wider says little: so much the middle one of the cases may have. */
const LEARNT_WIDTH_MAX = 20;
const ADMINISTRATOR = 'migration@example.com';
const MAILBOXES = ['pilot@example.com', 'ann@example.com'] as const;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-estimate-'));
  await writeFile(join(folder, 'password'), PASSWORD, { mode: 0o600 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('nine of ten times the truth lies in the range, before anything was measured and after a pilot', async () => {
  const seed = Number(process.env['ESTIMATE_SEED'] ?? systemRandom.int(1_000_000));
  const cases: Foretold[] = [];
  for (let at = 0; at < CASES; at += 1) cases.push(await playCase(seededRandom(seed + at), at));
  const contained = (range: keyof Pick<Foretold, 'unmeasured' | 'learnt'>): number =>
    cases.filter((one) => one[range].lowMs <= one.tookMs && one.tookMs <= one[range].highMs).length;
  const said = `seed ${seed}: ${JSON.stringify(cases)}`;
  expect(contained('unmeasured'), said).toBeGreaterThanOrEqual(CONTAINED_MIN);
  expect(contained('learnt'), said).toBeGreaterThanOrEqual(CONTAINED_MIN);
  for (const { unmeasured, learnt } of cases) {
    expect(learnt.learntFrom, said).toBe(1);
    expect(unmeasured.learntFrom).toBe(0);
  }
  const widths = cases.map(({ learnt }) => learnt.highMs / learnt.lowMs).sort((one, other) => one - other);
  expect(widths[CASES / 2], said).toBeLessThan(LEARNT_WIDTH_MAX);
  // A server that never asked to wait would prove nothing.
  expect(
    cases.reduce((sum, { busyAnswers }) => sum + busyAnswers, 0),
    said,
  ).toBeGreaterThan(CASES);
});

interface Range {
  readonly lowMs: number;
  readonly highMs: number;
  readonly learntFrom: number;
}

interface Foretold {
  readonly messages: number;
  readonly tookMs: number;
  /** As a stranger to this server says it, and after a pilot mailbox went there. */
  readonly unmeasured: Range;
  readonly learnt: Range;
  readonly busyAnswers: number;
}

/** The trial is long enough to have a pace: one of fifty short messages is done before anything can be measured. */
async function playCase(random: Random, at: number): Promise<Foretold> {
  const amounts = [200 + random.int(100), 150 + random.int(400)] as const;
  const accounts = MAILBOXES.map((address, index) => filledAccount(address, amounts[index] ?? 0, random));
  const imap = await startImapServer({ accounts });
  const exchange = await startExchange({
    folder: join(folder, `store-${at}`),
    accounts: [{ user: ADMINISTRATOR, password: PASSWORD, mayImpersonate: 'all', auth: ['basic'] }],
    mailboxes: MAILBOXES.map((address) => ({ address })),
    budget: { requests: 3 + random.int(20), windowMs: 500 + random.int(1500), backOffMs: 200 + random.int(1000) },
  });
  const state = join(folder, `state-${at}`);
  const run = (command: string, address: string): ReturnType<typeof runGodwit> =>
    runGodwit([
      command,
      `--source=imap://${encodeURIComponent(address)}@127.0.0.1:${imap.port}`,
      `--target=ews+http://${encodeURIComponent(ADMINISTRATOR)}@127.0.0.1:${exchange.port}/EWS/Exchange.asmx?mailbox=${address}`,
      `--source-password-file=${join(folder, 'password')}`,
      `--target-password-file=${join(folder, 'password')}`,
      `--state=${state}`,
      '--allow-insecure-loopback',
      '--json',
    ]);
  const foretell = async (address: string): Promise<Range> => {
    const { stdout, stderr } = await run('survey', address);
    expect(stdout, stderr).toMatch(/^\{/);
    return (JSON.parse(stdout) as { readonly duration: Range }).duration; // as docs and tests of the survey have it
  };
  try {
    const [pilot, address] = MAILBOXES;
    const unmeasured = await foretell(address);
    expect((await run('copy', pilot)).code).toBe(0);
    const learnt = await foretell(address);
    const began = performance.now();
    expect((await run('copy', address)).code).toBe(0);
    const tookMs = Math.round(performance.now() - began);
    expect(exchange.counters.sentMail).toBe(0);
    return { messages: amounts[1], tookMs, unmeasured, learnt, busyAnswers: exchange.counters.busyAnswers };
  } finally {
    await imap.stop();
    await exchange.close();
  }
}

/** Mostly short messages, and some with a large attachment, as mailboxes are. */
function filledAccount(address: string, messages: number, random: Random): Account {
  const account = new Account({ user: address, password: PASSWORD });
  const inbox = account.mailbox('INBOX');
  for (let number = 0; number < messages; number += 1) {
    const length = random.int(20) === 0 ? random.int(400_000) : random.int(20_000);
    const lines = 'An honest line of text, neither long nor short.\r\n'.repeat(Math.ceil(length / 50));
    const head = `From: a@example.org\r\nTo: ${address}\r\nSubject: Message ${number}\r\nMessage-ID: <${random.id()}@example.org>\r\nDate: Mon, 2 Mar 2020 10:00:00 +0000\r\n`;
    inbox.add({ bytes: `${head}\r\n${lines}`, internalDate: instant(Date.UTC(2020, 2, 2) + number * 60_000) });
  }
  return account;
}
