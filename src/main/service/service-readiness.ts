/** Looks whether the service can work, cheaply: however many ask, one look is under way, and its answer holds for a second. */
import type { Readiness } from '../../api/health.ts';
import type { Clock, Instant } from '../../base/clock.ts';
import type { KeyRing } from '../../base/key-ring.ts';
import type { Log } from '../../base/log.ts';
import type { Db } from '../../db/db.ts';
import { isMigrated, type Migration } from '../../db/migrate.ts';
import { ping } from '../../db/ping.ts';
import { sealingKeyId } from '../../db/service/sealing.ts';
import type { Queue } from '../../work/queue.ts';

export interface ReadinessDeps {
  readonly db: Db;
  readonly migrations: readonly Migration[];
  readonly ring: Pick<KeyRing, 'ids'>;
  readonly queue: Pick<Queue, 'isOpen'>;
  readonly clock: Clock;
  readonly log: Log;
}

const HOLDS_MS = 1000;
const LOOK_MS_MAX = 2000;
const NOTHING: Readiness = { database: false, migrations: false, queue: false, sealingKey: false };

/** Gives what asks. It never fails: what cannot be seen within two seconds is not ready. */
export function openReadiness(deps: ReadinessDeps): () => Promise<Readiness> {
  let last: { readonly at: Instant; readonly answer: Promise<Readiness> } | null = null;
  let isLooking = false;
  return () => {
    const now = deps.clock.now();
    // A database that hangs is not asked again before it has answered.
    if (last !== null && (isLooking || now - last.at < HOLDS_MS)) return last.answer;
    isLooking = true;
    const seen = look(deps).finally(() => {
      isLooking = false;
    });
    last = { at: now, answer: inTime(seen, deps.clock) };
    return last.answer;
  };
}

/** Each part by itself: a queue that is broken says nothing about the database. */
async function look({ db, migrations, ring, queue, log }: ReadinessDeps): Promise<Readiness> {
  const isSo = async (name: keyof Readiness, seen: () => Promise<boolean>): Promise<boolean> => {
    try {
      return await seen();
    } catch (error) {
      log.warn('not ready', { part: name, reason: String(error) });
      return false;
    }
  };
  if (!(await isSo('database', () => ping(db)))) return NOTHING;
  return {
    database: true,
    migrations: await isSo('migrations', () => isMigrated(db, migrations)),
    queue: await isSo('queue', () => queue.isOpen()),
    sealingKey: await isSo('sealingKey', async () => ring.ids.includes((await sealingKeyId(db)) ?? '')),
  };
}

async function inTime(seen: Promise<Readiness>, clock: Clock): Promise<Readiness> {
  const over = new AbortController();
  const late = clock.sleep(LOOK_MS_MAX, over.signal).then(
    () => NOTHING,
    () => NOTHING,
  );
  try {
    return await Promise.race([seen, late]);
  } finally {
    over.abort();
  }
}
