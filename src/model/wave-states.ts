/** The way of a wave: mailboxes of a project that begin and are cut over together. What it is busy with is computed, not kept. */
import { SETTLED } from './mailbox-states.ts';
import type { StateCounts } from './project.ts';
import { type EventOf, machine, type StateOf, type Who } from './states.ts';
import type { Wave } from './wave.ts';

const PEOPLE: readonly Who[] = ['administrator', 'operator'];
const OPERATOR: readonly Who[] = ['operator'];
const BY_THE_HOUR: readonly Who[] = [...PEOPLE, 'godwit'];

export const WAVE = machine({
  states: ['planned', 'scheduled', 'running', 'paused', 'completed', 'failed', 'cancelled', 'rolled-back'],
  initial: 'planned',
  final: ['cancelled', 'rolled-back'],
  events: {
    schedule: {
      from: ['planned'],
      to: 'scheduled',
      by: PEOPLE,
      label: 'Let it start at its time',
      needs: 'wave-is-complete',
    },
    unschedule: { from: ['scheduled'], to: 'planned', by: PEOPLE, label: 'Do not let it start by itself' },
    start: {
      from: ['planned', 'scheduled'],
      to: 'running',
      by: BY_THE_HOUR,
      label: 'Start moving its mailboxes',
      needs: 'project-runs',
    },
    'cut-over': {
      from: ['running'],
      to: 'running',
      by: BY_THE_HOUR,
      label: 'Bring over what is left, and verify',
      needs: 'cut-over-ahead',
      needsReason: true,
    },
    pause: { from: ['running'], to: 'paused', by: PEOPLE, label: 'Pause' },
    stop: { from: ['running'], to: 'paused', by: PEOPLE, label: 'Stop at once', needsReason: true },
    resume: { from: ['paused'], to: 'running', by: PEOPLE, label: 'Resume', needs: 'project-open' },
    'all-settled': { from: ['running'], to: 'completed', by: ['godwit'], label: 'Every mailbox of it is settled' },
    'go-on': { from: ['completed'], to: 'running', by: ['godwit'], label: 'A mailbox of it moves again' },
    reopen: {
      from: ['completed', 'failed'],
      to: 'paused',
      by: PEOPLE,
      label: 'Open again',
      needs: 'project-open',
      needsReason: true,
    },
    fail: { from: ['running', 'paused'], to: 'failed', by: OPERATOR, label: 'Give up', needsReason: true },
    'roll-back': {
      from: ['running', 'paused', 'failed', 'completed'],
      to: 'rolled-back',
      by: OPERATOR,
      label: 'Its people go back to the old system',
      needsReason: true,
    },
    cancel: {
      from: ['planned', 'scheduled', 'running', 'paused', 'failed'],
      to: 'cancelled',
      by: PEOPLE,
      label: 'Cancel; its mailboxes stand still until another wave takes them',
      needsReason: true,
    },
  },
});

export type WaveState = StateOf<typeof WAVE>;
export type WaveEvent = EventOf<typeof WAVE>;

/** Nothing of such a wave has begun. */
export const WAVE_AHEAD: readonly WaveState[] = ['planned', 'scheduled'];

/**
 * What a running wave is busy with. pre-stage: people work, everything is being copied. ready: all of it is in step and waits
 * for its cut-over. cutting-over: what is left comes over and is verified.
 */
export type WaveStage = 'pre-stage' | 'ready' | 'cutting-over';

/** Null where it does not run. */
export function stageOf(wave: Wave, { mailboxes }: StateCounts): WaveStage | null {
  if (wave.state !== 'running') return null;
  if (!isCutOverAhead(wave)) return 'cutting-over';
  const waiting: readonly string[] = [...SETTLED, 'in-step', 'following'];
  const counts = Object.entries(mailboxes).filter(([, count]) => count > 0);
  return counts.length > 0 && counts.every(([state]) => waiting.includes(state)) ? 'ready' : 'pre-stage';
}

/** Its mailboxes are kept in step until then. A wave without an hour cuts each over as soon as it is copied. */
export function isCutOverAhead({ cutOverAt, cutOverBeganAt }: Wave): boolean {
  return cutOverAt !== null && cutOverBeganAt === null;
}
