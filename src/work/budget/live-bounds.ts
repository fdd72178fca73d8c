/** The bounds that hold at this moment: how the program was started, and what operators have set since. */
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import {
  boundsOf,
  hostBoundsOf,
  NO_WORK_SETTINGS,
  type WorkBounds,
  type WorkSettings,
} from '../../model/work-bounds.ts';

export interface LiveBoundsDeps {
  /** How the program was started. */
  readonly started: WorkBounds;
  readonly read: () => Promise<WorkSettings>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Changes are told at once; this is for what was told while nobody heard it. */
const READ_EVERY_MS = 5000;

export class LiveBounds {
  readonly #deps: LiveBoundsDeps;
  #settings: WorkSettings = NO_WORK_SETTINGS;
  readonly #watchers: ((bounds: WorkBounds) => void)[] = [];

  constructor(deps: LiveBoundsDeps) {
    this.#deps = deps;
  }

  get now(): WorkBounds {
    return boundsOf(this.#deps.started, this.#settings);
  }

  /** What holds for one source host. */
  at(host: string): { readonly mailboxes: number; readonly connections: number; readonly bytesPerSecond: number } {
    return hostBoundsOf(host, this.#deps.started, this.#settings);
  }

  /** The most mailboxes of one host that are in hand anywhere: no host may have more. */
  get mailboxesAtAnyHost(): number {
    const own = Object.values(this.#settings.hosts).map(({ mailboxes }) => mailboxes ?? 0);
    return Math.max(this.now.mailboxesPerHost, ...own);
  }

  /** Called after each change. */
  watch(watcher: (bounds: WorkBounds) => void): void {
    this.#watchers.push(watcher);
  }

  /** Reads what is set now. Throws `database.*`; then what was known holds on. */
  async look(): Promise<void> {
    const settings = await this.#deps.read();
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.#deps.log.info('bounds of the work changed', { ...this.now });
    for (const watcher of this.#watchers) watcher(this.now);
  }

  /** Looks again and again until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#deps;
    while (!signal.aborted) {
      try {
        await clock.sleep(READ_EVERY_MS, signal);
        await this.look();
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof Failure)) throw error;
        log.warn('the bounds of the work were not read', { code: error.code });
      }
    }
  }
}
