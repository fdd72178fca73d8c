/** `godwit survey`: what lies in a mailbox, and what a move would make of it. */
import { resolve } from 'node:path';
import { type Command, passwordDepsOf, watched } from './command.ts';
import type { ExitCode } from './exit.ts';
import { type SurveyOptions, surveyJobOf } from './settings.ts';
import { presentSurvey } from './survey-summary.ts';

export async function runSurvey(options: SurveyOptions, command: Command): Promise<ExitCode> {
  const job = await surveyJobOf(options, passwordDepsOf(command));
  const survey = await watched(command, (control) => command.machinery.survey(job, control));
  const { writeContactMapping: path } = options;
  if (path !== undefined) await command.machinery.writeContactTables(resolve(path), survey.contactTables);
  return presentSurvey(survey, { job, isDryRun: false }, command);
}
