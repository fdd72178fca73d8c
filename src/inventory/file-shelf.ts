/** The shelf as a file of JSON lines: each answer is there as soon as it came, whatever ends the run. */
import { appendFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Shelf, ShelvedMailbox } from './shelf.ts';

/** Older answers are asked for again: the server counts its mailboxes anew once a day. */
const AGE_MS_MAX = 24 * 60 * 60_000;
/** Some 100,000 mailboxes with all their lists. A larger file is none of ours. */
const BYTES_MAX = 512 * 1024 * 1024;

export interface FileShelf extends Shelf {
  /** How many answers of an earlier run are there. */
  readonly size: number;
  /** Takes the file away: nothing is left to be asked for. */
  clear(): Promise<void>;
}

/** Only its owner can read the file. Throws `spool.not-writable`. */
export async function openFileShelf(path: string, clock: Clock): Promise<FileShelf> {
  const known = await readShelf(path, clock.now());
  const writable = async (write: () => Promise<unknown>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      throw new Failure('spool.not-writable', { folder: dirname(path), reason: error.message }, { cause: error });
    }
  };
  await writable(() => mkdir(dirname(path), { recursive: true, mode: 0o700 }));
  return {
    size: known.size,
    find: (address) => known.get(address) ?? null,
    put: async (one) => {
      // It begins a line of its own: the one before may have been cut off.
      const line = `\n${JSON.stringify({ version: 1, at: clock.now(), one })}\n`;
      await writable(() => appendFile(path, line, { mode: 0o600 }));
    },
    clear: () => writable(() => rm(path, { force: true })),
  };
}

async function readShelf(path: string, now: number): Promise<ReadonlyMap<string, ShelvedMailbox>> {
  const known = new Map<string, ShelvedMailbox>();
  const text = await textOf(path);
  for (const line of text.split('\n')) {
    const one = shelvedIn(line, now);
    if (one !== null) known.set(one.address, one);
  }
  return known;
}

async function textOf(path: string): Promise<string> {
  try {
    return (await stat(path)).size > BYTES_MAX ? '' : await readFile(path, 'utf8');
  } catch (error) {
    // Whatever cannot be read is asked for again.
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}

/** Null for a line that was cut off, is of another version or too old. */
function shelvedIn(line: string, now: number): ShelvedMailbox | null {
  if (line === '') return null;
  try {
    const entry: unknown = JSON.parse(line);
    if (!isEntry(entry)) return null;
    const ageMs = now - entry.at;
    return ageMs >= 0 && ageMs <= AGE_MS_MAX ? entry.one : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

interface Entry {
  readonly version: 1;
  readonly at: number;
  readonly one: ShelvedMailbox;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1) return false;
  if (!('at' in value) || typeof value.at !== 'number' || !('one' in value)) return false;
  const { one } = value;
  return typeof one === 'object' && one !== null && 'address' in one && 'mailbox' in one;
}
