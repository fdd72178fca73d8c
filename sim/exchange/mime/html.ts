/** HTML bodies as Exchange treats them: text made of HTML, HTML made of text, and the charset it declares. */

/** What a person would read. Good for the plain alternative that Exchange makes up. */
export function textOfHtml(html: string): string {
  const text = html
    .replace(/<!--.*?-->/gs, '')
    .replace(/<(style|script|head|title)\b[^>]*>.*?<\/\1\s*>/gis, '')
    .replace(/\s+/g, ' ')
    .replace(/<br\b[^>]*>/gi, '\r\n')
    .replace(/<li\b[^>]*>/gi, '\r\n  *   ')
    .replace(/<\/?(?:p|div|tr|table|h[1-6]|ul|ol|blockquote|pre|hr)\b[^>]*>/gi, '\r\n')
    .replace(/<\/?td\b[^>]*>/gi, '\t')
    .replace(/<[^>]*>/g, '');
  return unescapedHtml(text)
    .replace(/[ \t]*\r\n[ \t]*/g, '\r\n')
    .replace(/(?:\r\n){3,}/g, '\r\n\r\n')
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  euro: '€',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
};

function unescapedHtml(text: string): string {
  return text.replace(/&(#x?[0-9a-f]{1,7}|[a-z]{2,8});?/gi, (whole, name: string) => {
    const numeric = /^#(x)?(.+)$/i.exec(name);
    if (numeric === null) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = Number.parseInt(numeric[2] ?? '', numeric[1] === undefined ? 10 : 16);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}

/** Plain text as a fragment of HTML that shows it alike. */
export function htmlOfText(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<div><font face="monospace">${escaped.replace(/\r\n|\r|\n/g, '<br>\r\n').replace(/ {2}/g, ' &nbsp;')}</font></div>`;
}

/** The document with utf-8 as its declared charset: replaced where one is, put into the head where none is. */
export function declaredUtf8(html: string): string {
  const declared = /(<meta\b[^>]*\bcharset\s*=\s*["']?)([^\s"'>;/]+)/gi;
  if (declared.test(html)) return html.replace(declared, '$1utf-8');
  const meta = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">';
  if (/<head\b[^>]*>/i.test(html)) return html.replace(/<head\b[^>]*>/i, `$&\r\n${meta}`);
  if (/<html\b[^>]*>/i.test(html)) return html.replace(/<html\b[^>]*>/i, `$&<head>\r\n${meta}</head>`);
  return `<html><head>\r\n${meta}</head><body>\r\n${html}\r\n</body></html>`;
}
