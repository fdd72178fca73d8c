/** What a backup holds of a database: all tables of our schemas in an order in which they can be filled, and their sequences. */
import { escapeIdentifier } from 'pg';
import { assert } from '../../base/assert.ts';
import type { Db } from '../db.ts';

/** Ours, and that of the queue. */
const SCHEMAS: readonly string[] = ['public', 'pgboss'];

export interface BackupTable {
  readonly schema: string;
  readonly name: string;
  /** Without those that PostgreSQL computes. */
  readonly columns: readonly string[];
}

export interface BackupSequence {
  readonly schema: string;
  readonly name: string;
  /** The number that was given last. */
  readonly last: number;
}

/** Every table after those that its rows point to. */
export async function tablesOf(db: Db): Promise<readonly BackupTable[]> {
  const tables = await db.query<BackupTable>({ name: '', text: TABLES, values: [SCHEMAS] });
  const links = await db.query<Link>({ name: '', text: LINKS, values: [SCHEMAS] });
  const before = Map.groupBy(links, (link) => link.child);
  const left = new Map(tables.map((table) => [placeOf(table), table]));
  const ordered: BackupTable[] = [];
  while (left.size > 0) {
    const ready = [...left].filter(([place]) => !(before.get(place) ?? []).some(({ parent }) => left.has(parent)));
    assert(ready.length > 0, 'tables do not point to each other in a ring');
    for (const [place, table] of ready) {
      left.delete(place);
      ordered.push(table);
    }
  }
  return ordered;
}

/** Those that have given a number. */
export function sequencesOf(db: Db): Promise<readonly BackupSequence[]> {
  return db.query<BackupSequence>({ name: '', text: SEQUENCES, values: [SCHEMAS] });
}

/** The table as a statement names it. */
export function placeOf({ schema, name }: Pick<BackupTable, 'schema' | 'name'>): string {
  return `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
}

export function columnsOf({ columns }: BackupTable): string {
  return columns.map((column) => escapeIdentifier(column)).join(', ');
}

/** What anybody has made in this database, extensions apart; at most three names. */
export async function whatIsThere(db: Db): Promise<readonly string[]> {
  const rows = await db.query<{ name: string }>({ name: '', text: RELATIONS, values: [] });
  return rows.map(({ name }) => name);
}

interface Link {
  readonly child: string;
  readonly parent: string;
}

const TABLES = `
  select n.nspname as schema, c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
  group by 1, 2
  order by 1, 2`;

const LINKS = `
  select format('"%s"."%s"', cn.nspname, cc.relname) as child, format('"%s"."%s"', pn.nspname, pc.relname) as parent
  from pg_constraint f
  join pg_class cc on cc.oid = f.conrelid
  join pg_namespace cn on cn.oid = cc.relnamespace
  join pg_class pc on pc.oid = f.confrelid
  join pg_namespace pn on pn.oid = pc.relnamespace
  where f.contype = 'f' and cc.oid <> pc.oid and cn.nspname = any ($1)`;

const SEQUENCES = `
  select schemaname as schema, sequencename as name, last_value as last
  from pg_sequences
  where schemaname = any ($1) and last_value is not null
  order by 1, 2`;

const RELATIONS = `
  select format('%s.%s', n.nspname, c.relname) as name
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
    and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  order by 1
  limit 3`;
