/** The command line: what may be typed, and which command runs. It and the options beside it alone know commander. */
import { CommanderError, InvalidArgumentError, Option, Command as Parser } from 'commander';
import { silentLog } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import type { FolderKind } from '../model/item.ts';
import { type AdviseOptions, runAdvise } from './advise.ts';
import { addAdviseOptions } from './advise-options.ts';
import { runCheck } from './check.ts';
import { addCheckOptions, type CheckOptions } from './check-options.ts';
import { type CliDeps, type Command, ended } from './command.ts';
import { runCopy } from './copy.ts';
import { type DemoOptions, type DemoStage, runDemo } from './demo.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { type CopyOptions, type MoveOptions, type SurveyOptions, stateFolderOf } from './settings.ts';
import { runSurvey } from './survey.ts';
import { PLAIN } from './terminal.ts';
import { runVerify } from './verify.ts';

export interface ProgramDeps extends CliDeps {
  readonly version: string;
  readonly demo: DemoStage;
}

/** More connections than this no server lets one user open. */
const CONNECTIONS_MAX = 16;
const CONNECTIONS_DEFAULT = 4;

/** Runs one command line to its exit code. Never throws. */
export async function runProgram(args: readonly string[], deps: ProgramDeps): Promise<ExitCode> {
  const chosen: { run: (() => Promise<ExitCode>) | null } = { run: null };
  const parser = buildParser(deps, (run) => {
    chosen.run = run;
  });
  try {
    parser.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return endOfParsing(error, args, deps);
  }
  return chosen.run === null ? EXIT.wrongUse : chosen.run();
}

type Choose = (run: () => Promise<ExitCode>) => void;

function buildParser(deps: ProgramDeps, choose: Choose): Parser {
  const parser = new Parser('godwit')
    .description(
      'Moves mail, calendars, contacts, tasks and notes to Microsoft Exchange, and proves that everything arrived.',
    )
    .version(deps.version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => deps.terminal.out(text),
      writeErr: (text) => deps.terminal.error(text),
      outputError: () => undefined,
    })
    .addHelpText('after', `\n${EXIT_CODES}`);

  const survey = parser.command('survey').description('say what lies in a mailbox and what a move makes of it');
  const nowhere = { text: 'where it would go; without it the limits of Exchange are assumed', isNeeded: false };
  addMailboxOptions(survey, nowhere).action((options: SurveyOptions & Outer) =>
    choose(() => start(options, deps, (one) => runSurvey(options, one))),
  );

  addCheckOptions(
    parser.command('check').description('say what is not ready for a move, and who has to do something about it'),
  ).action((domain: string, options: CheckOptions & Outer) =>
    choose(() => start(options, deps, (one) => runCheck(domain, options, one))),
  );

  addMoveOptions(parser.command('copy').description('move a mailbox; the same command goes on after any interruption'))
    .optionsGroup('What moves:')
    .addOption(
      new Option('--pass <pass>', 'bulk: what is new, while people work; delta: what changed, moved and went, too')
        .choices(['bulk', 'delta'])
        .default(null, 'bulk the first time, delta from then on'),
    )
    .option('--dry-run', 'predict, and write nothing')
    .option('--no-verify', 'do not read back what was written')
    .action((options: CopyOptions & Outer) => choose(() => start(options, deps, (one) => runCopy(options, one))));

  addMoveOptions(
    parser.command('verify').description('read back what was copied, and prove or name every item'),
  ).action((options: MoveOptions & Outer) => choose(() => start(options, deps, (one) => runVerify(options, one))));

  addAdviseOptions(
    parser.command('advise').description('say who needs Exchange, who needs only an upgrade, and who nothing at all'),
  ).action((options: AdviseOptions & Outer) => choose(() => start(options, deps, (one) => runAdvise(options, one))));

  parser
    .command('demo')
    .description('move three sample mailboxes between servers that run only on this machine')
    .option('--state <folder>', 'where everything of the demo lies (default: a new temporary folder)')
    .action((options: DemoOptions) => choose(() => start(options, deps, (one) => runDemo(options, deps.demo, one))));
  return parser;
}

const EXIT_CODES = `Exit codes:
  0  done and proven
  1  wrong use
  2  done, with exceptions that are named
  3  could not be done; the same command goes on where this one ended`;

