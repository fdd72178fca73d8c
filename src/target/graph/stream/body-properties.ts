/** Which parts of a message are its body, and what that body is as properties. */
import { readText } from '../../../content/charset.ts';
import type { Property } from '../../../wire/fast-transfer/property.ts';
import type { OutlinePart } from './outline.ts';
import { binary, integer, TAG, text } from './tags.ts';

const UTF_8 = 65_001;

/** What becomes of each part: shown in the body, left out since a richer form of it is shown, or a file. */
export interface BodyPlan {
  readonly shown: readonly OutlinePart[];
  readonly spare: ReadonlySet<OutlinePart>;
}

/** Exchange keeps one body: of alternatives the last with HTML, else the last plain one; several texts become one. */
export function bodyPlan(parts: readonly OutlinePart[]): BodyPlan {
  const texts = parts.filter(isShownText);
  const best = bestChildren(texts);
  const isBest = ({ head }: OutlinePart): boolean =>
    head.places.every(({ subtype, multipart, child }) => subtype !== 'alternative' || best.get(multipart) === child);
  const isSpare = (part: OutlinePart): boolean =>
    /^text\/(?!calendar)/.test(part.head.type) &&
    part.head.disposition !== 'attachment' &&
    part.head.places.some(
      ({ subtype, multipart, child }) => subtype === 'alternative' && (best.get(multipart) ?? child) !== child,
    );
  return { shown: texts.filter(isBest), spare: new Set(parts.filter(isSpare)) };
}

function isShownText({ head, text: bytes }: OutlinePart): boolean {
  return bytes !== null && head.name === null;
}

function bestChildren(texts: readonly OutlinePart[]): ReadonlyMap<number, number> {
  const best = new Map<number, { readonly child: number; readonly rank: number }>();
  for (const { head } of texts) {
    const rank = head.type === 'text/html' ? 2 : 1;
    for (const { subtype, multipart, child } of head.places) {
      if (subtype === 'alternative' && rank >= (best.get(multipart)?.rank ?? 0)) best.set(multipart, { child, rank });
    }
  }
  return new Map([...best].map(([multipart, { child }]) => [multipart, child]));
}

/** The body; HTML as soon as one of its texts is. Exchange makes the other form itself. */
export function bodyProperties(shown: readonly OutlinePart[]): readonly Property[] {
  if (shown.length === 0) return [];
  const read = shown.map((part) => ({ isHtml: part.head.type === 'text/html', text: textOf(part) }));
  if (!read.some(({ isHtml }) => isHtml)) {
    return [text(TAG.body, read.map((one) => one.text).join('\r\n')), integer(TAG.codePage, UTF_8)];
  }
  const html = joinedHtml(read.map((one) => (one.isHtml ? one.text : htmlOfText(one.text))));
  return [binary(TAG.html, Buffer.from(declaredUtf8(html))), integer(TAG.codePage, UTF_8)];
}

export function textOf({ head, text: bytes }: OutlinePart): string {
  if (bytes === null) return '';
  const declared = head.parameters.get('charset') ?? null;
  const meta = declared === null && head.type === 'text/html' ? charsetIn(bytes) : null;
  const whole = readText(bytes, declared ?? meta).text.replaceAll('\0', '');
  return whole.replace(/\r\n|\r|\n/g, '\r\n').toWellFormed();
}

function charsetIn(html: Buffer): string | null {
  return /<meta[^>]{1,200}charset\s*=\s*["']?([a-z0-9_:.-]{1,40})/i.exec(html.toString('latin1', 0, 4096))?.[1] ?? null;
}

/** The document says the charset that it has now. */
function declaredUtf8(html: string): string {
  return html.replace(/(<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?)[^\s"'>;/]+/gi, '$1utf-8');
}

function joinedHtml([first = '', ...rest]: readonly string[]): string {
  if (rest.length === 0) return first;
  const inner = rest.map((html) => /<body\b[^>]*>(.*?)(?:<\/body\s*>|$)/is.exec(html)?.[1] ?? html).join('\r\n');
  const end = first.search(/<\/body\s*>/i);
  return end < 0 ? `${first}${inner}` : `${first.slice(0, end)}${inner}${first.slice(end)}`;
}

/** Plain text as a part of a document that looks the same. */
function htmlOfText(plain: string): string {
  const safe = plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<pre style="white-space: pre-wrap">${safe}</pre>`;
}
