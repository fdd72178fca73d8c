/** What is new, changed or gone in one folder since a position: the cheapest question that the server understands. */
import { PAGE_ITEMS_MAX } from '../../base/limits.ts';
import type { SourceFolder } from '../../model/folder.ts';
import type { FolderKind, ItemHead, SourceRef } from '../../model/item.ts';
import type { Listing, Page } from '../../model/source.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { ImapProtocolError, ImapStatusError } from '../../wire/imap/errors.ts';
import { type FetchedMessage, uidFetch, type VanishedMessages } from '../../wire/imap/fetch.ts';
import { uidSearch } from '../../wire/imap/search.ts';
import type { SelectedMailbox } from '../../wire/imap/select.ts';
import {
  eachUid,
  hasUid,
  joinRanges,
  type UidRange,
  type UidSet,
  uidCount,
  uidsFrom,
} from '../../wire/imap/uid-set.ts';
import { HeadGatherer, type HeadQuestion } from './heads.ts';
import { cursorOf, type Position, positionOf, refOf, uidOf } from './names.ts';
import type { Session, Visit } from './session.ts';
import { UidGatherer } from './uid-gatherer.ts';

/** A server may call everything gone that it does not know. From so many on, its word is compared with what we know. */
const GONE_UNSEEN_MAX = 10_000;
/** Beside two for each message, so many responses may come: for mail that arrives or changes meanwhile. */
const HEARD_MORE_MAX = 100_000;
/** Ten times what a folder of 100,000 messages can fall into. */
const VANISHED_RANGES_MAX = 1_000_000;

/** A folder as its heads are asked for. */
export interface ListedFolder {
  readonly folder: SourceFolder;
  /** Heads of another kind than the folder's are left out: they belong to the folder's other half. */
  readonly question: HeadQuestion;
}

/**
 * Pages of one listing; see `Source.list`. Goes on after a lost connection where the last page ended. Several listings may
 * be under way at once: each is one round trip for a folder that is known to hold something.
 */
export async function* listFolder(
  session: Session,
  { folder, question: heads }: ListedFolder,
  listing: Listing,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  let from: Position | null = listing.cursor === null ? null : positionOf(listing.cursor);
  let isRenumbered = listing.cursor !== null && from === null;
  // An empty folder is never asked: some servers answer BAD to 1:* there.
  let isAskedEarly = (folder.itemsCount ?? 0) > 0 && !isUnchanged(folder, from);
  for (;;) {
    try {
      const asked = deltaOf(from);
      const { visit, early } = await session.visit(folder, signal, (c) =>
        isAskedEarly ? ask(c, { since: asked, heads }, signal) : null,
      );
      if (from !== null && from.uidValidity !== (visit.box.uidValidity ?? 0)) {
        from = null;
        isRenumbered = true;
      }
      const since = from === null ? null : asked;
      const question = new Question(visit, { from, since, heads, kind: folder.kind });
      const answers = question.since === asked ? early : await dropped(early);
      for await (const step of question.steps(listing, answers, signal)) {
        session.progressed();
        from = step.next;
        yield { heads: step.heads, gone: step.gone, next: cursorOf(step.next), renumbered: isRenumbered };
        isRenumbered = false;
      }
      return;
    } catch (error) {
      // What was asked before the folder was open may have been the wrong question: it is asked again, in its order.
      const isMistaken = isAskedEarly && error instanceof ImapStatusError && error.command === 'UID FETCH';
      isAskedEarly = false;
      if (!isMistaken) await session.recover(error, signal, folder);
    }
  }
}

/** True when the counts of the folder are those of the position: then the EXAMINE will say that nothing happened. */
function isUnchanged({ stamp }: SourceFolder, from: Position | null): boolean {
  if (stamp === null || from === null) return false;
  return stamp.startsWith(`${from.uidValidity}/${from.nextUid}/`) && stamp.endsWith(`/${from.modseq}`);
}

