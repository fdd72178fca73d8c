/** A name as one number, for tables that hold millions of them. */
import { createHash } from 'node:crypto';

/** What a number holds exactly: 52 bits. Two of a million names fall together once in ten thousand files. */
const HEX_CHARS = 13;

export function nameHash(name: string): number {
  return Number.parseInt(createHash('sha256').update(name, 'latin1').digest('hex').slice(0, HEX_CHARS), 16);
}

/** The number as text that stands in the name of an item. */
export function hashText(hash: number): string {
  return hash.toString(16).padStart(HEX_CHARS, '0');
}

/** The inverse of `hashText`; null for anything else. */
export function readHash(text: string): number | null {
  return /^[0-9a-f]{13}$/.test(text) ? Number.parseInt(text, 16) : null;
}
