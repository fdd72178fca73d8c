/** Escapes and lists of the texts in a card (RFC 6350 §3.4 and §4, and what is common in 2.1). */
import { VALUES_MAX } from './card-error.ts';

/** Undoes escapes. A backslash before anything else is a backslash, as programs that do not escape write it. */
export function unescaped(text: string): string {
  return text.replace(/\\([\\;,:nN"])/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char));
}

/** The parts of a structured value or list, still escaped. At most `VALUES_MAX`; the last one then has the rest. */
export function splitEscaped(text: string, separator: ';' | ','): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length && parts.length < VALUES_MAX; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** The parts of a structured value, unescaped and trimmed. */
export function structured(text: string): readonly string[] {
  return splitEscaped(text, ';').map((part) => unescaped(part).trim());
}

/** The elements of a list, unescaped and trimmed, without empty ones. */
export function listed(text: string): readonly string[] {
  return splitEscaped(text, ',')
    .map((part) => unescaped(part).trim())
    .filter((part) => part !== '');
}

export function escaped(text: string): string {
  return text.replace(/[\\;,\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}

/** As `escaped`, for URIs, in which separators stand as they are. */
export function escapedUri(text: string): string {
  return text.replace(/[\\\n]/g, (char) => (char === '\n' ? '\\n' : '\\\\'));
}

/** Base64 in any shape: other characters are left out, padding may be missing. */
export function base64Bytes(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

/** True when a text has letters, digits or signs to show. */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** Each element once, in the order of their first. */
export function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
