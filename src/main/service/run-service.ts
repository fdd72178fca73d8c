/** Puts the service together: database, key, queue, workers and the HTTP interface, in one program or as a worker alone. */

import { hostname } from 'node:os';
import type { AnsweredDeps } from '../../api/answered.ts';
import type { HealthDeps } from '../../api/health.ts';
import { invitationPath, inviteFirstOperator } from '../../api/people/invitation.ts';
import { buildApi } from '../../api/server.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { isLoopback } from '../../base/loopback.ts';
import type { Random } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { systemToken } from '../../base/token.ts';
import type { ServiceControl, ServiceJob, ServiceUp } from '../../cli/service-job.ts';
import type { Db } from '../../db/db.ts';
import { readMigrations } from '../../db/migrate.ts';
import { announceKeys, withdrawKeys } from '../../db/service/sealing.ts';
import { jobDoor, openStore } from '../../db/service/store.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import type { AboutProgram } from '../../model/program.ts';
import type { MailboxSettings } from '../../model/project.ts';
import type { Store } from '../../model/store.ts';
import type { WorkBounds } from '../../model/work-bounds.ts';
import { takeMail } from '../../notices/incoming/take-mail.ts';
import { sendTestMail } from '../../notices/mail-server.ts';
import type { PlanDocument } from '../../plan/document/plan-document.ts';
import { type Chore, type ChoreDeps, doChores } from '../../work/chores.ts';
import { openQueue } from '../../work/queue.ts';
import { keepSchedule } from '../../work/schedule.ts';
import { startWorker } from '../../work/worker.ts';
import { openKeys } from '../keys/sealing-key-file.ts';
import { openDatabase } from '../move/state.ts';
import { readOffers } from '../organisation/run-advise.ts';
import { readConsoleFiles } from './console-files.ts';
import { notListening } from './not-listening.ts';
import { noticeChores } from './notice-chores.ts';
import { quietOutages } from './quiet-outages.ts';
import { serviceChores } from './service-chores.ts';
import { ledgersOf, serviceEngine } from './service-engine.ts';
import { openReadiness } from './service-readiness.ts';
import { hostOf, moveJobOf } from './service-settings.ts';
import { watchService } from './service-watch.ts';
import { openBudgets } from './shared-budgets.ts';
import { profileSigner } from './sign-profile.ts';

export interface ServiceDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly version: string;
}

/** For requests and for the queue; each mailbox at work takes some of its own. */
const CONNECTIONS_MIN = 6;

/** Runs until it is asked to stop. Throws `database.*`, `secret.*` and `service.not-listening`. */
export async function runService(job: ServiceJob, control: ServiceControl, deps: ServiceDeps): Promise<void> {
  const { clock, random, environment } = deps;
  const { stateFolder } = job;
  const { stopping, signal } = control;
  const { log, listenedTo } = quietOutages(control.log, clock);
  await using closing = new AsyncDisposableStack();
  const connectionsMax = CONNECTIONS_MIN + job.bounds.mailboxesAtOnce;
  const database = await openDatabase(stateFolder, { clock, log, environment }, connectionsMax);
  closing.use(database);
  const db = listenedTo(database.db);
  const ring = await openKeys(db, { folder: stateFolder, environment, random });
  const worker = `${hostname()} ${process.pid}`;
  const about = aboutOf(job, deps);
  const sealing = await announceKeys(db, ring, worker, clock.now(), about(job.bounds));
  closing.defer(() => withdraw(db, worker, log));
  // Before the queue, and so closed after it: what is being settled needs its shares still.
  const budgets = closing.use(await openBudgets({ db, clock, log, holder: random.id(), started: job.bounds }));
  const queue = closing.adopt(await openQueue(jobDoor(db), log), (opened) => opened.close());
  const store = openStore(db, { keys: ring, addJobs: (door, jobs) => queue.add(door, jobs) });
  const rawEngine = serviceEngine({ db, clock, random, rules: job, budgets });
  const measured = { db, queue, clock, log, version: deps.version };
  const { engine, heard } = await watchService(job, rawEngine, closing, measured);
  const readiness = openReadiness({ db, migrations: await readMigrations(), ring, queue, clock, log });
  const up =
    job.listen === null
      ? NOWHERE
      : await listen(job, job.listen, { store, readiness, ...heard }, closing, { ...control, log }, deps);
  await startWorker(budgets.bounds, { queue, store, engine, clock, random, log, worker, stopping, signal });
  const schedule = keepSchedule({ store, clock, random, log, worker }, stopping);
  closing.defer(() => schedule);
  log.info('service began', {
    worker,
    url: up.url,
    mailboxesMax: budgets.bounds.now.mailboxesAtOnce,
    sealingKey: sealing,
  });
  const aboutNow = () => about(budgets.bounds.now);
  const chores = serviceChores({ ...deps, ...job, db, store, ring, log, worker, about: aboutNow });
  keepAtChores([chores, ...noticeChores({ ...deps, ...job, store, log, worker })], stopping, closing, { clock, log });
  control.isUp(up);
  await aborted(stopping);
  log.info('service ends', { worker });
}

