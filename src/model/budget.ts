/** What all programs on one database may use together: requests to a target account, connections to a source host. */
import type { Brand } from '../base/brand.ts';

/** What is shared, as one word for all programs. It tells no name of an account. */
export type BudgetKey = Brand<string, 'BudgetKey'>;

/** What one program says of a budget that it uses. All numbers are whole. */
export interface Asked {
  readonly key: BudgetKey;
  /** The most that all programs may use at once, from 1. Less may be allowed where the server asked for it. */
  readonly most: number;
  /** What it keeps to itself until the answer: the larger of its share and of what it uses at this moment. */
  readonly keeps: number;
  /** What it could use. */
  readonly wants: number;
  /** Requests that went well since it asked last. */
  readonly successes: number;
  /** The server asked to wait since it asked last; null where it did not. */
  readonly refused: Refusal | null;
}

export interface Refusal {
  /** For so long from now on. */
  readonly restMs: number;
  /** The `lowered` that it knew when it was refused: what others have said of the same refusal is no news. */
  readonly lowered: number;
}

export interface Granted {
  readonly key: BudgetKey;
  /** The share of this program. Where it is below what it keeps, it lets go of the rest as it ends. */
  readonly share: number;
  /** What all may use at once at present. */
  readonly bound: number;
  /** How often that was lowered. */
  readonly lowered: number;
  /** Nobody asks for so long from now on. */
  readonly restMs: number;
}

/** Where the shares of all programs stand. */
export interface BudgetBook {
  /**
   * Says what this program keeps and wants, and gives its shares, which hold for `LEASE_MS` from before the call. The shares of
   * all programs together are never above the bound, but for what was under way when the bound was lowered. Throws `database.*`.
   */
  exchange(holder: string, asked: readonly Asked[]): Promise<readonly Granted[]>;
  /** Gives shares back that are not used any more. Throws `database.*`. */
  leave(holder: string, keys: readonly BudgetKey[]): Promise<void>;
}

/** A program that has not said for so long that it lives uses nothing of its shares. */
export const LEASE_MS = 15_000;
/** Others get what a silent program had after this: by then it has let go, and knows it. */
export const LEASE_ENDS_MS = 25_000;
