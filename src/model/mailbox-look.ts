/** Looks into a mailbox of a project that somebody asks for. They only read, and change no state. */
import type { Instant } from '../base/clock.ts';
import type { CheckResult, Verdict } from './check-result.ts';
import type { JobKind } from './job.ts';

/** survey: what the sources hold, and what becomes of it. check: whether both sides can be signed in to, and what is not ready. */
const LOOKS = ['survey', 'check'] as const;
export type Look = (typeof LOOKS)[number];

export const LOOK_JOBS = {
  survey: 'mailbox.survey',
  check: 'mailbox.check',
} as const satisfies Readonly<Record<Look, JobKind>>;

/** The look that a job is for; null for one that moves the mailbox. */
export function lookOf(kind: JobKind): Look | null {
  return LOOKS.find((look) => LOOK_JOBS[look] === kind) ?? null;
}

export interface KeptCheck {
  readonly at: Instant;
  readonly results: readonly CheckResult[];
}

/** That of the worst of them. */
export function verdictOf(results: readonly CheckResult[]): Verdict {
  const verdicts = results.map(({ verdict }) => verdict);
  if (verdicts.includes('block')) return 'block';
  return verdicts.includes('warn') ? 'warn' : 'pass';
}
