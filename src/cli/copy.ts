/** `godwit copy`: moves one mailbox and proves it. */
import { type Command, passwordDepsOf, watched } from './command.ts';
import type { ExitCode } from './exit.ts';
import { presentMove } from './move-summary.ts';
import { type CopyOptions, copyJobOf } from './settings.ts';
import { presentSurvey } from './survey-summary.ts';

export async function runCopy(options: CopyOptions, command: Command): Promise<ExitCode> {
  const job = await copyJobOf(options, passwordDepsOf(command));
  if (options.dryRun === true) {
    const survey = await watched(command, (control) => command.machinery.survey(job, control));
    return presentSurvey(survey, { job, isDryRun: true }, command);
  }
  const report = await watched(command, (control) => command.machinery.copy(job, control));
  return presentMove(report, job, command);
}
