/** Changes the key that seals, while everything goes on: first all programs have the new key, then it seals, then all is sealed anew. */
import type { Clock } from '../../base/clock.ts';
import { KeyRing } from '../../base/key-ring.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { KeyChange, KeyChangeControl } from '../../cli/rotate-key.ts';
import type { Database } from '../../db/db.ts';
import { keyUse, sealAnew } from '../../db/service/sealed-tables.ts';
import { announceKeys, changeSealingKey, withdrawKeys } from '../../db/service/sealing.ts';
import { openDatabase } from '../move/state.ts';
import type { Environment } from './key-places.ts';
import { addKeyToFile, openKeys } from './sealing-key-file.ts';

export interface KeyChangeDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Environment;
}

/** Programs look into the key file every ten seconds. */
const WAIT_MS_MAX = 30_000;
const LOOK_EVERY_MS = 1000;

/** Opens what a command needs for it. Throws what `changeKey` throws, and `database.*`. */
export async function runChangeKey(folder: string, control: KeyChangeControl, deps: KeyChangeDeps): Promise<KeyChange> {
  await using database = await openDatabase(folder, { ...deps, log: control.log });
  // Waited for here: the database is closed when this function is left.
  return await changeKey(database.db, folder, control, deps);
}

/**
 * May be ended at any moment and asked for again: a key that was added and does not seal yet is taken, and no further one is made.
 * Throws `secret.key-not-everywhere`, `secret.key-unusable` and `secret.other-key`.
 */
export async function changeKey(
  db: Database,
  folder: string,
  { signal, say }: KeyChangeControl,
  deps: KeyChangeDeps,
): Promise<KeyChange> {
  const place = { folder, environment: deps.environment, random: deps.random };
  const ring = await openKeys(db, place);
  const holder = `rotate-key ${deps.random.id()}`;
  const before = await announceKeys(db, ring, holder, deps.clock.now());
  try {
    const isHalfDone = [...(await keyUse(db)).keys()].some((one) => one !== before);
    // What an earlier change has left behind comes first.
    if (ring.newest.id === before && !isHalfDone) ring.replace({ keys: await addKeyToFile(place) });
    const id = ring.newest.id;
    await announceKeys(db, ring, holder, deps.clock.now());
    say(`The new key is ${id}; waiting until every program has it.`);
    await changeOnceEverywhere(db, id, signal, deps);
    say(`The key ${id} seals from now on; sealing anew what ${before} has sealed.`);
    const { stuck } = await sealAll(db, ring, id, signal, deps);
    const left = [...(await keyUse(db)).keys()];
    const removable = ring.ids.filter((one) => one !== id && !left.includes(one));
    return { id, removable, stuck, isComplete: left.every((one) => one === id) };
  } finally {
    await withdrawKeys(db, holder);
  }
}

async function changeOnceEverywhere(db: Database, id: string, signal: AbortSignal, { clock }: KeyChangeDeps) {
  const until = clock.now() + WAIT_MS_MAX;
  for (;;) {
    try {
      return await changeSealingKey(db, id, clock.now());
    } catch (error) {
      const isWaiting = error instanceof Failure && error.code === 'secret.key-not-everywhere' && clock.now() < until;
      if (!isWaiting) throw error;
    }
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}

/** Another program may be at it already: then this one waits for its turn. */
async function sealAll(db: Database, ring: KeyRing, id: string, signal: AbortSignal, { clock }: KeyChangeDeps) {
  for (;;) {
    const sealed = await sealAnew(db, ring, id, signal);
    if (sealed !== null) return sealed;
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}
