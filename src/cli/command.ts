/** What every command has in common: how it is watched, stopped, and how it ends when something is wrong. */
import type { Clock } from '../base/clock.ts';
import type { Log, LogForm } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import { complaintOf, type ExitCode } from './exit.ts';
import type { Machinery, RunControl } from './machinery.ts';
import type { PasswordDeps } from './password.ts';
import { ProgressDisplay } from './progress-display.ts';
import { listenForStop, type StopDeps } from './stop.ts';
import type { Terminal } from './terminal.ts';

export interface CliDeps {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: PasswordDeps['environment'];
  readonly ask: PasswordDeps['ask'];
  /** One line that is seen while it is typed; null where nobody can be asked. */
  readonly askLine: ((question: string) => Promise<string>) | null;
  readonly onSignal: StopDeps['onSignal'];
  readonly machinery: Machinery;
  /** A log in that folder. The file is made with the first line. What is `shown` goes to standard error too, in that form. */
  readonly openLog: (stateFolder: string, shown: LogForm | null) => OpenLog;
}

export interface OpenLog {
  readonly log: Log;
  readonly path: string;
}

/** One command that was typed. */
export interface Command extends CliDeps {
  readonly isJson: boolean;
  readonly log: Log;
  readonly logPath: string;
}

export function passwordDepsOf(command: Command): PasswordDeps {
  const { environment, ask, terminal } = command;
  return { environment, ask, warn: (sentence) => terminal.error(`${terminal.paint.warning('!')} ${sentence}\n`) };
}

/** Runs something long with its progress shown and Ctrl-C listened to. */
export async function watched<T>(command: Command, run: (control: RunControl) => Promise<T>): Promise<T> {
  const { terminal, clock, onSignal, log } = command;
  const display = new ProgressDisplay(terminal, clock);
  const say = (line: string): void => {
    display.stopping();
    display.say(line);
  };
  const stop = listenForStop({ clock, onSignal, say });
  const { stopping, signal } = stop;
  display.begin();
  try {
    return await run({ watch: display.watch, expect: (work) => display.expect(work), stopping, signal, log });
  } catch (error) {
    // What breaks because it is being stopped is no failure of its own.
    const isOurs = signal.aborted || (stopping.aborted && error instanceof Error && error.name === 'AbortError');
    throw isOurs ? new Failure('run.interrupted', {}, { cause: error }) : error;
  } finally {
    stop.close();
    await display.end();
  }
}

/** Runs a command to its exit code; whatever is thrown ends in two lines that say cause and remedy. */
export async function ended(command: Command, run: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await run();
  } catch (error) {
    const { terminal, log, random, logPath } = command;
    const { code, problem, cause, remedy } = complaintOf(error, { log, random, logPath });
    if (command.isJson) terminal.out(`${JSON.stringify({ exitCode: code, problem, cause, remedy })}\n`);
    terminal.error(`${terminal.paint.bad('✗')} ${cause}\n${terminal.paint.strong('→')} ${remedy}\n`);
    return code;
  }
}
