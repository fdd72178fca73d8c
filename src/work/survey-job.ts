/** The job that looks into the sources of a mailbox. It claims nothing: whoever moves the mailbox meanwhile is not disturbed. */
import { instant } from '../base/clock.ts';
import type { Facts } from '../base/log.ts';
import type { Problem } from '../base/problem.ts';
import type { Job } from '../model/job.ts';
import { NOT_BEGUN } from '../model/mailbox-states.ts';
import type { Tenant } from '../model/store.ts';
import { surveyRefusal } from '../project/ask-survey.ts';
import { holdOf } from '../project/hold.ts';
import { HOLD_LOOK_MS, type JobDeps } from './do-job.ts';
import type { Task } from './engine.ts';
import { neededPasswords } from './needed-passwords.ts';
import { problemOf } from './problem-of.ts';

/** Nothing where it came too late. What goes wrong is told by an event, and stands at a mailbox that has not begun. */
export async function surveyMailbox(job: Job, lost: AbortSignal, deps: JobDeps): Promise<void> {
  const task = await begin(job, deps);
  if (task === null) return;
  const { store, engine, log, clock } = deps;
  const { organisation, mailbox: id } = job;
  const stopping = AbortSignal.any([deps.stopping, deps.signal, lost]);
  const control = { stopping, signal: stopping, log, watch: () => undefined };
  try {
    const passwords = await store.inTenant(organisation, (tenant) => neededPasswords(tenant, task.mailbox, 'sources'));
    const survey = await engine.survey({ ...task, passwords }, control);
    await store.inTenant(organisation, async (tenant) => {
      if (!(await tenant.keepSurvey(id, { at: clock.now(), survey }))) return;
      note(tenant, task, 'surveyed', { items: survey.moves.items, bytes: survey.moves.bytes }, deps);
    });
  } catch (error) {
    if (!stopping.aborted) await endSurvey(job, problemOf(error, id, deps), deps);
    else if (!lost.aborted) await leaveToOthers(task, deps);
  }
}

/** It ends without a survey. */
export async function endSurvey(job: Job, problem: Problem, deps: JobDeps): Promise<void> {
  await deps.store.inTenant(job.organisation, async (tenant) => {
    const mailbox = await tenant.mailbox(job.mailbox);
    const state = await tenant.endSurvey(job.mailbox, problem);
    if (mailbox === null || state === null) return;
    const isShown = NOT_BEGUN.some((one) => one === state);
    note(tenant, { mailbox }, 'survey-failed', { problem: problem.code, isShown }, deps);
  });
}

async function begin({ organisation, mailbox: id }: Job, { store, clock, log }: JobDeps): Promise<Task | null> {
  return store.inTenant(organisation, async (tenant) => {
    const mailbox = await tenant.mailbox(id);
    const project = mailbox === null ? null : await tenant.project(mailbox.project);
    if (mailbox === null || project === null || mailbox.surveyAskedAt === null) return null;
    if (surveyRefusal(project, mailbox) !== null) {
      await tenant.endSurvey(id, null);
      return null;
    }
    const now = clock.now();
    if ((await holdOf(tenant, project.id, now)) !== null) {
      const { sourceHost } = mailbox;
      const notBefore = instant(now + HOLD_LOOK_MS);
      tenant.addJob({ kind: 'mailbox.survey', mailbox: id, rank: 0, sourceHost, notBefore });
      return null;
    }
    log.info('survey begun', { mailbox: id });
    const { policy } = await tenant.projectSettings(project.id);
    return { organisation, mailbox, policy, passwords: new Map() };
  });
}

/** This worker ends; the next one that is free does it. */
async function leaveToOthers({ organisation, mailbox }: Task, { store }: JobDeps): Promise<void> {
  const { id, sourceHost } = mailbox;
  const job = { kind: 'mailbox.survey', mailbox: id, rank: 0, sourceHost, notBefore: null } as const;
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
