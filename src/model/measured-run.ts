/** What a copy of one mailbox took: from this, later ones are foretold. */
import type { Instant } from '../base/clock.ts';

/** exchange: a server of one's own or of a hoster. */
export type TargetService = 'exchange-online' | 'exchange' | 'imap' | 'archive';

export interface MeasuredRun {
  readonly endedAt: Instant;
  readonly service: TargetService;
  /** Name of the server in lower case; '' for an archive. */
  readonly targetHost: string;
  /** Written to the target in this run. */
  readonly items: number;
  readonly bytes: number;
  /** Before the first item was settled: signing in and listing. */
  readonly startMs: number;
  /** From the first settled item to the last. */
  readonly copyMs: number;
  /** Reading back; null where nothing was. */
  readonly proofMs: number | null;
  /** The part of `copyMs` and `proofMs` that a server asked to wait. */
  readonly waitedMs: number;
}
