import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { assert } from '../../base/assert.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { Secret } from '../../base/secret.ts';
import { openDb } from '../db.ts';
import { clusterFolders, isAlive } from './cluster.ts';
import { type Embedded, openEmbedded } from './embedded.ts';
import { type Postmaster, runningPostmaster } from './postmaster.ts';

const base = await mkdtemp(join(tmpdir(), 'godwit-embedded-'));
afterAll(() => rm(base, { recursive: true, force: true }));

/** One database for the tests that need no fresh one: making one is what takes time. */
const shared = join(base, 'shared');
const open = (folder = shared): Promise<Embedded> => openEmbedded(folder, { clock: systemClock, log: silentLog });
const pidFile = join(shared, 'database', 'cluster', 'postmaster.pid');

describe('an embedded database', () => {
  test('keeps what was written until it is opened again, and does not run meanwhile', async () => {
    const first = await open();
    await ask(first, 'create table kept (it integer); insert into kept values (42)');
    await first.close();
    expect(await server()).toBeNull();
    const second = await open();
    expect(await ask(second, 'select it from kept')).toEqual([{ it: 42 }]);
    await second.close();
  });

  test('waits for the disk where it is asked to', async () => {
    const embedded = await open();
    const settings =
      "select string_agg(setting, ' ') as are from pg_settings where name = any ('{fsync,synchronous_commit,full_page_writes}')";
    expect(await ask(embedded, settings)).toEqual([{ are: 'on on off' }]);
    await embedded.close();
  });

  test('is closed to everybody but its owner', async () => {
    const embedded = await open();
    expect((await stat(join(shared, 'database'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(shared, 'database', 'cluster', 'godwit.password'))).mode & 0o777).toBe(0o600);
    const { address } = embedded;
    assert(address.is === 'server', 'an embedded database has no URL');
    const stranger = openDb({ ...address, password: new Secret('guessed') });
    await expect(stranger.script('select 1')).rejects.toMatchObject({ code: 'database.unreachable' });
    await stranger.close();
    await embedded.close();
  });

  test.runIf(process.getuid?.() === 0)(
    'runs as nobody when we are root, below folders that only root may enter',
    async () => {
      const embedded = await open();
      expect((await stat(base)).mode & 0o777).toBe(0o700);
      const status = await readFile(`/proc/${(await server())?.pid}/status`, 'utf8');
      expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0');
      await embedded.close();
    },
  );

  test.runIf(process.getuid?.() === 0)('of a user stays his when root opens it once', async () => {
    const [folder, daemon] = [join(base, 'of-daemon'), 1];
    await mkdir(join(folder, 'database'), { recursive: true });
    await chown(join(folder, 'database'), daemon, daemon);
    const embedded = await open(folder);
    const status = await readFile(`/proc/${(await server(folder))?.pid}/status`, 'utf8');
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).toBe(String(daemon));
    await embedded.close();
    for (const name of await readdir(join(folder, 'database'), { recursive: true })) {
      expect((await stat(join(folder, 'database', name))).uid, name).toBe(daemon);
    }
  });

  test('is shared by all processes that open it, and stopped by the last one that closes it', async () => {
    const first = await open();
    const { pid } = (await server()) ?? { pid: 0 };
    const child = await openInChild(shared);
    await first.close();
    expect((await server())?.pid).toBe(pid);
    const third = await open();
    child.stdin?.end();
    await once(child, 'exit');
    expect((await server())?.pid).toBe(pid);
    await third.close();
    expect(await server()).toBeNull();
  });

  test.each([
    { name: 'with odd characters', folder: ` a b,c'd"e%f ü $HOME -x` },
    { name: 'too long for a socket', folder: 'long'.repeat(40) },
  ])('in a folder $name is opened like any other', async ({ folder }) => {
    const embedded = await open(join(base, folder));
    const { address } = embedded;
    assert(address.is === 'server', 'an embedded database has no URL');
    expect(await ask(embedded, 'select 1 as one')).toEqual([{ one: 1 }]);
    await embedded.close();
    await expect(stat(address.host)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('opened by many at once is started once', async () => {
    const folder = join(base, 'many');
    const all = await Promise.all([open(folder), open(folder), open(folder)]);
    const pids = await Promise.all(all.map((one) => ask(one, 'select pg_postmaster_start_time()::text as began')));
    expect(new Set(pids.map((rows) => JSON.stringify(rows))).size).toBe(1);
    expect((await readdir(join(folder, 'database'))).filter((name) => name.startsWith('making'))).toEqual([]);
    await Promise.all(all.map((one) => one.close()));
    expect(await server(folder)).toBeNull();
  });
});

describe('after a kill', () => {
  test('the server that was left is joined, and stopped when the next one closes it', async () => {
    const child = await openInChild(shared);
    const left = await server();
    await killed(child);
    expect((await server())?.pid).toBe(left?.pid);
    const next = await open();
    expect((await server())?.pid).toBe(left?.pid);
    await next.close();
    expect(await server()).toBeNull();
  });

  test('of everybody the server ends by itself', async () => {
    await killed(await openInChild(shared, 1));
    await until(async () => (await server()) === null);
  });

  test('of the server itself the next one starts it and loses nothing', async () => {
    const first = await open();
    await ask(
      first,
      'create table survived (it integer); set synchronous_commit = on; insert into survived values (7)',
    );
    const pid = (await server())?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await until(async () => !isAlive(pid) || (await server()) === null);
    const second = await open();
    expect(await ask(second, 'select it from survived')).toEqual([{ it: 7 }]);
    await second.close();
    await first.close();
  });

  test('the number in the pid file may belong to another process now, or to none', async () => {
    for (const pid of [process.pid, 2 ** 22 - 1]) {
      await writeFile(pidFile, `${pid}\n${shared}\n0\n5432\n/tmp\n\n0 0\nready\n`);
      const embedded = await open();
      expect(await ask(embedded, 'select 1 as one')).toEqual([{ one: 1 }]);
      await embedded.close();
    }
  });

  test('in the first start, ten times in a row, the next start makes a whole database', async () => {
    const folder = join(base, 'killed-early');
    for (let nth = 1; nth <= 10; nth += 1) {
      const child = childFor(folder);
      // Without a clock: the eleven moments at which a first start can be seen to have come further.
      await Promise.race([reached(folder, nth), once(child, 'exit')]);
      await killed(child);
    }
    const embedded = await open(folder);
    expect(await ask(embedded, 'select 1 as one')).toEqual([{ one: 1 }]);
    await embedded.close();
    const left = await readdir(join(folder, 'database'));
    expect(left.filter((name) => name.startsWith('making'))).toEqual([]);
  });
});

describe('what cannot be started says why', () => {
  test('files of another major version of PostgreSQL', async () => {
    const folder = join(base, 'old');
    await mkdir(join(folder, 'database', 'cluster'), { recursive: true });
    await writeFile(join(folder, 'database', 'cluster', 'PG_VERSION'), '12\n');
    await expect(open(folder)).rejects.toMatchObject({ code: 'database.other-version' });
  });

  test('a path on which no folder can be', async () => {
    const file = join(base, 'a-file');
    await writeFile(file, '');
    await expect(open(join(file, 'state'))).rejects.toMatchObject({
      code: 'database.not-startable',
      facts: { folder: join(file, 'state'), reason: expect.stringContaining('ENOTDIR') },
    });
  });

  test('a cluster that was damaged, in the words of PostgreSQL', async () => {
    const folder = join(base, 'damaged');
    const embedded = await open(folder);
    await embedded.close();
    await rm(join(folder, 'database', 'cluster', 'global', 'pg_control'));
    await expect(open(folder)).rejects.toMatchObject({
      code: 'database.not-startable',
      facts: { reason: expect.stringContaining('pg_control') },
    });
  });
});

async function ask(embedded: Embedded, text: string): Promise<readonly unknown[]> {
  const db = openDb(embedded.address);
  try {
    const statements = text.split(';');
    await db.script(statements.slice(0, -1).join(';'));
    return await db.query({ name: '', text: statements.at(-1) ?? '', values: [] });
  } finally {
    await db.close();
  }
}

function server(folder = shared): Promise<Postmaster | null> {
  return runningPostmaster(clusterFolders(join(folder, 'database')));
}

function childFor(folder: string, idleS = 30): ChildProcess {
  const program = new URL('../../../test/children/open-database.ts', import.meta.url).pathname;
  return spawn(process.execPath, [program, folder, String(idleS)], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function openInChild(folder: string, idleS?: number): Promise<ChildProcess> {
  const child = childFor(folder, idleS);
  await once(child.stdout ?? child, 'data');
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Polls something that another process does. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await systemClock.sleep(5, new AbortController().signal);
}

/** The first start has made as many files as are typical after the nth tenth of its work. */
async function reached(folder: string, nth: number): Promise<void> {
  await until(async () => {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    return names.length > nth * nth * 10;
  });
}
