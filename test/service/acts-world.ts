/** A project of a test that is acted on from all sides: by people, programs and users over the interface, by workers, by the clock. */
import { instant } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { Failure, type ProblemCode } from '../../src/base/problem.ts';
import { systemRandom } from '../../src/base/random.ts';
import { systemToken, tokenHash } from '../../src/base/token.ts';
import type { NewJob } from '../../src/model/job.ts';
import type { OrganisationId, PersonId } from '../../src/model/organisation.ts';
import type { SessionId } from '../../src/model/session.ts';
import { doJob, type JobDeps } from '../../src/work/do-job.ts';
import type { Verdict } from '../../src/work/engine.ts';
import { lookAtTheClock } from '../../src/work/schedule.ts';
import { type Administered, type Asker, askerWith, idOf, mailboxBody, type Rig } from './api.ts';
import { PROVEN, scriptedEngine, untilStopped } from './engine.ts';
import { done } from './filled-organisation.ts';
import { tokenIn } from './linked.ts';
import type { TestStore } from './store.ts';

export type Who = 'operator' | 'administrator' | 'operator’s program' | 'administrator’s program' | 'user';
export const PEOPLE: readonly Exclude<Who, 'user'>[] = [
  'operator',
  'administrator',
  'operator’s program',
  'administrator’s program',
];
/** How a worker's pass ends. */
export type Ending =
  | 'good'
  | 'exceptions'
  | 'not proven'
  | Extract<ProblemCode, 'target.full' | 'source.sign-in-refused' | 'run.interrupted'>;

const HOUR_MS = 3_600_000;
/** A worker that was silent for so long is taken for gone. */
const SILENT_MS = 20_000;
const never = new AbortController().signal;

export interface ActsStage {
  readonly rig: Rig;
  readonly store: TestStore;
  readonly place: Administered;
  readonly people: { readonly operator: PersonId; readonly administrator: PersonId };
}

export interface World {
  readonly url: string;
  readonly waves: readonly string[];
  readonly mailboxes: readonly string[];
  /** Each call and what came of it, for whoever reads a failure. */
  readonly told: string[];
  as(who: Who, mailbox?: number): Asker;
  /** Takes one of the jobs that are due, and does it; `during` happens while the engine works. False where none is due. */
  work(which: number, ending: Ending, during: () => Promise<void>): Promise<boolean>;
  pass(hours: number): Promise<void>;
  now(): number;
  /** Of this mailbox, those that wait. */
  jobsOf(mailbox: string): readonly NewJob[];
}

export async function newWorld(stage: ActsStage, mailboxesCount: number): Promise<World> {
  const { rig, place } = stage;
  const { api, clock } = rig;
  let headers = await signIn(stage);
  const as: World['as'] = (who, mailbox = 0) => askerWith(api, who === 'user' ? (links[mailbox] ?? {}) : headers[who]);
  const admin = as('administrator');
  const { id } = await done(admin.ask('POST', `${place.url}/projects`, { name: systemRandom.id() }));
  const url = `${place.url}/projects/${String(id)}`;
  const bodies = Array.from({ length: mailboxesCount }, (_, at) => mailboxBody(`user${at}@example.com`));
  const added = await admin.ask('POST', `${url}/mailboxes`, {
    mailboxes: bodies.flatMap((body) => (body as { mailboxes: object[] }).mailboxes),
  });
  const mailboxes: string[] = added.json().map((one: { id: string }) => one.id);
  const made = await admin.ask('POST', `${url}/links`, { mailboxes, expiresInDays: 90 });
  const links = mailboxes.map((mailbox) => {
    const link = made.json().find((one: { mailbox: string }) => one.mailbox === mailbox);
    return { authorization: `Bearer ${tokenIn({ path: link?.path ?? '' })}` };
  });
  const waves: string[] = [];
  for (const [hours, name] of [null, 30].entries()) {
    const cutOverAt = name === null ? null : new Date(clock.now() + name * HOUR_MS).toISOString();
    const startsAt = new Date(clock.now() + HOUR_MS).toISOString();
    waves.push(String((await done(admin.ask('POST', `${url}/waves`, { name: `${hours}`, startsAt, cutOverAt }))).id));
  }
  const queue = newQueue(stage, mailboxes);
  const told: string[] = [];
  return {
    url,
    waves,
    mailboxes,
    told,
    as,
    jobsOf: (mailbox) => queue.waiting().filter((job) => job.mailbox === mailbox),
    work: async (which, ending, during) => {
      const job = queue.take(which);
      if (job === undefined) return false;
      told.push(`a worker takes ${job.kind} of mailbox ${mailboxes.indexOf(job.mailbox)}, which ends: ${ending}`);
      await doOne(job, ending, during, stage);
      clock.advance(SILENT_MS);
      return true;
    },
    now: () => clock.now(),
    pass: async (hours) => {
      clock.advance(hours * HOUR_MS);
      headers = { ...headers, ...(await sessions(stage)) };
      const deps = { store: stage.store, clock, random: systemRandom, log: silentLog, worker: 'clock' };
      await lookAtTheClock(deps);
    },
  };
}