/** Each list by itself, so that none waits for a server that another one asks. They have ended before the database is closed. */
function keepAtChores(
  lists: readonly (readonly Chore[])[],
  stopping: AbortSignal,
  closing: AsyncDisposableStack,
  deps: ChoreDeps,
): void {
  const over = new AbortController();
  const signal = AbortSignal.any([stopping, over.signal]);
  const doing = lists.map((chores) => doChores(chores, signal, deps));
  closing.defer(async () => {
    over.abort();
    await Promise.all(doing);
  });
}

/** What the register shows of this program. */
function aboutOf({ listen: place }: ServiceJob, { clock, version }: ServiceDeps): (bounds: WorkBounds) => AboutProgram {
  const does = place === null ? 'worker' : 'serve';
  const beganAt = clock.now();
  return (bounds) => ({ does, host: hostname(), version, beganAt, bounds });
}

async function withdraw(db: Db, worker: string, log: Log): Promise<void> {
  await withdrawKeys(db, worker).catch((error: unknown) => {
    // Others take it for dead within a minute.
    log.warn('keys not withdrawn', { reason: String(error) });
  });
}

const NOWHERE: ServiceUp = { url: null, firstOperatorLink: null };

/** Requests are taken until the stack is disposed of, which is before the queue and the database are closed. */
async function listen(
  job: ServiceJob,
  { host, port }: NonNullable<ServiceJob['listen']>,
  { store, ...watching }: { readonly store: Store } & HealthDeps & AnsweredDeps,
  closing: AsyncDisposableStack,
  { log }: ServiceControl,
  { clock, random, version }: ServiceDeps,
): Promise<ServiceUp> {
  // Elsewhere than on this machine the cookie of a session only goes over encrypted lines.
  const isSecure = !isLoopback(host) || job.publicUrl?.protocol === 'https:';
  const sourceHostOf = (settings: MailboxSettings): string => hostOf(moveJobOf(settings, new Map(), job));
  const shared = { store, clock, random, log, newToken: systemToken };
  const ledgersIn = (organisation: OrganisationId, settings: MailboxSettings) =>
    ledgersOf(organisation, moveJobOf(settings, new Map(), job));
  const places = { sourceHostOf, ledgersOf: ledgersIn };
  const { proxies, publicUrl } = job;
  const { authorities, isInsecureLoopbackAllowed } = job;
  const mail = {
    isInsecureLoopbackAllowed,
    sendTestMail: (to: string) => sendTestMail(to, { ...shared, authorities }),
    takeMail: (raw: Buffer) => takeMail(raw, shared),
    offers: await readOffers(),
    // Its fonts are read when somebody wants them.
    planPdf: async (plan: PlanDocument, madeAt: Date) =>
      (await import('../organisation/plan-pdf.ts')).planPdf(plan, madeAt),
    signProfile: job.profileSigner === null ? null : profileSigner(job.profileSigner.reveal(), clock),
  };
  const consoleFiles = await readConsoleFiles();
  const about = { version, isSecure, proxies, publicUrl, consoleFiles };
  const api = await buildApi({ ...shared, ...places, ...mail, ...about, ...watching });
  closing.defer(() => api.close());
  const url = await api.listen({ host, port }).catch((error: unknown) => {
    throw notListening({ host, port }, error);
  });
  const token = await inviteFirstOperator(store, shared);
  return {
    url,
    firstOperatorLink: token === null ? null : new Secret(`${job.publicUrl?.origin ?? url}${invitationPath(token)}`),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
