/** `godwit operator-link`: a one-time link for another operator, for whoever has the machine and no way in. */
import type { Command as Parser } from 'commander';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { stateFolderOf } from './settings.ts';

export interface OperatorLinkOptions {
  readonly state?: string;
}

export function addOperatorLinkOptions(parser: Parser): Parser {
  return parser
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .option('--state <folder>', 'the folder of the service (default: a folder of yours)')
    .option('--verbose', 'show the log too');
}

/** The link is printed and nowhere else: it opens everything. */
export async function runOperatorLink(options: OperatorLinkOptions, command: Command): Promise<ExitCode> {
  const { terminal, environment, machinery, log } = command;
  const link = await machinery.operatorLink(stateFolderOf(options.state, environment), log);
  terminal.out(
    [
      '✓ Whoever posts a name, an address and a password to this path of the service becomes an operator:',
      `  ${link.reveal()}`,
      'The link holds once, for four days at most.',
      '',
    ].join('\n'),
  );
  return EXIT.proven;
}
