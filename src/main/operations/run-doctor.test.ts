import { createSocket } from 'node:dgram';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { makeAuthority } from '../../../sim/tls.ts';
import { never } from '../../../test/contract/contract.ts';
import { lastingPort } from '../../../test/servers/lasting-port.ts';
import { ABOUT } from '../../../test/service/programs.ts';
import { addCustomer, type Customer, KEY, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { urlOf } from '../../../test/setup/database-url.ts';
import { type Clock, systemClock as clock, instant } from '../../base/clock.ts';
import { KeyRing } from '../../base/key-ring.ts';
import { silentLog } from '../../base/log.ts';
import { systemRandom as random } from '../../base/random.ts';
import { SealingKey } from '../../base/sealing-key.ts';
import { announceKeys } from '../../db/service/sealing.ts';
import { jobDoor } from '../../db/service/store.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { PROGRAM_SILENT_MS } from '../../model/program.ts';
import { openQueue } from '../../work/queue.ts';
import { type DoctorDeps, runDoctor } from './run-doctor.ts';

const db = await freshDatabase();
const store = testStore(db);
const queue = await openQueue(jobDoor(db), silentLog);
afterAll(() => queue.close());
const authority = makeAuthority('Doctor');
const DATABASE_URL = urlOf(db.address);
const KEY_LINE = `${Buffer.alloc(32, 1).toString('base64')}\n`;
const PLANTED = 'planted-word';

async function newFolder(key: string | null = KEY_LINE): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-doctor-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  if (key !== null) await writeFile(join(folder, 'secret.key'), key, { mode: 0o600 });
  return folder;
}

/** Gives the port. */
async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A name server that knows no name, which is an answer. */
async function nameServer(): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const reply = Buffer.from(question);
    reply.writeUInt16BE(0x8183, 2);
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

async function examine(folder: string, more: Partial<DoctorDeps> = {}): Promise<ReadonlyMap<string, CheckResult>> {
  const servers = [await nameServer()];
  const deps = { clock, random, environment: { DATABASE_URL }, nameServers: () => servers, ...more };
  const job = { stateFolder: folder, authorities: [authority.certPem] };
  const results = await runDoctor(job, { signal: never(), log: silentLog }, deps);
  const said = JSON.stringify(results);
  for (const secret of [PLANTED, KEY_LINE.trim(), DATABASE_URL]) expect(said.includes(secret), secret).toBe(false);
  // Nothing is said to be wrong without a cause and what to do.
  for (const { verdict, fault } of results) {
    if (verdict === 'pass') expect(fault).toBeNull();
    else
      expect([fault?.cause, fault?.remedy]).toEqual([
        expect.stringMatching(/\w.{15}/),
        expect.stringMatching(/\w.{10}/),
      ]);
  }
  expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
  return new Map(results.map((result) => [result.id, result]));
}

/** What did not pass, by its id. */
function wrong(results: ReadonlyMap<string, CheckResult>): Record<string, string> {
  const bad = [...results].filter(([, { verdict }]) => verdict !== 'pass');
  return Object.fromEntries(bad.map(([id, { verdict }]) => [id, verdict]));
}

const ring = new KeyRing([KEY]);

async function sql(text: string, ...values: readonly unknown[]): Promise<void> {
  await db.query({ name: '', text, values });
}

/** A running project with one mailbox that is queued and has its job, from and to these places, and a program that works. */
async function installation(...places: readonly string[]): Promise<Customer> {
  const customer = await addCustomer(store, `Customer ${random.id()}`);
  const addresses = places.map((place) => ({ address: place.replace('//', `//${PLANTED}@`), user: PLANTED }));
  const target = {
    address: `${places.at(-1) ?? 'none:'}/EWS/Exchange.asmx?mailbox=${PLANTED}`,
    user: null,
    auth: 'auto',
  };
  await sql(
    'update project_mailboxes set settings = $1',
    JSON.stringify({ sources: addresses, target, timeZone: null }),
  );
  await sql("update projects set state = 'running'");
  await sql("update project_mailboxes set state = 'queued'");
  const { organisation, mailbox } = customer;
  const job = { kind: 'mailbox.copy', organisation, mailbox, rank: 1, sourceHost: 'x', notBefore: null } as const;
  await queue.add(jobDoor(db), [job]);
  await announceKeys(db, ring, 'here 1', clock.now(), { ...ABOUT, beganAt: clock.now() });
  return customer;
}

beforeEach(async () => {
  await sql('delete from key_holders');
  await sql('delete from secrets');
  await sql('delete from project_mailboxes');
  await sql('delete from pgboss.job');
});

