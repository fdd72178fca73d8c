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

/** Keywords that the server does not keep are not even sent: some servers drop them silently. */
export function flagsOfVersion(version: string, keepsKeyword: (keyword: string) => boolean): FlagList {
  const state = messageState(version);
  const wanted = NAMES.filter(([flag]) => state.flags.has(flag)).map(([, name]) => name);
  const flags: string[] = [];
  const losses: Loss[] = [];
  for (const name of [...wanted, ...state.keywords]) {
    if (isKeyword(name) && !isAtom(name)) losses.push(keywordLoss(name, 'IMAP has no way to write it'));
    else if (isKeyword(name) && !keepsKeyword(name)) losses.push(keywordLoss(name, 'the server keeps no such keyword'));
    else flags.push(name);
  }
  return { flags, hasKeywords: flags.some(isKeyword), losses };
}

/** What PERMANENTFLAGS says of keywords (RFC 9051 §7.1): any where it holds `\\*` or nothing at all, else those it names. */
export function keptKeywords(permanentFlags: readonly string[]): (keyword: string) => boolean {
  const named = new Set(permanentFlags.map((flag) => flag.toLowerCase()));
  if (named.size === 0 || named.has('\\*')) return () => true;
  return (keyword) => named.has(keyword.toLowerCase());
}

/** The same without keywords, for a server that refuses them. */
export function flagsWithoutKeywords(list: FlagList, reason: string): FlagList {
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

function isKeyword(flag: string): boolean {
  return !flag.startsWith('\\');
}

function keywordLoss(keyword: string, why: string): Loss {
  const field = BY_NAME.has(keyword.toLowerCase()) ? 'forwarded' : `keyword ${keyword}`;
  return { field, how: 'dropped', why };
}

/** RFC 9051 §9: a keyword is an atom. */
function isAtom(keyword: string): boolean {
  return /^[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+$/.test(keyword);
}
