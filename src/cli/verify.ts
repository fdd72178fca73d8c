/** `godwit verify`: reads back from the target what was copied, and proves or names every item. */
import { type Command, passwordDepsOf, watched } from './command.ts';
import type { ExitCode } from './exit.ts';
import { presentMove } from './move-summary.ts';
import { type MoveOptions, moveJobOf } from './settings.ts';

export async function runVerify(options: MoveOptions, command: Command): Promise<ExitCode> {
  const job = await moveJobOf(options, passwordDepsOf(command));
  const report = await watched(command, (control) => command.machinery.verify(job, control));
  return presentMove(report, job, command);
}
