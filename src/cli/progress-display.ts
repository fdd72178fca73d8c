/** Shows a run while it goes on: one line that is drawn over again on a terminal, a line now and then anywhere else. */
import type { Clock, Instant } from '../base/clock.ts';
import { describeCause } from '../base/problem.ts';
import { folderLabel } from '../model/folder.ts';
import type { Work } from '../model/pace.ts';
import type { Progress, Watch } from '../model/progress.ts';
import { shown } from './format.ts';
import { progressLine, progressSentence } from './progress-line.ts';
import { ProgressState } from './progress-state.ts';
import type { Terminal } from './terminal.ts';

/** A live line is drawn at most this often: five times a second is as much as an eye takes in. */
const DRAW_EVERY_MS = 200;
/** Elsewhere a line is written this often. */
const WRITE_EVERY_MS = 10_000;
/** Waits that end within this time of each other are one. */
const SAME_WAIT_MS = 2000;
/** Problems named while the run goes on; the summary names them all. */
const PROBLEMS_NAMED_MAX = 20;

export class ProgressDisplay {
  readonly #state: ProgressState;
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  #ticking: Promise<void> | null = null;
  #drawn = false;
  #problems = 0;
  #told = '';
  #waitNamed = 0;

  constructor(terminal: Terminal, clock: Clock) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#state = new ProgressState(clock.now());
  }

  /** Hand this to whatever tells of its progress. */
  readonly watch: Watch = (progress) => {
    this.#state.add(progress, this.#clock.now());
    if (progress.is === 'problem') this.#nameProblem(progress);
    if (progress.is === 'waiting') this.#nameWait(progress);
  };

  /** Somebody asked to stop: says so until the end. */
  stopping(): void {
    this.#state.isStopping = true;
  }

  expect(work: Work): void {
    this.#state.expect(work);
  }

  begin(): void {
    this.#ticking ??= this.#tick();
  }

  /** A line of its own, above the live one. */
  say(line: string): void {
    this.#clear();
    this.#terminal.error(`${line}\n`);
    this.#draw(this.#clock.now());
  }

  /** Takes the live line away. Nothing is written afterwards. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#ticking;
    this.#clear();
  }

  async #tick(): Promise<void> {
    const everyMs = this.#terminal.isLive ? DRAW_EVERY_MS : WRITE_EVERY_MS;
    this.#draw(this.#clock.now());
    while (!this.#ended.signal.aborted) {
      try {
        await this.#clock.sleep(everyMs, this.#ended.signal);
      } catch (reason) {
        if (!this.#ended.signal.aborted) throw reason;
        return;
      }
      if (this.#terminal.isLive) this.#draw(this.#clock.now());
      else this.#write();
    }
  }

  #write(): void {
    const sentence = progressSentence(this.#state, this.#clock.now());
    if (sentence !== this.#told) this.#terminal.error(`${sentence}\n`);
    this.#told = sentence;
  }

  #draw(now: Instant): void {
    if (!this.#terminal.isLive || this.#ticking === null || this.#ended.signal.aborted) return;
    // The last column stays free: some terminals wrap as soon as it is written.
    const line = progressLine(this.#state, now, this.#terminal.columns() - 1);
    this.#terminal.error(`\r${line}\x1b[K`);
    this.#drawn = true;
  }

  #clear(): void {
    if (this.#drawn) this.#terminal.error('\r\x1b[K');
    this.#drawn = false;
  }

  /** Several connections wait for one thing: it is named once. */
  #nameWait({ untilMs, because }: Extract<Progress, { is: 'waiting' }>): void {
    if (this.#terminal.isLive || Math.abs(untilMs - this.#waitNamed) < SAME_WAIT_MS) return;
    this.#waitNamed = untilMs;
    this.say(`${progressSentence(this.#state, this.#clock.now())} (${shown(because)})`);
  }

  #nameProblem({ folder, problem }: Extract<Progress, { is: 'problem' }>): void {
    this.#problems += 1;
    if (this.#problems > PROBLEMS_NAMED_MAX) return;
    const where = folder === null ? '' : `${shown(folderLabel(folder))}: `;
    this.say(`${this.#terminal.paint.warning('!')} ${where}${shown(describeCause(problem))}`);
    if (this.#problems === PROBLEMS_NAMED_MAX) this.say('Further exceptions are named in the report.');
  }
}
