/** Changes what a target folder holds: flags, place, existence. */
import type { Log } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import { folderLabel, type TargetFolder } from '../../model/folder.ts';
import type { Loss, TargetRef } from '../../model/item.ts';
import type { Change, Settled, TargetTraits } from '../../model/target.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { ImapStatusError } from '../../wire/imap/errors.ts';
import { uidFetch } from '../../wire/imap/fetch.ts';
import { uidExpunge, uidMove } from '../../wire/imap/move.ts';
import { uidStore } from '../../wire/imap/store.ts';
import { type UidSet, uidSet } from '../../wire/imap/uid-set.ts';
import { type Arrival, arrivals, arrivalsFrom, pairAll } from './arrivals.ts';
import { type FlagList, flagsOfVersion, flagsWithoutKeywords, versionOfFlags } from './flags.ts';
import type { Lane, Visit } from './lane.ts';
import { refOf, uidsOf } from './refs.ts';

/** One STORE for all messages that get the same flags; none for those that have them. */
export async function updateFlags(
  folder: TargetFolder,
  changes: readonly Change[],
  deps: { readonly lane: Lane; readonly traits: Pick<TargetTraits, 'keepsKeyword'> },
  signal: AbortSignal,
): Promise<readonly Settled[]> {
  if (changes.length === 0) return [];
  return await deps.lane.visiting(folder, 'change', signal, async (visit) => {
    const targets = changes.map((change) => change.target);
    const uids = uidsIn(folder, visit, targets);
    const present = await versionsOf(uidSet(uids), visit.connection, signal);
    const missing: Settled[] = [];
    const groups = new Map<string, Marked[]>();
    for (const [at, change] of changes.entries()) {
      const uid = uids[at] ?? 0;
      const group = groups.get(change.version) ?? [];
      groups.set(change.version, group);
      if (present.has(uid)) group.push({ change, uid, version: present.get(uid) ?? '' });
      else missing.push({ is: 'failed', ref: change.ref, problem: { code: 'proof.missing', facts: {} } });
    }
    const stored = [...groups].map(([version, group]) => {
      const list = flagsOfVersion(version, (keyword) => deps.traits.keepsKeyword(keyword));
      return storeGroup(list, group, visit.connection, signal);
    });
    return [...missing, ...(await Promise.all(stored)).flat()];
  });
}

/**
 * Moves messages; gives the new ref of each that was there. Where the server does not tell new UIDs, they are found by
 * what came into the other folder.
 */
export async function moveMessages(
  from: TargetFolder,
  to: TargetFolder,
  refs: readonly TargetRef[],
  lane: Lane,
  signal: AbortSignal,
): Promise<ReadonlyMap<TargetRef, TargetRef>> {
  if (refs.length === 0) return new Map();
  const first = await lane.visiting(to, 'look', signal, async ({ mailbox }) => mailbox.uidNext ?? 1);
  const { copied, moved, uidValidity } = await lane.visiting(from, 'change', signal, async (visit) => {
    const { connection, mailbox } = visit;
    const found: Arrival[] = [];
    for await (const one of arrivals(uidSet(uidsIn(from, visit, refs)), connection, signal)) found.push(one);
    found.sort((left, right) => left.uid - right.uid);
    const there = uidSet(found.map((one) => one.uid));
    const done = found.length === 0 ? null : await uidMove(connection, there, to.serverName, signal);
    return { copied: done, moved: found, uidValidity: mailbox.uidValidity };
  });
  if (moved.length === 0) return new Map();
  if (copied !== null && moved.every(({ uid }) => copied.uids.has(uid))) {
    return new Map([...copied.uids].map(([old, now]) => [refOf(uidValidity, old), refOf(copied.uidValidity, now)]));
  }
  return await lane.visiting(to, 'look', signal, async ({ connection, mailbox }) => {
    const now = pairAll(moved, await arrivalsFrom(first, connection, signal));
    if (now === null) throw new Failure('target.protocol', { reason: 'it moved messages and does not show them' });
    return new Map(moved.map(({ uid }, at) => [refOf(uidValidity, uid), refOf(mailbox.uidValidity, now[at] ?? 0)]));
  });
}

/**
 * Removes messages for good. A server without UIDPLUS can only remove all that anybody has marked, so there they stay
 * marked as deleted, which programs do not show; the log says so.
 */
export async function removeMessages(
  folder: TargetFolder,
  refs: readonly TargetRef[],
  deps: { readonly lane: Lane; readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  if (refs.length === 0) return;
  await deps.lane.visiting(folder, 'change', signal, async (visit) => {
    const { connection } = visit;
    const uids = uidSet(uidsIn(folder, visit, refs));
    await uidStore(connection, uids, { how: 'add', flags: ['\\Deleted'] }, signal);
    if (connection.has('UIDPLUS') || connection.has('IMAP4REV2')) await uidExpunge(connection, uids, signal);
    else deps.log.warn('items are only marked as deleted: the server has no UIDPLUS', { items: refs.length });
  });
}

function uidsIn(folder: TargetFolder, { mailbox }: Visit, refs: readonly TargetRef[]): readonly number[] {
  return uidsOf(refs, { uidValidity: mailbox.uidValidity, folder: folderLabel(folder.path) });
}

interface Marked {
  readonly change: Change;
  readonly uid: number;
  /** As it is in the target now. */
  readonly version: string;
}

/** The versions of those messages that are there. */
async function versionsOf(uids: UidSet, connection: ImapConnection, signal: AbortSignal): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for await (const message of uidFetch(connection, uids, { attributes: ['FLAGS'] }, signal)) {
    if (message.is === 'message') found.set(message.uid, versionOfFlags(message.flags ?? []));
  }
  return found;
}

async function storeGroup(
  list: FlagList,
  group: readonly Marked[],
  connection: ImapConnection,
  signal: AbortSignal,
): Promise<readonly Settled[]> {
  const wanted = versionOfFlags(list.flags);
  const uids = uidSet(group.filter((one) => one.version !== wanted).map((one) => one.uid));
  const losses = await storeFlags(uids, list, connection, signal);
  return group.map(({ change }) => ({ is: 'copied', ref: change.ref, target: change.target, losses }));
}

/** A server that refuses keywords gets the flags without them. */
async function storeFlags(
  uids: UidSet,
  list: FlagList,
  connection: ImapConnection,
  signal: AbortSignal,
): Promise<readonly Loss[]> {
  if (uids.length === 0) return list.losses;
  try {
    await uidStore(connection, uids, { how: 'replace', flags: list.flags }, signal);
    return list.losses;
  } catch (error) {
    if (!(error instanceof ImapStatusError) || error.status === 'BYE' || !list.hasKeywords) throw error;
    return await storeFlags(uids, flagsWithoutKeywords(list, error.text), connection, signal);
  }
}
