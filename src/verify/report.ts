/** What a verification has to say, as the plain document that all forms of the report are made from. */
import { isoSeconds } from '../base/clock.ts';
import { describeCause, describeRemedy, type Problem } from '../base/problem.ts';
import { PROBLEMS } from '../base/problems.ts';
import { type FolderPath, folderKey, folderLabel } from '../model/folder.ts';
import type { EntryState } from '../model/ledger.ts';
import type {
  CountedLoss,
  ExceptionGroup,
  Grade,
  NotedReportItem,
  NotMoved,
  Report,
  ReportException,
  ReportFolder,
  ReportNote,
  ReportTotals,
} from '../model/report.ts';
import { formatCount } from './figures.ts';
import type { FolderProof, MailboxProof, NotedItem, ProofException } from './mailbox-proof.ts';

export interface ReportOptions {
  /** Why folders are called otherwise in the target, by the names for people that `folderLabel` gives. */
  readonly renames: readonly { readonly from: string; readonly why: string }[];
  readonly notMoved: readonly NotMoved[];
}

const NO_OPTIONS: ReportOptions = { renames: [], notMoved: [] };

/** Items that a note names; the rest is counted. */
const NOTED_MAX = 100;

/** Pure: the same proof gives the same report. */
export function reportOf(proof: MailboxProof, given: Partial<ReportOptions> = {}): Report {
  const options = { ...NO_OPTIONS, ...given };
  const counts = exceptionsByFolder(proof.exceptions);
  const folders = proof.folders.map((folder) =>
    reportFolder(folder, counts.get(folderKey(folder.source)) ?? 0, options),
  );
  const totals = sumOf(folders);
  return {
    format: 1,
    source: proof.source,
    target: proof.target,
    scope: proof.scope,
    startedAt: isoSeconds(proof.startedAt),
    endedAt: isoSeconds(proof.endedAt),
    durationSeconds: Math.round((proof.endedAt - proof.startedAt) / 1000),
    grade: proof.grade,
    verdict: verdictOf(proof.grade, proof.exceptionsCount, totals),
    totals,
    folders,
    exceptionsCount: proof.exceptionsCount,
    exceptionGroups: groupsOf(proof),
    notes: notesOf(proof.folders),
    losses: lossesOf(proof.folders),
    notMoved: options.notMoved,
  };
}

function verdictOf(grade: Grade, exceptions: number, { items, leftOut, proven }: ReportTotals): string {
  const named =
    exceptions === 1 ? 'One exception is named below' : `${formatCount(exceptions)} exceptions are named below`;
  const all = leftOut > 0 ? `${formatCount(proven)} items that were to move` : `${formatCount(items)} items`;
  const verdicts: Readonly<Record<Grade, string>> = {
    verified: `All ${all} are in the target, read back and equal.`,
    'verified-with-exceptions': `Everything that was copied is in the target and equal, as far as it can be compared. ${named}.`,
    'not-verified': `The target does not hold everything as it should. ${named}.`,
  };
  return verdicts[grade];
}

function exceptionsByFolder(exceptions: readonly ProofException[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { folder } of exceptions) counts.set(folderKey(folder), (counts.get(folderKey(folder)) ?? 0) + 1);
  return counts;
}

function reportFolder(folder: FolderProof, exceptions: number, { renames }: ReportOptions): ReportFolder {
  const { items, bytes } = folder;
  const source = folderLabel(folder.source);
  const isRenamed = folder.target !== null && !isSamePath(folder.source, folder.target);
  const why = renames.find(({ from }) => from === source)?.why ?? '';
  return {
    source,
    target: folder.target === null ? null : folderLabel(folder.target),
    renamed: isRenamed ? why : null,
    inTarget: folder.itemsInTarget,
    exceptions,
    items: sum(items),
    bytes: sum(bytes),
    proven: items.verified,
    provenBytes: bytes.verified,
    unproven: items.copied,
    failed: items.failed,
    leftOut: items.skipped,
    gone: items.gone,
    waiting: items.seen + items.intended,
    ofOthers: folder.itemsOfOthers,
    equalInBytes: folder.equalInBytes,
    equalInMeaning: folder.equalInMeaning,
    provenBefore: folder.provenBefore,
  };
}

function isSamePath(one: FolderPath, other: FolderPath): boolean {
  return folderKey(one) === folderKey(other);
}

