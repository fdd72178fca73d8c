/** What does the moving, as the workers see it. It is put together outside, of protocols, ledger and engine. */
import type { Log } from '../base/log.ts';
import type { Secret } from '../base/secret.ts';
import type { CheckResult } from '../model/check-result.ts';
import type { MailboxSurvey } from '../model/mailbox-survey.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { Policy } from '../model/policy.ts';
import type { Watch } from '../model/progress.ts';
import type { Mailbox, MailboxProgress, PasswordPlace } from '../model/project.ts';
import type { Report } from '../model/report.ts';

/** One mailbox, with everything that is needed to move it. */
export interface Task {
  readonly organisation: OrganisationId;
  readonly mailbox: Mailbox;
  /** What holds for its project. */
  readonly policy: Policy;
  readonly passwords: ReadonlyMap<PasswordPlace, Secret>;
}

export interface EngineControl {
  /** Aborted: settle what is under way, then end with the reason. */
  readonly stopping: AbortSignal;
  /** Aborted: end at once. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Hears what the run tells. */
  readonly watch: Watch;
}

export interface Verdict {
  readonly grade: 'verified' | 'verified-with-exceptions' | 'not-verified';
  readonly exceptionsCount: number;
  /** What of it is kept with the mailbox: nothing that people wrote. */
  readonly report: Report;
}

export interface Engine {
  /** first: everything, or what is left of it. delta: what changed, moved and went since. Both go on where they ended. */
  copy(task: Task, pass: 'first' | 'delta', control: EngineControl): Promise<void>;
  verify(task: Task, control: EngineControl): Promise<Verdict>;
  /** Looks into the sources, which are only read, and not into the target. */
  survey(task: Task, control: EngineControl): Promise<MailboxSurvey>;
  /** Signs in to both sides, and says what is not ready. At the target something hidden is written and removed. */
  check(task: Task, control: EngineControl): Promise<readonly CheckResult[]>;
  /** How far the mailbox is; may be asked while it is being copied. */
  progress(task: Task): Promise<MailboxProgress>;
}
