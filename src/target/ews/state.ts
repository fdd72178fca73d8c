/** Flags and keywords of a message as Exchange keeps them, in both directions. */
import { categoryOf } from '../../content/keywords.ts';
import { type Loss, messageState, messageVersion } from '../../model/item.ts';
import type { EwsItem } from '../../wire/ews/items.ts';
import type { ExtendedField, Field } from '../../wire/ews/names.ts';

/** The set of all properties that Godwit writes. Never changes: it is how items of earlier runs are known. */
const GODWIT_SET = 'd1d240e4-4cfa-4b9e-94a4-e1bc456bd5b0';
export const own = (name: string): ExtendedField => ({ is: 'named', set: GODWIT_SET, name, type: 'String' });
/** On an item: answers whether its write happened. */
export const MARKER = own('GodwitMarker');
/** On a folder: its path in the source, so that it is known again after a rename. */
export const SOURCE_PATH = own('GodwitSourcePath');
/** On an item whose categories are not spelled as its keywords were: which category stands for which keyword. */
export const KEYWORDS = own('GodwitKeywords');

/** PidTagMessageFlags: 1 read, 8 unsent. Can be set before the first save only. */
export const MESSAGE_FLAGS: ExtendedField = { is: 'tag', tag: 0x0e07, type: 'Integer' };
/** PidTagMessageDeliveryTime. */
export const DELIVERY_TIME: ExtendedField = { is: 'tag', tag: 0x0e06, type: 'SystemTime' };
/** PidTagClientSubmitTime. */
export const SUBMIT_TIME: ExtendedField = { is: 'tag', tag: 0x0039, type: 'SystemTime' };
/** PidTagLastVerbExecuted and PidTagIconIndex: Outlook shows the arrow by the second and its date by the first. */
export const LAST_VERB: ExtendedField = { is: 'tag', tag: 0x1081, type: 'Integer' };
export const ICON: ExtendedField = { is: 'tag', tag: 0x1080, type: 'Integer' };

const READ = 1;
const UNSENT = 8;
const REPLIED = 102;
const REPLIED_TO_ALL = 103;
const FORWARDED = 104;
const ICON_REPLIED = 261;
const ICON_FORWARDED = 262;

/** Characters of a category that every client shows. */
const CATEGORY_CHARS_MAX = 255;

/** What has to be asked for so that `foundVersion` can answer. */
export const STATE_FIELDS: readonly Field[] = [
  'item:Categories',
  'item:IsDraft',
  'item:Flag',
  'message:IsRead',
  MESSAGE_FLAGS,
  LAST_VERB,
  ICON,
  KEYWORDS,
];

/** A version in the words of Exchange. */
export interface EwsState {
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
export function ewsState(version: string): EwsState {
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

/** The version of a found item. The inverse of `ewsState`, but for what that could not keep. */
export function foundVersion(item: EwsItem): string {
  const flags = numberOf(item.extended(MESSAGE_FLAGS)) ?? 0;
  const verb = numberOf(item.extended(LAST_VERB));
  const icon = numberOf(item.extended(ICON));
  const names = keywordNamesIn(item.extended(KEYWORDS));
  const found = {
    seen: item.isRead ?? (flags & READ) !== 0,
    draft: item.isDraft ?? (flags & UNSENT) !== 0,
    flagged: item.flagStatus === 'Flagged',
    answered: verb === REPLIED || verb === REPLIED_TO_ALL || icon === ICON_REPLIED,
    forwarded: verb === FORWARDED || icon === ICON_FORWARDED,
  };
  const isFound = (flag: keyof typeof found): boolean => found[flag];
  return messageVersion({
    flags: new Set((['answered', 'draft', 'flagged', 'forwarded', 'seen'] as const).filter(isFound)),
    keywords: item.categories.flatMap((category) => names.get(category) ?? [category]),
  });
}

/** A decimal or hexadecimal integer as a server writes it; null for anything else. */
function numberOf(text: string | null): number | null {
  if (text === null || text.trim() === '') return null;
  const number = Number(text);
  return Number.isInteger(number) ? number : null;
}

/** A message may be both: then the verb says the one and the icon the other, and neither is lost. */
function verbOf(isAnswered: boolean, isForwarded: boolean): EwsState['verb'] {
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

/** What `ewsState` wrote. Anybody may have changed it since: what is not understood counts as nothing. */
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
