/** What does the moving, as the workers see it. It is put together outside, of protocols, ledger and engine. */

import type { Instant } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Secret } from '../base/secret.ts';
import type { CheckResult } from '../model/check-result.ts';
import type { Connection } from '../model/cut-over.ts';
import type { MailboxSurvey } from '../model/mailbox-survey.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { Policy } from '../model/policy.ts';
import type { Watch } from '../model/progress.ts';
import type { Mailbox, MailboxProgress, PasswordPlace } from '../model/project.ts';
import type { Report } from '../model/report.ts';
import type { Returned } from '../model/returned.ts';

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

export interface Swept {
  readonly items: number;
  readonly exceptions: number;
}

/** What becomes of the old mailbox. The password that locks it stands among those of the task. */
export interface LockAsk {
  readonly how: 'password' | 'disable' | 'enable';
  readonly connection: Connection;
  /** The password that its user had, where it is known: it must not open the mailbox any more. */
  readonly before: Secret | null;
}

export interface Engine {
  /** first: everything, or what is left of it. delta: what changed, moved and went since. Both go on where they ended. */
  copy(task: Task, pass: 'first' | 'delta', control: EngineControl): Promise<void>;
  verify(task: Task, control: EngineControl): Promise<Verdict>;
  /**
   * Brings over what is new in the sources and proves it. Nothing else of the source is followed any more, and what was done
   * with items in the target stays. Gives how many came over, and how many of all could not be proven.
   */
  sweep(task: Task, control: EngineControl): Promise<Swept>;
  /** Brings back into the old mailbox what the target made since then. Goes on where it ended. */
  bringBack(task: Task, since: Instant, control: EngineControl): Promise<Returned>;
  /**
   * Changes the old mailbox through the admin API, and looks whether it is so. May be repeated after whatever end. Throws
   * `lock.not-verified`, `lock.refused`, and the failures of the admin API.
   */
  lock(task: Task, asked: LockAsk, control: EngineControl): Promise<void>;
  /** Looks into the sources, which are only read, and not into the target. */
  survey(task: Task, control: EngineControl): Promise<MailboxSurvey>;
  /** Signs in to both sides, and says what is not ready. At the target something hidden is written and removed. */
  check(task: Task, control: EngineControl): Promise<readonly CheckResult[]>;
  /** How far the mailbox is; may be asked while it is being copied. */
  progress(task: Task): Promise<MailboxProgress>;
}
