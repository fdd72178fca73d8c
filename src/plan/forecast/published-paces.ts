/** How fast mailboxes move where nothing was measured yet: what is published of each target, and what Godwit's own tests saw. */
import type { TargetService } from '../../model/measured-run.ts';
import type { DurationRange, Pace } from '../../model/pace.ts';

export interface Paces {
  readonly good: Pace;
  readonly bad: Pace;
}

/** Of one mailbox, copied and read back. */
export const MAILBOX_PACES: Readonly<Record<TargetService, Paces>> = {
  // The bad end is what Microsoft published as the average of tools that write one mailbox by EWS: 0.2 to 0.5 GB an hour
  // (Office 365 migration performance, 2018), in a table that was withdrawn and never replaced.
  'exchange-online': {
    good: { itemsPerSecond: 150, bytesPerSecond: 5_000_000 },
    bad: { itemsPerSecond: 5, bytesPerSecond: 70_000 },
  },
  // A server of one's own answers as fast as its disks, or as slowly as its throttling policy wants.
  exchange: {
    good: { itemsPerSecond: 2000, bytesPerSecond: 60_000_000 },
    bad: { itemsPerSecond: 5, bytesPerSecond: 100_000 },
  },
  // From one server to another: within one network, and over 10 Mbit/s with a round trip for each batch.
  imap: {
    good: { itemsPerSecond: 5000, bytesPerSecond: 150_000_000 },
    bad: { itemsPerSecond: 40, bytesPerSecond: 700_000 },
  },
  // The disk of this machine waits for the source.
  archive: {
    good: { itemsPerSecond: 5000, bytesPerSecond: 200_000_000 },
    bad: { itemsPerSecond: 60, bytesPerSecond: 800_000 },
  },
};

/** Of all mailboxes together, however many machines work at them. */
export const TOGETHER_PACES: Readonly<Record<TargetService, Paces>> = {
  // 5 to 10 GB an hour with 20 mailboxes by EWS, and 20 to 30 GB an hour with more than 40 servers (the same page).
  'exchange-online': {
    good: { itemsPerSecond: 2000, bytesPerSecond: 8_300_000 },
    bad: { itemsPerSecond: 100, bytesPerSecond: 1_400_000 },
  },
  // One server with fast disks at a near network, and one whose line has 20 Mbit/s.
  exchange: {
    good: { itemsPerSecond: 4000, bytesPerSecond: 100_000_000 },
    bad: { itemsPerSecond: 50, bytesPerSecond: 2_000_000 },
  },
  imap: {
    good: { itemsPerSecond: 10_000, bytesPerSecond: 200_000_000 },
    bad: { itemsPerSecond: 100, bytesPerSecond: 1_000_000 },
  },
  archive: {
    good: { itemsPerSecond: 10_000, bytesPerSecond: 300_000_000 },
    bad: { itemsPerSecond: 100, bytesPerSecond: 1_000_000 },
  },
};

/** Connecting, signing in and listing, before the first item moves. */
export const START: DurationRange = { lowMs: 300, highMs: 20_000 };
