/** Runs copy and verify for one mailbox, source by source: opens everything, calls the engine and the verifier, and says what came of it. */
import { join } from 'node:path';
import { formatBytes, formatCount } from '../../base/amounts.ts';
import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { CopyJob, MoveJob, RunControl, SourceSettings } from '../../cli/machinery.ts';
import type { MoveReport } from '../../cli/move-report.ts';
import { meaningOf } from '../../content/meaning.ts';
import { copyMailbox } from '../../copy/copy-mailbox.ts';
import { markersOf } from '../../copy/marker.ts';
import type { CopySummary } from '../../copy/run.ts';
import type { MailboxNames } from '../../db/ledger/ledger.ts';
import type { ContactTable } from '../../model/contact-table.ts';
import { folderKey } from '../../model/folder.ts';
import type { Ledger, MarkerOf } from '../../model/ledger.ts';
import type { Report } from '../../model/report.ts';
import type { OpenSource } from '../../model/source.ts';
import type { OpenTarget, Target } from '../../model/target.ts';
import { distinctRenames, mapFolders } from '../../plan/folder-map.ts';
import type { Rename } from '../../plan/rename.ts';
import { joinedProof } from '../../verify/mailbox-proof.ts';
import { reportOf } from '../../verify/report.ts';
import { readShownHeaders } from '../../verify/shown-headers.ts';
import { verifyMailbox } from '../../verify/verify-mailbox.ts';
import type { Budgets } from '../service/shared-budgets.ts';
import { readContactTables } from './contact-tables.ts';
import { type MailboxDeps, nameOf, notesFor, sourceOpener, targetOpener } from './mailboxes.ts';
import { measured } from './measured-runs.ts';
import { failedItems, joinedReport, leftOutOf, type MovedPart, movedPart, type RunResult } from './move-report.ts';
import { writeReports } from './report-files.ts';
import { type OpenState, openState } from './state.ts';

export interface MoveDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Opens the ledger of a source; that of the state folder where this is left out. */
  readonly openState?: (names: MailboxNames) => Promise<OpenState>;
  /** Hears what a verification has to say, before it is written. */
  readonly onReport?: (report: Report) => void;
  /** What is shared with the runs of others. */
  readonly budgets?: Budgets;
}

/** Moves one source after the other: mail is there first, and each has a ledger of its own. */
export async function runCopy(job: CopyJob, control: RunControl, deps: MoveDeps): Promise<MoveReport> {
  const place = { stateFolder: job.stateFolder, target: job.target.address };
  return measured(place, control, deps.clock, (watched) => copyInRuns(job, watched, deps));
}

function copyInRuns(job: CopyJob, control: RunControl, deps: MoveDeps): Promise<MoveReport> {
  return inRuns(job, control, deps, async (run) => {
    const isFirst = (await run.ledger.folders()).length === 0;
    // What was proven, and what was accepted, stays so while only stragglers are brought over.
    if (job.pass !== 'sweep') await run.ledger.retryFailed({ missingToo: job.pass === 'bulk' });
    await expectOpen(run.ledger, control);
    const beganAt = deps.clock.now();
    const { policy, connectionsMax: lanesMax } = job;
    const pass = job.pass ?? (isFirst ? 'bulk' : 'delta');
    const summary = await sayingWhatIsMissing(run.ledger, () =>
      copyMailbox({ ...run, ...control, policy, pass, lanesMax, meaningOf, clock: deps.clock }),
    );
    const copyMs = deps.clock.now() - beganAt;
    if (job.pass === 'sweep') return { summary, copyMs, scope: await scopeOfSweep(run.ledger) };
    return { summary, copyMs, scope: job.isVerified ? 'unproven' : null };
  });
}

/** What its owner did with the rest since the proof is his own business. Mostly nothing came. */
async function scopeOfSweep(ledger: Ledger): Promise<'new' | null> {
  return (await ledger.counts()).some(({ items }) => items.copied > 0) ? 'new' : null;
}

export async function runVerify(job: MoveJob, control: RunControl, deps: MoveDeps): Promise<MoveReport> {
  return inRuns(job, control, deps, async () => ({ summary: null, copyMs: null, scope: 'all' }));
}

/** One source and its target with everything open that a run needs. */
interface Run {
  readonly ledger: Ledger;
  readonly openSource: OpenSource;
  readonly openTarget: OpenTarget;
  readonly markerOf: MarkerOf;
}

interface Done {
  readonly summary: CopySummary | null;
  readonly copyMs: number | null;
  /** What is to be verified; null leaves the verification out. */
  readonly scope: 'unproven' | 'all' | 'new' | null;
}

async function inRuns(
  job: MoveJob,
  control: RunControl,
  deps: MoveDeps,
  act: (run: Run) => Promise<Done>,
): Promise<MoveReport> {
  const parts: MovedPart[] = [];
  const contactTables = await readContactTables(job.contactMapping, job.sources);
  for (const source of job.sources) parts.push(await inRun({ source, contactTables }, job, control, deps, act));
  const proofs = parts.flatMap(({ proof }) => proof ?? []);
  const renames = parts.flatMap((part) => part.renames);
  const [first] = parts;
  assert(first !== undefined, 'a job has a source');
  const folder = job.reportFolder ?? reportFolder(job, first.names.source, isoSeconds(deps.clock.now()));
  const notMoved = leftOutOf(parts);
  const proof = proofs.length === 0 ? null : joinedProof(proofs);
  const isWhole = proofs.length === parts.length;
  if (proof === null || !isWhole) return joinedReport(parts, proof, null);
  const report = reportOf(proof, { renames, notMoved });
  deps.onReport?.(report);
  return joinedReport(parts, proof, await writeReports(folder, report));
}

