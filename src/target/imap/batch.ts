/** Writes one batch until each of its messages is settled: what is refused together is tried one by one, and what is refused for now later. */
import type { Clock } from '../../base/clock.ts';
import type { Failure, Problem } from '../../base/problem.ts';
import { folderLabel, type TargetFolder } from '../../model/folder.ts';
import type { Settled } from '../../model/target.ts';
import { ImapStatusError } from '../../wire/imap/errors.ts';
import { refusalOf } from './failure.ts';
import type { FolderWrites, Sent } from './folder-writes.ts';
import { Patience } from './patience.ts';
import { refOf } from './refs.ts';
import { copied, type Outgoing, withoutKeywords } from './write.ts';

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
  const patience = new Patience(deps.clock);
  while (open.length > 0) {
    const round = await sendRound(open, isTogether, deps);
    if (round.stop !== null) throw round.stop;
    open = round.again;
    if (round.later !== null) await patience.wait(round.later.waitMs, deps.signal);
    else if (isTogether) {
      open = await apart(open, deps);
      isTogether = false;
    }
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
  /** The server asked to wait before; null when it did not. */
  readonly later: { readonly waitMs: number | null } | null;
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
  let later: Round['later'] = null;
  let stop: Failure | null = null;
  for (const { of, error } of refused) {
    if (!(error instanceof ImapStatusError)) {
      failed.push(failedWith(of, { code: 'target.item-refused', facts: { reason: error.message } }));
      continue;
    }
    const folder = folderLabel(deps.folder.path);
    const refusal = refusalOf(error, { folder, sizeBytes: of.sizeBytes, itemBytesMax: deps.itemBytesMax });
    if (refusal.is === 'later') later = { waitMs: refusal.waitMs };
    if (refusal.is === 'later' || isTogether) again.push(of);
    else if (refusal.is === 'stop') stop ??= refusal.failure;
    else if (refusal.mayBeKeywords && of.flags.hasKeywords) again.push(withoutKeywords(of, error.text));
    else failed.push(failedWith(of, refusal.problem));
  }
  if (failed.length > 0) deps.settled(failed);
  return { again, later, stop };
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
