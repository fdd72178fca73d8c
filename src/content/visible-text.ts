/** What a reader of an HTML mail sees: its text, the targets of its links, and the pictures that it takes from the mail. */
import { decodeCharacterReferences } from './html-characters.ts';

export interface VisibleText {
  readonly text: string;
  /** Targets with a scheme, each once; `cid:` references, data and scripts are not among them. */
  readonly links: ReadonlySet<string>;
  /** Content-IDs that pictures refer to, lower case. */
  readonly pictures: ReadonlySet<string>;
}

/** Links and pictures of one mail that are looked at; newsletters have a few hundred. */
const LINKS_MAX = 5000;
/** Elements whose content no reader sees. */
const UNSEEN = /^(script|style|title|template)$/;

/** Reads the page in one pass from left to right, so that no page makes it slow. Never throws. */
export function visibleText(html: string): VisibleText {
  const links = new Set<string>();
  const pictures = new Set<string>();
  const seen: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    seen.push(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    const tag = tagAt(html, open);
    if (tag === null) {
      seen.push('<');
      at = open + 1;
      continue;
    }
    if (tag.text.includes('=')) collectTargets(tag.text, links, pictures);
    // An element boundary separates words for the eye; what it separates exactly is not compared.
    seen.push(' ');
    at = UNSEEN.test(tag.name) ? endOfElement(html, tag.end, tag.name) : tag.end;
  }
  return { text: decodeCharacterReferences(seen.join('')), links, pictures };
}

interface Tag {
  /** Lower case; empty for comments, declarations and end tags. */
  readonly name: string;
  readonly text: string;
  readonly end: number;
}

/** The tag, comment or declaration at `open`; null when the `<` there is text. */
function tagAt(html: string, open: number): Tag | null {
  const next = html[open + 1] ?? '';
  if (next === '!' || next === '?') {
    const isComment = html.startsWith('<!--', open);
    const end = isComment ? html.indexOf('-->', open + 4) : html.indexOf('>', open);
    return { name: '', text: '', end: end < 0 ? html.length : end + (isComment ? 3 : 1) };
  }
  if (!/[a-z/]/i.test(next)) return null;
  const end = endOfTag(html, open);
  const text = html.slice(open, end);
  return { name: next === '/' ? '' : (/^<([a-z0-9]{1,20})/i.exec(text)?.[1] ?? '').toLowerCase(), text, end };
}

function endOfTag(html: string, open: number): number {
  const next = /=\s*(["'])|>/g;
  next.lastIndex = open;
  for (let found = next.exec(html); found !== null; found = next.exec(html)) {
    if (found[1] === undefined) return next.lastIndex;
    const closed = html.indexOf(found[1], next.lastIndex);
    // A quote that never ends: the tag ends at the first bracket, as it would without quotes.
    if (closed < 0) break;
    next.lastIndex = closed + 1;
  }
  const close = html.indexOf('>', next.lastIndex || open);
  return close < 0 ? html.length : close + 1;
}

function endOfElement(html: string, from: number, name: string): number {
  const end = new RegExp(`</${name}`, 'gi');
  end.lastIndex = from;
  const found = end.exec(html);
  return found === null ? html.length : found.index;
}

function collectTargets(tag: string, links: Set<string>, pictures: Set<string>): void {
  for (const found of tag.matchAll(/\b(?:href|src|background)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi)) {
    if (links.size >= LINKS_MAX || pictures.size >= LINKS_MAX) return;
    const target = decodeCharacterReferences(found[1] ?? found[2] ?? found[3] ?? '').replace(/[\s\p{Cc}]+/gu, '');
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(target)?.[1]?.toLowerCase();
    if (scheme === 'cid') pictures.add(target.slice('cid:'.length).toLowerCase());
    else if (scheme !== undefined && !/^(data|javascript|vbscript|about|blob)$/.test(scheme)) links.add(target);
  }
}