/** What every command takes and no job needs. */
interface Outer {
  readonly state?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

function start(options: Outer, deps: CliDeps, run: (command: Command) => Promise<ExitCode>): Promise<ExitCode> {
  const { log, path } = deps.openLog(stateFolderOf(options.state, deps.environment), options.verbose === true);
  const isJson = options.json === true;
  // Who reads JSON reads the progress by program too: plain lines, nothing drawn over.
  const terminal = isJson ? { ...deps.terminal, isLive: false, paint: PLAIN } : deps.terminal;
  const command: Command = { ...deps, terminal, isJson, log, logPath: path };
  return ended(command, () => run(command));
}

function addMailboxOptions(parser: Parser, target: { readonly text: string; readonly isNeeded: boolean }): Parser {
  return parser
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .optionsGroup('Source:')
    .addOption(
      new Option('--source <address>', `${SOURCE_FORMS}; may be given several times`)
        .argParser(append)
        .makeOptionMandatory(),
    )
    .option('--source-user <name>', 'who signs in, where it does not stand in the address')
    .option(
      '--source-password-file <file>',
      'a file with the password, for all sources or one for each; else GODWIT_SOURCE_PASSWORD, or Godwit asks',
      append,
    )
    .optionsGroup('Target:')
    .addOption(new Option('--target <address>', target.text).makeOptionMandatory(target.isNeeded))
    .option('--target-user <name>', 'who signs in; acts for the mailbox where it is somebody else')
    .option(
      '--target-password-file <file>',
      'a file with the password or token; else GODWIT_TARGET_PASSWORD, or Godwit asks',
    )
    .addOption(
      new Option('--target-auth <way>', 'how to sign in at Exchange')
        .choices(['auto', 'basic', 'ntlm', 'bearer'])
        .default('auto'),
    )
    .optionsGroup('What moves:')
    .addOption(kindsOption('--only <kind>', 'move nothing else; may be given several times'))
    .addOption(kindsOption('--skip <kind>', 'leave this out; may be given several times'))
    .addOption(
      new Option(
        '--skip-role <role>',
        'leave out the junk or the trash folder; may be given twice (junk, trash)',
      ).argParser((role, roles: readonly string[] | undefined) => append(choiceOf(role, ROLES), roles)),
    )
    .addOption(
      new Option('--deletions <way>', 'what becomes of mail that was deleted in the source after it was copied')
        .choices(['keep', 'follow'])
        .default('keep'),
    )
    .optionsGroup('Connections:')
    .option('--ca-file <file>', 'trust the authorities in this PEM file too; may be given several times', append)
    .option('--allow-insecure-loopback', 'allow an open line to servers on this machine')
    .optionsGroup('Output:')
    .option('--json', 'one JSON document on standard output, and nothing else there')
    .option('--verbose', 'show the log too');
}

const SOURCE_FORMS = 'imaps://user@host[:port], caldavs://user@host/, carddavs://user@host/ or archive:PATH';
const TARGET_FORMS = 'ews+https://host/EWS/Exchange.asmx?mailbox=user@example.com, imaps://user@host or archive:FOLDER';

/** What people call the kinds. */
const KINDS: Readonly<Record<string, readonly [FolderKind]>> = {
  mail: ['message'],
  calendars: ['event'],
  contacts: ['contact'],
  tasks: ['task'],
  notes: ['note'],
};

function kindsOption(flags: string, what: string): Option {
  const names = Object.keys(KINDS);
  return new Option(flags, `${what} (${names.join(', ')})`).argParser(
    (name, kinds: readonly FolderKind[] | undefined): readonly FolderKind[] => [
      ...(kinds ?? []),
      ...(KINDS[choiceOf(name, names)] ?? []),
    ],
  );
}

function addMoveOptions(parser: Parser): Parser {
  return addMailboxOptions(parser, { text: TARGET_FORMS, isNeeded: true })
    .optionsGroup('Connections:')
    .option('--source-connections <number>', 'the most connections to each side', connectionsOf, CONNECTIONS_DEFAULT)
    .optionsGroup('Output:')
    .option('--state <folder>', 'where the ledger, the log and the reports lie (default: a folder of yours)')
    .option('--report <folder>', 'where this report goes (default: a new folder below the state folder)');
}

const ROLES = ['junk', 'trash'];

function append(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, value];
}

function choiceOf(value: string, choices: readonly string[]): string {
  if (choices.includes(value)) return value;
  throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
}

function connectionsOf(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= CONNECTIONS_MAX) return number;
  throw new InvalidArgumentError(`It is a number from 1 to ${CONNECTIONS_MAX}.`);
}

/** Help and version were asked for, or something was typed that is no command. */
async function endOfParsing(error: CommanderError, args: readonly string[], deps: ProgramDeps): Promise<ExitCode> {
  if (error.exitCode === 0) return EXIT.proven;
  if (error.code === 'commander.help') return EXIT.wrongUse;
  const isJson = args.includes('--json');
  const command: Command = { ...deps, isJson, log: silentLog, logPath: '' };
  const isPassword = args.some((arg) => /^--(source-|target-)?pass(word|wd)(=|$)/.test(arg));
  return ended(command, async () => {
    throw new Failure('usage.invalid', {
      what: sentenceOf(error.message),
      how: isPassword
        ? 'Give the password by --source-password-file or --target-password-file, in the environment, or when Godwit asks.'
        : `See: godwit ${nameOf(args)}--help`,
    });
  });
}

/** What commander says, as a sentence, and without a value: somebody may have typed a password there. */
function sentenceOf(message: string): string {
  const text = message
    .replace(/^error: /, '')
    .replace(/=[^'\n]*'/, "=…'")
    .replace(/\s*\n\s*/g, ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?)]$/.test(text) ? '' : '.'}`;
}

function nameOf(args: readonly string[]): string {
  const name = args.find((arg) => ['copy', 'verify', 'survey', 'check', 'advise', 'demo'].includes(arg));
  return name === undefined ? '' : `${name} `;
}
