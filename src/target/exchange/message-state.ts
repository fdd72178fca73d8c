/** Flags and keywords of a message as Exchange keeps them, in both directions and whatever the protocol. */
import { categoryOf } from '../../content/keywords.ts';
import { type Loss, messageState, messageVersion } from '../../model/item.ts';

/** The set of all properties that Godwit writes. Never changes: it is how items of earlier runs are known. */
export const GODWIT_SET = 'd1d240e4-4cfa-4b9e-94a4-e1bc456bd5b0';

const READ = 1;
const UNSENT = 8;
const REPLIED = 102;
const REPLIED_TO_ALL = 103;
const FORWARDED = 104;
const ICON_REPLIED = 261;
const ICON_FORWARDED = 262;

/** Characters of a category that every client shows. */
const CATEGORY_CHARS_MAX = 255;

/** A version in the words of Exchange. */
export interface ExchangeState {
  readonly isRead: boolean;
  readonly isFlagged: boolean;
  /** For the first save. */
  readonly messageFlags: number;
  readonly categories: readonly string[];
  /** Null when no category is spelled otherwise than its keyword. */
  readonly keywordNames: string | null;
  /** Null when the message was neither answered nor forwarded. */
  readonly verb: { readonly verb: number; readonly icon: number } | null;
  readonly losses: readonly Loss[];
}

/** Takes a message's version; says how Exchange keeps it and what it cannot keep. */
export function exchangeState(version: string): ExchangeState {
  const { flags, keywords } = messageState(version);
  const isRead = flags.has('seen');
  const kept = keywords.filter((keyword) => categoryOf(keyword) !== null);
  const dropped = keywords.filter((keyword) => categoryOf(keyword) === null);
  const named = kept.map((keyword) => [shortened(categoryOf(keyword) ?? keyword), keyword] as const);
  // A category may stand for two keywords: then it has to say that it stands for itself too.
  const renamed = new Set(named.flatMap(([category, keyword]) => (category === keyword ? [] : [category])));
  const told = named.filter(([category]) => renamed.has(category));
  return {
    isRead,
    isFlagged: flags.has('flagged'),
    messageFlags: (isRead ? READ : 0) | (flags.has('draft') ? UNSENT : 0),
    categories: [...new Set(named.map(([category]) => category))],
    keywordNames: told.length === 0 ? null : JSON.stringify(told),
    verb: verbOf(flags.has('answered'), flags.has('forwarded')),
    losses: [
      ...dropped.map(
        (keyword): Loss => ({ field: `keyword ${keyword}`, how: 'dropped', why: 'programs use it, not people' }),
      ),
      ...kept.filter((keyword) => keyword.length > CATEGORY_CHARS_MAX).map(shortenedLoss),
    ],
  };
}

/** What a found message says about itself; null where the server did not tell. */
export interface FoundState {
  readonly isRead: boolean | null;
  readonly isDraft: boolean | null;
  readonly isFlagged: boolean;
  /** PidTagMessageFlags, PidTagLastVerbExecuted, PidTagIconIndex and ours, as text. */
  readonly messageFlags: string | null;
  readonly verb: string | null;
  readonly icon: string | null;
  readonly keywordNames: string | null;
  readonly categories: readonly string[];
}

/** The version of a found message. The inverse of `exchangeState`, but for what that could not keep. */
export function versionOf(found: FoundState): string {
  const flags = numberOf(found.messageFlags) ?? 0;
  const verb = numberOf(found.verb);
  const icon = numberOf(found.icon);
  const names = keywordNamesIn(found.keywordNames);
  const is = {
    seen: found.isRead ?? (flags & READ) !== 0,
    draft: found.isDraft ?? (flags & UNSENT) !== 0,
    flagged: found.isFlagged,
    answered: verb === REPLIED || verb === REPLIED_TO_ALL || icon === ICON_REPLIED,
    forwarded: verb === FORWARDED || icon === ICON_FORWARDED,
  };
  return messageVersion({
    flags: new Set((['answered', 'draft', 'flagged', 'forwarded', 'seen'] as const).filter((flag) => is[flag])),
    keywords: found.categories.flatMap((category) => names.get(category) ?? [category]),
  });
}

/** A decimal or hexadecimal integer as a server writes it; null for anything else. */
function numberOf(text: string | null): number | null {
  if (text === null || text.trim() === '') return null;
  const number = Number(text);
  return Number.isInteger(number) ? number : null;
}

/** A message may be both: then the verb says the one and the icon the other, and neither is lost. */
function verbOf(isAnswered: boolean, isForwarded: boolean): ExchangeState['verb'] {
  if (isForwarded) return { verb: FORWARDED, icon: isAnswered ? ICON_REPLIED : ICON_FORWARDED };
  return isAnswered ? { verb: REPLIED, icon: ICON_REPLIED } : null;
}

function shortened(category: string): string {
  return category.length <= CATEGORY_CHARS_MAX ? category : category.slice(0, CATEGORY_CHARS_MAX).toWellFormed();
}

function shortenedLoss(keyword: string): Loss {
  const why = `a category has at most ${CATEGORY_CHARS_MAX} characters`;
  return { field: `keyword ${keyword.slice(0, 40)}…`, how: 'shortened', why };
}

/** What `exchangeState` wrote. Anybody may have changed it since: what is not understood counts as nothing. */
function keywordNamesIn(text: string | null): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  if (text === null) return names;
  let pairs: unknown = null;
  try {
    pairs = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    const [category, keyword]: unknown[] = Array.isArray(pair) ? pair : [];
    if (typeof category !== 'string' || typeof keyword !== 'string') continue;
    names.set(category, [...(names.get(category) ?? []), keyword]);
  }
  return names;
}