interface Step {
  readonly heads: readonly ItemHead[];
  readonly gone: readonly SourceRef[];
  readonly next: Position;
}

type Answers = readonly AsyncIterableIterator<FetchedMessage | VanishedMessages>[];

/** A position that changes can be asked from. */
type Since = Position & { readonly modseq: bigint };

function deltaOf(position: Position | null): Since | null {
  if (position === null || position.modseq === null) return null;
  const { uidValidity, nextUid, modseq } = position;
  return { uidValidity, nextUid, modseq };
}

interface Asked {
  /** The position, if changes can be asked from it. */
  readonly since: Since | null;
  readonly heads: HeadQuestion;
}

/** Sends at once what there is to ask: changes of what was listed and all that is new, or everything. */
function ask(c: ImapConnection, { since, heads }: Asked, signal: AbortSignal): Answers {
  if (since === null) return [uidFetch(c, uidsFrom(1), heads, signal)];
  const { nextUid, modseq: changedSince } = since;
  const vanished = c.has('QRESYNC') && c.has('ENABLE');
  const known = [{ from: 1, to: nextUid - 1 }];
  return [
    ...(nextUid > 1 ? [uidFetch(c, known, { ...heads, changedSince, vanished }, signal)] : []),
    uidFetch(c, uidsFrom(nextUid), heads, signal),
  ];
}

/** An answer that nobody takes would keep the connection from everything behind it. */
async function dropped(answers: Answers | null): Promise<null> {
  for (const answer of answers ?? []) await answer.return?.();
  return null;
}

/** One listing on one connection, with the folder open. */
class Question {
  readonly #visit: Visit;
  readonly #box: SelectedMailbox;
  readonly #kind: FolderKind;
  readonly #heads: HeadQuestion;
  /** Where the changes begin; null when everything is listed. */
  readonly since: Since | null;
  readonly #uidValidity: number;
  /** Numbers the server called gone. */
  #vanished: UidRange[] = [];
  /** Numbers that are there, where only a list of all can tell what is not. */
  readonly #present: UidGatherer | null;
  #lastUid = 0;
  #heardCount = 0;

  constructor(visit: Visit, { from, since, heads, kind }: Asked & { from: Position | null; kind: FolderKind }) {
    const { box } = visit;
    this.#kind = kind;
    this.#heads = heads;
    this.#visit = visit;
    this.#box = box;
    this.#uidValidity = box.uidValidity ?? 0;
    // Without mod-sequences on both sides every flag must be looked at again.
    this.since = box.highestModseq === null ? null : since;
    this.#present = from === null || this.since !== null ? null : new UidGatherer();
  }

  /** `early` are answers to what `ask` sent for the same position, or null. */
  async *steps(listing: Listing, early: Answers | null, signal: AbortSignal): AsyncGenerator<Step> {
    if (this.isAnswered) await dropped(early);
    else {
      yield* this.heads(early, signal);
      yield* this.gone(listing, signal);
    }
  }

  /** True when the server's counts say that nothing happened. */
  get isAnswered(): boolean {
    const { highestModseq, uidNext } = this.#box;
    // Only with QRESYNC does an expunge count as a change (RFC 7162 §3.2.7).
    const isCounted = this.#visit.c.enabled.has('QRESYNC');
    return isCounted && this.since?.modseq === highestModseq && this.since?.nextUid === uidNext;
  }

