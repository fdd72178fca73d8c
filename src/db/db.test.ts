import { describe, expect, test } from 'vitest';
import { freshDatabase } from '../../test/setup/database.ts';
import { assert } from '../base/assert.ts';
import { Secret } from '../base/secret.ts';
import { openDb, type Sql } from './db.ts';
import { DbError } from './db-error.ts';
import type { DbAddress } from './embedded/address.ts';

const db = await freshDatabase();
await db.script('create table things (id integer primary key, name text not null)');

const sql = (text: string, ...values: readonly unknown[]): Sql => ({ name: '', text, values });

describe('the door', () => {
  test('hears what others say on its channel when they commit, and nothing of other channels', async () => {
    const heard: string[] = [];
    const both = Promise.withResolvers<void>();
    const listening = await db.listen('News "of" ours', (said) => {
      heard.push(said);
      if (said === 'last') both.resolve();
    });
    const tell = 'select pg_notify($1, $2)';
    await db.query(sql(tell, 'other', 'theirs'));
    await db.transaction(async (tx) => void (await tx.query(sql(tell, 'News "of" ours', 'first'))));
    const broken = db.transaction(async (tx) => {
      await tx.query(sql(tell, 'News "of" ours', 'never'));
      throw new Error('stop');
    });
    await expect(broken).rejects.toThrow('stop');
    await db.query(sql(tell, 'News "of" ours', 'last'));
    await both.promise;
    expect(heard).toEqual(['first', 'last']);
    expect(listening.isOpen()).toBe(true);
    await listening.close();
    expect(listening.isOpen()).toBe(false);
  });

  test('outlives the end of a connection that a transaction has and does not use just then', async () => {
    const broken = db.transaction(async (tx) => {
      const [row] = await tx.query<{ pid: number }>(sql('select pg_backend_pid() as pid'));
      await db.query(sql('select pg_terminate_backend($1)', row?.pid));
      // Between two statements nobody waits for an answer of this connection: it just ends.
      const alive = 'select count(*)::int as count from pg_stat_activity where pid = $1';
      for (let count = 1; count > 0; ) {
        const [seen] = await db.query<{ count: number }>(sql(alive, row?.pid));
        count = seen?.count ?? 0;
      }
      await new Promise((resolve) => setImmediate(resolve));
      await tx.query(sql('select 1 as one'));
    });
    await expect(broken).rejects.toMatchObject({ code: 'database.unreachable' });
    expect(await db.query(sql('select 1 as one'))).toEqual([{ one: 1 }]);
  });

  test('keeps no locks of a program that stands still inside a transaction', async () => {
    const [row] = await db.query<{ limit: string }>(
      sql("select current_setting('idle_in_transaction_session_timeout') as limit"),
    );
    expect(row).toEqual({ limit: '20s' });
  });

  test('gives whole numbers as numbers, bytes as Buffers and JSON parsed', async () => {
    const rows = await db.query(
      sql("select 9007199254740991::bigint as n, '\\xff00'::bytea as b, $1::json as j", '{"a":[1]}'),
    );
    expect(rows).toEqual([{ n: Number.MAX_SAFE_INTEGER, b: Buffer.from([255, 0]), j: { a: [1] } }]);
  });

  test('does not round a number that JavaScript cannot hold', async () => {
    await expect(db.query(sql('select 9007199254740993::bigint as n'))).rejects.toThrow(/JavaScript can hold/);
  });

  test('keeps all of a transaction or nothing', async () => {
    const failing = db.transaction(async (tx) => {
      await tx.query(sql('insert into things values (1, $1)', 'half'));
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await db.query(sql('select * from things where id = 1'))).toEqual([]);
    await db.transaction((tx) => tx.query(sql('insert into things values (1, $1)', 'whole')));
    expect(await db.query(sql('select name from things where id = 1'))).toEqual([{ name: 'whole' }]);
  });

  test('names a failed statement and its state, and tells neither its text nor a value', async () => {
    await db.query(sql('insert into things values (2, $1)', 'x'));
    const values = ['kept-secret', 'not a number'];
    for (const [text, state] of [
      ['insert into things values (2, $1)', '23505'],
      ['select $1::text, $2::text::integer', '22P02'],
      ['insert into things values (3, null), (4, $1)', '23502'],
    ] as const) {
      const asked = db.query({
        name: `named ${state}`,
        text,
        values: text.includes('$2') ? values : values.slice(0, 1),
      });
      const error: unknown = await asked.catch((reason: unknown) => reason);
      assert(error instanceof DbError, `${text} is refused by the database`);
      expect(error.state).toBe(state);
      expect(error.message).toContain(`named ${state}`);
      expect(`${error.message} ${JSON.stringify(error)} ${error.stack}`).not.toMatch(
        /kept-secret|not a number|insert into/,
      );
      expect(error.cause).toBeUndefined();
    }
  });

  test('is usable again after a session was ended by the server', async () => {
    const session = await db.session('to be ended');
    const [row] = await session.query<{ pid: number }>(sql('select pg_backend_pid() as pid'));
    await db.query(sql('select pg_terminate_backend($1, 5000)', row?.pid));
    await expect(session.query(sql('select 1'))).rejects.toMatchObject({ code: 'database.unreachable' });
    await session.close();
    expect(await db.query(sql('select 1 as one'))).toEqual([{ one: 1 }]);
  });
});

describe('an address', () => {
  const { address } = db;
  assert(address.is === 'server', 'the tests know the parts of their address');
  const url = (but: { user?: string; password?: string; database?: string; host?: string } = {}): DbAddress => {
    const { user, password, database, host } = { ...address, password: address.password.reveal(), ...but };
    const text = `postgres://${user}:${password}@localhost/${database}?host=${encodeURIComponent(host)}`;
    return { is: 'url', url: new Secret(text) };
  };

  test('may be a URL', async () => {
    const byUrl = openDb(url());
    expect(await byUrl.query(sql('select name from things where id = 1'))).toEqual([{ name: 'whole' }]);
    await byUrl.close();
  });

  test.each([
    { what: 'a wrong password', but: url({ password: 'hunter2' }), says: /password authentication failed/ },
    { what: 'a database that is not there', but: url({ database: 'nowhere' }), says: /nowhere.*does not exist/ },
    { what: 'a socket that is not there', but: url({ host: '/nowhere' }), says: /ENOENT/ },
    {
      what: 'a port where nobody listens',
      but: { is: 'url', url: new Secret('postgres://u:hunter2@127.0.0.1:1/d') },
      says: /ECONNREFUSED/,
    },
    { what: 'no address at all', but: { is: 'url', url: new Secret('hunter2') }, says: /DATABASE_URL/ },
    {
      what: 'the address of something else',
      but: { is: 'url', url: new Secret('mysql://u:hunter2@h/d') },
      says: /postgres:/,
    },
  ] satisfies { what: string; but: DbAddress; says: RegExp }[])(
    'with $what fails in words that hold no password',
    async ({ but, says }) => {
      const asked = async () => {
        const unreachable = openDb(but);
        try {
          return await unreachable.query(sql('select 1'));
        } finally {
          await unreachable.close();
        }
      };
      const error: unknown = await asked().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'database.unreachable', message: expect.stringMatching(says) });
      expect(String(error)).not.toContain('hunter2');
    },
  );
});
