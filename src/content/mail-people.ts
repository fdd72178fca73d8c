/** Address lists read for people: who is named there, by which name and address. */
import { specsOf, splitList, tidyAddress } from './mail-address.ts';
import { decodeWords } from './mail-words.ts';

export interface Person {
  /** As people write it; empty where the field gives none. */
  readonly name: string;
  readonly address: string;
}

/** Of one field; Exchange Online allows a message 1,000 recipients. */
const PEOPLE_MAX = 5000;
/** Characters of a name that programs show. */
const NAME_CHARS_MAX = 256;

/** Reads `raw`, a field as it stands in the header, one byte a character. What has no address is left out; never throws. */
export function readPeople(raw: string): readonly Person[] {
  const people: Person[] = [];
  const seen = new Set<string>();
  for (const piece of splitList(raw)) {
    const { specs } = specsOf(piece);
    for (const spec of specs) {
      const address = tidyAddress(spec);
      if (address === null || seen.has(address.toLowerCase())) continue;
      seen.add(address.toLowerCase());
      people.push({ name: specs.length === 1 ? nameIn(piece) : '', address });
      if (people.length >= PEOPLE_MAX) return people;
    }
  }
  return people;
}

/** What stands before the angle bracket. */
function nameIn(piece: string): string {
  const bracket = piece.lastIndexOf('<');
  if (bracket < 0) return '';
  const words = piece
    .slice(0, bracket)
    .trim()
    .replace(/^"((?:[^"\\]|\\.)*)"$/s, '$1')
    .replace(/\\(.)/gs, '$1');
  return decodeWords(words)
    .text.replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .slice(0, NAME_CHARS_MAX)
    .toWellFormed();
}
