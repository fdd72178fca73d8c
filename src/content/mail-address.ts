/** Address lists (RFC 5322 §3.4 and §4.4) read for one purpose: which mailboxes does this field name? */
import { domainToASCII } from 'node:url';

export interface ReadAddresses {
  /** Lower case, without display names, comments and routes; sorted, each once. */
  readonly addresses: readonly string[];
  /** False when something in the field was neither an address nor the name of one. */
  readonly sure: boolean;
}

/** Addresses of one field that are read; Exchange Online allows a message 1,000 recipients. */
const ADDRESSES_MAX = 5000;
/** RFC 5321 §4.5.3.1 allows 254 characters; what is longer is not an address. */
const ADDRESS_MAX = 320;

/** Reads `raw`, a field as it stands in the header. Never throws; what has no `@` names no mailbox and is left out. */
export function readAddresses(raw: string): ReadAddresses {
  const found = new Set<string>();
  let sure = true;
  for (const piece of splitList(raw)) {
    const { specs, isPlain } = specsOf(piece);
    const addresses = specs.map(plainAddress);
    for (const address of addresses) if (address !== null) found.add(address);
    if (!isPlain || (addresses.includes(null) && piece.trim() !== '')) sure = false;
    if (found.size >= ADDRESSES_MAX) return { addresses: [...found].sort(), sure: false };
  }
  return { addresses: [...found].sort(), sure: sure && !/[\u0080-\u00ff]/.test(raw) };
}

/** Of one element of a list: a name and an address. What is longer is looked at from its end, where the address stands. */
const ELEMENT_MAX = 2000;

/** What may be an address in one element of the list; `isPlain` is false when readers may see others. */
export function specsOf(whole: string): { readonly specs: readonly string[]; readonly isPlain: boolean } {
  const piece = whole.slice(-ELEMENT_MAX);
  const unquoted = piece.replace(/"(?:[^"\\]|\\.)*"(?=[^@]*<)/gs, '');
  const bracketed = [...unquoted.matchAll(/<([^<>]*)>/g)].map(([, inside = '']) => inside);
  if (bracketed.length > 0) {
    // Routes and white space are obsolete (RFC 5322 §4.4), and servers differ in what they make of them.
    return { specs: bracketed, isPlain: bracketed.length === 1 && !/^\s*@|\S\s+\S/.test(bracketed[0] ?? '') };
  }
  // White space around "@" and "." is part of an obsolete address; elsewhere it separates words.
  const written = piece.replace(/^.*</s, '').trim();
  const words = written.replace(/\s*([@.])\s*/g, '$1');
  const isPlain = words === piece.trim();
  if (!/\s/.test(words) || words.startsWith('"')) return { specs: [words], isPlain };
  return { specs: words.split(/\s+/).filter((word) => word.includes('@')), isPlain: false };
}

/** Splits at commas and semicolons, and after the name of a group; leaves out comments. */
export function splitList(raw: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let comments = 0;
  let isQuoted = false;
  let isBracketed = false;
  for (let at = 0; at < raw.length; at += 1) {
    const char = raw[at] ?? '';
    if (char === '\\' && (isQuoted || comments > 0)) {
      if (isQuoted) piece += char + (raw[at + 1] ?? '');
      at += 1;
    } else if (isQuoted || (char === '"' && comments === 0)) {
      if (char === '"') isQuoted = !isQuoted;
      piece += char;
    } else if (char === '(') comments += 1;
    else if (char === ')') comments = Math.max(0, comments - 1);
    else if (comments > 0) continue;
    else if (char === ',' || char === ';' || (char === ':' && !isBracketed)) {
      // A group's name is no address, and a route inside brackets keeps its commas: "<@a,@b:c@d>".
      if (isBracketed && char === ',') piece += char;
      else {
        if (char !== ':') pieces.push(piece);
        piece = '';
        isBracketed = false;
      }
    } else {
      if (char === '<') isBracketed = true;
      if (char === '>') isBracketed = false;
      piece += char;
    }
  }
  pieces.push(piece);
  return pieces;
}

function plainAddress(text: string): string | null {
  return tidyAddress(text)?.toLowerCase() ?? null;
}

/** `local@domain` without route, quotes and blanks, its domain in ASCII; null for what is no address. */
export function tidyAddress(text: string): string | null {
  const withoutRoute = text.replace(/^\s*@[^:]*:/s, '');
  const spec = withoutRoute.replace(/\s+/g, '').replace(/^mailto:/i, '');
  const at = spec.lastIndexOf('@');
  if (at <= 0 || at === spec.length - 1 || spec.length > ADDRESS_MAX) return null;
  const local = decoded(spec.slice(0, at))
    .replace(/^"(.*)"$/s, '$1')
    .replace(/\\(.)/gs, '$1')
    .replace(/^'/, '');
  const domain = decoded(spec.slice(at + 1))
    .replace(/[.'"]+$/, '')
    .toLowerCase();
  if (local === '' || domain === '') return null;
  const isAscii = !/[^!-~]/.test(domain);
  return `${local}@${isAscii ? domain : domainToASCII(domain) || domain}`;
}

function decoded(raw: string): string {
  return /[\u0080-\u00ff]/.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8').normalize('NFC') : raw;
}
