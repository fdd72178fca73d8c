/** The jobs that look into a mailbox. They claim nothing: whoever moves the mailbox meanwhile is not disturbed. */
import { instant } from '../base/clock.ts';
import type { Facts } from '../base/log.ts';
import type { Problem } from '../base/problem.ts';
import type { Job } from '../model/job.ts';
import { LOOK_JOBS, type Look, verdictOf } from '../model/mailbox-look.ts';
import { NOT_BEGUN } from '../model/mailbox-states.ts';
import type { Mailbox } from '../model/project.ts';
import type { Tenant } from '../model/store.ts';
import { lookRefusal } from '../project/ask-look.ts';
import { holdOf } from '../project/hold.ts';
import { HOLD_LOOK_MS, type JobDeps } from './do-job.ts';
import type { EngineControl, Task } from './engine.ts';
import { neededPasswords } from './needed-passwords.ts';
import { problemOf } from './problem-of.ts';

/** Nothing where it came too late. What goes wrong is told by an event, and stands at a mailbox that has not begun. */
export async function lookAtMailbox(look: Look, job: Job, lost: AbortSignal, deps: JobDeps): Promise<void> {
  const task = await begin(look, job, deps);
  if (task === null) return;
  const { store, log } = deps;
  const { organisation, mailbox: id } = job;
  const stopping = AbortSignal.any([deps.stopping, deps.signal, lost]);
  const control = { stopping, signal: stopping, log, watch: () => undefined };
  try {
    const which = look === 'survey' ? 'sources' : 'all';
    const passwords = await store.inTenant(organisation, (tenant) => neededPasswords(tenant, task.mailbox, which));
    const keep = await DOINGS[look]({ ...task, passwords }, control, deps);
    await store.inTenant(organisation, async (tenant) => {
      const facts = await keep(tenant);
      if (facts !== null) note(tenant, task, LOOKED[look], facts, deps);
    });
  } catch (error) {
    if (!stopping.aborted) await endLook(look, job, problemOf(error, id, deps), deps);
    else if (!lost.aborted) await leaveToOthers(look, task, deps);
  }
}

/** Looks; what it gives keeps what was found, and gives what is told of it, or null where the mailbox is gone. */
type Doing = (task: Task, control: EngineControl, deps: JobDeps) => Promise<(tenant: Tenant) => Promise<Facts | null>>;

const DOINGS: Readonly<Record<Look, Doing>> = {
  survey: async (task, control, { engine, clock }) => {
    const survey = await engine.survey(task, control);
    const { items, bytes } = survey.moves;
    return async (tenant) =>
      (await tenant.keepSurvey(task.mailbox.id, { at: clock.now(), survey })) ? { items, bytes } : null;
  },
  check: async (task, control, { engine, clock }) => {
    const results = await engine.check(task, control);
    const faults = results.filter(({ fault }) => fault !== null).length;
    return async (tenant) =>
      (await tenant.keepCheck(task.mailbox.id, { at: clock.now(), results }))
        ? { verdict: verdictOf(results), faults }
        : null;
  },
};

const LOOKED: Readonly<Record<Look, string>> = { survey: 'surveyed', check: 'checked' };

/** It ends without an answer. */
export async function endLook(look: Look, job: Job, problem: Problem, deps: JobDeps): Promise<void> {
  await deps.store.inTenant(job.organisation, async (tenant) => {
    const mailbox = await tenant.mailbox(job.mailbox);
    const state = await tenant.endLook(job.mailbox, look, problem);
    if (mailbox === null || state === null) return;
    const isShown = NOT_BEGUN.some((one) => one === state);
    note(tenant, { mailbox }, `${look}-failed`, { problem: problem.code, isShown }, deps);
  });
}

async function begin(
  look: Look,
  { organisation, mailbox: id }: Job,
  { store, clock, log }: JobDeps,
): Promise<Task | null> {
  return store.inTenant(organisation, async (tenant) => {
    const mailbox = await tenant.mailbox(id);
    const project = mailbox === null ? null : await tenant.project(mailbox.project);
    if (mailbox === null || project === null || askedAt(look, mailbox) === null) return null;
    if (lookRefusal(project, mailbox) !== null) {
      await tenant.endLook(id, look, null);
      return null;
    }
    const now = clock.now();
    if ((await holdOf(tenant, project.id, now)) !== null) {
      const { sourceHost } = mailbox;
      const notBefore = instant(now + HOLD_LOOK_MS);
      tenant.addJob({ kind: LOOK_JOBS[look], mailbox: id, rank: 0, sourceHost, notBefore });
      return null;
    }
    log.info('look begun', { look, mailbox: id });
    const { policy } = await tenant.projectSettings(project.id);
    return { organisation, mailbox, policy, passwords: new Map() };
  });
}

function askedAt(look: Look, { surveyAskedAt, checkAskedAt }: Mailbox) {
  return look === 'survey' ? surveyAskedAt : checkAskedAt;
}

/** This worker ends; the next one that is free does it. */
async function leaveToOthers(look: Look, { organisation, mailbox }: Task, { store }: JobDeps): Promise<void> {
  const { id, sourceHost } = mailbox;
  const job = { kind: LOOK_JOBS[look], mailbox: id, rank: 0, sourceHost, notBefore: null } as const;
  await store.inTenant(organisation, async (tenant) => tenant.addJob(job));
}

function note(tenant: Tenant, { mailbox }: Pick<Task, 'mailbox'>, name: string, facts: Facts, deps: JobDeps): void {
  const { id, project } = mailbox;
  const at = deps.clock.now();
  const about = {
    subject: 'mailbox',
    subjectId: id,
    project,
    at,
    actor: { is: 'godwit', worker: deps.worker },
  } as const;
  tenant.append({ ...about, name, from: null, to: null, reason: null, facts });
}
