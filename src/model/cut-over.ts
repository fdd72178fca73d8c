/** What is kept of a cut-over besides the states: the pre-flight, the switch of the mail route, locks, and what came back. */
import type { Instant } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import type { MailboxAt } from './mailbox-book.ts';
import type { MailboxState } from './mailbox-states.ts';
import type { MailboxId, ProjectId } from './project.ts';
import type { Returned } from './returned.ts';

/** What the pre-flight looks at, in the order in which it says so. */
export const PRE_FLIGHT_CHECKS = [
  'plan-acknowledged',
  'date-confirmed',
  'contact-outside',
  'address-collision',
  'mailbox-prepared',
  'mailbox-checked',
  'target-ready',
  'lock-possible',
] as const;
export type PreFlightCheck = (typeof PRE_FLIGHT_CHECKS)[number];

/** One thing that stands against a start. */
export interface PreFlightFinding {
  readonly check: PreFlightCheck;
  /** The address or the mailbox that it is about; the name of the project where it is about all of it. */
  readonly thing: string;
  readonly cause: string;
  readonly remedy: string;
  /** Why an operator lets it pass; null where nobody did. */
  readonly waived: string | null;
}

export interface PreFlight {
  readonly at: Instant;
  readonly findings: readonly PreFlightFinding[];
  /** Mailboxes whose check was too old: it is being done anew. */
  readonly checksAsked: number;
}

export function hasPassed({ findings, checksAsked }: PreFlight): boolean {
  return checksAsked === 0 && findings.every(({ waived }) => waived !== null);
}

/** One thing of one check that an operator lets pass. */
export interface Waiver {
  readonly check: PreFlightCheck;
  readonly thing: string;
  readonly reason: string;
}

/** Where the mail of a domain shall go. */
export interface WantedRoute {
  readonly domain: string;
  /** Hosts of the MX records, in lower case without a dot at the end; in any order. */
  readonly hosts: readonly string[];
}

export interface RouteSeen {
  readonly domain: string;
  readonly hosts: readonly string[];
  /** True when all that was seen is what is wanted. */
  readonly isSwitched: boolean;
  readonly ttlSeconds: number | null;
  /** Since when every look found it switched; null while it is not. */
  readonly switchedAt: Instant | null;
  /** Until then somebody may still send to the old hosts; null while it is not switched. */
  readonly cachedUntil: Instant | null;
  /** What kept it from being seen; null when it was seen. */
  readonly trouble: string | null;
}

/** forth: to the new system. back: to the old one, by a roll-back. */
export interface Switch {
  readonly direction: 'forth' | 'back';
  readonly wanted: readonly WantedRoute[];
  /** Where mail went before, as it was seen when the switch was set up: the way back. */
  readonly before: readonly WantedRoute[];
  readonly seen: readonly RouteSeen[];
  readonly lookedAt: Instant | null;
}

/** The moment from which no mail goes the other way any more; null while some may. */
export function settledAt({ seen, wanted, lookedAt }: Switch): Instant | null {
  if (wanted.length === 0) return lookedAt;
  let last: Instant | null = null;
  for (const { domain } of wanted) {
    const until = seen.find((one) => one.domain === domain)?.cachedUntil ?? null;
    if (until === null) return null;
    if (last === null || until > last) last = until;
  }
  return last;
}

/** What the old system says of mailboxes, to be compared. */
export interface Frozen {
  readonly at: Instant;
  /** admin-api: settings of all mailboxes of the domains. counts: what is known of the mailboxes of the project alone. */
  readonly from: 'admin-api' | 'counts';
  /** By address, each setting as one text. */
  readonly mailboxes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The documents about a project, each kept whole. */
export interface CutOverParts {
  readonly 'pre-flight': PreFlight;
  readonly waivers: readonly Waiver[];
  /** Of the day, so that the administrators are told once. */
  readonly refused: { readonly day: string; readonly why: string };
  readonly switch: Switch;
  readonly frozen: Frozen;
  /** What had changed when all was over. */
  readonly changes: { readonly at: Instant; readonly differences: readonly string[] };
  /** The end that the administrators were told last. */
  readonly told: { readonly end: Instant; readonly at: Instant; readonly isStalled: boolean };
}

export const LOCK_WAYS = ['password', 'disabled', 'by-hand'] as const;
export type LockWay = (typeof LOCK_WAYS)[number];

/**
 * asked: a worker will do it. writing: it was announced, and may have been done. locked: it was done and looked at. released:
 * its user is with the new mailbox, and the old one stays shut. opening: it shall be opened. open: its user can get in again.
 */
export type LockState = 'asked' | 'writing' | 'locked' | 'released' | 'opening' | 'open';

export interface MailboxLock {
  readonly how: LockWay;
  readonly state: LockState;
  readonly at: Instant;
  readonly problem: Problem | null;
}

export interface NamedLock extends MailboxLock {
  readonly mailbox: MailboxId;
  readonly name: string;
  readonly mailboxState: MailboxState;
}

/** The admin API of the old system, for one project. */
export interface Connection {
  readonly url: string;
  readonly account: string;
  readonly requestsPerMinute: number;
  readonly userKey: Secret;
  readonly secretKey: Secret;
}

export interface CutOverBook {
  cutOverPart<Part extends keyof CutOverParts>(project: ProjectId, part: Part): Promise<CutOverParts[Part] | null>;
  /** In the place of an earlier one; null takes it away. The project is locked before. */
  setCutOverPart<Part extends keyof CutOverParts>(
    project: ProjectId,
    part: Part,
    document: CutOverParts[Part] | null,
  ): Promise<void>;
  /** When the pre-flight passed; null: it did not. */
  notePreFlight(project: ProjectId, passedAt: Instant | null): Promise<void>;
  lockOf(mailbox: MailboxId): Promise<MailboxLock | null>;
  /** In the place of an earlier one. */
  setLock(mailbox: MailboxId, lock: MailboxLock): Promise<void>;
  /** By name. */
  locksOf(project: ProjectId): Promise<readonly NamedLock[]>;
  keepReturned(mailbox: MailboxId, returned: Returned, at: Instant): Promise<void>;
  returnedOf(mailbox: MailboxId): Promise<(Returned & { readonly at: Instant }) | null>;
  /** Messages that came back, over all mailboxes of the project. */
  returnedSum(project: ProjectId): Promise<number>;
  connection(project: ProjectId): Promise<Connection | null>;
  keepConnection(project: ProjectId, connection: Connection): Promise<void>;
  forgetConnection(project: ProjectId): Promise<boolean>;
  /** What still comes to the old side of this mailbox is brought over from `at` until the hold ends. */
  beginSweeps(mailbox: MailboxId, at: Instant, holdUntil: Instant): Promise<void>;
  /** Those to be looked after by now; they are due again at the pace of their project. Those whose hold is over are left. */
  takeSweepsDue(now: Instant, usualHours: number, limit: number): Promise<readonly MailboxAt[]>;
  /** Projects in one of these states, by their age. */
  projectsIn(states: readonly string[], limit: number): Promise<readonly ProjectId[]>;
}
