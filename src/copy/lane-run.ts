/** Drains a work list through lanes: each keeps several batches under way, so that neither wire waits for the other or for the ledger. */

import { type Limiter, limiter } from '../base/limiter.ts';
import { BATCH_BYTES_MAX, BATCH_ITEMS_MAX, BATCHES_UNDER_WAY_MAX } from '../base/limits.ts';
import { copyBatch } from './copy-batch.ts';
import type { FolderTie } from './folder-tie.ts';
import type { Lane } from './lane.ts';
import { inFolder, type Run } from './run.ts';
import type { Trouble } from './trouble.ts';
import type { Turn, WorkList } from './work-list.ts';

/** Ends when the list is closed and empty. Throws the first failure that concerns more than a folder. */
export async function copyFromWorkList(
  work: WorkList,
  lanes: readonly Promise<Lane | null>[],
  trouble: Trouble,
  run: Run,
): Promise<void> {
  const running = lanes.map(async (opening) => {
    const lane = await opening;
    if (lane !== null) await runLane(lane, work, trouble, run);
  });
  await Promise.all(running);
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
    try {
      if (await inFolder(tie.source.path, run, copy)) trouble.over();
      else work.stop(tie);
    } catch (error) {
      await trouble.met(error); // keeps its place meanwhile, so that the lane does not run into the same wall at once
    }
    if (trouble.final !== null) work.close();
  });
  running.catch((error: unknown) => trouble.end(error));
}
