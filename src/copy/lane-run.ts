/** Drains a work list through lanes: each keeps several batches under way, so that neither wire waits for the other or for the ledger. */

import { type Limiter, limiter } from '../base/limiter.ts';
import { BATCH_BYTES_MAX, BATCH_ITEMS_MAX, BATCHES_UNDER_WAY_MAX } from '../base/limits.ts';
import { Failure } from '../base/problem.ts';
import { copyBatch } from './copy-batch.ts';
import { inFolder, type Run } from './copy-mailbox.ts';
import type { Lane } from './lane.ts';
import type { FolderTie } from './prepare-folders.ts';
import type { Turn, WorkList } from './work-list.ts';

/** Broken connections in a row, with nothing written between them, before the run gives up. */
const BREAKS_MAX = 5;
const BREAK_PAUSE_MS = 1000;

/** Ends when the list is closed and empty. Throws the first failure that concerns more than a folder. */
export async function copyFromWorkList(
  work: WorkList,
  openLanes: () => Promise<readonly Lane[]>,
  run: Run,
): Promise<void> {
  const trouble = new Trouble(run);
  const lanes = await openLanes();
  await Promise.all(lanes.map((lane) => runLane(lane, work, trouble, run)));
}

async function runLane(lane: Lane, work: WorkList, trouble: Trouble, run: Run): Promise<void> {
  const underWay = limiter(BATCHES_UNDER_WAY_MAX);
  let turn: Turn | null = null;
  while (!run.stopping.aborted && trouble.final === null) {
    await underWay.room();
    turn = await work.next(turn);
    if (turn === null) break;
    const { tie } = turn.work;
    const bounds = { itemsMax: BATCH_ITEMS_MAX, bytesMax: BATCH_BYTES_MAX };
    const entries = await run.ledger.intend(tie.source.path, bounds, run.clock.now());
    if (entries.length === 0) work.dry(turn);
    else startBatch(underWay, tie, work, trouble, run, () => copyBatch(entries, tie, lane, run));
  }
  await underWay.idle();
  if (trouble.final !== null) {
    work.close();
    throw trouble.final;
  }
}

function startBatch(
  underWay: Limiter,
  tie: FolderTie,
  work: WorkList,
  trouble: Trouble,
  run: Run,
  copy: () => Promise<void>,
): void {
  const running = underWay.run(async () => {
    const stopped = run.summary.stoppedFolders.length;
    try {
      await inFolder(tie.source.path, run, copy);
      trouble.over();
    } catch (error) {
      await trouble.met(error); // keeps its place meanwhile, so that the lane does not run into the same wall at once
    }
    if (run.summary.stoppedFolders.length > stopped) work.stop(tie);
    if (trouble.final !== null) work.close();
  });
  running.catch((error: unknown) => trouble.end(error));
}

/** Decides which failures of a batch the run survives: a broken connection, a few times in a row, with a pause. */
class Trouble {
  final: unknown = null;
  readonly #run: Run;
  #breaks = 0;
  #lastBreak = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  /** A batch went through. */
  over(): void {
    this.#breaks = 0;
  }

  /** Nothing more can be done. */
  end(error: unknown): void {
    this.final ??= error;
  }

  async met(error: unknown): Promise<void> {
    const now = this.#run.clock.now();
    // Batches that shared one connection break together: that is one break.
    if (this.#breaks === 0 || now - this.#lastBreak >= BREAK_PAUSE_MS) this.#breaks += 1;
    this.#lastBreak = now;
    const isPassing = error instanceof Failure && error.kind.retry === 'now' && this.#breaks <= BREAKS_MAX;
    if (!isPassing) return this.end(error);
    this.#run.log.warn('connection broke, going on', { code: error.code, inARow: this.#breaks });
    try {
      await this.#run.clock.sleep(BREAK_PAUSE_MS * this.#breaks, this.#run.signal);
    } catch (reason) {
      this.end(reason);
    }
  }
}
