/** Flags of IMAP (RFC 9051 §2.3.2) and versions of messages, in both directions. */
import type { Flag, Loss } from '../../model/item.ts';
import { messageState, messageVersion } from '../../model/item.ts';

const NAMES: readonly (readonly [Flag, string])[] = [
  ['answered', '\\Answered'],
  ['draft', '\\Draft'],
  ['flagged', '\\Flagged'],
  ['forwarded', '$Forwarded'],
  ['seen', '\\Seen'],
];
const BY_NAME = new Map(NAMES.map(([flag, name]) => [name.toLowerCase(), flag]));

/** The flags to store for a version, and what of it cannot be stored. */
export interface FlagList {
  readonly flags: readonly string[];
  /** True when some of them are keywords, which a server may refuse. */
  readonly hasKeywords: boolean;
  readonly losses: readonly Loss[];
}

export function flagsOfVersion(version: string): FlagList {
  const state = messageState(version);
  const keywords = state.keywords.filter(isAtom);
  const losses = state.keywords
    .filter((keyword) => !isAtom(keyword))
    .map((keyword) => keywordLoss(keyword, 'IMAP has no way to write it'));
  const system = NAMES.filter(([flag]) => state.flags.has(flag)).map(([, name]) => name);
  return { flags: [...system, ...keywords], hasKeywords: keywords.length > 0 || state.flags.has('forwarded'), losses };
}

/** The same without keywords, for a server that refuses them. */
export function flagsWithoutKeywords(list: FlagList, reason: string): FlagList {
  const isKeyword = (flag: string): boolean => !flag.startsWith('\\');
  const losses = list.flags.filter(isKeyword).map((flag) => keywordLoss(flag, reason));
  return {
    flags: list.flags.filter((flag) => !isKeyword(flag)),
    hasKeywords: false,
    losses: [...list.losses, ...losses],
  };
}

/** The version that the flags of a stored message make. `\Recent` and `\Deleted` are states of the server, not of the message. */
export function versionOfFlags(flags: readonly string[]): string {
  const known = flags.map((flag) => BY_NAME.get(flag.toLowerCase()));
  return messageVersion({
    flags: new Set(known.filter((flag) => flag !== undefined)),
    keywords: flags.filter((flag, index) => known[index] === undefined && !flag.startsWith('\\')),
  });
}

function keywordLoss(keyword: string, why: string): Loss {
  return { field: `keyword ${keyword}`, how: 'dropped', why };
}

/** RFC 9051 §9: a keyword is an atom. */
function isAtom(keyword: string): boolean {
  return /^[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+$/.test(keyword);
}
