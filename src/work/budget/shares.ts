/** The shares of this program in all budgets that it uses, and the one loop that leases them, about once a second. */
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import type { BudgetBook, BudgetKey } from '../../model/budget.ts';
import { Share, type ShareOptions } from './share.ts';

export interface SharesDeps {
  readonly book: BudgetBook;
  readonly clock: Clock;
  readonly log: Log;
  /** This run of this program; no other one has it. */
  readonly holder: string;
}

/** How often shares are leased anew where nothing happens. */
const ROUND_EVERY_MS = 1000;
/** Between two rounds, however much happens. */
const ROUND_APART_MS = 15;

export class Shares {
  readonly #deps: SharesDeps;
  readonly #shares = new Map<BudgetKey, Share>();
  readonly #leased = new Set<BudgetKey>();
  #bell = Promise.withResolvers<void>();

  constructor(deps: SharesDeps) {
    this.#deps = deps;
  }

  /** The same one for everybody in this program who names the same budget. */
  share(options: Omit<ShareOptions, 'clock' | 'ring'>): Share {
    const known = this.#shares.get(options.key);
    if (known !== undefined) return known;
    const { clock } = this.#deps;
    const share = new Share({ ...options, clock, ring: () => this.ring() });
    this.#shares.set(options.key, share);
    return share;
  }

  /** Something happened elsewhere, and nobody asks for so long; nothing where this program does not use that budget. */
  hear({ key, restMs }: { readonly key: string; readonly restMs: number }): void {
    const leased = [...this.#leased].find((one) => one === key);
    if (leased === undefined) return;
    this.#shares.get(leased)?.rest(restMs);
    this.ring();
  }

  /** The next round begins at once. */
  ring(): void {
    this.#bell.resolve();
  }

  /** Leases until the signal aborts; then gives everything back. A database that does not answer is asked again. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, book, holder, log } = this.#deps;
    const apart = new AbortController(); // the short pause is never cut short
    while (!signal.aborted) {
      const bell = Promise.withResolvers<void>();
      this.#bell = bell;
      try {
        await this.round();
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        log.warn('shares of budgets were not renewed', { code: error.code });
      }
      await clock.sleep(ROUND_APART_MS, apart.signal);
      await orRung(clock, bell.promise, signal);
    }
    try {
      await book.leave(holder, [...this.#leased]);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      log.info('shares of budgets end by themselves', { code: error.code });
    }
  }

  /** One lease of everything that is in use. Throws what the book throws; then the shares stay until their lease ends. */
  async round(): Promise<void> {
    const { clock, book, holder } = this.#deps;
    const inUse = [...this.#shares.values()].filter((share) => !share.isIdle);
    const idle = [...this.#leased].filter((key) => this.#shares.get(key)?.isIdle === true);
    for (const key of idle) {
      this.#shares.get(key)?.leave();
      this.#leased.delete(key);
    }
    if (idle.length > 0) await book.leave(holder, idle);
    if (inUse.length === 0) return;
    const askedAt = clock.now();
    const asked = inUse.map((share) => share.ask());
    for (const { key } of asked) this.#leased.add(key);
    try {
      for (const granted of await book.exchange(holder, asked)) this.#shares.get(granted.key)?.take(granted, askedAt);
    } catch (error) {
      for (const one of asked) this.#shares.get(one.key)?.takeBack(one, askedAt);
      throw error;
    }
  }
}

/** Ends when a second is over, when the bell rings, and with the signal. */
async function orRung(clock: Clock, rung: Promise<void>, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const sleeping = clock.sleep(ROUND_EVERY_MS, AbortSignal.any([signal, over.signal])).catch((error: unknown) => {
    if (!signal.aborted && !over.signal.aborted) throw error;
  });
  await Promise.race([sleeping, rung]);
  over.abort();
  await sleeping;
}
