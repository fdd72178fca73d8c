/** Shows played moves: a row for each number of machines, or one JSON document. */
import { formatBytes, formatCount, formatDuration, formatNumber } from '../base/amounts.ts';
import type { SimulatedRow } from '../plan/forecast/simulate-moves.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { padded, widthOf, wrapped } from './format.ts';
import type { SimulateJob, SimulationReport } from './machinery.ts';

export function presentSimulation(report: SimulationReport, job: SimulateJob, { terminal, isJson }: Command): ExitCode {
  const text = isJson
    ? JSON.stringify(simulationObject(report, job), null, 2)
    : [headText(report, job, terminal.outColumns()), tableText(report.rows), tailText(terminal.outColumns())].join(
        '\n\n',
      );
  terminal.out(`${text}\n`);
  return EXIT.proven;
}

const SERVICES: Readonly<Record<SimulateJob['service'], string>> = {
  'exchange-online': 'Exchange Online',
  exchange: 'an Exchange of one’s own',
  imap: 'a mail server with IMAP',
  archive: 'an archive',
};

function headText(report: SimulationReport, job: SimulateJob, columns: number | null): string {
  const { mailboxes, items, bytes, isKnown } = report;
  const drawn = isKnown ? 'with the sizes that are known' : 'with sizes drawn from the distribution that was stated';
  const each = formatCount(job.atOnce, 'mailbox', 'mailboxes');
  return wrapped(
    `${formatCount(mailboxes, 'mailbox', 'mailboxes')} to ${SERVICES[job.service]}, ${drawn}: ${formatBytes(bytes)} in ` +
      `${formatCount(items, 'item')}. ${each} at the same time on each machine, ${formatCount(job.rounds, 'round')}, seed ${job.seed}.`,
    columns,
  );
}

const HOLDS_UP: Readonly<Record<SimulatedRow['holdsUp'], string>> = {
  places: 'the number of machines',
  target: 'the target or the line to it',
  'one mailbox': 'the largest mailbox',
};

function tableText(rows: readonly SimulatedRow[]): string {
  const cells = [
    ['Machines', 'Typically', 'Good day', 'Bad day', 'Pace', 'Waiting', 'Held up by'],
    ...rows.map((row) => [
      formatNumber(row.workers),
      formatDuration(row.typicalMs),
      formatDuration(row.lowMs),
      formatDuration(row.highMs),
      `${formatBytes(row.bytesPerSecond * 3600)}/h`,
      `${formatNumber(row.waitedPart * 100)} %`,
      HOLDS_UP[row.holdsUp],
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ''))));
  return cells
    .map((row) => `  ${row.map((cell, at) => padded(cell, widths[at] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

function tailText(columns: number | null): string {
  return wrapped(
    'Good day and bad day: one round of ten ended sooner, one later. The pace of the target is drawn between the published ' +
      'figures, and it asks every mailbox to wait now and then. A trial with your own servers says more: godwit copy measures itself.',
    columns,
  );
}

function simulationObject({ rows, ...report }: SimulationReport, job: SimulateJob): object {
  const { service, atOnce, rounds, seed } = job;
  return { exitCode: EXIT.proven, service, atOnce, rounds, seed, ...report, rows };
}
