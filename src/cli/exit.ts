/** How a command ends: its exit code, and two lines that say what was wrong and what to do. */
import type { Log } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import { shown } from './format.ts';

export const EXIT = { proven: 0, wrongUse: 1, withExceptions: 2, notDone: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface Complaint {
  readonly code: ExitCode;
  readonly cause: string;
  readonly remedy: string;
}

export interface ComplaintDeps {
  readonly log: Log;
  readonly random: Random;
  /** Where the log lies, for the remedy; null while there is none. */
  readonly logPath: string | null;
}

/** An expected failure says its own cause and remedy. Anything else is our defect: the stack goes into the log, under an id. */
export function complaintOf(error: unknown, deps: ComplaintDeps): Complaint {
  if (error instanceof Failure) {
    const code = error.code === 'usage.invalid' ? EXIT.wrongUse : EXIT.notDone;
    return { code, cause: shown(error.message), remedy: shown(error.remedy) };
  }
  const id = deps.random.id();
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  deps.log.warn('defect of Godwit', { id, stack, cause: causeOf(error) });
  return {
    code: EXIT.notDone,
    cause: `Something went wrong inside Godwit. This is our fault (${id}). Nothing that was moved is lost.`,
    remedy:
      deps.logPath === null
        ? 'Start the same command again; if it happens again, tell the makers of Godwit.'
        : `Start the same command again; if it happens again, send ${deps.logPath} to the makers of Godwit.`,
  };
}

function causeOf(error: unknown): string | null {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause === undefined) return null;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
