/** `godwit prepare`: who has to do what before the move, who is ready, and a sheet for everybody. */
import { resolve } from 'node:path';
import { Failure } from '../base/problem.ts';
import type { Command } from './command.ts';
import type { ExitCode } from './exit.ts';
import type { SheetFormat } from './machinery.ts';
import { presentPreparation } from './prepare-summary.ts';

export interface PrepareOptions {
  readonly answers: string;
  readonly offers?: string;
  readonly inventory?: string;
  readonly survey?: readonly string[];
  readonly format?: SheetFormat;
  readonly out?: string;
}

export async function runPrepare(options: PrepareOptions, command: Command): Promise<ExitCode> {
  const { answers, offers = null, inventory = null, survey: surveys = [], format, out } = options;
  if (format !== undefined && out === undefined) {
    throw new Failure('usage.invalid', {
      what: 'There is a format for the sheets and no place for them.',
      how: 'Name a folder with --out.',
    });
  }
  const sheets = out === undefined ? null : { folder: resolve(out), format: format ?? 'html' };
  const job = { answers: { file: answers }, saveTo: null, offers, inventory, surveys, sheets };
  return presentPreparation(await command.machinery.prepare(job), command);
}
