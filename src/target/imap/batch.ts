/** Writes one batch until each of its messages is settled: what is refused together is tried one by one, and what is refused for now later. */
import type { Clock } from '../../base/clock.ts';
import { Failure, type Problem } from '../../base/problem.ts';
import { folderLabel, type TargetFolder } from '../../model/folder.ts';
import type { Settled } from '../../model/target.ts';
import { ImapStatusError } from '../../wire/imap/errors.ts';
import { refusalOf } from './failure.ts';
import type { FolderWrites, Sent } from './folder-writes.ts';
import { refOf } from './refs.ts';
import { copied, type Outgoing, withoutKeywords } from './write.ts';

/** A server that refuses for now, and does not say for how long, is asked again after this. */
const WAIT_MS = 5_000;
/** A server that asks to wait longer than this at once is asked again after it. */
const WAIT_ONCE_MS_MAX = 5 * 60_000;
/** How long one batch waits altogether before its folder is given up for this run. */
const WAIT_ALL_MS_MAX = 30 * 60_000;

export interface BatchDeps {
  readonly folder: TargetFolder;
  readonly writes: FolderWrites;
  readonly clock: Clock;
  readonly itemBytesMax: number;
  /** True where the server has MULTIAPPEND. */
  readonly isTogether: boolean;
  readonly signal: AbortSignal;
  /** Called as soon as messages are settled. */
  settled(some: readonly Settled[]): void;
}

/**
 * Ends when every message is settled. Throws when one cannot be settled now: a broken connection, a full mailbox, a
 * refused folder; what was settled before then stands.
 */
export async function writeBatch(batch: readonly Outgoing[], deps: BatchDeps): Promise<void> {
  let open = sendable(batch, deps);
  let isTogether = deps.isTogether && open.length > 1;
  for (let waitedMs = 0; open.length > 0; ) {
    const round = await sendRound(open, isTogether, deps);
    if (round.stop !== null) throw round.stop;
    open = round.again;
    if (round.waitMs === null) {
      if (isTogether) open = await apart(open, deps);
      isTogether = false;
      continue;
    }
    if (waitedMs >= WAIT_ALL_MS_MAX)
      throw new Failure('target.busy', { minutes: String(Math.ceil(waitedMs / 60_000)) });
    const waitMs = Math.min(Math.max(round.waitMs, 0), WAIT_ONCE_MS_MAX);
    await deps.clock.sleep(waitMs, deps.signal);
    waitedMs += Math.max(waitMs, WAIT_MS);
  }
}

/** One bad message refuses all: each is tried by itself, unless the server kept it against the rule. */
async function apart(refused: readonly Outgoing[], deps: BatchDeps): Promise<readonly Outgoing[]> {
  if (refused.length === 0) return refused;
  const landed = await deps.writes.landed(refused, deps.signal);
  settleStored(landed, deps);
  const there = new Set(landed.map((sent) => sent.of));
  return refused.filter((one) => !there.has(one));
}

interface Round {
  /** To be sent once more, perhaps changed. */
  readonly again: readonly Outgoing[];
  /** How long to wait before; null for not at all. */
  readonly waitMs: number | null;
  /** Why nothing more can be written. */
  readonly stop: Failure | null;
}

/** Sends the messages once and settles what can be settled. */
async function sendRound(open: readonly Outgoing[], isTogether: boolean, deps: BatchDeps): Promise<Round> {
  const refused: Refused[] = [];
  let stored: Sent[] = [];
  try {
    for await (const sent of deps.writes.send(open, isTogether, deps.signal)) {
      if (sent.is === 'refused') refused.push(sent);
      else stored.push(sent);
      if (stored.length < SETTLED_AT_ONCE) continue;
      settleStored(stored, deps);
      stored = [];
    }
  } finally {
    settleStored(stored, deps);
  }
  return judged(refused, isTogether, deps);
}

/** A refusal of all together says nothing about one message, so nothing is settled by it. */
function judged(refused: readonly Refused[], isTogether: boolean, deps: BatchDeps): Round {
  const again: Outgoing[] = [];
  const failed: Settled[] = [];
  let waitMs: number | null = null;
  let stop: Failure | null = null;
  for (const { of, error } of refused) {
    if (!(error instanceof ImapStatusError)) {
      failed.push(failedWith(of, { code: 'target.item-refused', facts: { reason: error.message } }));
      continue;
    }
    const folder = folderLabel(deps.folder.path);
    const refusal = refusalOf(error, { folder, sizeBytes: of.sizeBytes, itemBytesMax: deps.itemBytesMax });
    if (refusal.is === 'later') waitMs = Math.max(waitMs ?? 0, refusal.waitMs ?? WAIT_MS);
    if (refusal.is === 'later' || isTogether) again.push(of);
    else if (refusal.is === 'stop') stop ??= refusal.failure;
    else if (refusal.mayBeKeywords && of.flags.hasKeywords) again.push(withoutKeywords(of, error.text));
    else failed.push(failedWith(of, refusal.problem));
  }
  if (failed.length > 0) deps.settled(failed);
  return { again, waitMs, stop };
}

type Refused = Extract<Sent, { is: 'refused' }>;

/** How many are settled in one go: a pipelined answer alone is not worth a turn of the engine. */
const SETTLED_AT_ONCE = 64;

function sendable(batch: readonly Outgoing[], deps: BatchDeps): readonly Outgoing[] {
  const tooLarge = batch.filter((one) => one.sizeBytes > deps.itemBytesMax);
  const limit = String(deps.itemBytesMax);
  const problemOf = (one: Outgoing): Problem => ({
    code: 'target.too-large',
    facts: { size: String(one.sizeBytes), limit },
  });
  if (tooLarge.length > 0) deps.settled(tooLarge.map((one) => failedWith(one, problemOf(one))));
  return batch.filter((one) => one.sizeBytes <= deps.itemBytesMax);
}

function settleStored(sent: readonly Sent[], deps: BatchDeps): void {
  const settled = sent.flatMap((one) => (one.is === 'stored' ? [copied(one.of, refOf(one.uidValidity, one.uid))] : []));
  if (settled.length > 0) deps.settled(settled);
}

function failedWith({ item }: Outgoing, problem: Problem): Settled {
  return { is: 'failed', ref: item.ref, problem };
}
