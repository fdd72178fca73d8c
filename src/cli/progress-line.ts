/** One line that says how far a run is. Pure. */

import { formatBytes, formatCount, formatNumber, formatRange } from '../base/amounts.ts';
import type { Instant } from '../base/clock.ts';
import { fitted, formatTimeOfDay, widthOf } from './format.ts';
import type { Phase, ProgressState } from './progress-state.ts';

const PHASES: Readonly<Record<Phase, string>> = {
  starting: 'Connecting',
  asking: 'Asking',
  listing: 'Listing',
  copying: 'Copying',
  settling: 'Settling',
  verifying: 'Verifying',
};
const BAR_CELLS = 10;
const SEPARATOR = ' · ';

/** One part of the line. When the line is too long, the parts with the highest `leave` go first. */
interface Part {
  readonly text: string;
  readonly leave: number;
}

/** What the line says, from a run of this program or from a service. */
export type LineState = Pick<
  ProgressState,
  'phase' | 'wanted' | 'done' | 'exceptions' | 'waiting' | 'isStopping' | 'pace' | 'rest'
>;

/** Fits into `columns`; a bar is drawn when there is room and something to draw. */
export function progressLine(state: LineState, now: Instant, columns: number): string {
  const parts = partsOf(state, now);
  const bar = barOf(state);
  if (bar !== null) {
    const line = `${bar} ${joined(parts)}`;
    if (widthOf(line) <= columns) return line;
  }
  return fittingLine(parts, columns);
}

/** The same without a bar and without a limit, for a log. */
export function progressSentence(state: LineState, now: Instant): string {
  return joined(partsOf(state, now));
}

function partsOf(state: LineState, now: Instant): readonly Part[] {
  const { done, wanted, phase } = state;
  const parts: Part[] = [{ text: headOf(state, now), leave: 0 }];
  if (phase === 'starting') return parts;
  if (phase === 'listing' || (phase === 'settling' && done.items === 0)) {
    if (wanted.items > 0) parts.push({ text: `${formatCount(wanted.items, 'item')} to copy`, leave: 1 });
    if (wanted.bytes > 0) parts.push({ text: formatBytes(wanted.bytes), leave: 2 });
    return parts;
  }
  const items = Math.max(done.items, wanted.items);
  parts.push({ text: `${formatNumber(done.items)} of ${formatCount(items, 'item')}`, leave: 1 });
  if (wanted.bytes > 0) {
    parts.push({ text: `${formatBytes(done.bytes)} of ${formatBytes(Math.max(done.bytes, wanted.bytes))}`, leave: 2 });
  }
  return [...parts, ...(state.isStopping ? [] : paceParts(state, now)), ...exceptionPart(state)];
}

function headOf(state: LineState, now: Instant): string {
  const { waiting } = state;
  if (state.isStopping) return 'Stopping';
  if (waiting === null || waiting.until <= now) return PHASES[state.phase];
  const time = formatTimeOfDay(waiting.until, waiting.until - now < 600_000);
  const head = ASKED_TO_WAIT.test(waiting.because) ? `Throttled until ${time}` : `Trying again at ${time}`;
  return `${head}, nothing is lost`;
}

/** What servers say when they want less of us; everything else is trouble that may pass. */
const ASKED_TO_WAIT = /busy|throttl|back.?off|too many|limit|\b(429|503)\b|asked/i;

function paceParts(state: LineState, now: Instant): readonly Part[] {
  const parts: Part[] = [];
  const pace = state.pace(now);
  if (pace !== null) {
    const rounded = pace.itemsPerSecond < 10 ? pace.itemsPerSecond.toFixed(1) : formatNumber(pace.itemsPerSecond);
    parts.push({ text: `${rounded}/s`, leave: 4 });
    if (state.wanted.bytes > 0) parts.push({ text: `${formatBytes(pace.bytesPerSecond)}/s`, leave: 5 });
  }
  const rest = state.done.items < state.wanted.items ? state.rest(now) : null;
  if (rest !== null) parts.push({ text: `${formatRange(rest)} left`, leave: 3 });
  return parts;
}

function exceptionPart(state: LineState): readonly Part[] {
  return state.exceptions > 0 ? [{ text: formatCount(state.exceptions, 'exception'), leave: 2 }] : [];
}

function barOf(state: LineState): string | null {
  const { done, wanted, phase } = state;
  if (phase === 'starting' || phase === 'listing' || phase === 'settling' || wanted.items === 0) return null;
  const share = wanted.bytes > 0 ? done.bytes / wanted.bytes : done.items / wanted.items;
  const full = Math.floor(Math.min(1, share) * BAR_CELLS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %`;
}

function fittingLine(all: readonly Part[], columns: number): string {
  let parts = all;
  while (parts.length > 1 && widthOf(joined(parts)) > columns) {
    const leaving = parts.reduce((last, part) => (part.leave >= last.leave ? part : last));
    parts = parts.filter((part) => part !== leaving);
  }
  return fitted(joined(parts), columns);
}

function joined(parts: readonly Part[]): string {
  return parts.map((part) => part.text).join(SEPARATOR);
}
