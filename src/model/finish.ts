/** The end of a project: what has to be so before the old licences go, and what both services cost meanwhile. */
import type { Instant } from '../base/clock.ts';
import type { Actor } from './event.ts';
import { HANDED_OVER, type MailboxState } from './mailbox-states.ts';
import type { MailboxId } from './project.ts';
import type { Report } from './report.ts';

/** A copy of everything in the old mailboxes, made last; or why there is none. */
export type LastCopy =
  | {
      readonly is: 'kept';
      /** Where it lies, in the words of whoever keeps it. */
      readonly where: string;
      /** Of it or of its list of files, in hexadecimal; null where nobody took one. */
      readonly sha256: string | null;
    }
  | { readonly is: 'waived'; readonly reason: string };

export interface Finish {
  readonly lastCopy: (LastCopy & { readonly at: Instant; readonly by: Actor }) | null;
  /** What one old licence costs in a month; null where nobody said. */
  readonly licence: { readonly pricePerMonth: number; readonly currency: string } | null;
}

export const NEW_FINISH: Finish = { lastCopy: null, licence: null };

/** A mailbox of a project, with what its last verification came to. */
export interface ProvenMailbox {
  readonly mailbox: MailboxId;
  readonly name: string;
  readonly state: MailboxState;
  /** When it was verified last; null where it never was. */
  readonly provenAt: Instant | null;
  readonly grade: Report['grade'] | null;
  readonly exceptions: number | null;
}

/** Their users have stayed with the old system, or they were left out: their licences stay. */
const STAYING: readonly MailboxState[] = ['cancelled', 'rolled-back'];
/** Nothing is open about them any more but the licence. */
export const CONFIRMED: readonly MailboxState[] = ['user-confirmed', 'clients-done', 'released'];

/** Whose licences go. */
export function isMoving({ state }: Pick<ProvenMailbox, 'state'>): boolean {
  return !STAYING.includes(state);
}

const DAY_MS = 24 * 3_600_000;

/** Until when nothing of the old service is given up: so many days after the last proof. Null while one is missing. */
export function heldUntil(mailboxes: readonly ProvenMailbox[], holdDays: number): number | null {
  const moving = mailboxes.filter(isMoving);
  const proofs = moving.map(({ provenAt }) => provenAt);
  if (proofs.length === 0 || proofs.includes(null)) return null;
  return Math.max(...proofs.map((at) => at ?? 0)) + holdDays * DAY_MS;
}

/** Days of mailboxes that were paid for twice so far: each from its proof on. */
export function overlapDays(mailboxes: readonly ProvenMailbox[], now: Instant): number {
  const over = mailboxes.filter(({ state }) => HANDED_OVER.some((one) => one === state) || state === 'released');
  return over.reduce((sum, { provenAt }) => sum + (provenAt === null ? 0 : Math.max(0, now - provenAt) / DAY_MS), 0);
}
