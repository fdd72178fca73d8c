/** Address lists of headers (RFC 5322 §3.4), read leniently: groups are flattened, what is no address stays as a name. */
import type { Address } from '../item.ts';
import { headerText } from './words.ts';

/** Exchange keeps no more recipients of one kind; a header with more is an attack. */
const ADDRESSES_MAX = 5000;

export function readAddresses(raw: string): readonly Address[] {
  const addresses: Address[] = [];
  for (const entry of splitEntries(raw)) {
    const address = readAddress(entry);
    if (address !== null && addresses.length < ADDRESSES_MAX) addresses.push(address);
  }
  return addresses;
}

/** Cuts at commas, and at the `name:` and `;` of groups, outside of quotes, comments and angle brackets. */
function splitEntries(raw: string): readonly string[] {
  const entries: string[] = [];
  let entry = '';
  for (const token of raw.match(TOKENS) ?? []) {
    if (token === ',' || token === ';') {
      entries.push(entry);
      entry = '';
    } else if (token === ':') entry = '';
    else entry += token;
  }
  entries.push(entry);
  return entries;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|<[^>]*>|[,;:]|=\?[^?\s]+\?[BbQq]\?[^?]*\?=|[^",;:(<]|./gs;

function readAddress(entry: string): Address | null {
  const comments: string[] = [];
  const bare = entry.replace(/\(((?:[^()\\]|\\.)*)\)/g, (_, comment: string) => {
    comments.push(comment);
    return ' ';
  });
  const angle = /<([^>]*)>/.exec(bare);
  const outside = angle === null ? bare : bare.replace(angle[0], ' ');
  const phrase = headerText(unquoted(outside).replace(/\s+/g, ' ').trim());
  const email = (angle?.[1] ?? (phrase.includes('@') ? phrase : '')).replace(/\s+/g, '');
  const name = angle === null && email !== '' ? headerText(comments.join(' ')) : phrase;
  return name === '' && email === '' ? null : { name: name === '' ? email : name, email };
}

function unquoted(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"/g, (_, inner: string) => inner.replace(/\\(.)/g, '$1'));
}
