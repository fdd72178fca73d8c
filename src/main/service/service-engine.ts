/** The engine of the workers: the runs of the command line, on the database that is open already. */
import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { MoveJob, RunControl } from '../../cli/machinery.ts';
import type { Database } from '../../db/db.ts';
import type { MailboxNames } from '../../db/ledger/ledger.ts';
import { ledgerProgress } from '../../db/ledger/ledger-sums.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import { type Report, withoutContent } from '../../model/report.ts';
import type { Engine, EngineControl, Task, Verdict } from '../../work/engine.ts';
import { nameOf } from '../move/mailboxes.ts';
import { destinationOf, readMeasuredRuns } from '../move/measured-runs.ts';
import { type MoveDeps, runCopy, runVerify } from '../move/run-move.ts';
import { runReturn } from '../move/run-return.ts';
import { runSurvey } from '../move/run-survey.ts';
import { openStateIn } from '../move/state.ts';
import { surveyResult } from '../move/survey-result.ts';
import { checkMailbox } from './check-mailbox.ts';
import { lockMailbox } from './lock-mailbox.ts';
import { moveJobOf, type ServiceRules } from './service-settings.ts';
import type { Budgets } from './shared-budgets.ts';

export interface ServiceEngineDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly rules: ServiceRules;
  readonly budgets: Budgets;
}

export function serviceEngine({ db, clock, random, rules, budgets }: ServiceEngineDeps): Engine {
  const jobOf = ({ mailbox, passwords, policy }: Task): MoveJob =>
    moveJobOf(mailbox.settings, passwords, rules, policy);
  const depsOf = ({ organisation }: Task, { log }: EngineControl) => ({
    clock,
    random,
    environment: {},
    budgets,
    openState: (names: MailboxNames) =>
      openStateIn(db, rules.stateFolder, ownNames(organisation, names), clock, { clock, log }),
  });
  return {
    copy: async (task, pass, control) => {
      const job = { ...jobOf(task), pass: pass === 'first' ? null : pass, isVerified: false };
      await runCopy(job, runControlOf(task, control), depsOf(task, control));
    },
    verify: (task, control) => proven(jobOf(task), runControlOf(task, control), depsOf(task, control)),
    sweep: async (task, control) => {
      const job = { ...jobOf(task), pass: 'sweep', isVerified: true } as const;
      const { itemsWritten, exceptionsCount } = await runCopy(job, runControlOf(task, control), depsOf(task, control));
      return { items: itemsWritten, exceptions: exceptionsCount };
    },
    bringBack: (task, since, control) =>
      runReturn(jobOf(task), since, runControlOf(task, control), depsOf(task, control)),
    lock: (task, asked, control) =>
      lockMailbox(jobOf(task), asked, runControlOf(task, control), { clock, random, mailbox: task.mailbox.name }),
    survey: async (task, control) => {
      const job = jobOf(task);
      const survey = await runSurvey({ ...job, target: null }, runControlOf(task, control), {
        clock,
        random,
        budgets,
      });
      const measured = await readMeasuredRuns(rules.stateFolder);
      return surveyResult(survey, destinationOf(job.target.address), measured);
    },
    check: (task, control) => checkMailbox(jobOf(task), runControlOf(task, control), { clock, random }),
    progress: (task) => ledgerProgress(db, ledgersOf(task.organisation, jobOf(task))),
  };
}

/** Whoever sorts mail at this moment takes it from under the verification: the move is followed, and proven in turn. */
async function proven(job: MoveJob, control: RunControl, more: MoveDeps): Promise<Verdict> {
  const reports: Report[] = [];
  const deps = { ...more, onReport: (report: Report) => void reports.push(report) };
  let ended = await runVerify(job, control, deps);
  for (let rounds = 0; rounds < FOLLOWED_MAX && tellsOfMoves(reports.at(-1)); rounds += 1) {
    ended = await runCopy({ ...job, pass: 'delta', isVerified: true }, control, deps);
  }
  const { grade, exceptionsCount } = ended;
  const report = reports.at(-1);
  assert(grade !== null && report !== undefined, 'a verification gives a grade and a report');
  return { grade, exceptionsCount, report: withoutContent(report) };
}

/** Short passes: only what is not proven yet is read back. */
const FOLLOWED_MAX = 5;

/** Something was in the source when it was copied, and was not when it was to be compared. */
function tellsOfMoves(report: Report | undefined): boolean {
  return report?.exceptionGroups.some(({ code }) => code === 'proof.source-gone') ?? false;
}

/** The ledgers of a mailbox: one for each of its sources. */
export function ledgersOf(organisation: OrganisationId, { sources, target }: MoveJob): readonly MailboxNames[] {
  return sources.map(({ address }) =>
    ownNames(organisation, { source: nameOf(address), target: nameOf(target.address) }),
  );
}

/** Two organisations that name the same mailbox have ledgers of their own: neither learns of the other's. */
function ownNames(organisation: OrganisationId, { source, target }: MailboxNames): MailboxNames {
  return { source: `${source} of ${organisation}`, target };
}

/** How far it is stands in the ledger; what a run tells is heard by its meter, and its waits are kept. */
function runControlOf({ mailbox }: Task, { stopping, signal, log, watch }: EngineControl): RunControl {
  return {
    stopping,
    signal,
    log,
    expect: () => undefined,
    watch: (progress) => {
      watch(progress);
      if (progress.is !== 'waiting') return;
      log.info('waiting', { mailbox: mailbox.id, because: progress.because, untilMs: progress.untilMs });
    },
  };
}
