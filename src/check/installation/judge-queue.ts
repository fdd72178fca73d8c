/** The queue of jobs: what nobody works on though it should be, and what was given up. */
import { blocked, type CheckHead, type CheckResult, passed, warned } from '../../model/check-result.ts';
import { formatMs } from './words.ts';

export interface QueueFacts {
  readonly waiting: number;
  readonly atWork: number;
  /** How long the job has been due that waits the longest; null where none does. */
  readonly oldestMs: number | null;
  /** Jobs that somebody began, and that nobody has said a word of for minutes. */
  readonly hanging: number;
  /** Mailboxes that are to be worked on, and that have no job. */
  readonly withoutJob: number;
  /** Mailboxes that stand still because several workers died of them. */
  readonly givenUp: number;
}

const STUCK: CheckHead = { id: 'queue', title: 'What is to be done has somebody who does it' };
const GIVEN_UP: CheckHead = { id: 'queue.given-up', title: 'Nothing was given up' };
const owner = 'administrator';

export function judgeQueue({
  waiting,
  atWork,
  oldestMs,
  hanging,
  withoutJob,
  givenUp,
}: QueueFacts): readonly CheckResult[] {
  const oldest = oldestMs === null ? '' : `, the longest for ${formatMs(oldestMs)}`;
  const evidence = [`${atWork} jobs at work, ${waiting} wait${oldest}`];
  return [judgeStuck(evidence, hanging, withoutJob), judgeGivenUp(givenUp)];
}

function judgeStuck(evidence: readonly string[], hanging: number, withoutJob: number): CheckResult {
  if (withoutJob > 0) {
    return blocked(STUCK, [...evidence, `without a job: ${withoutJob}`], {
      cause: `${withoutJob} mailboxes are to be worked on and have no job: nobody will take them.`,
      remedy: 'Pause these mailboxes or their project, and resume them: that gives them jobs.',
      owner,
    });
  }
  if (hanging === 0) return passed(STUCK, evidence);
  return warned(STUCK, [...evidence, `hanging: ${hanging}`], {
    cause: `${hanging} jobs were begun by a program that has not been heard of since.`,
    remedy: 'Start godwit serve or godwit worker: whoever runs takes them over within 90 seconds.',
    owner,
  });
}

function judgeGivenUp(givenUp: number): CheckResult {
  if (givenUp === 0) return passed(GIVEN_UP, []);
  return warned(GIVEN_UP, [`mailboxes: ${givenUp}`], {
    cause: `${givenUp} mailboxes were given up, since several workers died while they had them.`,
    remedy: 'Look into the logs of these workers (memory is the usual reason), then retry the mailboxes.',
    owner,
  });
}
