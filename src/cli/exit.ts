/** How a command ends: its exit code, and two lines that say what was wrong and what to do. */
import { inspect } from 'node:util';
import type { Log } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import { ServiceProblem } from '../client/client.ts';
import { shown } from './format.ts';

export const EXIT = { proven: 0, wrongUse: 1, withExceptions: 2, notDone: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface Complaint {
  readonly code: ExitCode;
  /** The code of the problem in docs/errors.md; `defect` for what is our fault. */
  readonly problem: string;
  readonly cause: string;
  readonly remedy: string;
}

export interface ComplaintDeps {
  readonly log: Log;
  readonly random: Random;
  readonly logPath: string;
}

/** What a service answers to a request that can never be done as it was asked. */
const WRONG_ASKED: readonly number[] = [400, 404, 422];

/** An expected failure says its own cause and remedy. Anything else is our defect: the stack goes into the log, under an id. */
export function complaintOf(error: unknown, deps: ComplaintDeps): Complaint {
  if (error instanceof Failure) {
    const code = error.code === 'usage.invalid' ? EXIT.wrongUse : EXIT.notDone;
    return { code, problem: error.code, cause: shown(error.message), remedy: shown(error.remedy) };
  }
  if (error instanceof ServiceProblem) {
    const code = WRONG_ASKED.includes(error.status) ? EXIT.wrongUse : EXIT.notDone;
    return { code, problem: error.code, cause: shown(error.message), remedy: shown(error.detail) };
  }
  const id = deps.random.id();
  const stack = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
  deps.log.warn('defect of Godwit', { id, stack, cause: causeOf(error) });
  return {
    code: EXIT.notDone,
    problem: 'defect',
    cause: `Something went wrong inside Godwit. This is our fault (${id}). Nothing that was moved is lost.`,
    remedy: `Start the same command again; if it happens again, send ${deps.logPath} to the makers of Godwit.`,
  };
}

function causeOf(error: unknown): string | null {
  return error instanceof Error && error.cause !== undefined ? inspect(error.cause) : null;
}
