/** One entry of the ledger against what the target lists for it: date and flags, without the content. */
import { categoryOf } from '../content/keywords.ts';
import { FLAGS, type Flag, messageState } from '../model/item.ts';
import type { Entry } from '../model/ledger.ts';
import type { TargetTraits } from '../model/target.ts';
import type { IndexedHead } from './target-index.ts';

export interface HeadCheck {
  /** What makes the item another one: nobody changes it by using the mailbox. */
  readonly wrong: readonly string[];
  /** What people change when they use the mailbox, and what they may have changed since. */
  readonly notes: readonly string[];
}

const SECOND_MS = 1000;

const FLAG_NAMES: Readonly<Record<Flag, string>> = {
  answered: 'answered mark',
  draft: 'draft state',
  flagged: 'follow-up flag',
  forwarded: 'forwarded mark',
  seen: 'read state',
};

/** Dates to the second; flags and keywords against the version that was copied, as far as the target can hold them. */
export function checkHead(entry: Entry, found: IndexedHead, traits: Pick<TargetTraits, 'keepsKeyword'>): HeadCheck {
  // Of everything else the content says it all, and Exchange gives an event the date on which it was written.
  if (entry.kind !== 'message') return { wrong: [], notes: [] };
  const wanted = messageState(entry.copiedVersion ?? entry.version);
  const there = messageState(found.version);
  const wrong: string[] = [];
  const isSameSecond = Math.floor(entry.receivedAt / SECOND_MS) === Math.floor(found.receivedAt / SECOND_MS);
  if (!isSameSecond) wrong.push('received date differs');
  const changed = FLAGS.filter((flag) => wanted.flags.has(flag) !== there.flags.has(flag));
  // A message that became a draft, or a draft that became a message, can be edited and sent by mistake.
  if (changed.includes('draft')) wrong.push(`${FLAG_NAMES.draft} differs`);
  const notes = changed.filter((flag) => flag !== 'draft').map((flag) => FLAG_NAMES[flag]);
  const isSame = sameNames(wanted.keywords.filter(traits.keepsKeyword), there.keywords.filter(traits.keepsKeyword));
  return { wrong, notes: isSame ? notes : [...notes, 'categories'] };
}

/** Keywords have no case, and some have another name where people see them. */
function sameNames(wanted: readonly string[], there: readonly string[]): boolean {
  const shown = (keywords: readonly string[]): string =>
    [...new Set(keywords.map((keyword) => (categoryOf(keyword) ?? keyword).toLowerCase()))].sort().join('\n');
  return shown(wanted) === shown(there);
}
