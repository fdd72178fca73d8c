/** IMAP to the simulated Exchange, beside the same number of messages of the same size fed to it directly. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningDovecot, startDovecot } from '../test/servers/dovecot.ts';
import { type ExchangeProgram, startExchangeProgram } from '../test/walk/exchange-program.ts';
import { type Filled, fillMailbox, indexMailbox } from './mailbox.ts';
import { type Measured, measure } from './measure.ts';

export interface ExchangeBench {
  readonly rounds: number;
  readonly secondsMax: number;
  readonly say: (line: string) => void;
}

export interface ExchangeRow {
  readonly program: 'godwit' | 'pump';
  readonly messagesPerSecond: number;
  readonly peakMegabytes: number | null;
}

/** What Godwit has promised: so many small messages a second, or at most so many times the pump's time. */
const MESSAGES_PER_SECOND_MIN = 1000;
const TIMES_PUMP_MAX = 1.5;

export async function benchExchange(bench: ExchangeBench): Promise<readonly ExchangeRow[]> {
  const source = await startDovecot({ listIndex: true, fsync: 'optimized', folder: fastFolder('mail') });
  const rows: ExchangeRow[] = [];
  try {
    const filled = fillMailbox(source, 'S', 'S');
    await indexMailbox(source, 'S', 'S');
    bench.say(`\nIMAP to the simulated Exchange: ${filled.messages} messages, ${(filled.bytes / 1e6).toFixed(1)} MB`);
    for (let round = 1; round <= bench.rounds; round++) {
      const programs = round % 2 === 1 ? (['pump', 'godwit'] as const) : (['godwit', 'pump'] as const);
      for (const program of programs) rows.push(await runOnce(program, { bench, source, filled, round }));
    }
  } finally {
    await source.stop();
  }
  sayVerdict(rows, bench.say);
  return rows;
}

interface Turn {
  readonly bench: ExchangeBench;
  readonly source: RunningDovecot;
  readonly filled: Filled;
  readonly round: number;
}

/** Each run has a server of its own, empty and in a process of its own. */
async function runOnce(program: ExchangeRow['program'], turn: Turn): Promise<ExchangeRow> {
  const { bench, filled, round } = turn;
  const folder = fastFolder('run');
  const exchange = await startExchangeProgram(join(folder, 'exchange'));
  try {
    const [command, ...args] =
      program === 'godwit' ? godwitCommand(turn, exchange, folder) : pumpCommand(exchange, filled);
    const measured = await measure({ command, args, folder, secondsMax: bench.secondsMax });
    const { itemsByFolder, sentMail } = await exchange.state();
    const found = Object.values(itemsByFolder).reduce((sum, items) => sum + items, 0);
    if (measured.exitCode !== 0 || found !== filled.messages || sentMail !== 0) {
      throw new Error(
        `${program} ended with ${measured.exitCode}, ${found} items, ${sentMail} sent: ${measured.stderr}`,
      );
    }
    const messagesPerSecond = filled.messages / (copyMsOf(measured) / 1000);
    const memory = measured.peakMegabytes?.toFixed(0) ?? '-';
    bench.say(
      `S round ${round} exchange ${program.padEnd(7)} ${messagesPerSecond.toFixed(0).padStart(6)} messages/s, ${memory} MB`,
    );
    return { program, messagesPerSecond, peakMegabytes: measured.peakMegabytes };
  } finally {
    await exchange[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  }
}

function godwitCommand({ source }: Turn, exchange: ExchangeProgram, folder: string): readonly [string, ...string[]] {
  const sourcePassword = join(folder, 'password');
  writeFileSync(sourcePassword, source.password, { mode: 0o600 });
  return [
    process.execPath,
    join(import.meta.dirname, '../bin/godwit.mjs'),
    'copy',
    `--source=imaps://S@localhost:${source.imapsPort}`,
    `--target=${exchange.targetUrl}`,
    `--source-password-file=${sourcePassword}`,
    `--target-password-file=${exchange.passwordFile}`,
    `--ca-file=${source.caFile}`,
    `--state=${join(folder, 'state')}`,
    '--allow-insecure-loopback',
    '--no-verify',
    '--json',
  ];
}

function pumpCommand(exchange: ExchangeProgram, filled: Filled): readonly [string, ...string[]] {
  return [
    process.execPath,
    join(import.meta.dirname, 'ews-pump.ts'),
    `--url=${exchange.url}`,
    `--user=${exchange.mailbox}`,
    `--password=${exchange.password}`,
    `--items=${filled.messages}`,
    `--bytes=${Math.round(filled.bytes / filled.messages)}`,
  ];
}

function copyMsOf({ stdout }: Measured): number {
  const said: { copyMs?: number; seconds?: number } = JSON.parse(stdout.slice(stdout.indexOf('{')));
  const ms = said.copyMs ?? (said.seconds ?? Number.NaN) * 1000;
  if (!Number.isFinite(ms)) throw new Error(`no time is in: ${stdout.slice(0, 300)}`);
  return ms;
}

function sayVerdict(rows: readonly ExchangeRow[], say: (line: string) => void): void {
  const medianOf = (program: ExchangeRow['program']): number => {
    const rates = rows.filter((row) => row.program === program).map((row) => row.messagesPerSecond);
    return [...rates].sort((one, other) => one - other)[Math.floor(rates.length / 2)] ?? Number.NaN;
  };
  const [godwit, pump] = [medianOf('godwit'), medianOf('pump')];
  const isReached = godwit >= MESSAGES_PER_SECOND_MIN || pump / godwit <= TIMES_PUMP_MAX;
  say(
    `\nExchange: ${godwit.toFixed(0)} messages/s, the pump ${pump.toFixed(0)}, ${(pump / godwit).toFixed(2)} × its time ` +
      `(bar ${MESSAGES_PER_SECOND_MIN} messages/s or ${TIMES_PUMP_MAX} ×): ${isReached ? 'reached' : 'MISSED'}`,
  );
}

function fastFolder(what: string): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `godwit-bench-${what}-`));
}
