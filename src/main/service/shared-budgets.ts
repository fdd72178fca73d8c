/** The budgets that a worker's mailboxes share with all others, by the names that the engine knows: hosts and accounts. */
import { createHash } from 'node:crypto';
import type { BytePace } from '../../base/byte-pace.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import type { Database, Listening } from '../../db/db.ts';
import { BUDGET_CHANNEL, newsIn, openBudgetBook } from '../../db/service/budget-book.ts';
import { readWorkSettings, SETTINGS_CHANGED } from '../../db/service/work-settings.ts';
import type { BudgetKey } from '../../model/budget.ts';
import { WORK_BOUNDS_MAX, type WorkBounds } from '../../model/work-bounds.ts';
import { LiveBounds } from '../../work/budget/live-bounds.ts';
import type { Share } from '../../work/budget/share.ts';
import { placesIn, sharedBytePace, wantedPlaces } from '../../work/budget/shared-byte-pace.ts';
import { Shares } from '../../work/budget/shares.ts';

export interface Budgets {
  /** Connections to a source host. */
  connections(host: string): Share;
  /**
   * Connections to a host of IMAP targets: as many as to a source host. They are counted apart: a mailbox needs one of each, and those that
   * have one of them could keep each other from the second.
   */
  targetConnections(host: string): Share;
  /** Requests of one who signs in at one server, for however many mailboxes. */
  requests(url: URL, user: string): Share;
  /** How fast bytes may come from and go to a source host. */
  bytesFrom(host: string): BytePace;
  /** The same for one who signs in at one server, which is named with its port where that is no usual one. */
  bytesTo(server: string, user: string): BytePace;
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
  const over = new AbortController();
  const hear = (said: string): void => {
    if (said === SETTINGS_CHANGED) bounds.look().catch(passing(log));
    else shares.hear(newsIn(said));
  };
  // First, so that nothing is said between the look and this which nobody hears.
  const listening = await listenOrNot(db, hear, log);
  try {
    await bounds.look();
  } catch (error) {
    await listening?.close();
    throw error;
  }
  const hearing = keepListening(listening, () => listenOrNot(db, hear, log), over.signal, clock);
  const running = [shares.run(over.signal), bounds.run(over.signal), hearing];
  const budgets = budgetsOf(shares, bounds, clock, over.signal);
  return {
    ...budgets,
    bounds,
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await Promise.all(running);
    },
  };
}

function budgetsOf(shares: Shares, bounds: LiveBounds, clock: Clock, over: AbortSignal): Budgets {
  const paces = new Map<string, BytePace>();
  const pace = (named: string, name: string, bytesPerSecond: () => number): BytePace => {
    const key = named as BudgetKey; // as below
    const most = (): number => placesIn(bytesPerSecond());
    const share = shares.share({ key, name, most, wanting: wantedPlaces });
    const isBound = (): boolean => bytesPerSecond() < WORK_BOUNDS_MAX.bytesPerSecondPerHost;
    const known = paces.get(key) ?? sharedBytePace({ share, isBound, clock, over });
    paces.set(key, known);
    return known;
  };
  const connectionsTo = (what: string, host: string): Share => {
    const name = host.toLowerCase();
    const key = `${what} ${name}` as BudgetKey; // made here, and the same everywhere for the same host
    return shares.share({ key, name, most: () => bounds.at(name).connections });
  };
  return {
    connections: (host) => connectionsTo('host', host),
    targetConnections: (host) => connectionsTo('target', host),
    requests: (url, user) => {
      const key = `account ${accountHash(url.host, user)}` as BudgetKey; // as above
      return shares.share({ key, name: `the account at ${url.hostname}`, most: () => bounds.now.requestsPerAccount });
    },
    bytesFrom: (host) => {
      const name = host.toLowerCase();
      return pace(`bytes host ${name}`, name, () => bounds.at(name).bytesPerSecond);
    },
    bytesTo: (server, user) =>
      pace(`bytes account ${accountHash(server, user)}`, server, () => bounds.now.bytesPerSecondPerAccount),
  };
}

/** The same for all who sign in with one name at one server. It tells neither; a password has no part in it. */
function accountHash(server: string, user: string): string {
  const hash = createHash('sha256').update(JSON.stringify([server.toLowerCase(), user.trim().toLowerCase()]));
  return hash.digest('base64url');
}

/** How often a connection that was lost is opened again; until then the rounds of each second do. */
const LISTEN_AGAIN_MS = 5000;

/** Null where the database cannot be reached at this moment. */
async function listenOrNot(db: Database, hear: (said: string) => void, log: Log): Promise<Listening | null> {
  return db.listen(BUDGET_CHANNEL, hear).catch((error: unknown) => {
    passing(log)(error);
    return null;
  });
}

async function keepListening(
  first: Listening | null,
  again: () => Promise<Listening | null>,
  signal: AbortSignal,
  clock: Clock,
): Promise<void> {
  let open = first;
  while (!signal.aborted) {
    await clock.sleep(LISTEN_AGAIN_MS, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (!signal.aborted && open?.isOpen() !== true) open = await again();
  }
  if (open?.isOpen() === true) await open.close();
}

function passing(log: Log): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Failure)) throw error;
    log.warn('news of budgets were not heard', { code: error.code });
  };
}
