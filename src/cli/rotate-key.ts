/** `godwit rotate-key`: changes the key that passwords are sealed with, while the service runs. */
import type { Command as Parser } from 'commander';
import type { Log } from '../base/log.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { stateFolderOf } from './settings.ts';
import { listenForStop } from './stop.ts';

export interface RotateKeyOptions {
  readonly state?: string;
}

export interface KeyChange {
  /** The key that seals now. */
  readonly id: string;
  /** Keys that nothing is sealed with any more. */
  readonly removable: readonly string[];
  /** Secrets that could not be opened, and are as they were. */
  readonly stuck: number;
  readonly isComplete: boolean;
}

export interface KeyChangeControl {
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly say: (line: string) => void;
}

export function addRotateKeyOptions(parser: Parser): Parser {
  return parser
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .option('--state <folder>', 'where database and key lie (default: a folder of yours)')
    .option('--verbose', 'show the log too');
}

export async function runRotateKey(options: RotateKeyOptions, command: Command): Promise<ExitCode> {
  const { terminal, clock, onSignal, environment, log, machinery } = command;
  const say = (line: string): void => terminal.error(`${line}\n`);
  const stop = listenForStop({ clock, onSignal, say });
  try {
    const folder = stateFolderOf(options.state, environment);
    const control = { signal: stop.stopping, say, log };
    const { id, removable, stuck, isComplete } = await machinery.rotateKey(folder, control);
    const lines = [`✓ The key ${id} seals.`];
    if (stuck > 0)
      lines.push(`! ${stuck} secrets cannot be opened and are as they were; hand those passwords in again.`);
    if (!isComplete)
      lines.push('  Some are still sealed with another key: keep it. The service goes on, and so does this command.');
    for (const old of removable)
      lines.push(`  Nothing is sealed with the key ${old} any more: it may be removed everywhere.`);
    terminal.out(`${lines.join('\n')}\n`);
    return isComplete ? EXIT.proven : EXIT.withExceptions;
  } finally {
    stop.close();
  }
}
