/** The command line: what may be typed, and which command runs. It and the options beside it alone know commander. */
import { CommanderError, Option, Command as Parser } from 'commander';
import { type Log, type LogForm, silentLog } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import { type AdviseOptions, runAdvise } from './advise.ts';
import { addAdviseOptions, addPrepareOptions } from './advise-options.ts';
import { runBackup, runRestore } from './backup.ts';
import { addBackupOptions, addRestoreOptions, type BackupOptions, type RestoreOptions } from './backup-options.ts';
import { runCheck } from './check.ts';
import { addCheckOptions, type CheckOptions } from './check-options.ts';
import { type CliDeps, type Command, ended } from './command.ts';
import { runCopy } from './copy.ts';
import { type DemoOptions, type DemoStage, runDemo } from './demo.ts';
import { addDoctorOptions, type DoctorOptions, runDoctor } from './doctor.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { runInventory } from './inventory.ts';
import { addInventoryOptions, type InventoryOptions } from './inventory-options.ts';
import { addMailboxOptions, addMoveOptions } from './mailbox-options.ts';
import { addOperatorLinkOptions, type OperatorLinkOptions, runOperatorLink } from './operator-link.ts';
import { runPlan } from './plan.ts';
import { addPlanOptions, type PlanOptions } from './plan-options.ts';
import { type PrepareOptions, runPrepare } from './prepare.ts';
import { addRemoteCommands } from './remote/remote-options.ts';
import { addRotateKeyOptions, type RotateKeyOptions, runRotateKey } from './rotate-key.ts';
import { runServe } from './serve.ts';
import { addServeOptions, addWorkerOptions, type ServiceOptions } from './service-options.ts';
import { type CopyOptions, type MoveOptions, type SurveyOptions, stateFolderOf } from './settings.ts';
import { runSurvey } from './survey.ts';
import { PLAIN } from './terminal.ts';
import { runVerify } from './verify.ts';

export interface ProgramDeps extends CliDeps {
  readonly version: string;
  readonly demo: DemoStage;
}

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

  addLookingCommands(parser, deps, choose);
  addMovingCommands(parser, deps, choose);
  addServiceCommands(parser, deps, choose);
  // The state of a mailbox is meant by --state there, and no folder.
  addRemoteCommands(parser, ({ json, verbose }, run) =>
    choose(() =>
      start({ ...(json === undefined ? {} : { json }), ...(verbose === undefined ? {} : { verbose }) }, deps, run),
    ),
  );
  addKeepingCommands(parser, deps, choose);
  return parser;
}

/** What looks, asks and advises, and moves nothing. */
function addLookingCommands(parser: Parser, deps: ProgramDeps, choose: Choose): void {
  const survey = parser.command('survey').description('say what lies in a mailbox and what a move makes of it');
  const nowhere = { text: 'where it would go; without it the limits of Exchange are assumed', isNeeded: false };
  addMailboxOptions(survey, nowhere)
    .option('--write-contact-mapping <file>', 'write what columns of tables of contacts are taken for, to be corrected')
    .action((options: SurveyOptions & Outer) => choose(() => start(options, deps, (one) => runSurvey(options, one))));

  addCheckOptions(
    parser.command('check').description('say what is not ready for a move, and who has to do something about it'),
  ).action((domain: string, options: CheckOptions & Outer) =>
    choose(() => start(options, deps, (one) => runCheck(domain, options, one))),
  );

  addInventoryOptions(
    parser.command('inventory').description('list domains, mailboxes, sizes, aliases and settings of an organisation'),
  ).action((options: InventoryOptions & Outer) =>
    choose(() => start(options, deps, (one) => runInventory(options, one))),
  );

  addAdviseOptions(
    parser.command('advise').description('say who needs Exchange, who needs only an upgrade, and who nothing at all'),
  ).action((options: AdviseOptions & Outer) => choose(() => start(options, deps, (one) => runAdvise(options, one))));

  addPrepareOptions(
    parser.command('prepare').description('say who has to do what before the move, and write a sheet for everybody'),
  ).action((options: PrepareOptions & Outer) => choose(() => start(options, deps, (one) => runPrepare(options, one))));

  addPlanOptions(
    parser.command('plan').description('write the plan of the move, or play it: how long, with how many machines'),
  ).action((options: PlanOptions & Outer) => choose(() => start(options, deps, (one) => runPlan(options, one))));
}

