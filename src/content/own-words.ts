/** What somebody wrote in a reply, without what the mail program put around it: the mail that was answered, and signatures. */
import { visibleText } from './visible-text.ts';

/** People write less; what is longer is cut. */
const WORDS_CHARS_MAX = 20_000;
/** The lines that introduce the old mail may be broken over so many. */
const INTRODUCTION_LINES_MAX = 3;
/** Empty lines between the introduction and the quote. */
const BLANKS_MAX = 5;
/** Lines of the header that Outlook puts above the old mail. */
const OUTLOOK_LINES_MAX = 6;

/** Of plain text. Empty where everything is quoted. Never throws, and is no slower for hostile text. */
export function ownWords(text: string): string {
  const lines = cleaned(text).split('\n');
  const end = endOfWords(lines);
  const introduced = new Set<number>();
  for (let at = 0; at < end; at++) {
    for (let ahead = 0; ahead < introductionAt(lines, at); ahead++) introduced.add(at + ahead);
  }
  const own = lines.slice(0, end).filter((line, at) => !isQuoted(line) && !introduced.has(at));
  return own
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Of HTML: the lines that a reader sees, before the first block that holds the old mail. */
export function ownWordsOfHtml(html: string): string {
  const flat = html.slice(0, WORDS_CHARS_MAX * 20).replace(/[\r\n\t]+/g, ' ');
  const quote = flat.search(QUOTE_BLOCK);
  const own = quote < 0 ? flat : flat.slice(0, quote);
  const broken = own.replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6])\b/gi, '\n$&');
  const lines = visibleText(broken).text.split('\n');
  return ownWords(lines.map((line) => line.replace(/[ \u00a0]+/g, ' ').trim()).join('\n'));
}

/** Where Gmail, Outlook, Apple Mail, Thunderbird, Yahoo and Proton put the mail that is answered. */
const QUOTE_BLOCK =
  /<(?:blockquote\b|[a-z]+ [^<>]{0,500}?(?:gmail_quote|divrplyfwdmsg|appendonsend|moz-cite-prefix|yahoo_quoted|protonmail_quote|mail-editor-reference-message|border-top:solid #e1e1e1))/i;

function cleaned(text: string): string {
  return text
    .slice(0, WORDS_CHARS_MAX)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/gu, '')
    .replace(/[^\S\n]+$/gm, (blank) => (blank === ' ' ? ' ' : ''));
}

/** The line from which on nothing is the writer's own. */
function endOfWords(lines: readonly string[]): number {
  const at = lines.findIndex((line, index) => isSignature(line) || isOldMail(lines, index));
  return at < 0 ? lines.length : at;
}

/** RFC 3676 §4.3; some programs lose the blank. Telephones add a line of their own. */
function isSignature(line: string): boolean {
  return (
    /^-- ?$/.test(line) ||
    /^(sent from my |sent from (outlook|mail|yahoo|proton) |get outlook for |von meinem .{2,40} gesendet|gesendet mit |envoyé de mon |enviado desde mi |inviato da )/i.test(
      line,
    )
  );
}

function isOldMail(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim();
  if (
    /^-{2,} ?(original message|ursprüngliche nachricht|message d.origine|mensaje original|messaggio originale|forwarded message|weitergeleitete nachricht) ?-{2,}$/i.test(
      line,
    )
  ) {
    return true;
  }
  const isRuled = /^_{10,}$/.test(line);
  const from = isRuled ? at + 1 : at;
  if (!/^\*?(from|von|de|da|van)\*?: ?\*?/i.test((lines[from] ?? '').trim())) return false;
  const below = lines.slice(from + 1, from + 1 + OUTLOOK_LINES_MAX).map((one) => one.trim());
  const count = below.filter((one) =>
    /^\*?(sent|date|to|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|para|asunto|inviato|a|oggetto)\*?: ?/i.test(
      one,
    ),
  );
  return count.length >= 2;
}

function isQuoted(line: string): boolean {
  return /^\s{0,3}>/.test(line);
}

/**
 * "On … Ann wrote:" in any language, perhaps broken over lines: it ends with a colon, and the next line that is not empty is
 * quoted. Gives how many lines it takes; 0 for none.
 */
function introductionAt(lines: readonly string[], at: number): number {
  for (let count = 1; count <= INTRODUCTION_LINES_MAX; count++) {
    const line = (lines[at + count - 1] ?? '').trim();
    if (line === '' || isQuoted(line)) return 0;
    if (!line.endsWith(':')) continue;
    const next = lines.slice(at + count, at + count + BLANKS_MAX).find((one) => one.trim() !== '');
    const isQuoteNext = next !== undefined && isQuoted(next);
    const isBegun = count === 1 || BEGINNING.test(lines[at] ?? '');
    return isQuoteNext && isBegun && isIntroduction(lines.slice(at, at + count).join(' ')) ? count : 0;
  }
  return 0;
}

/** What stands before it may be the writer’s own, so that one over several lines is known by its first word. */
const BEGINNING = /^\s*(on|am|le|el|il|op|em|den|på|dnia|dne|a)\b/i;

/** It names somebody and a moment. */
function isIntroduction(text: string): boolean {
  return (
    /\d/.test(text) &&
    /(@|\bwrote\b|\bschrieb\b|\bécrit\b|\bescribió\b|\bscritto\b|\bschreef\b|\bskrev\b|\d{1,2}[:.]\d{2})/i.test(text)
  );
}
