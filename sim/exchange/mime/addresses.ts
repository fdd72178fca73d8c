/** Address lists of headers (RFC 5322 §3.4), read leniently: groups are flattened, what is no address stays as a name. */
import type { Address } from '../item.ts';
import { type Token, tokensOf } from './tokens.ts';
import { headerText } from './words.ts';

/** Exchange keeps no more recipients of one kind; a header with more is an attack. */
const ADDRESSES_MAX = 5000;

export function readAddresses(raw: string): readonly Address[] {
  const addresses: Address[] = [];
  let tokens: Token[] = [];
  const finish = (): void => {
    const address = addressOf(tokens);
    if (address !== null && addresses.length < ADDRESSES_MAX) addresses.push(address);
    tokens = [];
  };
  for (const token of tokensOf(raw, ',;:', '"(<')) {
    if (token.is !== 'separator') tokens.push(token);
    // What stands before a colon is the name of a group.
    else if (token.text === ':') tokens = [];
    else finish();
  }
  finish();
  return addresses;
}

function addressOf(tokens: readonly Token[]): Address | null {
  const textOf = (...kinds: readonly Token['is'][]): string =>
    tokens
      .filter(({ is }) => kinds.includes(is))
      .map(({ text }) => text)
      .join('');
  const outside = headerText(textOf('plain', 'quoted').replace(/\s+/g, ' ').trim());
  const angle = tokens.find(({ is }) => is === 'angle')?.text ?? null;
  // Without angle brackets the word with the at sign is the address, and what stands beside it the name.
  const bare = angle === null ? (outside.split(' ').find((word) => word.includes('@')) ?? '') : headerText(angle);
  const email = bare.replace(/\s+/g, '');
  const beside = angle === null ? outside.replace(bare, '').trim() : outside;
  const name = beside === '' && angle === null ? headerText(textOf('comment').trim()) : beside;
  return name === '' && email === '' ? null : { name: name === '' ? email : name, email };
}
