/** The keys that passwords are sealed with: from outside, or from a file that its owner alone may read. */
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyRing } from '../../base/key-ring.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { newKeyBytes, type SealingKey } from '../../base/sealing-key.ts';
import type { Database } from '../../db/db.ts';
import { keyUse } from '../../db/service/sealed-tables.ts';
import { type Environment, type FoundKeys, keysFromOutside, keysOf, unusable, VARIABLE } from './key-places.ts';

export interface KeyPlace {
  readonly folder: string;
  readonly environment: Environment;
  readonly random: Random;
}

/** In the state folder. */
export const KEY_FILE = 'secret.key';
const OTHERS = 0o077;

/**
 * The keys of this installation. One is made where neither a key nor anything sealed is there yet. Throws
 * `secret.key-unusable`, and `secret.other-key` when something in the database was sealed with a key that is not among them.
 */
export async function openKeys(db: Database, place: KeyPlace): Promise<KeyRing> {
  const used = [...(await keyUse(db)).keys()];
  const found = (await readKeys(place)) ?? (await newKey(place, used));
  const ring = new KeyRing(found.keys);
  for (const id of used) ring.key(id, 'the database');
  return ring;
}

/** Null where there are none. Throws `secret.key-unusable`. */
export async function readKeys(place: KeyPlace): Promise<FoundKeys | null> {
  return (await keysFromOutside(place.environment)) ?? (await keysInFile(place));
}

/** Those of the file alone: what is not there is null, even where keys come from elsewhere. */
export async function keysInFile({ folder }: Pick<KeyPlace, 'folder'>): Promise<FoundKeys | null> {
  const file = join(folder, KEY_FILE);
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw unusable(`others may read ${file}; take that right from them`);
    }
    return { keys: keysOf(await readFile(file, 'utf8'), file), where: file };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A new key behind the others in the file, which is whole at every moment. Throws `secret.key-unusable` where keys come from elsewhere. */
export async function addKeyToFile(place: KeyPlace): Promise<readonly SealingKey[]> {
  const outside = await keysFromOutside(place.environment);
  if (outside !== null) {
    const reason = `they come from ${outside.where}, which Godwit does not write: add a new key behind the others there`;
    throw unusable(reason);
  }
  const found = await keysInFile(place);
  if (found === null) throw unusable(`there is none in ${join(place.folder, KEY_FILE)}`);
  const before = await readFile(found.where, 'utf8');
  const draft = await draftOf(place, `${before.trimEnd()}\n${newKeyLine()}`);
  await rename(draft, found.where);
  return (await keysInFile(place))?.keys ?? [];
}

/** Whoever makes one at the same time has the same afterwards: the file appears whole, and once. */
async function newKey(place: KeyPlace, used: readonly string[]): Promise<FoundKeys> {
  const { folder } = place;
  const file = join(folder, KEY_FILE);
  if (used.length > 0) {
    throw unusable(
      `there is none in ${file} and none in ${VARIABLE}, and passwords are sealed with ${used.join(', ')}`,
    );
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = await draftOf(place, newKeyLine());
  try {
    await link(draft, file).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  const found = await keysInFile(place);
  if (found === null) throw new Failure('secret.key-unusable', { reason: `${file} went away while it was made` });
  return found;
}

/** On disk before anybody sees it under its name. */
async function draftOf({ folder, random }: KeyPlace, text: string): Promise<string> {
  const draft = join(folder, `${KEY_FILE}.${random.id()}`);
  const opened = await open(draft, 'wx', 0o600);
  try {
    await opened.writeFile(text);
    await opened.sync();
  } finally {
    await opened.close();
  }
  return draft;
}

function newKeyLine(): string {
  return `${newKeyBytes().toString('base64')}\n`;
}
