/** What a backup says of itself: at its beginning what it is, at its end what belongs to it. Read with care: files are hostile. */
import type { Part } from './backup-file.ts';
import type { BackupSequence, BackupTable } from './tables.ts';

/** Grows when an older Godwit could not read the file any more. */
export const FORMAT = 1;
export const HEAD = 'godwit-backup.json';
export const MANIFEST = 'manifest.json';
/** Before the names of files of the state folder. */
export const STATE = 'state/';

export interface Head {
  readonly format: number;
  /** The version of Godwit that made it. */
  readonly version: string;
  readonly at: string;
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
  /** The version of the tables of the queue; null where there is none yet. */
  readonly queue: number | null;
}

export interface Manifest {
  /** All but this one, in the order of the file. */
  readonly parts: readonly Part[];
  /** In the order in which they are filled. */
  readonly tables: readonly BackupTable[];
  readonly sequences: readonly BackupSequence[];
}

/** Null for what is none. */
export function headIn(bytes: Buffer): Head | null {
  const head = objectIn(bytes);
  if (head === null || typeof head['format'] !== 'number' || !Array.isArray(head['migrations'])) return null;
  const { queue } = head;
  const isNamed = typeof head['version'] === 'string' && typeof head['at'] === 'string';
  const isListed = head['migrations'].every((one) => hasTexts(one, ['name', 'checksum']));
  if (!isNamed || !isListed || !(queue === null || Number.isSafeInteger(queue))) return null;
  return head as unknown as Head; // each of its members was looked at
}

/** Null for what is none. */
export function manifestIn(bytes: Buffer): Manifest | null {
  const manifest = objectIn(bytes);
  if (manifest === null) return null;
  const { parts, tables, sequences } = manifest;
  if (!Array.isArray(parts) || !Array.isArray(tables) || !Array.isArray(sequences)) return null;
  const areParts = parts.every((one) => hasTexts(one, ['name', 'sha256']) && Number.isSafeInteger(one['bytes']));
  const areTables = tables.every(
    (one) => hasTexts(one, ['schema', 'name']) && Array.isArray(one['columns']) && one['columns'].every(isText),
  );
  const areSequences = sequences.every((one) => hasTexts(one, ['schema', 'name']) && Number.isSafeInteger(one['last']));
  if (!areParts || !areTables || !areSequences) return null;
  return manifest as unknown as Manifest; // each of its members was looked at
}

type Loose = Readonly<Record<string, unknown>>;

function objectIn(bytes: Buffer): Loose | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function hasTexts(value: unknown, names: readonly string[]): value is Loose {
  return isObject(value) && names.every((name) => isText(value[name]));
}