describe('an installation', () => {
  test('that is well has nothing wrong, and both of its hosts are reached', async () => {
    const tls = authority.issue({ names: ['127.0.0.1'] });
    const secured = () => listening(createTlsServer({ key: tls.keyPem, cert: tls.certPem }));
    const [imap, exchange, open] = [await secured(), await secured(), await listening(createServer())];
    await installation(`imaps://127.0.0.1:${imap}`, `imap://127.0.0.1:${open}`, `ews+https://127.0.0.1:${exchange}`);
    const results = await examine(await newFolder());
    expect(wrong(results)).toEqual({});
    for (const port of [imap, exchange]) {
      expect(results.get(`host.127.0.0.1:${port}`)?.evidence[0]).toContain('good certificate until 2099-12-31');
    }
    expect(results.get(`host.127.0.0.1:${open}`)?.evidence[0]).not.toContain('certificate');
    expect(results.get('workers')?.evidence[0]).toContain('here 1: serve, version 9.9.9, 0 of 4');
  });

  test('that never ran is well, and nothing is made for the look', async () => {
    const folder = join(await newFolder(), 'not', 'there');
    const results = await examine(folder, { environment: {} });
    expect(wrong(results)).toEqual({});
    await expect(chmod(folder, 0o700)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('whose database is stopped is still looked at in all that does not need it', async () => {
    const port = await lastingPort();
    const url = `postgres://godwit:${PLANTED}@127.0.0.1:${port}/godwit`;
    const results = await examine(await newFolder(), { environment: { DATABASE_URL: url } });
    expect(wrong(results)).toEqual({ database: 'block' });
    expect(results.get('database')?.fault?.remedy).toContain('PostgreSQL runs');
    expect([...results.keys()]).toEqual(expect.arrayContaining(['folder', 'disk', 'key', 'names']));
  });

  test('with tables of an older or a newer version says so', async () => {
    await installation();
    const newest = "(select max(name) from migrations where name < '9')";
    await sql("insert into migrations (name, checksum) values ('9999-newer.sql', 'x')");
    expect(wrong(await examine(await newFolder()))).toEqual({ 'database.tables': 'block' });
    await sql("delete from migrations where name = '9999-newer.sql'");
    await sql(`create table kept as select * from migrations where name = ${newest}`);
    await sql(`delete from migrations where name = ${newest}`);
    expect(wrong(await examine(await newFolder()))).toEqual({ 'database.tables': 'warn' });
    await sql('insert into migrations select * from kept');
    await sql('drop table kept');
    expect(wrong(await examine(await newFolder()))).toEqual({});
  });

  test('whose clock is wrong hears by how much', async () => {
    await installation();
    const ahead = (ms: number): Clock => ({ ...clock, now: () => instant(clock.now() + ms) });
    expect(wrong(await examine(await newFolder(), { clock: ahead(-5000) }))).toEqual({ clock: 'warn' });
    const results = await examine(await newFolder(), { clock: ahead(60_000) });
    expect(wrong(results)).toEqual({ clock: 'block' });
    expect(results.get('clock')?.evidence[0]).toMatch(/^(60|59\.9) s ahead of/);
  });
});

describe('the key', () => {
  test.each([
    ['is not there', null, /Passwords are sealed with \w+, and this machine does not have that key/],
    ['is another one', `${Buffer.alloc(32, 2).toString('base64')}\n`, /this machine does not have that key/],
    ['is no key', 'nonsense\n', /cannot be used/],
  ])('that %s is told with what to do', async (_what, line, cause) => {
    await installation();
    const results = await examine(await newFolder(line));
    expect(wrong(results)).toEqual({ key: 'block' });
    expect(results.get('key')?.fault?.cause).toMatch(cause);
  });

  test('that others may read is refused, and a folder that others may look into is told', async () => {
    await installation();
    const folder = await newFolder();
    await chmod(join(folder, 'secret.key'), 0o644);
    await chmod(folder, 0o755);
    expect(wrong(await examine(folder))).toEqual({ key: 'block', folder: 'warn' });
  });

  test('that seals no more and is needed still is named', async () => {
    await installation();
    const newer = new SealingKey(Buffer.alloc(32, 2));
    await sql('update sealing_key set id = $1', newer.id);
    onTestFinished(() => sql('update sealing_key set id = $1', KEY.id));
    const results = await examine(await newFolder(`${KEY_LINE}${Buffer.alloc(32, 2).toString('base64')}\n`));
    expect(wrong(results)).toEqual({ key: 'warn' });
    expect(results.get('key')?.fault?.cause).toContain(KEY.id);
  });
});

describe('the work', () => {
  test('that nobody does is a fault where mailboxes wait', async () => {
    await installation();
    await sql('delete from key_holders');
    expect(wrong(await examine(await newFolder()))).toEqual({ workers: 'block' });
    await sql("update project_mailboxes set state = 'listed'");
    expect(wrong(await examine(await newFolder()))).toEqual({ workers: 'warn' });
  });

  test('programs that are silent, of another version or with a wrong clock are named', async () => {
    await installation();
    await announceKeys(db, ring, 'silent 2', clock.now(), ABOUT);
    await sql(
      'update key_holders set seen_at_ms = seen_at_ms - $1 where holder = $2',
      PROGRAM_SILENT_MS + 5000,
      'silent 2',
    );
    await announceKeys(db, ring, 'old 3', clock.now(), { ...ABOUT, version: '0.0.1' });
    await announceKeys(db, ring, 'fast 4', instant(clock.now() + 7000), ABOUT);
    const results = await examine(await newFolder());
    const warn = 'warn';
    expect(wrong(results)).toEqual({ 'workers.silent': warn, 'workers.versions': warn, 'workers.clocks': warn });
    const causes = ['silent', 'versions', 'clocks'].map((name) => results.get(`workers.${name}`)?.fault?.cause);
    expect(causes).toEqual([
      expect.stringContaining('silent 2'),
      expect.stringContaining('9.9.9, 0.0.1'),
      expect.stringContaining('fast 4'),
    ]);
  });

  test('that has no job is told, and what hangs, and what was given up', async () => {
    const { mailbox } = await installation();
    await sql("update pgboss.job set state = 'active', started_on = now() - interval '1 hour'");
    expect(wrong(await examine(await newFolder()))).toEqual({ queue: 'warn' });
    await sql('delete from pgboss.job');
    expect(wrong(await examine(await newFolder()))).toEqual({ queue: 'block' });
    const givenUp = "state = 'attention', problem_code = 'work.given-up', problem_facts = '{}'";
    await sql(`update project_mailboxes set ${givenUp} where id = $1`, mailbox);
    expect(wrong(await examine(await newFolder()))).toEqual({ 'queue.given-up': 'warn' });
  });
});

describe('the network', () => {
  test('hosts that refuse, are silent, have a bad certificate or none, or one that ends are told apart', async () => {
    const stranger = makeAuthority('Stranger').issue({ names: ['127.0.0.1'] });
    const ending = authority.issue({ names: ['127.0.0.1'], notAfter: instant(clock.now() + 3 * 86_400_000) });
    const tls = ({ keyPem: key, certPem: cert }: typeof ending) => listening(createTlsServer({ key, cert }));
    const [bad, soon] = [await tls(stranger), await tls(ending)];
    const plain = await listening(createServer((socket) => socket.end('* OK hello\r\n')));
    const mute = await listening(createServer());
    const refused = await lastingPort();
    const ports = [bad, soon, plain, mute, refused];
    await installation(...ports.map((port) => `imaps://127.0.0.1:${port}`));
    const hasty: Clock = { ...clock, sleep: (ms, signal) => clock.sleep(Math.min(ms, 500), signal) };
    const results = await examine(await newFolder(), { clock: hasty });
    const verdicts = ports.map((port) => wrong(results)[`host.127.0.0.1:${port}`]);
    expect(verdicts).toEqual(['block', 'warn', 'block', 'block', 'block']);
    const causes = ports.map((port) => results.get(`host.127.0.0.1:${port}`)?.fault?.cause);
    expect(causes).toEqual([
      expect.stringContaining('is not good'),
      expect.stringContaining('ends on'),
      expect.stringContaining('does not speak TLS'),
      expect.stringContaining('does not answer'),
      expect.stringContaining('takes no connections'),
    ]);
  });

  test('name servers that are silent are named, and none at all is a fault', async () => {
    await installation();
    const good = await nameServer();
    const closing = createSocket('udp4');
    await new Promise<void>((resolve) => closing.bind(0, '127.0.0.1', resolve));
    const dead = `127.0.0.1:${closing.address().port}`;
    closing.close();
    const one = await examine(await newFolder(), { nameServers: () => [good, dead] });
    expect(wrong(one)).toEqual({ names: 'warn' });
    expect(one.get('names')?.fault?.cause).toContain(dead);
    expect(wrong(await examine(await newFolder(), { nameServers: () => [dead] }))).toEqual({ names: 'block' });
    expect(wrong(await examine(await newFolder(), { nameServers: () => [] }))).toEqual({ names: 'block' });
  });
});
