/** `godwit doctor`: what is wrong with an installation, why, and what to do. */
import type { Command as Parser } from 'commander';
import type { Log } from '../base/log.ts';
import { isReady } from '../check/report.ts';
import type { CheckResult } from '../model/check-result.ts';
import { append } from './append.ts';
import { resultDocuments, resultsText } from './check-summary.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { readAuthorities, stateFolderOf } from './settings.ts';
import { listenForStop } from './stop.ts';

export interface DoctorOptions {
  readonly state?: string;
  readonly caFile?: readonly string[];
}

export interface DoctorJob {
  readonly stateFolder: string;
  /** Authorities that are trusted beside those of the machine, as PEM texts. */
  readonly authorities: readonly string[];
}

export interface DoctorControl {
  readonly signal: AbortSignal;
  readonly log: Log;
}

export function addDoctorOptions(parser: Parser): Parser {
  return parser
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .option('--state <folder>', 'the folder of the service (default: a folder of yours)')
    .option('--ca-file <file>', 'trust the authorities in this PEM file too; may be given several times', append)
    .option('--json', 'print one JSON document')
    .option('--verbose', 'show the log too');
}

/** Exit code 2 when something is wrong. */
export async function runDoctor(options: DoctorOptions, command: Command): Promise<ExitCode> {
  const { terminal, clock, onSignal, environment, log, machinery, isJson } = command;
  const stateFolder = stateFolderOf(options.state, environment);
  const authorities = await readAuthorities(options.caFile ?? []);
  const stop = listenForStop({ clock, onSignal, say: () => undefined });
  try {
    const found = await machinery.doctor({ stateFolder, authorities }, { signal: stop.stopping, log });
    const results = found.map((result: CheckResult) => ({ ...result, waived: null }));
    const code = isReady({ domain: '', results }) ? EXIT.proven : EXIT.withExceptions;
    const columns = terminal.outColumns();
    if (isJson) terminal.out(`${JSON.stringify({ exitCode: code, results: resultDocuments(results) }, null, 2)}\n`);
    else terminal.out(`${resultsText(results, 'the service', terminal.paint, columns)}\n`);
    return code;
  } finally {
    stop.close();
  }
}
