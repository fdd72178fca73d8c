/** Documents about a project from before its mailboxes move: what people answered, the inventory, and what its domains lack. */
import type { Instant } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import type { CheckResult } from './check-result.ts';
import type { OrganisationId } from './organisation.ts';
import type { ProjectId } from './project.ts';

export const PAPER_KINDS = ['answers', 'inventory', 'domain-check'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

export interface PaperContents {
  /** As docs/advisor.md has an answers file; it was read without a fault. */
  readonly answers: object;
  /** As `godwit inventory --json` writes it, without what people wrote. */
  readonly inventory: object;
  readonly 'domain-check': readonly CheckResult[];
}

/** What a program is asked for that makes one. */
export interface PaperAsked {
  /** Where the mailboxes of a domain go: `exchange-online`, or the host of another Exchange; null: as its mailboxes say. */
  readonly target: string | null;
}

export interface Paper<Kind extends PaperKind> {
  /** The domain of a check; '' for the others. */
  readonly about: string;
  /** Both null until there is one. An earlier one stays while another is asked for. */
  readonly madeAt: Instant | null;
  readonly document: PaperContents[Kind] | null;
  /** Null where nobody waits for another one. */
  readonly askedAt: Instant | null;
  /** Why the last one that was asked for could not be made. */
  readonly problem: Problem | null;
}

export interface PaperBook {
  paper<Kind extends PaperKind>(project: ProjectId, kind: Kind, about: string): Promise<Paper<Kind> | null>;
  /** All of the kind, by what they are about. */
  papers<Kind extends PaperKind>(project: ProjectId, kind: Kind): Promise<readonly Paper<Kind>[]>;
  /** In the place of an earlier one. Whoever waited for it waits no more. */
  keepPaper<Kind extends PaperKind>(project: ProjectId, kind: Kind, kept: KeptPaper<Kind>): Promise<void>;
  /** Once, however often it is asked for. */
  askPaper(project: ProjectId, kind: PaperKind, about: string, asked: PaperAsked, at: Instant): Promise<void>;
  /** What was asked for could not be made. */
  failPaper(project: ProjectId, kind: PaperKind, about: string, problem: Problem): Promise<void>;
  /** All of the project. */
  forgetPapers(project: ProjectId): Promise<void>;
}

interface KeptPaper<Kind extends PaperKind> {
  readonly about: string;
  readonly document: PaperContents[Kind];
  readonly at: Instant;
}

/** A paper that somebody waits for. */
export interface PaperDue extends PaperAsked {
  readonly organisation: OrganisationId;
  readonly project: ProjectId;
  readonly kind: PaperKind;
  readonly about: string;
}

/** What is told of papers over all organisations: which ones wait to be made. */
export interface PaperDoor {
  /** The one that waits longest and that nobody is at, which is the asker's until `until`; null for none. */
  takePaperDue(now: Instant, until: Instant): Promise<PaperDue | null>;
}
