/** `godwit check`: what is not ready for a move, who has to do something about it, and what. */
import { type CheckOptions, checkJobOf } from './check-options.ts';
import { presentCheck } from './check-summary.ts';
import { type Command, passwordDepsOf, watched } from './command.ts';
import type { ExitCode } from './exit.ts';

export async function runCheck(domain: string, options: CheckOptions, command: Command): Promise<ExitCode> {
  const job = await checkJobOf(domain, options, passwordDepsOf(command));
  const report = await watched(command, (control) => command.machinery.check(job, control));
  return presentCheck(report, command);
}
