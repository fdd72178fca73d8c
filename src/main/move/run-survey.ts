/** Runs a survey: opens the source, and the target when it is known, and writes to neither. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { FOLDER_DEPTH_MAX } from '../../base/limits.ts';
import type { Random } from '../../base/random.ts';
import type { RunControl, SurveyJob } from '../../cli/machinery.ts';
import { DEFAULT_POLICY } from '../../model/policy.ts';
import type { Source } from '../../model/source.ts';
import type { TargetTraits } from '../../model/target.ts';
import { type Survey, type SurveyPlan, surveyMailbox } from '../../plan/survey.ts';
import { itemBytesMax, REQUEST_BYTES_MAX } from '../../target/ews/limits.ts';
import { FOLDER_NAME_FORBIDS, FOLDER_NAME_MAX } from '../../target/exchange/folder-names.ts';
import type { Budgets } from '../service/shared-budgets.ts';
import { readContactTables } from './contact-tables.ts';
import { type MailboxDeps, notesFor, sourceOpener, targetOpener } from './mailboxes.ts';
import { destinationOf, readMeasuredRuns } from './measured-runs.ts';

export interface SurveyDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** What is shared with the runs of others. */
  readonly budgets?: Budgets;
}

export async function runSurvey(
  job: SurveyJob,
  control: RunControl,
  { clock, random, budgets }: SurveyDeps,
): Promise<Survey> {
  const signal = AbortSignal.any([control.signal, control.stopping]);
  const spoolFolder = await mkdtemp(join(tmpdir(), 'godwit-survey-'));
  try {
    const contactTables = await readContactTables(job.contactMapping, job.sources);
    const notes = notesFor(job.target?.address ?? null);
    const { log, watch } = control;
    const shared = budgets === undefined ? {} : { budgets };
    const deps = { clock, random, log, watch, spoolFolder, contactTables, notes, ...shared };
    const plan = await planOf(job, deps, signal);
    return await surveyMailbox(opened(job, deps, signal), plan, control.watch, signal);
  } finally {
    await rm(spoolFolder, { recursive: true, force: true });
  }
}

/** Each source is open while it is looked at. */
async function* opened(job: SurveyJob, deps: MailboxDeps, signal: AbortSignal): AsyncGenerator<Source> {
  for (const one of job.sources) {
    const source = await sourceOpener(one, job.authorities, deps)(signal);
    try {
      yield source;
    } finally {
      await source.close();
    }
  }
}

async function planOf(job: SurveyJob, deps: MailboxDeps, signal: AbortSignal): Promise<SurveyPlan> {
  const { policy } = job;
  if (job.target === null) return { existing: [], traits: EXCHANGE, policy, destination: null, measured: [] };
  const target = await targetOpener(job.target, job.authorities, deps)(signal);
  try {
    const destination = destinationOf(job.target.address);
    const measured = await readMeasuredRuns(job.stateFolder);
    return { existing: await target.folders(signal), traits: target.traits, policy, destination, measured };
  } finally {
    await target.close();
  }
}

/** An Exchange as Microsoft delivers it, for a survey without a target. */
const EXCHANGE: TargetTraits = {
  kinds: new Set(DEFAULT_POLICY.kinds),
  itemBytesMax: itemBytesMax(REQUEST_BYTES_MAX),
  folderNameMax: FOLDER_NAME_MAX,
  folderNameForbids: FOLDER_NAME_FORBIDS,
  folderNamesFold: true,
  folderDepthMax: FOLDER_DEPTH_MAX,
  marks: 'inside',
  doubtRestMs: 0,
  keepsKeyword: () => true,
};