async function inRun(
  { source, contactTables }: { readonly source: SourceSettings; readonly contactTables: readonly ContactTable[] },
  job: MoveJob,
  control: RunControl,
  moveDeps: MoveDeps,
  act: (run: Run) => Promise<Done>,
): Promise<MovedPart> {
  const { clock, random, environment } = moveDeps;
  const startedAt = clock.now();
  const { log, watch } = control;
  const names = { source: nameOf(source.address), target: nameOf(job.target.address) };
  const open =
    moveDeps.openState ?? ((of: MailboxNames) => openState(job.stateFolder, of, { clock, log, environment }));
  await using state = await open(names);
  const startMs = clock.now() - startedAt;
  const { ledger, spoolFolder } = state;
  const deps: MailboxDeps = {
    clock,
    random,
    log,
    watch,
    spoolFolder,
    contactTables,
    notes: notesFor(job.target.address),
    mayStillSend: () => ledger.assertHeld(),
    ...(moveDeps.budgets === undefined ? {} : { budgets: moveDeps.budgets }),
  };
  const run: Run = {
    ledger,
    openSource: sourceOpener(source, job.authorities, deps),
    openTarget: targetOpener(job.target, job.authorities, deps),
    markerOf: markersOf(names.source),
  };
  const { summary, copyMs, scope } = await act(run);
  const seen = scope === null ? await lookOver(job, run, control) : await prove(scope, job, run, control, clock);
  // Awaited here: the ledger closes when this function ends.
  return await movedPart({ names, startMs, summary, copyMs, ...seen }, ledger);
}

/** What an earlier run left open is part of what is to be done. */
async function expectOpen(ledger: Ledger, control: RunControl): Promise<void> {
  for (const { items, bytes } of await ledger.counts()) {
    control.expect({ items: items.seen + items.intended, bytes: bytes.seen + bytes.intended });
  }
}

/** A full target is told with what is still to come: so much room has to be made. */
async function sayingWhatIsMissing<T>(ledger: Ledger, copy: () => Promise<T>): Promise<T> {
  try {
    return await copy();
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'target.full') throw error;
    const open = (await ledger.counts()).map(({ items, bytes }) => ({
      items: items.seen + items.intended,
      bytes: bytes.seen + bytes.intended,
    }));
    const items = open.reduce((sum, folder) => sum + folder.items, 0);
    const bytes = open.reduce((sum, folder) => sum + folder.bytes, 0);
    const missing = `${formatCount(items, 'item')} with ${formatBytes(bytes)}`;
    throw new Failure('target.full', { reason: error.facts['reason'] ?? '', missing }, { cause: error });
  }
}

/** What can be said of the mailbox after a run. */
type Seen = Pick<RunResult, 'proof' | 'failed' | 'renames'>;

/** Verifies over connections that copied nothing. */
async function prove(
  scope: 'unproven' | 'all' | 'new',
  job: MoveJob,
  run: Run,
  control: RunControl,
  clock: Clock,
): Promise<Seen> {
  const signal = AbortSignal.any([control.signal, control.stopping]);
  const { ledger, markerOf } = run;
  await using closing = new AsyncDisposableStack();
  const source = closing.adopt(await run.openSource(signal), (opened) => opened.close());
  const target = closing.adopt(await run.openTarget(signal), (opened) => opened.close());
  control.watch({ is: 'phase', phase: 'verifying' });
  for (const { items } of await ledger.counts()) {
    control.expect({ items: items.copied + (scope === 'all' ? items.verified : 0), bytes: 0 });
  }
  const { watch } = control;
  const deps = { ledger, source, target, markerOf, watch, clock, signal, scope, showsHeaders: true };
  const proof = await verifyMailbox(deps);
  await ledger.flush();
  return { proof, failed: [], renames: await renamesOf(job, ledger, target, signal) };
}

/** Without a verification: names what could not be copied, and what is called otherwise. */
async function lookOver(job: MoveJob, run: Run, control: RunControl): Promise<Seen> {
  const signal = AbortSignal.any([control.signal, control.stopping]);
  const { ledger } = run;
  await using closing = new AsyncDisposableStack();
  const target = closing.adopt(await run.openTarget(signal), (opened) => opened.close());
  const renames = await renamesOf(job, ledger, target, signal);
  const failed = await failedItems(ledger);
  if (failed.length === 0) return { proof: null, failed, renames };
  const source = closing.adopt(await run.openSource(signal), (opened) => opened.close());
  const headersOf = await readShownHeaders(failed, [], { ledger, source, signal });
  const named = failed.map((item) => ({ ...item, headers: headersOf(item.folder, item.ref) }));
  return { proof: null, failed: named, renames };
}

async function renamesOf(
  job: MoveJob,
  ledger: Ledger,
  target: Target,
  signal: AbortSignal,
): Promise<readonly Rename[]> {
  const folders = await ledger.folders();
  const tied = new Map(
    folders.flatMap((folder) => (folder.target === null ? [] : [[folderKey(folder.source.path), folder.target.path]])),
  );
  const sources = folders.filter(({ present }) => present).map(({ source }) => source);
  const mapped = mapFolders(sources, await target.folders(signal), target.traits, job.policy, { tied });
  return distinctRenames(mapped);
}

/** A folder of its own for every report, so that none is written over. */
function reportFolder(job: MoveJob, mailbox: string, now: string): string {
  const name = mailbox.replace(/[^\w.@-]/g, '_').slice(0, 100);
  return join(job.stateFolder, 'reports', name, now.replace(/[:]/g, ''));
}
