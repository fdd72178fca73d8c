/** Turns the rows of a benchmark into tables of medians, and compares them with the bars that Godwit has set itself. */
import type { ProfileName } from './corpus.ts';
import type { Filled } from './mailbox.ts';
import { PHASES, type Phase, type Row } from './rounds.ts';

/** One peer in one phase, over all rounds. */
export interface Figures {
  readonly peer: string;
  readonly rounds: number;
  /** From the first connection to the last settled item where the program says so; the whole run otherwise. */
  readonly copySeconds: Spread;
  readonly wallSeconds: Spread;
  readonly cpuSeconds: Spread | null;
  readonly peakMegabytes: Spread | null;
  /** Every run ended well and the target held every message. */
  readonly isComplete: boolean;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function figuresOf(rows: readonly Row[], phase: Phase): readonly Figures[] {
  const inPhase = rows.filter((row) => row.phase === phase);
  const peers = [...new Set(inPhase.map((row) => row.peer))];
  return peers.map((peer) => {
    const mine = inPhase.filter((row) => row.peer === peer);
    return {
      peer,
      rounds: mine.length,
      copySeconds: spreadOf(mine.map((row) => (row.own.copyMs ?? row.measured.wallMs) / 1000)),
      wallSeconds: spreadOf(mine.map((row) => row.measured.wallMs / 1000)),
      cpuSeconds: spreadOrNull(mine.map((row) => row.measured.cpuSeconds)),
      peakMegabytes: spreadOrNull(mine.map((row) => row.measured.peakMegabytes)),
      isComplete: mine.every((row) => row.measured.exitCode === 0 && row.found === row.expected),
    };
  });
}

/** One table in Markdown for each phase. */
export function tablesOf(profile: ProfileName, filled: Filled, rows: readonly Row[]): string {
  return PHASES.map((phase) => {
    const figures = [...figuresOf(rows, phase)].sort((one, other) => one.copySeconds.median - other.copySeconds.median);
    if (figures.length === 0) return '';
    const ceiling = bestOf(figures.filter((one) => one.peer.startsWith('pump')));
    const megabytes = filled.bytes / 1e6;
    const title = `${profile} ${phase}: ${filled.messages} messages, ${megabytes.toFixed(1)} MB`;
    const head = '| program | copy s (min-max) | × pump | messages/s | MB/s | wall s | CPU s | peak MB | complete |';
    const lines = figures.map((one) => {
      const isFull = phase === 'full' || phase === 'far';
      const rate = (amount: number): string => (isFull ? (amount / one.copySeconds.median).toFixed(0) : '-');
      return `| ${[
        one.peer,
        shown(one.copySeconds),
        ceiling === null ? '-' : (one.copySeconds.median / ceiling).toFixed(2),
        rate(filled.messages),
        rate(megabytes),
        one.wallSeconds.median.toFixed(2),
        one.cpuSeconds?.median.toFixed(2) ?? '-',
        one.peakMegabytes?.median.toFixed(0) ?? '-',
        one.isComplete ? 'yes' : 'NO',
      ].join(' | ')} |`;
    });
    return [title, '', head, '| --- | --- | --- | --- | --- | --- | --- | --- | --- |', ...lines, ''].join('\n');
  })
    .filter((table) => table !== '')
    .join('\n');
}

/** What Godwit has promised, and whether this run reached it. */
export function verdictsOf(profile: ProfileName, rows: readonly Row[]): readonly string[] {
  const godwit = (phase: Phase): Figures | undefined => figuresOf(rows, phase).find((one) => one.peer === 'godwit');
  const ratio = (phase: Phase, others: (name: string) => boolean): number | null => {
    const mine = godwit(phase);
    const best = bestOf(figuresOf(rows, phase).filter((one) => one.isComplete && others(one.peer)));
    if (mine === undefined || best === null) return null;
    return mine.isComplete ? mine.copySeconds.median / best : Number.POSITIVE_INFINITY;
  };
  const isPeer = (name: string): boolean => !name.startsWith('pump') && name !== 'godwit';
  const isMbsync = (name: string): boolean => name.startsWith('mbsync');
  const isPump = (name: string): boolean => name.startsWith('pump');
  const bars: readonly (readonly [string, number | null, number])[] = [
    ...(profile === 'M' ? [['the pump, full', ratio('full', isPump), 1.5] as const] : []),
    [`the best ${profile === 'M' ? 'peer' : 'mbsync'}, full`, ratio('full', profile === 'M' ? isPeer : isMbsync), 1],
    ['the best peer over the long line', ratio('far', isPeer), 1],
    ...(profile === 'L' ? [['the best mbsync, nothing changed', ratio('noop', isMbsync), 2] as const] : []),
  ];
  const peak = Math.max(
    0,
    ...rows.filter((row) => row.peer === 'godwit').map((row) => row.measured.peakMegabytes ?? 0),
  );
  const speed = bars.flatMap(([what, found, bar]) =>
    found === null
      ? []
      : `${profile}: ${found.toFixed(2)} × ${what} (bar ${bar}): ${found <= bar ? 'reached' : 'MISSED'}`,
  );
  return peak === 0
    ? speed
    : [...speed, `${profile}: ${peak.toFixed(0)} MB at most (bar 200): ${peak <= 200 ? 'reached' : 'MISSED'}`];
}

function bestOf(figures: readonly Figures[]): number | null {
  return figures.length === 0 ? null : Math.min(...figures.map((one) => one.copySeconds.median));
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  const median = middle.reduce((sum, one) => sum + one, 0) / middle.length;
  return { median, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

function spreadOrNull(values: readonly (number | null)[]): Spread | null {
  const given = values.filter((value) => value !== null);
  return given.length === 0 ? null : spreadOf(given);
}

function shown({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})`;
}
