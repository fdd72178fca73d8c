/** What went wrong with a mailbox, as its problem; a defect of ours goes to the log with an id that the problem names. */
import { inspect } from 'node:util';
import type { Log } from '../base/log.ts';
import { Failure, type Problem } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { MailboxId } from '../model/project.ts';

export function problemOf(
  error: unknown,
  mailbox: MailboxId,
  { log, random }: { readonly log: Log; readonly random: Random },
): Problem {
  if (error instanceof Failure) {
    log.info('job ended early', { mailbox, code: error.code });
    return { code: error.code, facts: error.facts };
  }
  const defect = random.id();
  const stack = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
  log.warn('defect of Godwit', { id: defect, mailbox, stack });
  return { code: 'work.defect', facts: { id: defect } };
}
