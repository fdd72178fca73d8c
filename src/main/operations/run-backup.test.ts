import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeClock } from '../../../test/fake-clock.ts';
import { addCustomer, type Customer, NOW, projectEvent } from '../../../test/service/store.ts';
import { freshDatabase, serverAddress } from '../../../test/setup/database.ts';
import { assert } from '../../base/assert.ts';
import { silentLog } from '../../base/log.ts';
import { systemRandom as random } from '../../base/random.ts';
import { placeOf, sequencesOf, tablesOf } from '../../db/backup/tables.ts';
import { type Database, openDb } from '../../db/db.ts';
import { type DbAddress, onDatabase } from '../../db/embedded/address.ts';
import { jobDoor, openStore } from '../../db/service/store.ts';
import { RESTORED_STAMP } from '../../model/ledger.ts';
import { openQueue } from '../../work/queue.ts';
import { openKeys } from '../keys/sealing-key-file.ts';
import { runBackup, runRestore } from './run-backup.ts';

/** More than one part of the file. */
const ENTRIES = 40_000;
const db = await freshDatabase();
const folder = await mkdtemp(join(tmpdir(), 'godwit-backup-'));
const home = join(folder, 'home');
const file = join(folder, 'with-key.backup');
let customer: Customer;
let eventsBefore = 0;

