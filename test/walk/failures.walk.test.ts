/** Everything that an administrator can meet on the first day: each ends in a cause and a remedy, soon, and a later run completes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExchangeOptions } from '../../sim/exchange/options.ts';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { makeAuthority } from '../../sim/tls.ts';
import { assert } from '../../src/base/assert.ts';
import { instant } from '../../src/base/clock.ts';
import type { ProblemCode } from '../../src/base/problem.ts';
import { bigMessage, sampleMessages } from '../contract/samples.ts';
import type { RunningDovecot } from '../servers/dovecot.ts';
import { openImapMailbox } from '../servers/imap-mailbox.ts';
import { describeWithDovecot } from '../servers/with-dovecot.ts';
import { type GodwitEnd, runGodwit } from './godwit.ts';

const ADDRESS = 'user@example.com';
const PASSWORD = 'correct horse';
/** A server that says nothing is given up in bounded time; everything else is known at once. */
const SECONDS_MAX = 150;

describeWithDovecot('what goes wrong on the first day', {}, (dovecot) => {
  let folder = '';
  let before = '';
  let runs = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-failures-'));
    await writeFile(join(folder, 'right'), dovecot().password, { mode: 0o600 });
    await writeFile(join(folder, 'exchange'), PASSWORD, { mode: 0o600 });
    await writeFile(join(folder, 'wrong'), 'not-the-password', { mode: 0o600 });
    before = await withSource(dovecot(), async (source) => {
      await source.add(['INBOX'], [...sampleMessages(), bigMessage(300_000)]);
      return source.snapshot();
    });
  });

  afterAll(async () => {
    expect(await withSource(dovecot(), (source) => source.snapshot())).toBe(before);
    await rm(folder, { recursive: true, force: true });
  });

  /** A copy in a state folder of its own, unless one is given. */
  const copy = (changes: Readonly<Record<string, string>>): Promise<GodwitEnd> => {
    const options: Record<string, string> = {
      source: `imaps://source@localhost:${dovecot().imapsPort}`,
      target: `imaps://target@localhost:${dovecot().imapsPort}`,
      'source-password-file': join(folder, 'right'),
      'target-password-file': join(folder, 'right'),
      'ca-file': dovecot().caFile,
      state: join(folder, `state-${++runs}`),
      ...changes,
    };
    return runGodwit([
      'copy',
      '--json',
      '--allow-insecure-loopback',
      ...Object.entries(options).flatMap(([name, value]) => (value === '' ? [] : [`--${name}=${value}`])),
    ]);
  };

  const FIRST_DAY: readonly (readonly [string, ProblemCode, () => Readonly<Record<string, string>>])[] = [
    [
      'a wrong password at the source',
      'source.sign-in-refused',
      () => ({ 'source-password-file': join(folder, 'wrong') }),
    ],
    [
      'a wrong password at the target',
      'target.sign-in-refused',
      () => ({ 'target-password-file': join(folder, 'wrong') }),
    ],
    ['a host that nobody knows', 'connection.host-unknown', () => ({ source: 'imaps://source@mail.invalid' })],
    ['an authority that is not trusted', 'connection.certificate', () => ({ 'ca-file': '' })],
  ];

  test.each(FIRST_DAY)('%s ends in %s', async (_what, code, changes) => {
    expectNamed(await copy(changes()), code);
  });

  test('a port that nobody listens on ends in connection.refused', async () => {
    const { port, server } = await listen(createServer());
    await close(server);
    expectNamed(await copy({ target: `imaps://target@localhost:${port}` }), 'connection.refused');
  });

  test.each([
    { what: 'that has expired', wanted: { names: ['localhost'], notAfter: instant(Date.UTC(2020, 0, 1)) } },
    { what: 'for another name', wanted: { names: ['mail.example.test'] } },
  ])('a certificate $what ends in connection.certificate', async ({ wanted }) => {
    const authority = makeAuthority('Trusted');
    const bad = authority.issue(wanted);
    const { port, server } = await listen(createTlsServer({ key: bad.keyPem, cert: bad.certPem }));
    await writeFile(join(folder, 'trusted.pem'), authority.certPem);
    const end = await copy({ source: `imaps://source@localhost:${port}`, 'ca-file': join(folder, 'trusted.pem') });
    expectNamed(end, 'connection.certificate');
    await close(server);
  });

  test('a server that says nothing ends in connection.silent, in bounded time', async () => {
    const { port, server } = await listen(createServer((socket) => void socket.on('error', () => undefined)));
    const began = performance.now();
    expectNamed(await copy({ source: `imap://source@127.0.0.1:${port}` }), 'connection.silent');
    expect((performance.now() - began) / 1000).toBeLessThan(SECONDS_MAX);
    await close(server);
  });

  test('a full target ends in target.full, and completes once it has room', async () => {
    const state = join(folder, 'full');
    const full = await openExchange({ mailboxes: [{ address: ADDRESS, quotaBytes: 200_000 }] });
    expectNamed(await copy({ ...targetOf(full), state }), 'target.full');
    const { counters } = full;
    await full.close();
    const roomy = await openExchange({ mailboxes: [{ address: ADDRESS }] });
    const end = await copy({ ...targetOf(roomy), state });
    expect(end.code, end.stderr + end.stdout).toBe(0);
    expect(counters.itemsCreated + roomy.counters.itemsCreated).toBe(sampleMessages().length + 1);
    expect(counters.sentMail + roomy.counters.sentMail).toBe(0);
    await roomy.close();
  });

  test('a target that throttles is obeyed, and everything arrives', async () => {
    const exchange = await openExchange({
      mailboxes: [{ address: ADDRESS }],
      budget: { requests: 4, windowMs: 1000, backOffMs: 1500 },
      folder: join(folder, 'throttling-store'),
    });
    const end = await copy(targetOf(exchange));
    expect(end.code, end.stderr + end.stdout).toBe(0);
    expect(exchange.counters.busyAnswers).toBeGreaterThan(0);
    expect(exchange.counters.impoliteRequests).toBe(0);
    expect(exchange.counters.itemsCreated).toBe(sampleMessages().length + 1);
    await exchange.close();
  });

  test('a mailbox that Exchange does not have ends in a problem of the target that names it', async () => {
    const exchange = await openExchange({ mailboxes: [{ address: ADDRESS }], folder: join(folder, 'missing-store') });
    const target = targetOf(exchange)['target'].replace(/mailbox=.*/, 'mailbox=nobody@example.com');
    expectNamed(await copy({ ...targetOf(exchange), target }), 'target.mailbox-missing');
    await exchange.close();
  });

  const openExchange = (options: Partial<ExchangeOptions>): Promise<RunningExchange> =>
    startExchange({
      folder: join(folder, 'store'),
      accounts: [{ user: ADDRESS, password: PASSWORD, mayImpersonate: 'all', auth: ['basic'] }],
      mailboxes: [],
      ...options,
    });

  const targetOf = (exchange: RunningExchange) => ({
    target: `ews+http://${encodeURIComponent(ADDRESS)}@127.0.0.1:${exchange.port}/EWS/Exchange.asmx?mailbox=${ADDRESS}`,
    'target-password-file': join(folder, 'exchange'),
  });
});

