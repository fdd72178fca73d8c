/** Quoted-printable as vCard 2.1 uses it, after soft line breaks are joined. Text is held as one byte a character. */

/**
 * Undoes `=41`. What is no escape stays as it stands. In a structured value whose separators are written plainly an encoded
 * semicolon belongs to a part, and comes out escaped; where all are encoded, they are the separators.
 */
export function fromQuotedPrintable(text: string, isStructured: boolean): string {
  const keepsSemicolons = isStructured && text.includes(';');
  return text
    .replace(/(\\|=5C)?=([0-9A-F]{2})/gi, (_whole: string, escape: string | undefined, hex: string) => {
      const char = String.fromCharCode(Number.parseInt(hex, 16));
      if (escape === undefined) return char === ';' && keepsSemicolons ? '\\;' : char;
      return `\\${char}`;
    })
    .replace(/=[ \t]*$/, '');
}
