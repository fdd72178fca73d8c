import { describe, expect, test } from 'vitest';
import { freshDatabase } from '../../test/setup/database.ts';
import { Failure } from '../base/problem.ts';
import { ENTRY_STATES } from '../model/ledger.ts';
import { migrate, readMigrations } from './migrate.ts';

const db = await freshDatabase();

describe('migrate', () => {
  test('does nothing to a database that has all tables, however often', async () => {
    const migrations = await readMigrations();
    await migrate(db, migrations);
    await Promise.all([migrate(db, migrations), migrate(db, migrations)]);
    const rows = await db.query({ name: 'q', text: 'select name from migrations order by name', values: [] });
    expect(rows).toEqual(migrations.map(({ name }) => ({ name })));
  });

  test('refuses a database that a newer version has migrated', async () => {
    await expect(migrate(db, [])).rejects.toThrow(/newer tables of 0001-ledger.sql/);
  });

  test('refuses a database whose tables were made by another text', async () => {
    const [first] = await readMigrations();
    const altered = [{ name: first?.name ?? '', text: '-- something else' }];
    await expect(migrate(db, altered)).rejects.toSatisfy(
      (error) => error instanceof Failure && error.code === 'database.other-version',
    );
  });

  test('keeps nothing of a migration that fails in its middle', async () => {
    const broken = { name: '9999-broken.sql', text: 'create table half (id integer); select 1 / 0' };
    await expect(migrate(db, [...(await readMigrations()), broken])).rejects.toThrow(/22012/);
    const rows = await db.query({ name: 'half', text: "select to_regclass('half') as half", values: [] });
    expect(rows).toEqual([{ half: null }]);
  });
});

describe('the tables', () => {
  test.each([
    { table: 'entries', states: ENTRY_STATES },
    { table: 'counts', states: [...ENTRY_STATES, 'aside'] },
  ])('$table knows exactly the states of the model', async ({ table, states }) => {
    const checks = await db.query<{ text: string }>({
      name: 'checks',
      text: `
        select pg_get_constraintdef(oid) as text
        from pg_constraint
        where conrelid = $1::regclass and contype = 'c' and conname like '%state_check'`,
      values: [table],
    });
    const named = [...(checks[0]?.text ?? '').matchAll(/'([a-z]+)'::text/g)].map(([, state]) => state);
    expect(checks).toHaveLength(1);
    expect(named).toEqual(states);
  });
});