type Headers = Readonly<Record<Exclude<Who, 'user'>, Readonly<Record<string, string>>>>;

/** Tokens are made for each project, since each of them may ask only so much in a minute. */
async function signIn(stage: ActsStage): Promise<Headers> {
  const fresh = await sessions(stage);
  const tokenBy = async (who: 'operator' | 'administrator', url: string) => {
    const body = { name: 'A program', scopes: ['read', 'move', 'manage'], expiresInDays: 365, reason: 'a test' };
    const { token } = await done(askerWith(stage.rig.api, fresh[who]).ask('POST', `${url}/tokens`, body));
    return { authorization: `Bearer ${String(token)}` };
  };
  return {
    ...fresh,
    'operator’s program': await tokenBy('operator', '/api'),
    'administrator’s program': await tokenBy('administrator', stage.place.url),
  };
}

/** Sessions end after hours, and in these tests days go by. */
async function sessions({ rig, people }: ActsStage) {
  const begin = async (person: PersonId) => {
    const token = systemToken().reveal();
    const since = rig.clock.now();
    const id = systemRandom.id() as SessionId; // a fresh id is one
    const span = { since, until: instant(since + 12 * HOUR_MS), address: '10.0.0.1', userAgent: null };
    await rig.deps.store.inHouse((house) => house.addSession({ id, person, tokenHash: tokenHash(token), ...span }));
    return { cookie: `godwit_session=${token}` };
  };
  return { operator: await begin(people.operator), administrator: await begin(people.administrator) };
}

/** As the queue: of each kind one job for now and one for later waits for a mailbox at most. */
function newQueue({ store, rig }: ActsStage, mailboxes: readonly string[]) {
  const jobs = new Map<string, NewJob>();
  let seen = store.jobs.length;
  const waiting = (): readonly NewJob[] => {
    for (const job of store.jobs.slice(seen)) {
      const key = `${job.kind} ${job.mailbox} ${job.notBefore === null ? 'now' : 'later'}`;
      if (mailboxes.includes(job.mailbox) && !jobs.has(key)) jobs.set(key, job);
    }
    seen = store.jobs.length;
    return [...jobs.values()];
  };
  const take = (which: number): NewJob | undefined => {
    waiting();
    const due = [...jobs].filter(([, { notBefore }]) => notBefore === null || notBefore <= rig.clock.now());
    const [key, job] = due[which % Math.max(1, due.length)] ?? [];
    if (key !== undefined) jobs.delete(key);
    return job;
  };
  return { waiting, take };
}

async function doOne(job: NewJob, ending: Ending, during: () => Promise<void>, { rig, store, place }: ActsStage) {
  let isFirst = true;
  const engine = scriptedEngine({
    verdict: VERDICTS[ending] ?? PROVEN,
    on: async (call, control) => {
      if (!isFirst) return;
      isFirst = false;
      const standing = () => store.inTenant(idOf(place) as OrganisationId, (tenant) => tenant.standing(job.mailbox));
      const before = await standing();
      await during();
      const after = await standing();
      const isSame = JSON.stringify(before) === JSON.stringify(after) || after?.state === 'final-queued';
      const isGoing = after?.projectState === 'running' && (after.waveState ?? 'running') === 'running';
      // They go on whatever becomes of the project; the second claims the mailbox all the same.
      if (call === 'sweep') return;
      if (call === 'bring back') {
        if (before?.term !== after?.term || !isSame) await untilStopped(control);
        return;
      }
      // The engine ends when it is told to, and not before.
      if (before?.term !== after?.term || !isSame || !isGoing) await untilStopped(control);
      if (ending === 'source.sign-in-refused') throw new Failure(ending, { host: 'h', user: 'x', reason: call });
      if (ending === 'target.full') throw new Failure(ending, { reason: 'full', missing: '1 MB' });
      if (ending === 'run.interrupted') throw new Failure(ending, {});
    },
  });
  const alone = { log: silentLog, worker: 'w', stopping: never, signal: never, perHostMax: () => 99 };
  const deps: JobDeps = { ...alone, store, clock: rig.clock, random: systemRandom, engine };
  await doJob({ ...job, organisation: idOf(place) as OrganisationId }, never, deps);
}

const VERDICTS: Readonly<Partial<Record<Ending, Verdict>>> = {
  exceptions: { ...PROVEN, grade: 'verified-with-exceptions', exceptionsCount: 2 },
  'not proven': { ...PROVEN, grade: 'not-verified', exceptionsCount: 1 },
};
