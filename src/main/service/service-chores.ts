/** The chores of every program of a service: keys are kept up to date, and what is not needed any more is purged. */
import type { Clock } from '../../base/clock.ts';
import type { KeyRing } from '../../base/key-ring.ts';
import type { Log } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { Database } from '../../db/db.ts';
import { keyUse, sealAnew } from '../../db/service/sealed-tables.ts';
import { announceKeys } from '../../db/service/sealing.ts';
import type { AboutProgram } from '../../model/program.ts';
import type { Store } from '../../model/store.ts';
import { purgeUnneeded } from '../../project/purge-passwords.ts';
import type { NameServer } from '../../wire/dns/transport.ts';
import type { Chore } from '../../work/chores.ts';
import type { Environment } from '../keys/key-places.ts';
import { keysInFile } from '../keys/sealing-key-file.ts';
import { cutOverChores } from './cut-over-chores.ts';
import { paperChore } from './paper-chore.ts';

export interface ServiceChoreDeps {
  readonly db: Database;
  readonly store: Store;
  readonly ring: KeyRing;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly environment: Environment;
  readonly stateFolder: string;
  /** The name of this program among all on the database. */
  readonly worker: string;
  /** What the register shows of it. */
  readonly about: () => AboutProgram;
  readonly purgePasswordsAfterDays: number;
  /** Trusted beside those of the machine, as PEM texts. */
  readonly authorities: readonly string[];
  /** To be asked; none: those of this machine. */
  readonly nameServers: readonly NameServer[];
  readonly isInsecureLoopbackAllowed: boolean;
}

const KEYS_EVERY_MS = 10_000;
const PURGE_EVERY_MS = 3_600_000;

export function serviceChores(deps: ServiceChoreDeps): readonly Chore[] {
  const { store, clock, random, worker, purgePasswordsAfterDays: days } = deps;
  return [
    { name: 'keys', everyMs: KEYS_EVERY_MS, run: (signal) => keepKeys(deps, signal) },
    {
      name: 'purge',
      everyMs: PURGE_EVERY_MS,
      run: (signal) => purgeUnneeded(store, { days, worker, signal }, { clock, random }),
    },
    ...cutOverChores(deps),
    paperChore({ ...deps, webPorts: null }),
  ];
}

/** Takes up keys that were added to the file, says which there are, and seals anew what was left behind. */
export async function keepKeys(
  {
    db,
    ring,
    clock,
    log,
    stateFolder,
    worker,
    about,
  }: Pick<ServiceChoreDeps, 'db' | 'ring' | 'clock' | 'log' | 'stateFolder' | 'worker' | 'about'>,
  signal: AbortSignal,
): Promise<void> {
  const inFile = await keysInFile({ folder: stateFolder });
  // Keys from outside come with a new start; the file counts only where the keys at hand are those of the file.
  if (inFile !== null && inFile.keys.some(({ id }) => ring.ids.includes(id))) ring.replace(inFile);
  const id = await announceKeys(db, ring, worker, clock.now(), about());
  const used = [...(await keyUse(db)).keys()];
  if (used.every((one) => one === id)) return;
  const sealed = await sealAnew(db, ring, id, signal);
  if (sealed === null || sealed.done === 0) return;
  log.info('secrets sealed anew', { key: id, done: sealed.done, stuck: sealed.stuck });
  const left = [...(await keyUse(db)).keys()];
  for (const old of used.filter((one) => !left.includes(one))) log.info('a key may be removed', { key: old });
}
