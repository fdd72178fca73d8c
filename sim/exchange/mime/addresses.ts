/** Address lists of headers (RFC 5322 §3.4), read leniently: groups are flattened, what is no address stays as a name. */
import type { Address } from '../item.ts';
import { headerText } from './words.ts';

/** Exchange keeps no more recipients of one kind; a header with more is an attack. */
const ADDRESSES_MAX = 5000;
/** A quoted string, a comment with one comment inside, an angle address, a separator, an encoded word, or one character. */
const TOKENS =
  /"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<[^>]*>|[,;:]|=\?[^?\s]+\?[BbQq]\?[^?]*\?=|[^",;:(<=]+|./gs;

export function readAddresses(raw: string): readonly Address[] {
  const addresses: Address[] = [];
  let tokens: string[] = [];
  const finish = (): void => {
    const address = addressOf(tokens);
    if (address !== null && addresses.length < ADDRESSES_MAX) addresses.push(address);
    tokens = [];
  };
  for (const token of raw.match(TOKENS) ?? []) {
    if (token === ',' || token === ';') finish();
    // What stands before a colon is the name of a group.
    else if (token === ':') tokens = [];
    else tokens.push(token);
  }
  finish();
  return addresses;
}

function addressOf(tokens: readonly string[]): Address | null {
  let phrase = '';
  let angle: string | null = null;
  let comment = '';
  for (const token of tokens) {
    if (token.startsWith('"') && token.length > 1) phrase += token.slice(1, -1).replace(/\\(.)/gs, '$1');
    else if (token.startsWith('(') && token.length > 1) comment += token.slice(1, -1);
    else if (token.startsWith('<') && token.length > 1) angle ??= token.slice(1, -1);
    else phrase += token;
  }
  const outside = headerText(phrase.replace(/\s+/g, ' ').trim());
  const email = (angle === null ? (outside.includes('@') ? outside : '') : headerText(angle)).replace(/\s+/g, '');
  const name = angle === null && email !== '' ? headerText(comment.trim()) : outside;
  return name === '' && email === '' ? null : { name: name === '' ? email : name, email };
}
