/** Records what is new, changed or gone in one folder, and offers it to the lanes. */
import type { Cursor } from '../model/item.ts';
import { RESTORED_STAMP } from '../model/ledger.ts';
import type { Source } from '../model/source.ts';
import { adoptMarked } from './adopt-marked.ts';
import type { FolderTie } from './folder-tie.ts';
import { healRenumbered } from './heal-renumbered.ts';
import type { Lane } from './lane.ts';
import type { Run } from './run.ts';
import { settleDoubts } from './settle-doubts.ts';
import type { WorkList } from './work-list.ts';

const DOUBTED_AT_ONCE = 1000;

/** The connection that lists, and the lane that settles what stands in the way. */
interface Sides {
  readonly lister: Source;
  readonly first: Lane;
}

/**
 * Brings the ledger up to date with the folder. With a work list the folder is offered to it as soon as something is
 * recorded, unless what is recorded may already be in the target: that is found out first. A folder whose stamp is the
 * one of the last listing is not even opened.
 */
export async function listInto(work: WorkList | null, tie: FolderTie, sides: Sides, run: Run): Promise<void> {
  const { path, stamp, itemsCount } = tie.source;
  if (tie.left.intended > 0) await settleDoubts(tie, sides.first, 'skip', run);
  // What waits for the healing of a renumbering, or is older than a backup, may be in the target already.
  const early = tie.left.aside > 0 || isRestored(tie) ? null : work;
  if (tie.left.seen + tie.left.intended > 0) early?.offer(tie);
  if (stamp !== null && stamp === tie.known?.listedStamp) return;
  const isNew = tie.known === null || tie.known.target === null;
  if (!(isNew && itemsCount === 0)) await listChanged(work, tie, sides, run);
  if (!run.stopping.aborted) await run.ledger.recordStamp(path, stamp); // a listing cut short is taken up again
}

async function listChanged(work: WorkList | null, tie: FolderTie, sides: Sides, run: Run): Promise<void> {
  const cursor = await run.ledger.cursor(tie.source.path);
  // A target folder that was there before our first listing may hold the work of a run whose ledger was lost, or is newer than it.
  const isMarked = sides.first.target.traits.marks === 'inside';
  const mayBeThere = tie.existed && ((cursor === null && isMarked) || isRestored(tie));
  const wasRenumbered = await recordPages(mayBeThere || tie.left.aside > 0 ? null : work, tie, cursor, sides, run);
  if (wasRenumbered || tie.left.aside > 0) await healRenumbered(tie, sides.first.source, run);
  if (mayBeThere && isMarked) await adoptMarked(tie, sides.first, run);
  else if (mayBeThere) await doubtAll(tie, sides.first, run);
  work?.offer(tie);
}

/** The ledger came out of a backup, and the target may be newer than it. */
function isRestored(tie: FolderTie): boolean {
  return tie.known?.listedStamp === RESTORED_STAMP;
}

/** Without marks, what may be there is found by its content: as if all of it had been announced and no answer seen. */
async function doubtAll(tie: FolderTie, lane: Lane, run: Run): Promise<void> {
  const { path } = tie.source;
  const bounds = { itemsMax: DOUBTED_AT_ONCE, bytesMax: Number.MAX_SAFE_INTEGER };
  while ((await run.ledger.intend(path, bounds, run.clock.now())).length > 0) {
    // All are announced before the first is settled: one that is not found is 'seen' again.
  }
  await settleDoubts(tie, lane, 'wait', run);
}

/** True when the server numbered the folder anew. */
async function recordPages(
  work: WorkList | null,
  tie: FolderTie,
  cursor: Cursor | null,
  { lister, first }: Sides,
  run: Run,
): Promise<boolean> {
  const { path } = tie.source;
  let wasRenumbered = false;
  for await (const page of lister.list(tie.source, { cursor, known: () => run.ledger.known(path) }, run.signal)) {
    if (page.renumbered && tie.left.intended > 0) await settleDoubts(tie, first, 'wait', run); // by their old numbers
    wasRenumbered ||= page.renumbered;
    await run.ledger.record(path, page);
    const bytes = page.heads.reduce((sum, head) => sum + head.sizeBytes, 0);
    run.watch({ is: 'listed', folder: path, items: page.heads.length, bytes });
    if (!wasRenumbered && page.heads.length > 0) work?.offer(tie);
    if (run.stopping.aborted) break;
  }
  return wasRenumbered;
}
