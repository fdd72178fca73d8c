/** The key that passwords are sealed with: from the environment, or from a file that its owner alone may read. */
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './base/problem.ts';
import type { Random } from './base/random.ts';
import { KEY_BYTES, newKeyBytes, SealingKey } from './base/sealing-key.ts';
import type { Database } from './db/db.ts';
import { sealingKeyIds } from './db/service/secrets.ts';

export interface KeyPlace {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly random: Random;
}

const VARIABLE = 'GODWIT_SECRET_KEY';
const FILE = 'secret.key';
const OTHERS = 0o077;

/**
 * The key of this installation. One is made where neither a key nor anything sealed is there yet. Throws
 * `secret.key-unusable`, and `secret.other-key` when what lies in the database was sealed with another one.
 */
export async function openSealingKey(db: Database, place: KeyPlace): Promise<SealingKey> {
  const sealedWith = await sealingKeyIds(db);
  const key = fromEnvironment(place) ?? (await fromFile(place)) ?? (await newKey(place, sealedWith));
  const other = sealedWith.find((id) => id !== key.id);
  if (other === undefined) return key;
  throw new Failure('secret.other-key', { place: 'the database', wanted: other, given: key.id });
}

function fromEnvironment({ environment }: KeyPlace): SealingKey | null {
  const text = environment[VARIABLE] ?? '';
  return text === '' ? null : keyOf(text, VARIABLE);
}

async function fromFile({ folder }: KeyPlace): Promise<SealingKey | null> {
  const file = join(folder, FILE);
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw new Failure('secret.key-unusable', { reason: `others may read ${file}; take that right from them` });
    }
    return keyOf(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Whoever makes one at the same time has the same afterwards: the file appears whole, and once. */
async function newKey(place: KeyPlace, sealedWith: readonly string[]): Promise<SealingKey> {
  const { folder, random } = place;
  const file = join(folder, FILE);
  if (sealedWith.length > 0) {
    const reason = `there is none in ${file} and none in ${VARIABLE}, and passwords are sealed with ${sealedWith[0]}`;
    throw new Failure('secret.key-unusable', { reason });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `${FILE}.${random.id()}`);
  const opened = await open(draft, 'wx', 0o600);
  try {
    await opened.writeFile(`${newKeyBytes().toString('base64')}\n`);
    await opened.sync();
    await link(draft, file).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  } finally {
    await opened.close();
    await rm(draft, { force: true });
  }
  const key = await fromFile(place);
  if (key === null) throw new Failure('secret.key-unusable', { reason: `${file} went away while it was made` });
  return key;
}

function keyOf(text: string, where: string): SealingKey {
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length === KEY_BYTES) return new SealingKey(bytes);
  throw new Failure('secret.key-unusable', { reason: `what is in ${where} is not ${KEY_BYTES} bytes in base64` });
}
