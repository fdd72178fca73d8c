/** Writes the plan of a move, and plays moves that are not planned yet. Reads documents; asks no server. */
import type { Clock, Instant } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import type { PlanJob, PlanReport, SimulateJob, SimulationReport } from '../../cli/machinery.ts';
import type { Work } from '../../model/pace.ts';
import type { Known } from '../../plan/advice/advise.ts';
import { figuresByUser } from '../../plan/advice/mailbox-figures.ts';
import { parseChecks } from '../../plan/document/check-findings.ts';
import { gatherFacts } from '../../plan/document/gather-facts.ts';
import type { PlanFacts } from '../../plan/document/plan-facts.ts';
import { nextVersion } from '../../plan/document/plan-version.ts';
import { writePlan } from '../../plan/document/write-plan.ts';
import { drawFromDistribution, drawFromKnown } from '../../plan/forecast/draw-mailboxes.ts';
import { simulateMoves } from '../../plan/forecast/simulate-moves.ts';
import { prepare } from '../../plan/preparation/prepare.ts';
import { readMeasuredRuns } from '../move/measured-runs.ts';
import { readPlan, writePlanFiles } from './plan-files.ts';
import { readDocument } from './read-document.ts';
import { advised, knownOf } from './run-advise.ts';

interface PlanDeps {
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;

export async function runPlan(job: PlanJob, { clock }: PlanDeps): Promise<PlanReport> {
  const now = clock.now();
  const { answers, advice, known } = await advised(job, { clock });
  const before = job.out === null ? null : await readPlan(job.out);
  const checks = [];
  for (const file of job.checks) checks.push(parseChecks(await readDocument(file, '--check'), file));
  const facts = gatherFacts({
    answers,
    advice,
    preparation: prepare(advice, known.surveys),
    inventory: known.inventory,
    surveys: known.surveys,
    checks,
    destination: job.destination,
    measured: await readMeasuredRuns(job.stateFolder),
    crew: job.crew,
    // The clock of the notice began with the first version.
    requestedOn: before?.requestedOn ?? Math.floor(now / DAY_MS),
  });
  const title = `Plan of the move of ${answers.organisation.name}`;
  const plan = nextVersion({ title, sections: writePlan(facts), madeOn: dayOf(now) }, before?.plan ?? null);
  const isNew = plan !== before?.plan;
  const stored = { plan, requestedOn: facts.dates.requestedOn, isNew };
  const files = job.out === null ? [] : await writePlanFiles(job.out, stored, now);
  return { plan, isNew, range: facts.estimate.range, isReady: isReady(facts), files };
}

function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

function isReady({ moving, destination, findings, preparation, dates }: PlanFacts): boolean {
  const isBlocked = findings.some(({ verdict, waived }) => verdict === 'block' && waived === null);
  const isPrepared = preparation.people.length === preparation.preparedCount;
  return moving.length > 0 && destination !== null && !isBlocked && isPrepared && dates.trouble.length === 0;
}

export async function runSimulation(job: SimulateJob, { clock }: PlanDeps): Promise<SimulationReport> {
  const { mailboxesCount, sizes, service, workers, atOnce, rounds, seed } = job;
  const known = sizesOf(await knownOf(job, clock), sizes.itemBytes);
  const random = seededRandom(seed);
  const isKnown = known.length > 0;
  const mailboxes = isKnown
    ? drawFromKnown(mailboxesCount ?? known.length, known, random)
    : drawFromDistribution(mailboxesCount ?? 0, sizes, random);
  const rows = simulateMoves({ service, mailboxes, workers, atOnce, rounds }, random);
  return {
    mailboxes: mailboxes.length,
    items: mailboxes.reduce((sum, { items }) => sum + items, 0),
    bytes: mailboxes.reduce((sum, { bytes }) => sum + bytes, 0),
    isKnown,
    rows,
  };
}

/** What was counted item by item is newer than what the service counts once a day. */
function sizesOf({ inventory, surveys }: Known, itemBytes: number): readonly Work[] {
  const works = new Map<string, Work>();
  for (const { address, bytesUsed } of inventory?.mailboxes ?? []) {
    if (bytesUsed === null) continue;
    works.set(address, { bytes: bytesUsed, items: Math.max(1, Math.round(bytesUsed / itemBytes)) });
  }
  for (const [address, { items, bytes }] of figuresByUser(surveys)) works.set(address, { items, bytes });
  return [...works.values()];
}
