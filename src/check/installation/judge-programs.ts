/** The programs that do the work, as the register has them. */

import { blocked, type CheckHead, type CheckResult, passed, warned } from '../../model/check-result.ts';
import { PROGRAM_SILENT_MS, type RunningProgram } from '../../model/program.ts';
import { formatMs } from './words.ts';

const ALIVE: CheckHead = { id: 'workers', title: 'Somebody does the work' };
const SILENT: CheckHead = { id: 'workers.silent', title: 'No program fell silent' };
const VERSIONS: CheckHead = { id: 'workers.versions', title: 'All programs are of one version' };
const CLOCKS: CheckHead = { id: 'workers.clocks', title: 'Their clocks go with that of the database' };
const CLOCK_MS_MAX = 2000;
const owner = 'administrator';

/** `due` is how many mailboxes wait for a worker, or should be worked on. */
export function judgePrograms(programs: readonly RunningProgram[], due: number): readonly CheckResult[] {
  const silent = programs.filter(isSilent);
  const alive = programs.filter((program) => !isSilent(program));
  return [
    judgeAlive(alive, due),
    judgeSilent(silent),
    ...(alive.length === 0 ? [] : [judgeVersions(alive), judgeClocks(alive)]),
  ];
}

function isSilent({ silentMs }: RunningProgram): boolean {
  return silentMs > PROGRAM_SILENT_MS;
}

function judgeAlive(alive: readonly RunningProgram[], due: number): CheckResult {
  const evidence = alive.map(
    ({ name, does, version, inHand, bounds, silentMs }) =>
      `${name}: ${does}, version ${version}, ${inHand.length} of ${bounds.mailboxesAtOnce} mailboxes in hand, heard ${formatMs(silentMs)} ago`,
  );
  if (alive.length > 0) return passed(ALIVE, evidence);
  const remedy = 'Start godwit serve, or godwit worker.';
  if (due > 0)
    return blocked(ALIVE, [], { cause: `No program runs, and ${due} mailboxes wait for one.`, remedy, owner });
  return warned(ALIVE, [], { cause: 'No program of the service runs.', remedy, owner });
}

function judgeSilent(silent: readonly RunningProgram[]): CheckResult {
  if (silent.length === 0) return passed(SILENT, []);
  const evidence = silent.map(
    ({ name, silentMs, inHand }) =>
      `${name}: not heard for ${formatMs(silentMs)}, ${inHand.length} mailboxes in its hand`,
  );
  return warned(SILENT, evidence, {
    cause: `${silent.map(({ name }) => name).join(', ')} ended without a word, or hangs; others take its mailboxes over.`,
    remedy: 'Look at these machines: start the program again, or end it where it hangs. It is forgotten after a day.',
    owner,
  });
}

function judgeVersions(alive: readonly RunningProgram[]): CheckResult {
  const versions = [...new Set(alive.map(({ version }) => version))];
  if (versions.length === 1) return passed(VERSIONS, versions);
  return warned(
    VERSIONS,
    alive.map(({ name, version }) => `${name}: ${version}`),
    {
      cause: `Programs of ${versions.length} versions work on one database (${versions.join(', ')}).`,
      remedy: 'Bring all of them to the newest version.',
      owner,
    },
  );
}

function judgeClocks(alive: readonly RunningProgram[]): CheckResult {
  const evidence = alive.map(
    ({ name, clockAheadMs }) => `${name}: ${formatMs(Math.abs(clockAheadMs))} ${clockAheadMs < 0 ? 'behind' : 'ahead'}`,
  );
  const wrong = alive.filter(({ clockAheadMs }) => Math.abs(clockAheadMs) > CLOCK_MS_MAX);
  if (wrong.length === 0) return passed(CLOCKS, evidence);
  return warned(CLOCKS, evidence, {
    cause: `The clock is wrong on the machine of ${wrong.map(({ name }) => name).join(', ')}.`,
    remedy: 'Let the machines take their time from the network (timedatectl set-ntp true).',
    owner,
  });
}
