/** The text of an event or task in Exchange, with what has no field of its own below it; in both directions. */
import { decodeCharacterReferences } from '../../content/html-characters.ts';
import { KEPT_BELOW, withKept, withoutKept } from '../../content/kept-below.ts';
import { visibleText } from '../../content/visible-text.ts';
import type { ItemText } from '../../wire/ews/timed-element.ts';

/** Plain text and HTML, as iCalendar has them beside each other. */
export interface Texts {
  readonly description: string;
  /** '' when there is only plain text. */
  readonly html: string;
}

/** HTML where there is some; Exchange makes the plain text of it. */
export function bodyOf({ description, html }: Texts, kept: readonly string[]): ItemText {
  if (html.trim() === '') return { type: 'Text', text: withKept(description, kept) };
  if (kept.length === 0) return { type: 'HTML', text: html };
  const lines = [KEPT_BELOW, ...kept].map((line) => escapeHtml(line).replaceAll('\n', '<br>&nbsp; '));
  const block = `<div>${lines.join('<br>')}</div>`;
  const end = html.search(/<\/body\s*>/i);
  return { type: 'HTML', text: end < 0 ? `${html}${block}` : `${html.slice(0, end)}${block}${html.slice(end)}` };
}

/** The inverse of `bodyOf`, after whatever Exchange has made of the page. */
export function textsOf({ type, text }: ItemText): Texts {
  if (type === 'Text') return { description: withoutKept(text).text, html: '' };
  const html = withoutBlock(text);
  const description = tidy(visibleText(html).text);
  return { description, html: description === '' && !/<img\b/i.test(html) ? '' : html };
}

/** The block that holds the separator goes, and everything after it but the end of the page. */
function withoutBlock(html: string): string {
  const separator = html.lastIndexOf(KEPT_BELOW);
  if (separator < 0) return html;
  const block = Math.max(...['<div', '<p', '<pre'].map((tag) => html.toLowerCase().lastIndexOf(tag, separator)));
  const from = block < 0 ? separator : block;
  const end = html.slice(separator).search(/<\/body\s*>/i);
  return html.slice(0, from) + (end < 0 ? '' : html.slice(separator + end));
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function tidy(text: string): string {
  return decodeCharacterReferences(text)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}
