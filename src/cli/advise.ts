/** `godwit advise`: whether anybody needs Exchange at all, group by group. */
import { Failure } from '../base/problem.ts';
import { askAnswers } from './advise-questions.ts';
import { presentAdvice } from './advise-summary.ts';
import type { Command } from './command.ts';
import type { ExitCode } from './exit.ts';

export interface AdviseOptions {
  readonly answers?: string;
  readonly save?: string;
  readonly offers?: string;
  readonly inventory?: string;
  readonly survey?: readonly string[];
}

export async function runAdvise(options: AdviseOptions, command: Command): Promise<ExitCode> {
  const { answers: file, save, offers = null, inventory = null, survey: surveys = [] } = options;
  if (file !== undefined && save !== undefined) {
    throw new Failure('usage.invalid', {
      what: '--answers names a file that is there, and --save one that shall be written.',
      how: 'Give one of the two.',
    });
  }
  const answers = file === undefined ? { text: await askAnswers(command) } : { file };
  const job = { answers, saveTo: save ?? null, offers, inventory, surveys };
  return presentAdvice(await command.machinery.advise(job), command);
}