function sum(byState: Readonly<Record<EntryState, number>>): number {
  return Object.values(byState).reduce((total, count) => total + count, 0);
}

function sumOf(folders: readonly ReportFolder[]): ReportTotals {
  const total = (count: (folder: ReportFolder) => number): number =>
    folders.reduce((all, folder) => all + count(folder), 0);
  return {
    items: total(({ items }) => items),
    bytes: total(({ bytes }) => bytes),
    proven: total(({ proven }) => proven),
    provenBytes: total(({ provenBytes }) => provenBytes),
    unproven: total(({ unproven }) => unproven),
    failed: total(({ failed }) => failed),
    leftOut: total(({ leftOut }) => leftOut),
    gone: total(({ gone }) => gone),
    waiting: total(({ waiting }) => waiting),
    ofOthers: total(({ ofOthers }) => ofOthers),
    equalInBytes: total(({ equalInBytes }) => equalInBytes),
    equalInMeaning: total(({ equalInMeaning }) => equalInMeaning),
    provenBefore: total(({ provenBefore }) => provenBefore),
  };
}

/** The largest group first. A cause whose facts differ from item to item is told in general for the group. */
function groupsOf({ exceptions, exceptionCounts }: MailboxProof): readonly ExceptionGroup[] {
  const groups = new Map<ProofException['problem']['code'], ProofException[]>();
  for (const exception of exceptions) {
    const members = groups.get(exception.problem.code);
    if (members === undefined) groups.set(exception.problem.code, [exception]);
    else members.push(exception);
  }
  const made = [...groups].map(([code, members]): ExceptionGroup => {
    const problem: Problem = { code, facts: sharedFacts(members) };
    return {
      code,
      cause: describeCause(problem),
      remedy: describeRemedy(problem),
      owner: PROBLEMS[code].owner,
      count: exceptionCounts[code] ?? members.length,
      items: members.map(reportException),
    };
  });
  return made.sort((one, other) => other.count - one.count);
}

/** The facts of all members; one that differs from item to item becomes an ellipsis. */
function sharedFacts(members: readonly ProofException[]): Readonly<Record<string, string>> {
  const shared: Record<string, string> = {};
  for (const { problem } of members) {
    for (const [name, fact] of Object.entries(problem.facts)) {
      shared[name] = (shared[name] ?? fact) === fact ? fact : '…';
    }
  }
  return shared;
}

function reportException({
  folder,
  ref,
  receivedAt,
  sizeBytes,
  problem,
  details,
  headers,
}: ProofException): ReportException {
  const sentAt = headers?.date ?? null;
  return {
    folder: folderLabel(folder),
    receivedAt: receivedAt === null ? null : isoSeconds(receivedAt),
    sentAt: sentAt === null ? null : isoSeconds(sentAt),
    sender: headers?.from ?? null,
    subject: headers?.subject ?? null,
    messageId: headers?.messageId ?? null,
    sizeBytes,
    cause: describeCause(problem),
    remedy: describeRemedy(problem),
    details,
    ref,
  };
}

function notesOf(folders: readonly FolderProof[]): readonly ReportNote[] {
  const notes = new Map<string, { what: string; items: number; first: NotedReportItem[] }>();
  for (const { what, items, first } of folders.flatMap((folder) => folder.notes)) {
    const note = notes.get(what) ?? { what, items: 0, first: [] };
    notes.set(what, note);
    note.items += items;
    note.first.push(...first.slice(0, NOTED_MAX - note.first.length).map(notedMessage));
  }
  return [...notes.values()].sort((one, other) => other.items - one.items);
}

function notedMessage({ folder, ref, receivedAt, headers }: NotedItem): NotedReportItem {
  return {
    folder: folderLabel(folder),
    receivedAt: isoSeconds(receivedAt),
    sender: headers?.from ?? null,
    subject: headers?.subject ?? null,
    ref,
  };
}

/** What was lost in all folders together, the most frequent first. */
export function lossesOf(folders: readonly FolderProof[]): readonly CountedLoss[] {
  const losses = new Map<string, CountedLoss>();
  for (const loss of folders.flatMap((folder) => folder.losses)) {
    const key = JSON.stringify([loss.field, loss.how, loss.why]);
    losses.set(key, { ...loss, items: (losses.get(key)?.items ?? 0) + loss.items });
  }
  return [...losses.values()].sort((one, other) => other.items - one.items);
}
