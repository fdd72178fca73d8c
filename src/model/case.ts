/** A case: the user of a mailbox misses something, and somebody has to look until it is known what became of it. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { Actor } from './event.ts';
import type { Page, PageAsk } from './page.ts';
import type { MailboxId, ProjectId } from './project.ts';
import type { Grade } from './report.ts';

export type CaseId = Brand<string, 'CaseId'>;

/** Where to look for what is missing, in the words of the user. */
export interface Missing {
  readonly folder: string;
  readonly from: string;
  readonly about: string;
}

/**
 * What became of it. found: it was in the new mailbox. brought-over: it was missing, and is there now. never-there: it was not
 * in the old mailbox either. left-behind: it could not be moved, and that is accepted.
 */
export const CASE_OUTCOMES = ['found', 'brought-over', 'never-there', 'left-behind'] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

export interface CaseFolder {
  readonly source: string;
  /** Null where nothing of it is in the target. */
  readonly target: string | null;
  /** Of the source. */
  readonly items: number;
  readonly proven: number;
  readonly inTarget: number;
  readonly exceptions: number;
  /** Left out by a rule of the project. */
  readonly leftOut: number;
  /** Deleted from the source before they could be copied. */
  readonly gone: number;
}

/** What the last verification says of what is missed. */
export interface CaseAnswer {
  readonly verifiedAt: Instant;
  readonly grade: Grade;
  /** Whether a folder is called as the user says; of all folders otherwise. */
  readonly isNamed: boolean;
  /** Without a bound on names: a mailbox has some hundred folders, and one that is named has few namesakes. */
  readonly folders: readonly CaseFolder[];
  /** By cause, with the number of named items in these folders. */
  readonly exceptions: readonly { readonly code: string; readonly cause: string; readonly items: number }[];
  /** Folders and files of the source that are not part of the move. */
  readonly notMoved: readonly { readonly folder: string; readonly why: string }[];
  /** The whole of it in plain words. */
  readonly inWords: string;
}

export interface Case {
  readonly id: CaseId;
  readonly project: ProjectId;
  readonly mailbox: MailboxId;
  /** Of the mailbox. */
  readonly name: string;
  readonly openedAt: Instant;
  /** Who opened it: the user, or somebody whom the user called. */
  readonly author: Actor;
  readonly authorName: string | null;
  readonly missing: Missing;
  /** As it was when the case was opened; null where no report was kept. */
  readonly answer: CaseAnswer | null;
  readonly closedAt: Instant | null;
  readonly outcome: CaseOutcome | null;
}

export interface NewCase extends Pick<Case, 'id' | 'mailbox' | 'openedAt' | 'author' | 'missing' | 'answer'> {}

/** Something that was said in a case. */
export interface CaseWord {
  readonly at: Instant;
  readonly author: Actor;
  readonly authorName: string | null;
  readonly text: string;
}

/** Those of one organisation. Whoever changes one has locked its mailbox before. */
export interface CaseBook {
  /** A mailbox that is not there, or not of this organisation, is a defect of the caller. */
  addCase(opened: NewCase): Promise<void>;
  findCase(id: CaseId): Promise<Case | null>;
  /** With `isOpen` null both those that are open and those that are closed. */
  cases(project: ProjectId, isOpen: boolean | null, ask: PageAsk<'openedAt'>): Promise<Page<Case>>;
  /** The newest first. */
  casesOf(mailbox: MailboxId): Promise<readonly Case[]>;
  /** How many are open in the project. */
  openCases(project: ProjectId): Promise<number>;
  /** False where it is closed already. */
  closeCase(id: CaseId, at: Instant, outcome: CaseOutcome): Promise<boolean>;
  addCaseWord(id: CaseId, word: Omit<CaseWord, 'authorName'>): Promise<void>;
  /** In the order in which they were said. */
  caseWords(id: CaseId): Promise<readonly CaseWord[]>;
}
