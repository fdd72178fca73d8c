/** A wave of a project: which mailboxes begin together, when, and when they are cut over. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { ProjectId } from './project.ts';
import type { WaveState } from './wave-states.ts';

export type WaveId = Brand<string, 'WaveId'>;

/** 1 comes first. There are few, so that waiting mailboxes of one organisation share few ranks. */
export const WAVE_PRIORITIES = [1, 2, 3] as const;
export type WavePriority = (typeof WAVE_PRIORITIES)[number];
/** Of mailboxes without a wave, too. */
export const USUAL_PRIORITY: WavePriority = 2;

/** What people decide about a wave. */
export interface WavePlan {
  readonly name: string;
  /** On the minute; null while nobody knows. */
  readonly startsAt: Instant | null;
  /** On the minute; null: each mailbox as soon as it is copied. */
  readonly cutOverAt: Instant | null;
  readonly priority: WavePriority;
}

export interface Wave extends WavePlan {
  readonly id: WaveId;
  readonly project: ProjectId;
  readonly state: WaveState;
  /** Since when its mailboxes are cut over, by the hour or because somebody said so. */
  readonly cutOverBeganAt: Instant | null;
}
