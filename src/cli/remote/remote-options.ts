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
  readonly problem?: string;
  readonly waiting?: boolean;
  readonly failed?: boolean;
  readonly working?: boolean;
  readonly all?: boolean;
  readonly reason?: string;
  readonly yes?: boolean;
  readonly again?: boolean;
  readonly dryRun?: boolean;
  readonly source?: readonly string[];
  readonly target?: string;
  readonly targetUser?: string;
  readonly passwordFile?: string;
  readonly set?: readonly string[];
  readonly startsAt?: string;
  readonly cutOverAt?: string;
  readonly priority?: number;
  readonly since?: string;
  readonly after?: number;
  readonly house?: boolean;
  readonly scope?: readonly string[];
  readonly days?: number;
  readonly secondFactor?: boolean;
  readonly plan?: number;
  readonly name?: string;
  readonly date?: string;
  readonly zone?: string;
  readonly draft?: boolean;
  readonly from?: string;
  readonly time?: string;
  readonly month?: string;
  readonly passed?: boolean;
  readonly waived?: boolean;
  readonly kind?: readonly string[];
  readonly how?: string;
  readonly route?: readonly string[];
  readonly rackspaceAccount?: string;
  readonly rackspaceUrl?: string;
  readonly userKeyFile?: string;
  readonly secretKeyFile?: string;
}

const OPTIONS = {
  organisation: () => new Option('--organisation <name>', 'its name or id; not needed where you see only one'),
  project: () => new Option('--project <name>', 'its name or id; not needed where there is only one'),
  text: () => new Option('--text <text>', 'only what has this in its name'),
  state: () =>
    new Option('--state <state>', 'only what is in this state; may be given several times').argParser(append),
  sort: () => new Option('--sort <column>', 'by what the list is sorted; a minus before it turns it around'),
  limit: () => new Option('--limit <count>', 'so many at most').argParser(countOf),
  problem: () => new Option('--problem <code>', 'only what this stops or makes wait, as in docs/errors.md'),
  waiting: () => new Option('--waiting', 'only what goes on by itself later'),
  failed: () => new Option('--failed', 'only those with items that could not be moved'),
  working: () => new Option('--working', 'only what somebody works on now'),
  all: () => new Option('--all', 'all mailboxes of the project'),
  reason: () => new Option('--reason <text>', 'why; it is kept'),
  yes: () => new Option('--yes', 'do not ask before it is done'),
  again: () => new Option('--again', 'ask for a new one'),
  'dry-run': () => new Option('--dry-run', 'look at every line, and add nothing'),
  source: () => new Option('--source <url>', 'for lines that name no source').argParser(append),
  target: () =>
    new Option('--target <url>', 'for lines that name no target; {name} stands for the name of the mailbox'),
  'target-user': () => new Option('--target-user <user>', 'who signs in at the target of such lines'),
  'password-file': () => new Option('--password-file <file>', 'the password as the one line of a file'),
  set: () => new Option('--set <name=value>', 'change this one; may be given several times').argParser(append),
  'starts-at': () => new Option('--starts-at <time>', 'when its mailboxes begin: 2027-03-01T18:00:00Z'),
  'cut-over-at': () => new Option('--cut-over-at <time>', 'when they are cut over'),
  priority: () => new Option('--priority <number>', '1 goes before 2 and 3').argParser(countOf),
  since: () => new Option('--since <time>', 'from this moment on'),
  after: () => new Option('--after <number>', 'behind the event with this number').argParser(numberOf),
  house: () => new Option('--house', 'of the installation, for operators'),
  scope: () => new Option('--scope <scope>', 'read, move or manage; may be given several times').argParser(append),
  days: () => new Option('--days <count>', 'how long it holds (30)').argParser(countOf),
  kind: () => new Option('--kind <kind>', 'only this notice or entry; may be given several times').argParser(append),
  how: () => new Option('--how <way>', 'password, disabled, or by-hand with a reason (password)'),
  route: () =>
    new Option(
      '--route <domain=hosts>',
      'where its mail shall go: example.com=mx1.example.net,mx2.example.net',
    ).argParser(append),
  'rackspace-account': () => new Option('--rackspace-account <number>', 'the account; `me` is that of the keys'),
  'rackspace-url': () => new Option('--rackspace-url <url>', 'where the API is'),
  'user-key-file': () => new Option('--user-key-file <file>', 'a file with the user key'),
  'secret-key-file': () => new Option('--secret-key-file <file>', 'a file with the secret key'),
  'second-factor': () => new Option('--second-factor', 'drop the second factor and the passkeys, too'),
  plan: () => new Option('--plan <version>', 'the version of the plan').argParser(countOf),
  name: () => new Option('--name <name>', 'who has read and understood it'),
  date: () => new Option('--date <time>', 'the wished date: 2027-03-01T18:00, by the clock of --zone'),
  zone: () => new Option('--zone <zone>', 'the time zone of the date: Europe/Berlin'),
  draft: () => new Option('--draft', 'what it would be if it were sent now'),
  from: () => new Option('--from <day>', 'from this day on: 2027-03-01'),
  time: () => new Option('--time <time>', 'at this time of the day: 18:00'),
  month: () => new Option('--month <month>', 'of this month: 2027-03'),
  passed: () => new Option('--passed', 'note that it was checked and is right'),
  waived: () => new Option('--waived', 'note that the move goes on without it'),
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
  args: readonly (string | string[] | undefined)[],
  options: RemoteOptions,
  outer: Command,
): Promise<ExitCode> {
  const remote = await openRemote(options, outer);
  const said = await command.run(remote, ...args.flat().map((arg) => arg as string)); // see there: one may be missing
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

function numberOf(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('It is the number of an event.');
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('It is a number from 1 on.');
}
