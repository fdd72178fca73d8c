/** What a report says: the plain document that all its forms are made from. */
import type { Instant } from '../base/clock.ts';
import type { Owner } from '../base/problem-kind.ts';
import type { Loss } from './item.ts';

export interface Report {
  /** Grows when a field changes its meaning. */
  readonly format: 1;
  readonly source: string;
  readonly target: string;
  readonly scope: 'unproven' | 'all' | 'new';
  /** ISO 8601 in UTC, as all times of the report. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationSeconds: number;
  readonly grade: Grade;
  /** The grade in one sentence. */
  readonly verdict: string;
  readonly totals: ReportTotals;
  readonly folders: readonly ReportFolder[];
  readonly exceptionsCount: number;
  readonly exceptionGroups: readonly ExceptionGroup[];
  /** Harmless differences over all folders. */
  readonly notes: readonly ReportNote[];
  /** What the target could not take as it was, over all folders. */
  readonly losses: readonly CountedLoss[];
  /** Folders and files of the source that are not part of the move, with the reason. */
  readonly notMoved: readonly NotMoved[];
}

export interface NotMoved {
  readonly folder: string;
  readonly why: string;
}

/** Every item of the source that Godwit has ever listed is in exactly one of proven, unproven, exceptions …, waiting. */
export interface ReportTotals {
  readonly items: number;
  readonly bytes: number;
  readonly proven: number;
  readonly provenBytes: number;
  /** In the target, and neither proven nor found wrong. */
  readonly unproven: number;
  readonly failed: number;
  readonly leftOut: number;
  /** Deleted from the source before they could be copied. */
  readonly gone: number;
  readonly waiting: number;
  /** In the target and not Godwit's. */
  readonly ofOthers: number;
  readonly equalInBytes: number;
  readonly equalInMeaning: number;
  readonly provenBefore: number;
}

export interface ReportFolder extends ReportTotals {
  readonly source: string;
  readonly target: string | null;
  /** Null when it is called the same on both sides; otherwise why it is not, as far as that is known. */
  readonly renamed: string | null;
  readonly inTarget: number;
  readonly exceptions: number;
}

/** Exceptions with the same cause and the same remedy. */
export interface ExceptionGroup {
  readonly code: string;
  /** What happened, for the group: facts that differ from item to item stand with the items. */
  readonly cause: string;
  readonly remedy: string;
  readonly owner: Owner;
  /** Of all; `items` holds the first ones. */
  readonly count: number;
  readonly items: readonly ReportException[];
}

export interface ReportException {
  readonly folder: string;
  readonly receivedAt: string | null;
  readonly sentAt: string | null;
  readonly sender: string | null;
  readonly subject: string | null;
  readonly messageId: string | null;
  readonly sizeBytes: number | null;
  readonly cause: string;
  readonly remedy: string;
  readonly details: readonly string[];
  /** The item's name in the source: "uidvalidity:uid" for IMAP. */
  readonly ref: string | null;
}

/** A harmless difference: how many items have it, and the first of them. */
export interface ReportNote {
  readonly what: string;
  readonly items: number;
  readonly first: readonly NotedReportItem[];
}

export interface NotedReportItem {
  readonly folder: string;
  readonly receivedAt: string;
  readonly sender: string | null;
  readonly subject: string | null;
  readonly ref: string;
}

/**
 * verified: every item of every folder was read back from the target and is equal. verified-with-exceptions: so is
 * everything that was copied; what could not be copied or compared is named. not-verified: something that was copied is
 * missing, different or doubled, or a part of the mailbox was not copied yet or could not be looked at; all of it is named.
 */
export type Grade = 'verified' | 'verified-with-exceptions' | 'not-verified';

/** A kind of loss and how many items have it, whatever of each. */
export interface CountedLoss extends Omit<Loss, 'detail'> {
  readonly items: number;
}

/** The report of the last verification of a mailbox, as the service keeps it. */
export interface KeptReport {
  readonly at: Instant;
  readonly report: Report;
}

/** Of each cause; the ledger has all of them. */
const KEPT_ITEMS_MAX = 100;

/**
 * Without what people wrote: subjects, senders, ids and texts that differ. A database is copied and kept for longer than
 * somebody who reads a report has in mind; the items can be found again by their names in the source.
 */
export function withoutContent(report: Report): Report {
  return {
    ...report,
    exceptionGroups: report.exceptionGroups.map((group) => ({
      ...group,
      items: group.items
        .slice(0, KEPT_ITEMS_MAX)
        .map((item) => ({ ...item, ...NO_CONTENT, messageId: null, details: [] })),
    })),
    notes: report.notes.map((note) => ({ ...note, first: note.first.map((item) => ({ ...item, ...NO_CONTENT })) })),
  };
}

const NO_CONTENT = { sender: null, subject: null } as const;
