/** The budgets that a worker's mailboxes share with all others, by the names that the engine knows: hosts and accounts. */
import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import type { Database, Listening } from '../../db/db.ts';
import { BUDGET_CHANNEL, newsIn, openBudgetBook } from '../../db/service/budget-book.ts';
import { readWorkSettings, SETTINGS_CHANGED } from '../../db/service/work-settings.ts';
import type { BudgetKey } from '../../model/budget.ts';
import type { WorkBounds } from '../../model/work-bounds.ts';
import { LiveBounds } from '../../work/budget/live-bounds.ts';
import type { Share } from '../../work/budget/share.ts';
import { Shares } from '../../work/budget/shares.ts';

export interface Budgets {
  /** Connections to a source host. */
  connections(host: string): Share;
  /** Requests of one who signs in at one server, for however many mailboxes. */
  requests(url: URL, user: string): Share;
}

export interface BudgetDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** This run of this program. */
  readonly holder: string;
  /** How the program was started. */
  readonly started: WorkBounds;
}

export interface OpenBudgets extends Budgets, AsyncDisposable {
  readonly bounds: LiveBounds;
}

/** Leases shares until it is disposed of. Throws `database.*`. */
export async function openBudgets({ db, clock, log, holder, started }: BudgetDeps): Promise<OpenBudgets> {
  const shares = new Shares({ book: openBudgetBook(db), clock, log, holder });
  const bounds = new LiveBounds({ started, read: () => readWorkSettings(db), clock, log });
  bounds.watch(() => shares.ring());
  await bounds.look();
  const over = new AbortController();
  const hear = (said: string): void => {
    if (said === SETTINGS_CHANGED) bounds.look().catch(passing(log));
    else shares.hear(newsIn(said));
  };
  const running = [shares.run(over.signal), bounds.run(over.signal), listenOn(db, hear, over.signal, { clock, log })];
  return {
    bounds,
    connections: (host) => {
      const name = host.toLowerCase();
      const key = `host ${name}` as BudgetKey; // made here, and the same everywhere for the same host
      return shares.share({ key, name, most: () => bounds.at(name).connections });
    },
    requests: (url, user) => {
      const key = accountKey(url, user);
      return shares.share({ key, name: `the account at ${url.hostname}`, most: () => bounds.now.requestsPerAccount });
    },
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await Promise.all(running);
    },
  };
}

/** The same for all who sign in with one name at one server. It tells neither; a password has no part in it. */
function accountKey({ host }: URL, user: string): BudgetKey {
  const hash = createHash('sha256').update(JSON.stringify([host.toLowerCase(), user.trim().toLowerCase()]));
  return `account ${hash.digest('base64url')}` as BudgetKey; // as above
}

/** How often a connection that was lost is opened again; until then the rounds of each second do. */
const LISTEN_AGAIN_MS = 5000;

async function listenOn(
  db: Database,
  hear: (said: string) => void,
  signal: AbortSignal,
  { clock, log }: Pick<BudgetDeps, 'clock' | 'log'>,
): Promise<void> {
  const open: Listening[] = [];
  while (!signal.aborted) {
    try {
      if (open.at(-1)?.isOpen() !== true) open.splice(0, open.length, await db.listen(BUDGET_CHANNEL, hear));
    } catch (error) {
      passing(log)(error);
    }
    await clock.sleep(LISTEN_AGAIN_MS, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  for (const one of open) if (one.isOpen()) await one.close();
}

function passing(log: Log): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Failure)) throw error;
    log.warn('news of budgets were not heard', { code: error.code });
  };
}
