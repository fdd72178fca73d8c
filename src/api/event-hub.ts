/**
 * One look at the database for all who listen: once a second it is asked which organisations have news, and what is new in one
 * is read once, however many pages are open. Listeners take it from here at their own pace; a slow one keeps nothing in memory.
 */
import type { Clock } from '../base/clock.ts';
import { limiter } from '../base/limiter.ts';
import type { Log } from '../base/log.ts';
import type { StoredEvent } from '../model/event.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { Store } from '../model/store.ts';

export interface HubDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** How late an event may be shown. */
const LOOK_EVERY_MS = 1000;
/** Of one organisation: whoever is further behind reads from the database. */
const KEPT_MAX = 500;
/** Read at once. */
const EVENTS_AT_ONCE = 100;
/** Pages that catch up wait for each other: after a restart all of them do, and requests must not wait for them. */
const READS_AT_ONCE = 2;

/** What is kept of one organisation while somebody listens. */
interface Kept {
  listeners: number;
  /** All events above this number are in `recent`; null before the first look. */
  from: number | null;
  recent: readonly StoredEvent[];
  readonly bells: Set<() => void>;
}

export class EventHub {
  readonly #deps: HubDeps;
  readonly #kept = new Map<OrganisationId, Kept>();
  readonly #over = new AbortController();
  readonly #reads = limiter(READS_AT_ONCE);
  /** What is being read, by whose it is and what it is behind: whoever asks for the same waits for the same. */
  readonly #underWay = new Map<string, Promise<readonly StoredEvent[]>>();
  #isLooking = false;

  constructor(deps: HubDeps) {
    this.#deps = deps;
  }

  /** From now on somebody listens; the function given back ends that. */
  listen(organisation: OrganisationId): () => void {
    const kept = this.#kept.get(organisation) ?? { listeners: 0, from: null, recent: [], bells: new Set() };
    this.#kept.set(organisation, kept);
    kept.listeners += 1;
    if (!this.#isLooking) void this.#look();
    return () => {
      kept.listeners -= 1;
      if (kept.listeners === 0) this.#kept.delete(organisation);
    };
  }

  /** Those behind this number, at most so many as are read at once; none where there are none yet. Only while somebody listens. */
  async behind(organisation: OrganisationId, number: number): Promise<readonly StoredEvent[]> {
    const kept = this.#kept.get(organisation);
    if (kept !== undefined && kept.from !== null && number >= kept.from) {
      const first = kept.recent.findIndex((event) => event.number > number);
      return first < 0 ? [] : kept.recent.slice(first, first + EVENTS_AT_ONCE);
    }
    const key = `${organisation} ${number}`;
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const reading = this.#reads.run(() => this.#read(organisation, number));
    this.#underWay.set(key, reading);
    return reading.finally(() => this.#underWay.delete(key));
  }

  /** Resolves when there is news of the organisation, or the signal says that nobody waits any more. */
  news(organisation: OrganisationId, signal: AbortSignal): Promise<void> {
    const bells = this.#kept.get(organisation)?.bells;
    return new Promise((resolve) => {
      const ring = (): void => {
        bells?.delete(ring);
        signal.removeEventListener('abort', ring);
        resolve();
      };
      if (signal.aborted) return ring();
      bells?.add(ring);
      signal.addEventListener('abort', ring, { once: true });
    });
  }

  close(): void {
    this.#over.abort();
  }

  /** Until nobody listens any more. A look that fails is tried again: those who listen notice nothing but that it is late. */
  async #look(): Promise<void> {
    this.#isLooking = true;
    const { clock, log } = this.#deps;
    while (this.#kept.size > 0 && !this.#over.signal.aborted) {
      try {
        await this.#lookOnce();
      } catch (error) {
        log.warn('nobody could look for events', { reason: String(error) });
      }
      await clock.sleep(LOOK_EVERY_MS, this.#over.signal).catch(() => undefined); // ends by the condition above
    }
    this.#isLooking = false;
  }

  async #lookOnce(): Promise<void> {
    const organisations = [...this.#kept.keys()];
    const newest = await this.#deps.store.inHouse((house) => house.newestEvents(organisations));
    for (const [organisation, number] of newest) {
      const kept = this.#kept.get(organisation);
      if (kept === undefined) continue;
      if (kept.from === null) kept.from = number;
      else if (number > (kept.recent.at(-1)?.number ?? kept.from)) await this.#readNews(organisation, kept);
      else continue;
      for (const ring of kept.bells) ring();
    }
  }

  async #readNews(organisation: OrganisationId, kept: Kept): Promise<void> {
    for (;;) {
      const news = await this.#read(organisation, kept.recent.at(-1)?.number ?? kept.from ?? 0);
      const all = [...kept.recent, ...news];
      const dropped = all.slice(0, Math.max(0, all.length - KEPT_MAX));
      kept.from = dropped.at(-1)?.number ?? kept.from;
      kept.recent = all.slice(dropped.length);
      if (news.length < EVENTS_AT_ONCE) return;
    }
  }

  #read(organisation: OrganisationId, number: number): Promise<readonly StoredEvent[]> {
    return this.#deps.store.inTenant(organisation, (tenant) => tenant.events(number, EVENTS_AT_ONCE));
  }
}