/** Ended with the exit code for "not done", naming the problem with its cause and remedy, and no password. */
function expectNamed({ code, stdout, stderr }: GodwitEnd, problem: ProblemCode): void {
  expect(stdout, stderr).toMatch(/^\{/);
  const said: { exitCode: number; problem: string; cause: string; remedy: string } = JSON.parse(stdout);
  expect(said).toMatchObject({ exitCode: 3, problem });
  expect(code).toBe(3);
  expect(said.cause.length).toBeGreaterThan(10);
  expect(said.remedy.length).toBeGreaterThan(10);
  expect(stderr).toContain(said.cause);
  expect(stderr).toContain(said.remedy);
  expect(`${said.cause}${said.remedy}${stdout}${stderr}`).not.toMatch(
    /\{\w+\}|undefined|not-the-password|correct horse/,
  );
}

async function withSource<T>(
  dovecot: RunningDovecot,
  act: (source: Awaited<ReturnType<typeof openImapMailbox>>) => Promise<T>,
): Promise<T> {
  const source = await openImapMailbox(dovecot, 'source', dovecot.password);
  try {
    return await act(source);
  } finally {
    await source.close();
  }
}

async function listen(server: Server): Promise<{ readonly server: Server; readonly port: number }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a listening TCP server has a port');
  return { server, port: address.port };
}

function close(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}
