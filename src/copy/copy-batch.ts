/** One batch: read, write, settle. Its intent is durable before it comes here. */
import { assert } from '../base/assert.ts';
import type { Instant } from '../base/clock.ts';
import type { Item, SourceRef } from '../model/item.ts';
import type { Entry, Outcome } from '../model/ledger.ts';
import type { Settled, Write } from '../model/target.ts';
import type { FolderTie } from './folder-tie.ts';
import type { Lane } from './lane.ts';
import type { Run } from './run.ts';
import { sha256Of } from './same-content.ts';

/** Outcomes are recorded at the latest this long after they are known, so that a crash leaves few doubts. */
const SETTLE_AFTER_MS = 1000;

/**
 * Copies entries that are 'intended'. When it throws, what was settled is recorded and the rest stays intended: in doubt.
 */
export async function copyBatch(entries: readonly Entry[], tie: FolderTie, lane: Lane, run: Run): Promise<void> {
  const batch = new Batch(entries, tie, run);
  const { itemBytesMax } = lane.target.traits;
  const fitting = entries.filter((entry) => entry.sizeBytes <= itemBytesMax);
  for (const entry of entries) if (entry.sizeBytes > itemBytesMax) batch.refuse(entry, itemBytesMax);
  try {
    if (fitting.length > 0) {
      const writes = writesOf(fitting, batch, tie, lane, run);
      for await (const settled of lane.target.put(tie.target, writes, run.signal)) await batch.settled(settled);
      batch.restIsGone(); // the stream of writes ended by itself: all that the source has was settled
    }
  } finally {
    await batch.end();
  }
}

async function* writesOf(
  entries: readonly Entry[],
  batch: Batch,
  tie: FolderTie,
  lane: Lane,
  run: Run,
): AsyncIterable<Write> {
  const refs = entries.map((entry) => entry.ref);
  for await (const item of lane.source.read(tie.source, refs, run.signal)) {
    if ('unreadable' in item) batch.unreadable(item.ref, item.unreadable);
    else if (batch.arrived(item)) yield { item, marker: run.markerOf(tie.source.path, item.ref) };
  }
}

/** What is known of a batch's items until it is in the ledger. */
class Batch {
  readonly #open: Map<SourceRef, Entry>;
  /** Read and not settled yet. */
  readonly #items = new Map<SourceRef, { readonly item: Item; readonly sha256: Buffer }>();
  readonly #tie: FolderTie;
  readonly #run: Run;
  #outcomes: Outcome[] = [];
  #recordedAt: Instant;

  constructor(entries: readonly Entry[], tie: FolderTie, run: Run) {
    this.#open = new Map(entries.map((entry) => [entry.ref, entry]));
    this.#tie = tie;
    this.#run = run;
    this.#recordedAt = run.clock.now();
  }

  refuse(entry: Entry, limit: number): void {
    this.#fail(entry.ref, { code: 'target.too-large', facts: { size: String(entry.sizeBytes), limit: String(limit) } });
  }

  unreadable(ref: SourceRef, reason: string): void {
    if (this.#open.has(ref)) this.#fail(ref, { code: 'source.item-unreadable', facts: { reason } });
  }

  /** False for an item that nobody asked for, or that came before: a server may send anything. */
  arrived(item: Item): boolean {
    if (!this.#open.has(item.ref) || this.#items.has(item.ref)) return false;
    const { content } = item;
    const sha256 = sha256Of(content);
    this.#items.set(item.ref, { item, sha256 });
    return true;
  }

  async settled(settled: readonly Settled[]): Promise<void> {
    let bytes = 0;
    let failed = 0;
    for (const one of settled) {
      const read = this.#items.get(one.ref);
      assert(read !== undefined, 'the target settles what it was given');
      this.#items.delete(one.ref);
      if (read.item.content.is === 'spooled') await read.item.content.drop();
      if (one.is === 'failed') {
        failed += 1;
        this.#fail(one.ref, one.problem);
        continue;
      }
      const { version, sizeBytes } = read.item;
      this.#open.delete(one.ref);
      this.#outcomes.push({
        is: 'copied',
        ref: one.ref,
        target: one.target,
        version,
        sha256: read.sha256,
        losses: one.losses,
      });
      bytes += sizeBytes;
    }
    this.#run.summary.itemsWritten += settled.length - failed;
    this.#run.summary.bytesWritten += bytes;
    this.#run.watch({ is: 'settled', folder: this.#tie.source.path, items: settled.length - failed, bytes, failed });
    if (this.#run.clock.now() - this.#recordedAt >= SETTLE_AFTER_MS) await this.#record();
  }

  /** The source gave everything it has: what did not come was deleted since it was listed. */
  restIsGone(): void {
    assert(this.#items.size === 0, 'a put that ends has settled every write it took');
    for (const ref of this.#open.keys()) this.#outcomes.push({ is: 'gone', ref });
    this.#open.clear();
  }

  /** Records what is known and lets go of what was read. */
  async end(): Promise<void> {
    for (const { item } of this.#items.values()) if (item.content.is === 'spooled') await item.content.drop();
    this.#items.clear();
    await this.#record();
  }

  #fail(ref: SourceRef, problem: Extract<Outcome, { is: 'failed' }>['problem']): void {
    this.#open.delete(ref);
    this.#outcomes.push({ is: 'failed', ref, problem });
    this.#run.summary.itemsFailed += 1;
    this.#run.watch({ is: 'problem', folder: this.#tie.source.path, problem });
  }

  async #record(): Promise<void> {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    this.#recordedAt = this.#run.clock.now();
    if (outcomes.length > 0) await this.#run.ledger.settle(this.#tie.source.path, outcomes);
  }
}
