/** What may be typed behind the commands that ask a service, and the commands themselves. */
import { InvalidArgumentError, Option, type Command as Parser } from 'commander';
import { append } from '../append.ts';
import type { Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { COMMANDS, GROUPS } from './commands.ts';
import { type LoginOptions, runLogin, runLogout } from './login.ts';
import { openRemote } from './remote.ts';
import type { RemoteCommand } from './remote-command.ts';

/** The options as commander gives them. */
export interface RemoteOptions {
  readonly url?: string;
  readonly caFile?: readonly string[];
  readonly organisation?: string;
  readonly project?: string;
  readonly text?: string;
  readonly state?: readonly string[];
  readonly sort?: string;
  readonly limit?: number;
}

const OPTIONS = {
  organisation: () => new Option('--organisation <name>', 'its name or id; not needed where you see only one'),
  project: () => new Option('--project <name>', 'its name or id; not needed where there is only one'),
  text: () => new Option('--text <text>', 'only what has this in its name'),
  state: () =>
    new Option('--state <state>', 'only what is in this state; may be given several times').argParser(append),
  sort: () => new Option('--sort <column>', 'by what the list is sorted; a minus before it turns it around'),
  limit: () => new Option('--limit <count>', 'so many at most').argParser(countOf),
} as const;

export type RemoteOption = keyof typeof OPTIONS;
type Start = (options: { json?: boolean; verbose?: boolean }, run: (command: Command) => Promise<ExitCode>) => void;

/** Adds every command that asks a service. */
export function addRemoteCommands(parser: Parser, start: Start): void {
  addLogin(parser, start);
  const groups = new Map<string, Parser>();
  for (const [name, says] of Object.entries(GROUPS)) {
    groups.set(name, usual(parser.command(name).description(says)).helpCommand(false));
  }
  for (const command of COMMANDS) {
    const [name = '', ...words] = command.words.split(' ');
    const group = groups.get(name) ?? parser;
    const one = usual(group.command(words.join(' ')).description(command.says));
    for (const option of command.options) one.addOption(OPTIONS[option]());
    addService(one).action(() => {
      const options: RemoteOptions & { json?: boolean } = one.opts();
      start(options, (outer) => runRemote(command, one.processedArgs, options, outer));
    });
  }
}

async function runRemote(
  command: RemoteCommand,
  args: readonly (string | undefined)[],
  options: RemoteOptions,
  outer: Command,
): Promise<ExitCode> {
  const remote = await openRemote(options, outer);
  const said = await command.run(remote, ...args.map((arg) => arg as string)); // the words say which may be missing
  if (outer.isJson && said.json !== null) outer.terminal.out(`${JSON.stringify(said.json)}\n`);
  else if (!outer.isJson) outer.terminal.out(said.text);
  return said.exit ?? EXIT.proven;
}

function addLogin(parser: Parser, start: Start): void {
  const login = usual(parser.command('login <url>').description('sign in at a service, for all commands that ask one'))
    .option('--token', 'by a token, which is asked for or stands in GODWIT_TOKEN')
    .addOption(caFileOption());
  login.option('--json', 'one JSON document on standard output').action((url: string, options: LoginOptions) => {
    start(options, (command) => runLogin(url, options, command));
  });
  const logout = usual(parser.command('logout').description('end that, here and in the service'));
  logout.option('--json', 'one JSON document on standard output').action((options: { json?: boolean }) => {
    start(options, runLogout);
  });
}

function usual(parser: Parser): Parser {
  return parser.allowExcessArguments(false).helpOption('-h, --help', 'show this help');
}

function addService(parser: Parser): Parser {
  return parser
    .option('--url <url>', 'another service than the one that you are signed in at (GODWIT_URL, GODWIT_TOKEN)')
    .addOption(caFileOption())
    .option('--json', 'one JSON document on standard output')
    .option('--verbose', 'show the log too');
}

function caFileOption(): Option {
  return new Option('--ca-file <file>', 'trust the authorities in this file too').argParser(append);
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('It is a number from 1 on.');
}
