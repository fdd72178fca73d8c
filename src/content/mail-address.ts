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
    const bracketed = [...piece.matchAll(/<([^<>]*)>/g)].map(([, inside = '']) => inside);
    const specs = (bracketed.length > 0 ? bracketed : [piece.replace(/^.*</s, '')]).map(plainAddress);
    for (const spec of specs) if (spec !== null) found.add(spec);
    if (piece.trim() !== '' && (specs.length > 1 || specs.includes(null))) sure = false;
    if (found.size >= ADDRESSES_MAX) return { addresses: [...found].sort(), sure: false };
  }
  return { addresses: [...found].sort(), sure: sure && !/[\u0080-\u00ff]/.test(raw) };
}

/** Splits at commas and semicolons, and after the name of a group; leaves out comments. */
function splitList(raw: string): string[] {
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
  const withoutRoute = text.replace(/^\s*@[^:]*:/s, '');
  const spec = withoutRoute.replace(/\s+/g, '').replace(/^mailto:/i, '');
  const at = spec.lastIndexOf('@');
  if (at <= 0 || at === spec.length - 1 || spec.length > ADDRESS_MAX) return null;
  const local = spec
    .slice(0, at)
    .replace(/^"(.*)"$/s, '$1')
    .replace(/\\(.)/gs, '$1')
    .replace(/^'/, '');
  const domain = spec
    .slice(at + 1)
    .replace(/[.'"]+$/, '')
    .toLowerCase();
  if (local === '' || domain === '') return null;
  return `${decoded(local).toLowerCase()}@${domainToASCII(decoded(domain)) || decoded(domain)}`;
}

function decoded(raw: string): string {
  return /[\u0080-\u00ff]/.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8').normalize('NFC') : raw;
}
