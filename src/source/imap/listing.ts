/** What is new, changed or gone in one folder since a position: the cheapest question that the server understands. */
import { PAGE_ITEMS_MAX } from '../../base/limits.ts';
import type { SourceFolder } from '../../model/folder.ts';
import type { ItemHead, SourceRef } from '../../model/item.ts';
import type { Listing, Page } from '../../model/source.ts';
import { ImapProtocolError } from '../../wire/imap/errors.ts';
import { type FetchOptions, uidFetch } from '../../wire/imap/fetch.ts';
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
import { HEAD_ATTRIBUTES, HeadGatherer } from './heads.ts';
import { cursorOf, type Position, positionOf, refOf, uidOf } from './names.ts';
import type { Session, Visit } from './session.ts';

/** A server may call everything gone that it does not know. From so many on, its word is compared with what we know. */
const GONE_UNSEEN_MAX = 10_000;
/** Ten times what a folder of 100,000 messages can fall into. */
const VANISHED_RANGES_MAX = 1_000_000;

/** Pages of one listing; see `Source.list`. Goes on after a lost connection where the last page ended. */
export async function* listFolder(
  session: Session,
  folder: SourceFolder,
  listing: Listing,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  let from = listing.cursor === null ? null : positionOf(listing.cursor);
  let isRenumbered = listing.cursor !== null && from === null;
  for (;;) {
    try {
      const visit = await session.visit(folder, signal);
      const uidValidity = visit.box.uidValidity ?? 0;
      if (from !== null && from.uidValidity !== uidValidity) {
        from = null;
        isRenumbered = true;
      }
      for await (const step of steps(visit, from, listing, signal)) {
        session.progressed();
        from = step.next;
        yield { heads: step.heads, gone: step.gone, next: cursorOf(step.next), renumbered: isRenumbered };
        isRenumbered = false;
      }
      return;
    } catch (error) {
      await session.recover(error, signal, folder);
    }
  }
}

interface Step {
  readonly heads: readonly ItemHead[];
  readonly gone: readonly SourceRef[];
  readonly next: Position;
}

async function* steps(
  visit: Visit,
  from: Position | null,
  listing: Listing,
  signal: AbortSignal,
): AsyncGenerator<Step> {
  const asked = new Question(visit, from);
  if (asked.isAnswered) return;
  yield* asked.heads(signal);
  yield* asked.gone(listing, signal);
}

/** One listing on one connection, with the folder open. */
class Question {
  readonly #visit: Visit;
  readonly #box: SelectedMailbox;
  readonly #from: Position | null;
  readonly #uidValidity: number;
  /** Numbers the server called gone. */
  #vanished: UidRange[] = [];
  /** Numbers that are there, where only a list of all can tell what is not. */
  readonly #present: UidGatherer | null;
  #lastUid = 0;

  constructor(visit: Visit, from: Position | null) {
    const { box } = visit;
    this.#visit = visit;
    this.#box = box;
    this.#uidValidity = box.uidValidity ?? 0;
    // Without mod-sequences on both sides every flag must be looked at again.
    const isDelta = from !== null && from.modseq !== null && box.highestModseq !== null;
    this.#from = isDelta ? from : null;
    this.#present = from === null || isDelta ? null : new UidGatherer();
  }

  /** True when the server's counts say that nothing happened. */
  get isAnswered(): boolean {
    const { highestModseq, uidNext } = this.#box;
    // Only with QRESYNC does an expunge count as a change (RFC 7162 §3.2.7).
    const isCounted = this.#visit.c.enabled.has('QRESYNC');
    return isCounted && this.#from?.modseq === highestModseq && this.#from?.nextUid === uidNext;
  }

  async *heads(signal: AbortSignal): AsyncGenerator<Step> {
    const gatherer = new HeadGatherer(this.#uidValidity);
    let page: ItemHead[] = [];
    let isAscending = true;
    for await (const { head, uid } of this.#arriving(gatherer, signal)) {
      page.push(head);
      isAscending &&= uid > this.#lastUid;
      this.#lastUid = Math.max(this.#lastUid, uid);
      if (page.length < PAGE_ITEMS_MAX) continue;
      yield { heads: page, gone: [], next: this.#positionWithin(isAscending) };
      page = [];
    }
    page.push(...(await gatherer.rest(this.#visit, signal)));
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

  async *#arriving(gatherer: HeadGatherer, signal: AbortSignal): AsyncGenerator<{ head: ItemHead; uid: number }> {
    // An empty folder is never asked: some servers answer BAD to 1:* there (and all have nothing to say).
    if (this.#box.exists === 0) return;
    const answers = this.#visit.ask((c) =>
      this.#questions().map(({ uids, options }) => uidFetch(c, uids, options, signal)),
    );
    try {
      for (const answer of answers) {
        for await (const one of answer) {
          if (one.is === 'vanished') this.#addVanished(one.uids);
          else {
            this.#present?.add(one.uid);
            const head = gatherer.add(one);
            if (head !== null) yield { head, uid: one.uid };
          }
        }
      }
    } finally {
      // An answer that nobody takes would keep the connection from everything behind it.
      for (const answer of answers) await answer.return?.();
    }
  }

  #addVanished(uids: UidSet): void {
    this.#vanished.push(...uids);
    if (this.#vanished.length > VANISHED_RANGES_MAX) throw new ImapProtocolError('the server called too much gone');
  }

  /** What is sent at once: changes of what was listed, and all that is new. */
  #questions(): readonly { readonly uids: UidSet; readonly options: FetchOptions }[] {
    const attributes = HEAD_ATTRIBUTES;
    const from = this.#from;
    if (from === null || from.modseq === null) return [{ uids: uidsFrom(1), options: { attributes } }];
    const changed = {
      uids: [{ from: 1, to: from.nextUid - 1 }],
      options: { attributes, changedSince: from.modseq, vanished: this.#visit.c.enabled.has('QRESYNC') },
    };
    const isChanged = from.nextUid > 1 && this.#box.highestModseq !== from.modseq;
    const isGrown = this.#box.uidNext !== from.nextUid;
    return [
      ...(isChanged ? [changed] : []),
      ...(isGrown ? [{ uids: uidsFrom(from.nextUid), options: { attributes } }] : []),
    ];
  }

  /** How to know that a number we know is gone: null when none is, 'listed' when the server has named them. */
  async #findGone(signal: AbortSignal): Promise<'listed' | null | ((uid: number | null) => boolean)> {
    if (this.#from === null && this.#present === null) return null;
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
    if (this.#from !== null) return this.#from;
    const nextUid = isAscending ? this.#lastUid + 1 : 1;
    return { uidValidity: this.#uidValidity, nextUid, modseq: highestModseq };
  }

  #positionAfter(): Position {
    const nextUid = Math.max(this.#box.uidNext ?? 1, this.#lastUid + 1, this.#from?.nextUid ?? 1);
    return { uidValidity: this.#uidValidity, nextUid, modseq: this.#box.highestModseq };
  }
}

/** Many numbers at 4 bytes each. */
class UidGatherer {
  #uids = new Uint32Array(1024);
  #count = 0;

  add(uid: number): void {
    if (this.#count === this.#uids.length) {
      const larger = new Uint32Array(2 * this.#count);
      larger.set(this.#uids);
      this.#uids = larger;
    }
    this.#uids[this.#count++] = uid;
  }

  set(): { has(uid: number): boolean } {
    const sorted = this.#uids.subarray(0, this.#count).sort();
    return { has: (uid) => holds(sorted, uid) };
  }
}

function holds(sorted: Uint32Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle] ?? 0;
    if (found === wanted) return true;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