function addMovingCommands(parser: Parser, deps: ProgramDeps, choose: Choose): void {
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

  parser
    .command('demo')
    .description('move three sample mailboxes between servers that run only on this machine')
    .option('--state <folder>', 'where everything of the demo lies (default: a new temporary folder)')
    .action((options: DemoOptions) => choose(() => start(options, deps, (one) => runDemo(options, deps.demo, one))));
}

/** What runs until it is stopped. */
function addServiceCommands(parser: Parser, deps: ProgramDeps, choose: Choose): void {
  const run = (options: ServiceOptions & Outer) => choose(() => start(options, deps, (one) => runServe(options, one)));
  addServeOptions(
    parser.command('serve').description('move the mailboxes of whole organisations, asked for over HTTP'),
  ).action(run);
  addWorkerOptions(
    parser.command('worker').description('help a service with its mailboxes, on another machine (DATABASE_URL)'),
  ).action(run);
  addDoctorOptions(
    parser.command('doctor').description('say what is wrong with the service on this machine, and what to do'),
  ).action((options: DoctorOptions & Outer) => choose(() => start(options, deps, (one) => runDoctor(options, one))));
  addRotateKeyOptions(
    parser.command('rotate-key').description('change the key that passwords are sealed with, while the service runs'),
  ).action((options: RotateKeyOptions & Outer) =>
    choose(() => start(options, deps, (one) => runRotateKey(options, one))),
  );
  addOperatorLinkOptions(
    parser.command('operator-link').description('print a one-time link for an operator, when nobody gets in any more'),
  ).action((options: OperatorLinkOptions & Outer) =>
    choose(() => start(options, deps, (one) => runOperatorLink(options, one))),
  );
}

/** The whole state into a file and out of it. */
function addKeepingCommands(parser: Parser, deps: ProgramDeps, choose: Choose): void {
  addBackupOptions(
    parser.command('backup').description('write everything into one file, while the service runs'),
  ).action((file: string, options: BackupOptions & Outer) =>
    choose(() => start(options, deps, (one) => runBackup(file, options, one))),
  );
  addRestoreOptions(parser.command('restore').description('bring a backup into an empty place')).action(
    (file: string, options: RestoreOptions & Outer) =>
      choose(() => start(options, deps, (one) => runRestore(file, options, one))),
  );
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
  readonly logFormat?: LogForm;
}

function start(options: Outer, deps: CliDeps, run: (command: Command) => Promise<ExitCode>): Promise<ExitCode> {
  const shown = options.logFormat ?? (options.verbose === true ? 'json' : null);
  const { log, path } = deps.openLog(stateFolderOf(options.state, deps.environment), shown);
  const isJson = options.json === true;
  // Who reads JSON reads the progress by program too: plain lines, nothing drawn over.
  const plain = isJson ? { ...deps.terminal, isLive: false, paint: PLAIN } : deps.terminal;
  // Who reads the log by program gets lines of the log alone.
  const terminal = options.logFormat === 'json' ? { ...plain, paint: PLAIN, error: sayingIn(log) } : plain;
  const command: Command = { ...deps, terminal, isJson, log, logPath: path };
  return ended(command, () => run(command));
}

function sayingIn(log: Log): (text: string) => void {
  return (text) => {
    for (const line of text.split('\n')) if (line !== '') log.info('said', { text: line });
  };
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

const COMMANDS =
  'copy verify survey check inventory advise prepare plan demo serve worker doctor rotate-key operator-link backup restore login logout'.split(
    ' ',
  );

function nameOf(args: readonly string[]): string {
  const name = args.find((arg) => COMMANDS.includes(arg));
  return name === undefined ? '' : `${name} `;
}
