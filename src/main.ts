/** The only place that knows every room: puts the program together and runs one command line. */
import { getServers } from 'node:dns';
import { readFileSync } from 'node:fs';
import { systemClock } from './base/clock.ts';
import type { LogForm } from './base/log.ts';
import { systemRandom } from './base/random.ts';
import { lineAsker } from './cli/ask-line.ts';
import { passwordAsker } from './cli/ask-password.ts';
import type { OpenLog } from './cli/command.ts';
import { complaintOf } from './cli/exit.ts';
import type { Machinery } from './cli/machinery.ts';
import { runProgram } from './cli/program.ts';
import { stateFolderOf } from './cli/settings.ts';
import { openTerminal } from './cli/terminal.ts';
import { writeContactTables } from './main/move/contact-tables.ts';
import { demoStage } from './main/move/demo-stage.ts';
import { openLogFile } from './main/move/log-file.ts';
import { type MoveDeps, runCopy, runVerify } from './main/move/run-move.ts';
import { runSurvey } from './main/move/run-survey.ts';
import { writeInventory } from './main/organisation/inventory-files.ts';
import { runAdvise, runPrepare } from './main/organisation/run-advise.ts';
import { runCheck } from './main/organisation/run-check.ts';
import { readInput, runInventory } from './main/organisation/run-inventory.ts';
import { webOf } from './main/organisation/web-of.ts';

/** Signals that ask to end: Ctrl-C, a service manager, a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the command line to its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // A reader that went away (`godwit … | head`) is no reason to stop moving mail.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const environment = process.env;
  const clock = systemClock;
  const random = systemRandom;
  const terminal = openTerminal({ out: process.stdout, error: process.stderr }, environment);
  const deps = { clock, random, environment };
  const version = versionOf(new URL('../package.json', import.meta.url));
  let opened: OpenLog | null = null;
  const openLog = (folder: string, shown: LogForm | null): OpenLog => {
    // A line that is being drawn over is taken away first.
    const echo = (line: string): void => terminal.error(terminal.isLive ? `\r\x1b[K${line}` : line);
    opened = openLogFile(folder, clock, shown === null ? null : echo, shown ?? 'json');
    return opened;
  };
  process.on('uncaughtException', (error) => {
    const { log, path: logPath } = opened ?? openLog(stateFolderOf(undefined, environment), null);
    const { code, cause, remedy } = complaintOf(error, { log, random, logPath });
    terminal.error(`\n✗ ${cause}\n→ ${remedy}\n`);
    process.exit(code);
  });
  return runProgram(args, {
    ...deps,
    terminal,
    version,
    ask: passwordAsker(process.stdin, (text) => terminal.error(text), process.stderr.isTTY),
    askLine: lineAsker(process.stdin, process.stderr, process.stderr.isTTY),
    onSignal: (heard) => {
      for (const signal of SIGNALS) process.on(signal, heard);
      return () => {
        for (const signal of SIGNALS) process.off(signal, heard);
      };
    },
    machinery: machineryOf({ ...deps, version }),
    openLog,
    demo: demoStage,
  });
}

/** What the commands ask for. What few commands need is loaded when it is asked for. */
function machineryOf(deps: MoveDeps & { readonly version: string }): Machinery {
  return {
    survey: (job, control) => runSurvey(job, control, deps),
    writeContactTables,
    check: (job, control) => runCheck(job, control, deps),
    copy: (job, control) => runCopy(job, control, deps),
    inventory: (job, control) => runInventory(job, control, { ...deps, readInput: () => readInput(process.stdin) }),
    writeInventory,
    verify: (job, control) => runVerify(job, control, deps),
    advise: (job) => runAdvise(job, deps),
    prepare: (job) => runPrepare(job, deps),
    plan: async (job) => (await import('./main/organisation/run-plan.ts')).runPlan(job, deps),
    simulate: async (job) => (await import('./main/organisation/run-plan.ts')).runSimulation(job, deps),
    doctor: async (job, control) =>
      (await import('./main/operations/run-doctor.ts')).runDoctor(job, control, { ...deps, nameServers: getServers }),
    rotateKey: async (folder, control) =>
      (await import('./main/keys/change-key.ts')).runChangeKey(folder, control, deps),
    web: webOf,
    operatorLink: async (folder, log) =>
      (await import('./main/service/run-operator-link.ts')).runOperatorLink(folder, log, deps),
    backup: async (job, log) => (await import('./main/operations/run-backup.ts')).runBackup(job, log, deps),
    restore: async (job, log) => (await import('./main/operations/run-backup.ts')).runRestore(job, log, deps),
    serve: async (job, control) => (await import('./main/service/run-service.ts')).runService(job, control, deps),
  };
}

function versionOf(manifest: URL): string {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }; // our own package.json
  return version;
}