  async *heads(early: Answers | null, signal: AbortSignal): AsyncGenerator<Step> {
    const gatherer = new HeadGatherer(this.#uidValidity, this.#heads);
    let page: ItemHead[] = [];
    let isAscending = true;
    for await (const { head, uid } of this.#arriving(gatherer, early, signal)) {
      if (head.kind === this.#kind) page.push(head);
      isAscending &&= uid > this.#lastUid;
      this.#lastUid = Math.max(this.#lastUid, uid);
      if (page.length < PAGE_ITEMS_MAX) continue;
      yield { heads: page, gone: [], next: this.#positionWithin(isAscending) };
      page = [];
    }
    const rest = await gatherer.rest(this.#visit, signal);
    page.push(...rest.filter(({ kind }) => kind === this.#kind));
    if (page.length > 0) yield { heads: page, gone: [], next: this.#positionWithin(isAscending) };
  }

  /** The last step, which carries the new position also when nothing is gone. */
  async *gone(listing: Listing, signal: AbortSignal): AsyncGenerator<Step> {
    const isGone = await this.#findGone(signal);
    let page: SourceRef[] = [];
    if (isGone === 'listed') {
      for (const uid of eachUid(this.#vanished)) page.push(refOf(this.#uidValidity, uid));
    } else if (isGone !== null) {
      for await (const refs of listing.known()) {
        page.push(...refs.filter((ref) => isGone(uidOf(ref, this.#uidValidity))));
        if (page.length < PAGE_ITEMS_MAX) continue;
        yield { heads: [], gone: page, next: this.#positionWithin(false) };
        page = [];
      }
    }
    yield { heads: [], gone: page, next: this.#positionAfter() };
  }

  async *#arriving(
    gatherer: HeadGatherer,
    early: Answers | null,
    signal: AbortSignal,
  ): AsyncGenerator<{ head: ItemHead; uid: number }> {
    if (this.#box.exists === 0) {
      await dropped(early);
      return;
    }
    const answers = early ?? this.#visit.ask((c) => ask(c, { since: this.since, heads: this.#heads }, signal));
    try {
      for (const answer of answers) {
        for await (const one of answer) {
          if (one.is === 'vanished') this.#addVanished(one.uids);
          else {
            this.#count();
            this.#present?.add(one.uid);
            const head = gatherer.add(one);
            if (head !== null) yield { head, uid: one.uid };
          }
        }
      }
    } finally {
      await dropped(answers);
    }
  }

  #count(): void {
    this.#heardCount += 1;
    const countMax = 2 * this.#box.exists + HEARD_MORE_MAX;
    if (this.#heardCount > countMax) throw new ImapProtocolError('the server lists more messages than there are');
  }

  #addVanished(uids: UidSet): void {
    this.#vanished.push(...uids);
    if (this.#vanished.length > VANISHED_RANGES_MAX) throw new ImapProtocolError('the server called too much gone');
  }

  /** How to know that a number we know is gone: null when none is, 'listed' when the server has named them. */
  async #findGone(signal: AbortSignal): Promise<'listed' | null | ((uid: number | null) => boolean)> {
    if (this.since === null && this.#present === null) return null;
    if (this.#box.exists === 0) return () => true;
    if (this.#present !== null) {
      const present = this.#present.set();
      return (uid) => uid === null || !present.has(uid);
    }
    if (this.#visit.c.enabled.has('QRESYNC')) {
      if (this.#vanished.length === 0) return null;
      if (uidCount(this.#vanished) <= GONE_UNSEEN_MAX) return 'listed';
      const vanished = joinRanges(this.#vanished);
      return (uid) => uid === null || hasUid(vanished, uid);
    }
    const there = await this.#visit.ask((c) => uidSearch(c, [{ is: 'all' }], signal));
    return (uid) => uid === null || !hasUid(there, uid);
  }

  /** Where a listing that ends here goes on: behind what was listed, if the server keeps to the order of numbers. */
  #positionWithin(isAscending: boolean): Position {
    const { highestModseq } = this.#box;
    if (this.since !== null) return this.since;
    const nextUid = isAscending ? this.#lastUid + 1 : 1;
    return { uidValidity: this.#uidValidity, nextUid, modseq: highestModseq };
  }

  #positionAfter(): Position {
    const nextUid = Math.max(this.#box.uidNext ?? 1, this.#lastUid + 1, this.since?.nextUid ?? 1);
    return { uidValidity: this.#uidValidity, nextUid, modseq: this.#box.highestModseq };
  }
}
