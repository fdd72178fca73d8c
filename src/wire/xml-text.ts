/** The characters of XML 1.0 (§2.2): what it cannot carry is replaced, never dropped, so that its neighbours stay apart. */

/** Stands for every character that XML 1.0 cannot carry. */
const REPLACEMENT = '�';
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // As references: readers turn a bare CR into LF, and all three into a blank inside an attribute (§2.11, §3.3.3).
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** Text as it may stand in an element or in a quoted attribute. Characters that XML cannot carry become U+FFFD. */
export function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  if (!/[&<>"'\u0000-\u001f\ud800-\udfff\ufffe\uffff]/.test(text)) return text;
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
      .replace(/[&<>"'\u0000-\u001f\ufffe\uffff]/g, (character) => ESCAPES[character] ?? REPLACEMENT)
  );
}

/**
 * A piece of XML text without what a strict reader stumbles over: control characters and references to them, which
 * Exchange does send when a subject holds some, become U+FFFD. The piece must not end inside a reference.
 */
export function replaceIllegal(xml: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  const legal = xml.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, REPLACEMENT);
  if (!legal.includes('&#')) return legal;
  return legal.replace(/&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));/g, (whole, hex?: string, decimal?: string) => {
    const code = hex === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hex, 16);
    if (!isCharacter(code)) return REPLACEMENT;
    return hex === undefined ? whole : `&#${code};`;
  });
}

/** XML 1.0 production [2]. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
