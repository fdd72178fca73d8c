/** `godwit doctor`: looks at an installation, whether its service runs or not, and changes nothing in it. */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { type DatabaseFacts, judgeDatabase } from '../../check/installation/judge-database.ts';
import { judgeFolder } from '../../check/installation/judge-folder.ts';
import { judgeKey, type KeyFacts } from '../../check/installation/judge-key.ts';
import { judgeHost, judgeResolvers } from '../../check/installation/judge-network.ts';
import { judgePrograms } from '../../check/installation/judge-programs.ts';
import { judgeQueue } from '../../check/installation/judge-queue.ts';
import type { DoctorControl, DoctorJob } from '../../cli/doctor.ts';
import type { Database } from '../../db/db.ts';
import { readMigrations, tablesIn } from '../../db/migrate.ts';
import { hasQueue, serverFacts, storedPlaces, workFacts } from '../../db/service/installation.ts';
import { listPrograms } from '../../db/service/programs.ts';
import { keyUse } from '../../db/service/sealed-tables.ts';
import { sealingKeyId } from '../../db/service/sealing.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { type Environment, unusable } from '../keys/key-places.ts';
import { readKeys } from '../keys/sealing-key-file.ts';
import { hasDatabase, type OpenDatabase, openAsItIs } from '../move/state.ts';
import { lookAtFolder } from './doctor-folder.ts';
import { askResolvers, placesIn, reach } from './doctor-hosts.ts';

export interface DoctorDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Environment;
  readonly nameServers: () => readonly string[];
}

/** What is wrong is a result; it throws only the signal's reason. */
export async function runDoctor(
  job: DoctorJob,
  control: DoctorControl,
  deps: DoctorDeps,
): Promise<readonly CheckResult[]> {
  const { stateFolder, authorities } = job;
  const { clock, random, environment } = deps;
  const isEmbedded = (environment['DATABASE_URL'] ?? '') === '';
  const folder = judgeFolder(await lookAtFolder(stateFolder, isEmbedded, random));
  const opened = await openIfAny(job, control, deps);
  await using closing = new AsyncDisposableStack();
  if (opened.is === 'open') closing.use(opened.database);
  const db = opened.is === 'open' ? opened.database.db : null;
  const facts = await databaseFacts(opened, isEmbedded, clock);
  const isUsable = facts.is === 'open' && facts.tables.is === 'current';
  const stored = db !== null && isUsable ? placesIn(await storedPlaces(db)) : [];
  const key = judgeKey(await keyFacts(isUsable ? db : null, opened.is === 'none', job, deps));
  const work = db !== null && isUsable ? await judgeWork(db) : [];
  const hostDeps = { ...deps, authorities };
  const [resolvers, hosts] = await Promise.all([
    askResolvers(stored, hostDeps, control.signal),
    Promise.all(stored.map((place) => reach(place, hostDeps, control.signal))),
  ]);
  const network = [judgeResolvers(resolvers), ...hosts.map((host) => judgeHost(host, clock.now()))];
  return [...judgeDatabase(facts), ...folder, key, ...work, ...network];
}

type Opened =
  | { readonly is: 'none' }
  | { readonly is: 'failed'; readonly failure: Failure }
  | { readonly is: 'open'; readonly database: OpenDatabase };

/** An embedded database that does not run is started for the look, and stops after it; none is made. */
async function openIfAny({ stateFolder }: DoctorJob, { log }: DoctorControl, deps: DoctorDeps): Promise<Opened> {
  try {
    if (!(await hasDatabase(stateFolder, deps.environment))) return { is: 'none' };
    return { is: 'open', database: await openAsItIs(stateFolder, { ...deps, log }) };
  } catch (error) {
    if (error instanceof Failure) return { is: 'failed', failure: error };
    const reason = systemReason(error);
    return { is: 'failed', failure: new Failure('database.not-startable', { folder: stateFolder, reason }) };
  }
}

async function databaseFacts(opened: Opened, isEmbedded: boolean, clock: Clock): Promise<DatabaseFacts> {
  if (opened.is === 'none') return opened;
  const failed = ({ message: cause, remedy }: Failure): DatabaseFacts => ({ is: 'failed', cause, remedy });
  if (opened.is === 'failed') return failed(opened.failure);
  const { db } = opened.database;
  try {
    // The first question opens the connection.
    await serverFacts(db);
    const began = clock.now();
    const { version, now } = await serverFacts(db);
    const ended = clock.now();
    const tables = await tablesIn(db, await readMigrations());
    const place = isEmbedded ? 'the embedded database' : 'the server in DATABASE_URL';
    const clockAheadMs = (began + ended) / 2 - now;
    return { is: 'open', place, version, answerMs: ended - began, clockAheadMs, tables };
  } catch (error) {
    if (error instanceof Failure) return failed(error);
    throw error;
  }
}

async function keyFacts(db: Database | null, isNew: boolean, job: DoctorJob, deps: DoctorDeps): Promise<KeyFacts> {
  const used = db === null ? null : await keyUse(db);
  const sealing = db === null ? null : await sealingKeyId(db);
  return { given: await keysGiven(job, deps), sealing, used: isNew ? new Map() : used };
}

async function keysGiven(
  { stateFolder: folder }: DoctorJob,
  { environment, random }: DoctorDeps,
): Promise<KeyFacts['given']> {
  try {
    const found = await readKeys({ folder, environment, random });
    return found === null ? null : { is: 'keys', ids: found.keys.map(({ id }) => id), where: found.where };
  } catch (error) {
    const failure = error instanceof Failure ? error : unusable(systemReason(error));
    return { is: 'unusable', cause: failure.message, remedy: failure.remedy };
  }
}

/** What the file system says, such as that somebody else owns the file. Throws what is no such thing. */
function systemReason(error: unknown): string {
  if (error instanceof Error && 'syscall' in error) return error.message;
  throw error;
}

async function judgeWork(db: Database): Promise<readonly CheckResult[]> {
  const programs = await listPrograms(db);
  if (!(await hasQueue(db))) return judgePrograms(programs, 0);
  const { due, ...queue } = await workFacts(db);
  return [...judgePrograms(programs, due), ...judgeQueue(queue)];
}
