/** The text of an item: plain, as a page, or as rich text that says one or the other. */
import { plainTextOf } from '../../../content/apple-note.ts';
import { readText } from '../../../content/charset.ts';
import type { MapiObject } from './mapi-object.ts';
import { charsetOf } from './property-value.ts';
import { readRtf, unpackRtf } from './rtf.ts';
import { TAG } from './tags.ts';

export interface MapiBody {
  /** Lines end with `\n`; '' where there is none. */
  readonly plain: string;
  readonly html: string;
}

export function bodyOf(item: MapiObject): MapiBody {
  const plain = lines(item.text(TAG.body));
  const html = htmlOf(item);
  const rtf = html === '' ? unpackRtf(item.bytes(TAG.rtf) ?? Buffer.alloc(0)) : '';
  if (rtf === '') return { plain: plain === '' && html !== '' ? plainTextOf(html) : plain, html };
  const read = readRtf(rtf);
  return { plain: plain === '' ? read.plain : plain, html: read.html ?? '' };
}

/** Without the mark that says how long its prefix ("Re: ") is (MS-OXCMSG §2.2.1.46). */
export function subjectOf(item: MapiObject): string {
  const text = item.text(TAG.subject);
  return text.charCodeAt(0) === 1 ? text.slice(2) : text;
}

/** Blanks alone are no text. */
function lines(text: string): string {
  return text.trim() === '' ? '' : text.replace(/\r\n?/g, '\n').trimEnd();
}

function htmlOf(item: MapiObject): string {
  const bytes = item.bytes(TAG.html);
  if (bytes === null) return item.text(TAG.html);
  return readText(bytes, charsetOf(item.number(TAG.internetCodepage))).text;
}
