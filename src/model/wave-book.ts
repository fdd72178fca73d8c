/** The waves of the projects of one organisation, and what is due by the clock, as those see them who decide. */
import type { Instant } from '../base/clock.ts';
import type { Added } from './added.ts';
import type { MailboxAt } from './mailbox-book.ts';
import type { MailboxState } from './mailbox-states.ts';
import type { Page, PageAsk } from './page.ts';
import type { MailboxId, ProjectCourse, ProjectId, ProjectSums } from './project.ts';
import type { Wave, WaveId, WavePlan } from './wave.ts';
import type { WaveState } from './wave-states.ts';

export type WaveSort = 'startsAt' | 'name' | 'priority';

export interface WaveBook {
  addWave(wave: { readonly id: WaveId; readonly project: ProjectId; readonly plan: WavePlan }): Promise<Added>;
  /** Those of a project in one of these states; in any where none is named. */
  waves(project: ProjectId, states: readonly WaveState[], ask: PageAsk<WaveSort>): Promise<Page<Wave>>;
  wave(id: WaveId): Promise<Wave | null>;
  /** As `wave`; nobody else can move it until the transaction ends. Its project is locked before. */
  lockWave(id: WaveId): Promise<Wave | null>;
  /** Gives taken for the name of another wave of the project, and missing where there is no such wave. */
  planWave(id: WaveId, plan: WavePlan): Promise<Added | 'missing'>;
  /** False when it is not in that state any more. */
  setWaveState(id: WaveId, from: WaveState, to: WaveState): Promise<boolean>;
  /** It is cut over from now on, with all its mailboxes. False where it was before, or is not there. */
  beginCutOver(id: WaveId, at: Instant): Promise<boolean>;
  /** False where it has mailboxes, or is not there. */
  removeWave(id: WaveId): Promise<boolean>;

  waveSums(id: WaveId): Promise<ProjectSums>;
  waveCourse(id: WaveId): Promise<ProjectCourse>;
  /** The mailboxes of a wave in one of these states, by name. */
  mailboxesOf(wave: WaveId, states: readonly MailboxState[]): Promise<readonly MailboxAt[]>;
  /** Gives those that are mailboxes of the project, as they were. */
  assignMailboxes(
    project: ProjectId,
    wave: WaveId | null,
    mailboxes: readonly MailboxId[],
  ): Promise<readonly MailboxAt[]>;
  /** This mailbox alone is cut over, whatever its wave waits for. */
  beginMailboxCutOver(id: MailboxId, at: Instant): Promise<boolean>;

  /** Waves that start or are cut over by now, the earliest first. Whether they may is asked of each. */
  wavesDue(now: Instant, limit: number): Promise<readonly Pick<Wave, 'id' | 'project'>[]>;
  /** Mailboxes in step whose time has come to be followed, of projects and waves that run; they are due again at `again`. */
  takeDeltasDue(now: Instant, again: Instant, limit: number): Promise<readonly MailboxAt[]>;
}