beforeAll(async () => {
  const keys = await openKeys(db, { folder: home, environment: {}, random });
  const queue = await openQueue(jobDoor(db), silentLog);
  const store = openStore(db, { keys, addJobs: (door, jobs) => queue.add(door, jobs) });
  customer = await addCustomer(store, 'Finch \\ "Söhne"\n\tLtd');
  await store.inTenant(customer.organisation, async (tenant) => {
    const { project, mailbox } = customer;
    tenant.append(projectEvent(project, 'project.noted'));
    tenant.addJob({
      kind: 'mailbox.copy',
      mailbox,
      sourceHost: 'h',
      rank: 1,
      notBefore: null,
    });
  });
  await queue.close();
  await db.script(`
    insert into mailboxes (source, target, term, holder, claimed_at_ms) values ('s', 't', 3, 'h', 1);
    insert into folders (mailbox_id, key, source) select id, 'INBOX', '{"path":["INBOX"]}' from mailboxes;
    insert into entries (folder_id, numbering, ref, kind, version, size_bytes, received_at_ms, state, target, copied_version)
      select f.id, 0, 'ref ' || n, 'message', 'seen', n, n, case when n % 4 = 0 then 'seen' else 'copied' end,
        case when n % 4 = 0 then null else repeat('t', 60) || n end, case when n % 4 = 0 then null else 'seen' end
      from folders f, generate_series(1, ${ENTRIES}) n`);
  await writeFile(join(home, 'measured-runs.jsonl'), '{"a":1}\n');
  eventsBefore = await lastEvent(db);
  await backup(file, true);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

describe('a backup', () => {
  test('comes back elsewhere whole, with its key, and numbers go on behind the last one', async () => {
    const { other, address } = await emptyDatabase();
    const there = join(folder, 'there');
    const restored = await restore(file, there, address);
    expect(restored).toMatchObject({ hasKey: true, keysMissing: [], version: '9.9.9' });
    for (const table of await tablesOf(db)) {
      if (['folders', 'entries', 'counts'].includes(table.name)) continue;
      expect([table.name, await digestOf(other, placeOf(table))]).toEqual([
        table.name,
        await digestOf(db, placeOf(table)),
      ]);
    }
    expect(await sequencesOf(other)).toEqual(await sequencesOf(db));
    const keys = await openKeys(other, { folder: there, environment: {}, random });
    const store = openStore(other, { keys, addJobs: async () => undefined });
    const passwords = await store.inTenant(customer.organisation, (tenant) => tenant.passwords(customer.mailbox));
    expect([...passwords.values()].map((password) => password.reveal()).sort()).toEqual([
      'kept-secret-source',
      'kept-secret-target',
    ]);
    await store.inTenant(customer.organisation, async (tenant) =>
      tenant.append(projectEvent(customer.project, 'project.x')),
    );
    expect(await lastEvent(other)).toBe(eventsBefore + 1);
    await expect(other.script('delete from events')).rejects.toThrow(/never changed/);
    expect(await readFile(join(there, 'measured-runs.jsonl'), 'utf8')).toBe('{"a":1}\n');
    expect((await stat(join(there, 'secret.key'))).mode & 0o777).toBe(0o600);
    // The queue opens on its restored tables, and has the job.
    const queue = await openQueue(jobDoor(other), silentLog);
    expect(await queue.isOpen()).toBe(true);
    await queue.close();
    expect(await countOf(other, "pgboss.job where name = 'mailbox'")).toBe(1);
  });

  test('does not trust its ledger: what was to be written is a doubt, and each folder is looked through', async () => {
    const { other, address } = await emptyDatabase();
    await restore(file, join(folder, 'doubts'), address);
    expect(await countOf(other, 'entries')).toBe(ENTRIES);
    expect(await countOf(other, "entries where state = 'intended' and intended_at_ms = 0")).toBe(ENTRIES / 4);
    expect(await countOf(other, "entries where state = 'seen'")).toBe(0);
    const [row] = await other.query({
      name: '',
      text: "select items from counts where state = 'intended'",
      values: [],
    });
    expect(row).toEqual({ items: ENTRIES / 4 });
    const stamps = await other.query({ name: '', text: 'select listed_stamp as stamp from folders', values: [] });
    expect(stamps).toEqual([{ stamp: RESTORED_STAMP }]);
  });

  test('holds the key only where that was asked for, passwords never, and its owner alone may read it', async () => {
    const without = join(folder, 'without-key.backup');
    await backup(without, false);
    const key = (await readFile(join(home, 'secret.key'), 'utf8')).trim();
    const text = async (path: string) => gunzipSync(await readFile(path)).toString('latin1');
    expect((await text(file)).includes(key)).toBe(true);
    expect((await text(without)).includes(key)).toBe(false);
    expect(await text(file)).not.toContain('kept-secret');
    expect((await stat(without)).mode & 0o777).toBe(0o600);
    const { address } = await emptyDatabase();
    const restored = await restore(without, join(folder, 'keyless'), address);
    expect(restored.keysMissing).toHaveLength(1);
  });

  test('is of one instant, whatever is written meanwhile', async () => {
    const path = join(folder, 'busy.backup');
    let written = 0;
    const over = new AbortController();
    const writing = (async () => {
      while (!over.signal.aborted) {
        await db.transaction(async (tx) => {
          await tx.script(
            "insert into mailboxes (source, target, term, holder, claimed_at_ms) select 'b', gen_random_uuid(), 1, '', 1",
          );
          await tx.script("insert into folders (mailbox_id, key, source) select max(id), 'x', '{}' from mailboxes");
        });
        written += 1;
      }
    })();
    await backup(path, false);
    over.abort();
    await writing;
    expect(written).toBeGreaterThan(20);
    const { other, address } = await emptyDatabase();
    await restore(path, join(folder, 'busy'), address);
    const mailboxes = await countOf(other, 'mailboxes');
    expect(mailboxes).toBe(await countOf(other, 'folders'));
    expect(mailboxes).toBeLessThan(await countOf(db, 'mailboxes'));
  });

  test('never takes the place of another file', async () => {
    await expect(backup(file, true)).rejects.toMatchObject({ code: 'backup.not-written' });
    expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});

describe('nothing is restored, and nothing is left behind,', () => {
  test.each([
    {
      what: 'from a file that was cut short',
      code: 'backup.unusable',
      make: (all: Buffer) => all.subarray(0, all.length * 0.7),
    },
    { what: 'from a whole tar without its end', code: 'backup.unusable', make: (all: Buffer) => withoutManifest(all) },
    {
      what: 'from a file with another byte in it',
      code: 'backup.unusable',
      make: (all: Buffer) => changed(all, 'ref 77\t', 'ref 78\t'),
    },
    { what: 'from something else', code: 'backup.unusable', make: () => Buffer.from('hello') },
    {
      what: 'from a newer format',
      code: 'backup.other-version',
      make: (all: Buffer) => changed(all, '"format":1', '"format":2'),
    },
    {
      what: 'from newer tables',
      code: 'backup.other-version',
      make: (all: Buffer) => changed(all, '0001-ledger.sql', '0001-newest.sql'),
    },
  ])('$what', async ({ code, make }) => {
    const { other, address } = await emptyDatabase();
    const broken = join(folder, 'broken.backup');
    await writeFile(broken, make(await readFile(file)));
    const there = join(folder, 'broken');
    await expect(restore(broken, there, address)).rejects.toMatchObject({ code });
    expect(await countOf(other, "pg_class where relnamespace = 'public'::regnamespace")).toBe(0);
    await expect(stat(join(there, 'secret.key'))).rejects.toThrow(/ENOENT/);
  });

  test('where anything is in the database already', async () => {
    const { other, address } = await emptyDatabase();
    await other.script('create table theirs (id integer)');
    const there = join(folder, 'taken');
    await expect(restore(file, there, address)).rejects.toMatchObject({ code: 'backup.not-empty' });
    await expect(stat(join(there, 'secret.key'))).rejects.toThrow(/ENOENT/);
    expect(await countOf(other, 'theirs')).toBe(0);
  });

  test('where another key lies', async () => {
    const there = await mkdtemp(join(folder, 'key-'));
    await writeFile(join(there, 'secret.key'), `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
    const { other, address } = await emptyDatabase();
    await expect(restore(file, there, address)).rejects.toMatchObject({ code: 'backup.not-empty' });
    expect(await countOf(other, "pg_class where relnamespace = 'public'::regnamespace")).toBe(0);
  });
});

function backup(path: string, withKey: boolean) {
  return runBackup({ file: path, stateFolder: home, withKey }, silentLog, depsAt(db.address));
}

function restore(path: string, stateFolder: string, address: DbAddress) {
  return runRestore({ file: path, stateFolder }, silentLog, depsAt(address));
}

function depsAt(address: DbAddress) {
  return { clock: fakeClock(NOW), random, version: '9.9.9', environment: { DATABASE_URL: urlOf(address) } };
}

function urlOf(address: DbAddress): string {
  assert(address.is === 'server', 'tests have a server of their own');
  const { host, port, user, password, database } = address;
  return `postgres://${user}:${encodeURIComponent(password.reveal())}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}

/** Without tables, and gone when the file's tests have ended. */
async function emptyDatabase(): Promise<{ other: Database; address: DbAddress }> {
  const name = `restored_${random.id().replaceAll('-', '')}`;
  await db.script(`create database ${name} template template0`);
  const address = onDatabase(serverAddress(), name);
  const other = openDb(address);
  CLOSING.push(async () => {
    await other.close();
    await db.script(`drop database ${name} with (force)`);
  });
  return { other, address };
}

const CLOSING: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of CLOSING) await close();
});

async function digestOf(one: Database, place: string): Promise<string> {
  const text = `select t::text as row from ${place} t order by 1`;
  const rows = await one.query<{ row: string }>({ name: '', text, values: [] });
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

async function countOf(one: Database, from: string): Promise<number> {
  const [row] = await one.query<{ count: number }>({
    name: '',
    text: `select count(*) as count from ${from}`,
    values: [],
  });
  return row?.count ?? 0;
}

async function lastEvent(one: Database): Promise<number> {
  const text = 'select coalesce(max(number), 0) as number from events';
  const [row] = await one.query<{ number: number }>({ name: '', text, values: [] });
  return row?.number ?? 0;
}

/** Both have one length, so that the tar around them holds. */
function changed(all: Buffer, from: string, to: string): Buffer {
  const tar = gunzipSync(all);
  const at = tar.indexOf(from);
  assert(at >= 0 && from.length === to.length, 'there is something to change');
  tar.write(to, at);
  return gzipSync(tar);
}

function withoutManifest(all: Buffer): Buffer {
  const tar = gunzipSync(all);
  return gzipSync(Buffer.concat([tar.subarray(0, tar.lastIndexOf('manifest.json')), Buffer.alloc(1024)]));
}
