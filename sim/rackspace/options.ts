/** What a simulated Rackspace can be told to be. */
import type { Clock } from '../../src/base/clock.ts';
import type { Fault } from './fault.ts';
import type { OrganisationState } from './organisation.ts';

export interface AccountKeys {
  /** The account number; `me` stands for it as well. */
  readonly account: string;
  readonly userKey: string;
  readonly secretKey: string;
}

/** So many requests within `windowMs`, reading and writing counted apart; more are answered with HTTP 403 until it is over. */
export interface RateOptions {
  readonly reads: number;
  readonly writes: number;
  readonly windowMs: number;
}

export interface RackspaceSimOptions {
  readonly keys: AccountKeys;
  readonly organisation: OrganisationState;
  /** 0 takes a free port. */
  readonly port?: number;
  /** Without it the server speaks plain HTTP. */
  readonly tls?: { readonly keyPem: string; readonly certPem: string };
  readonly rate?: RateOptions;
  /** Signatures are believed for so long before and after. */
  readonly clockToleranceMs?: number;
  /** The clock of the server runs ahead of the real one by this. */
  readonly skewMs?: number;
  readonly faults?: readonly Fault[];
  readonly clock?: Clock;
}

/** What clients in public use keep below, as they say because it is published. */
export const RATE_DEFAULT: RateOptions = { reads: 120, writes: 90, windowMs: 60_000 };
/** How long real signatures are believed is not known; clients that sign once a session work for some minutes. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;
