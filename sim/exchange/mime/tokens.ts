/** Cuts structured header values into quoted strings, comments, angle brackets and the rest, in one pass. */

export interface Token {
  readonly is: 'quoted' | 'comment' | 'angle' | 'separator' | 'plain';
  /** Without its delimiters, escapes resolved. */
  readonly text: string;
}

const ENCODED_WORD = /=\?[^?\s]{1,60}\?[BbQq]\?[^?]*\?=/y;
const CLOSING: Readonly<Record<string, string>> = { '"': '"', '(': ')', '<': '>' };

/**
 * `separators` are characters that stand alone. `openers` are those of `"(<` that mean something here; one that is never
 * closed is an ordinary character, and so are all that follow it.
 */
export function tokensOf(raw: string, separators: string, openers: string): readonly Token[] {
  const tokens: Token[] = [];
  let open = openers;
  let plain = '';
  const flush = (): void => {
    if (plain !== '') tokens.push({ is: 'plain', text: plain });
    plain = '';
  };
  for (let at = 0; at < raw.length; ) {
    const character = raw[at] ?? '';
    ENCODED_WORD.lastIndex = at;
    const word = character === '=' ? ENCODED_WORD.exec(raw) : null;
    const end = open.includes(character) ? closedAt(raw, at) : -1;
    if (word !== null) {
      plain += word[0];
      at += word[0].length;
    } else if (end >= 0) {
      flush();
      tokens.push({ is: KINDS[character] ?? 'plain', text: unescaped(raw.slice(at + 1, end), character) });
      at = end + 1;
    } else {
      open = open.replace(character, '');
      if (separators.includes(character)) {
        flush();
        tokens.push({ is: 'separator', text: character });
      } else plain += character;
      at += 1;
    }
  }
  flush();
  return tokens;
}

const KINDS: Readonly<Record<string, Token['is']>> = { '"': 'quoted', '(': 'comment', '<': 'angle' };

/** Where what opens there is closed; -1 when it never is. Comments nest (RFC 5322 §3.2.2). */
function closedAt(raw: string, start: number): number {
  const opener = raw[start] ?? '';
  const closer = CLOSING[opener] ?? '';
  if (opener === '<') return raw.indexOf(closer, start);
  let depth = 1;
  for (let at = start + 1; at < raw.length; at += 1) {
    const character = raw[at];
    if (character === '\\') at += 1;
    else if (character === closer) {
      depth -= 1;
      if (depth === 0) return at;
    } else if (character === opener) depth += 1;
  }
  return -1;
}

function unescaped(text: string, opener: string): string {
  return opener === '<' || !text.includes('\\') ? text : text.replace(/\\(.)/gs, '$1');
}
