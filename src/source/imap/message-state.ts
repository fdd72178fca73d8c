/** Flags and keywords as IMAP servers spell them (RFC 9051 §2.3.2), and the state they mean. */
import type { Flag, MessageState } from '../../model/item.ts';

const FLAG_NAMES: ReadonlyMap<string, Flag> = new Map([
  ['\\seen', 'seen'],
  ['\\flagged', 'flagged'],
  ['\\answered', 'answered'],
  ['\\draft', 'draft'],
  ['$forwarded', 'forwarded'],
  // Older mail programs, before the keyword was registered.
  ['forwarded', 'forwarded'],
  ['\\forwarded', 'forwarded'],
]);

/** More keywords than any mail program shows. */
const KEYWORDS_MAX = 200;
const KEYWORD_CHARS_MAX = 255;

/**
 * Flags in whatever case; keywords in the server's spelling, sorted. System flags that mean nothing elsewhere
 * (`\Deleted`, `\*`) and keywords that are no words are left out.
 */
export function stateOf(spelled: readonly string[]): MessageState {
  const flags = new Set<Flag>();
  const keywords = new Set<string>();
  for (const one of spelled) {
    const flag = FLAG_NAMES.get(one.toLowerCase());
    if (flag !== undefined) flags.add(flag);
    else if (isKeyword(one) && keywords.size < KEYWORDS_MAX) keywords.add(one);
  }
  return { flags, keywords: [...keywords].sort() };
}

function isKeyword(word: string): boolean {
  return word.length <= KEYWORD_CHARS_MAX && /^[^\\\s\p{Cc}][^\s\p{Cc}]*$/u.test(word);
}
