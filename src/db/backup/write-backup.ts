/** Writes all that a database holds into one file, as it is at one instant, while everybody goes on working in it. */
import { Failure } from '../../base/problem.ts';
import type { Copying, Database } from '../db.ts';
import { type PartWriter, writeParts } from './backup-file.ts';
import { FORMAT, HEAD, type Head, MANIFEST, type Manifest, STATE } from './manifest.ts';
import { type BackupTable, columnsOf, placeOf, sequencesOf, tablesOf } from './tables.ts';

export interface BackupContent {
  readonly version: string;
  /** In ISO 8601. */
  readonly at: string;
  /** Files of the state folder, by their names. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Rows are gathered to parts of this size; a larger row is a part of its own. */
const PART_BYTES = 4 * 1024 * 1024;
const NEWLINE = 10;

/**
 * One snapshot in one transaction that only reads. Takes memory for one part at a time. Throws `backup.not-written`, and
 * `database.other-version` where no table of Godwit is.
 */
export async function writeBackup(db: Database, file: string, content: BackupContent): Promise<Manifest> {
  const copying = await db.copying();
  try {
    return await copying.transaction(async () => {
      await copying.script('set transaction isolation level repeatable read, read only');
      const head = await headOf(copying, content);
      let manifest: Manifest = { parts: [], tables: [], sequences: [] };
      await writeParts(file, async (writer) => {
        await writer.add(HEAD, jsonOf(head));
        for (const [name, bytes] of content.files) await writer.add(`${STATE}${name}`, bytes);
        const tables = await tablesOf(copying);
        for (const table of tables) await writeTable(copying, table, writer);
        // Read last, and so never behind a row of the snapshot: a sequence is not a part of it.
        manifest = { parts: [...writer.parts], tables, sequences: await sequencesOf(copying) };
        await writer.add(MANIFEST, jsonOf(manifest));
      });
      return manifest;
    });
  } finally {
    await copying.close();
  }
}

async function headOf(copying: Copying, { version, at }: BackupContent): Promise<Head> {
  const text =
    "select to_regclass('migrations') is not null as ours, to_regclass('pgboss.version') is not null as queue";
  const [there] = await copying.query<{ ours: boolean; queue: boolean }>({ name: '', text, values: [] });
  if (there?.ours !== true) throw new Failure('database.other-version', { what: 'it has no tables of Godwit' });
  const migrations = await copying.query<Head['migrations'][number]>({
    name: '',
    text: 'select name, checksum from migrations order by name',
    values: [],
  });
  return { format: FORMAT, version, at, migrations, queue: there.queue ? await queueVersion(copying) : null };
}

export async function queueVersion(copying: Copying): Promise<number | null> {
  const text = 'select version from pgboss.version';
  const [row] = await copying.query<{ version: number }>({ name: '', text, values: [] });
  return row?.version ?? null;
}

/** Cut between rows, so that each part can be fed to the table by itself: a line break in a value is never written as one. */
async function writeTable(copying: Copying, table: BackupTable, writer: PartWriter): Promise<void> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let number = 0;
  const flush = async (isLast: boolean): Promise<void> => {
    const all = Buffer.concat(pieces);
    const end = isLast ? all.length : all.lastIndexOf(NEWLINE) + 1;
    pieces = [all.subarray(end)];
    bytes = all.length - end;
    if (end === 0) return;
    number += 1;
    await writer.add(`${partPrefix(table)}${String(number).padStart(8, '0')}`, all.subarray(0, end));
  };
  for await (const piece of copying.copyOut(`copy (select ${columnsOf(table)} from ${placeOf(table)}) to stdout`)) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= PART_BYTES) await flush(false);
  }
  await flush(true);
}

/** What the names of all parts of a table begin with. */
export function partPrefix({ schema, name }: Pick<BackupTable, 'schema' | 'name'>): string {
  return `tables/${schema}.${name}/`;
}

function jsonOf(value: Head | Manifest): Buffer {
  return Buffer.from(JSON.stringify(value));
}
