/** Folder names as the target wants them. Pure; every change comes with its reason in words. */
import { createHash } from 'node:crypto';
import { assert } from '../base/assert.ts';
import type { TargetTraits } from '../model/target.ts';

/** Stands for what a name must not hold. The first one that the target allows is taken. */
const SUBSTITUTES = ['-', '_', '~', ' ', 'x'] as const;
/** Hexadecimal digits of the hash that ends a shortened name: two names out of a million stay apart. */
const HASH_DIGITS = 8;
/** Half a character: no server can store it. */
const LONE_SURROGATES = /\p{Cs}/gu;
const BLANKS_AT_THE_ENDS = /^[\s\p{Z}]+|[\s\p{Z}]+$/gu;
/** Reasons name at most this many characters, so that a hostile name makes no endless sentence. */
const CHARACTERS_NAMED_MAX = 5;

export interface LegalName {
  readonly name: string;
  /** Why it is not the name that was asked for; empty when it is. */
  readonly why: readonly string[];
}

/** The nearest name that the target accepts. The same name always becomes the same name. */
export function legalName(name: string, traits: TargetTraits): LegalName {
  const why: string[] = [];
  const substitute = substituteOf(traits);
  let legal = name;
  if (traits.folderNamesTrimmed !== false) {
    legal = legal.replace(BLANKS_AT_THE_ENDS, '');
    if (legal !== name) why.push('the target drops blanks at the ends of a name');
  }
  const forbidden = new Set([
    ...(legal.match(LONE_SURROGATES) ?? []),
    ...(legal.match(traits.folderNameForbids) ?? []),
  ]);
  if (forbidden.size > 0) {
    legal = legal.replace(LONE_SURROGATES, substitute).replace(traits.folderNameForbids, substitute);
    why.push(`the target does not allow ${namesOf(forbidden)} in a name`);
  }
  if (legal === '') {
    legal = substitute;
    why.push('the name was empty');
  }
  if (legal.length > traits.folderNameMax) {
    legal = shortened(legal, name, traits);
    why.push(`the target allows ${traits.folderNameMax} characters in a name`);
  }
  return { name: legal, why };
}

/** The name with a number, for the second and further ones of equal names: `Projects (2)`. */
export function numberedName(name: string, number: number, traits: TargetTraits): string {
  const suffix = ` (${number})`.replace(traits.folderNameForbids, substituteOf(traits));
  return `${cut(name, traits.folderNameMax - suffix.length)}${suffix}`;
}

/** Two levels in one name, where the target allows no deeper one. `whole` tells shortened names apart. */
export function joinedName(upper: string, lower: string, whole: string, traits: TargetTraits): string {
  const joined = `${upper}${' - '.replace(traits.folderNameForbids, substituteOf(traits))}${lower}`;
  return joined.length > traits.folderNameMax ? shortened(joined, whole, traits) : joined;
}

/** Equal for two names exactly when the target may hold them to be one. Normal forms are one everywhere: servers normalise. */
export function foldedName(name: string, traits: TargetTraits): string {
  const composed = name.normalize('NFC');
  // Upper case first: it alone makes one of "ß" and "SS", or of "ς" and "σ".
  return traits.folderNamesFold ? composed.toUpperCase().toLowerCase().normalize('NFC') : composed;
}

function shortened(legal: string, original: string, traits: TargetTraits): string {
  const hash = createHash('sha256').update(original, 'utf8').digest('hex').slice(0, HASH_DIGITS);
  const tail = `${substituteOf(traits)}${hash}`;
  return `${cut(legal, traits.folderNameMax - tail.length)}${tail}`;
}

/** At most `unitsMax` UTF-16 code units, and never half a character. */
function cut(text: string, unitsMax: number): string {
  if (text.length <= unitsMax) return text;
  const end = Math.max(unitsMax, 0);
  const splitsPair = /[\ud800-\udbff]$/.test(text.slice(0, end)) && /^[\udc00-\udfff]/.test(text.slice(end));
  return text.slice(0, splitsPair ? end - 1 : end).trimEnd();
}

function substituteOf(traits: TargetTraits): string {
  const legal = SUBSTITUTES.find((substitute) => substitute.replace(traits.folderNameForbids, '') !== '');
  assert(legal !== undefined, 'the target allows some substitute in folder names');
  return legal;
}

function namesOf(characters: ReadonlySet<string>): string {
  const named = [...characters].slice(0, CHARACTERS_NAMED_MAX).map((character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return /[\p{C}\p{Z}]/u.test(character) ? `U+${code}` : `"${character}"`;
  });
  return characters.size > CHARACTERS_NAMED_MAX ? `${named.join(', ')} and others` : named.join(' or ');
}
