/** Photos of cards: base64 with and without a word about it, data URIs, and links, which are only named. */
import type { Photo } from '../../model/contact.ts';
import { CardError, PHOTO_BYTES_MAX } from './card-error.ts';
import type { CardProperty } from './card-property.ts';
import { base64Bytes, unescaped } from './card-text.ts';

/** Null when there is no picture in it, as in an empty PHOTO. Throws a CardError for a photo that is too large. */
export function readPhoto(property: CardProperty): Photo | null {
  const text = property.text.trim();
  if (property.isBase64) return inlinePhoto(base64Bytes(text), declaredType(property), property.line);
  const uri = /^data:([^,]{0,200}),/i.exec(unescapedStart(text));
  if (uri !== null) {
    const [whole, header = ''] = uri;
    const body = unescapedStart(text).slice(whole.length);
    const bytes = /;base64$/i.test(header.trim()) ? base64Bytes(body) : percentBytes(body);
    return inlinePhoto(bytes, header.split(';')[0] ?? '', property.line);
  }
  if (/^[a-z][a-z0-9+.-]{1,40}:/i.test(text)) return { is: 'link', url: unescaped(text) };
  const kinds = property.parameters.get('VALUE') ?? [];
  if (kinds.some((kind) => /^ur[il]$/i.test(kind))) return text === '' ? null : { is: 'link', url: unescaped(text) };
  const photo = inlinePhoto(base64Bytes(text), declaredType(property), property.line);
  // A word that nothing calls a picture is a word.
  return photo?.is === 'inline' && photo.mediaType === UNKNOWN ? null : photo;
}

const UNKNOWN = 'application/octet-stream';

/** Programs escape the separators of a data URI as if it were text. Base64 itself has nothing to escape. */
function unescapedStart(text: string): string {
  return /^data:[^,]{0,200}\\/i.test(text) ? text.replace(/\\([;,:])/g, '$1') : text;
}

function percentBytes(body: string): Buffer {
  const bytes = Buffer.from(body, 'utf8').toString('latin1');
  const plain = bytes.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

function inlinePhoto(bytes: Buffer, declared: string, line: number): Photo | null {
  if (bytes.length > PHOTO_BYTES_MAX) throw new CardError(line, `the photo is larger than ${PHOTO_BYTES_MAX} bytes`);
  if (bytes.length === 0) return null;
  return { is: 'inline', bytes, mediaType: pictureType(bytes) ?? mediaType(declared) };
}

/** What a TYPE or MEDIATYPE parameter says: `JPEG`, `image/jpeg`. */
function declaredType(property: CardProperty): string {
  return property.parameters.get('MEDIATYPE')?.[0] ?? property.parameters.get('TYPE')?.[0] ?? '';
}

function mediaType(declared: string): string {
  const name = declared.trim().toLowerCase();
  if (/^[a-z]+\/[a-z0-9.+-]+$/.test(name)) return name === 'image/jpg' ? 'image/jpeg' : name;
  if (!/^[a-z0-9.+-]+$/.test(name)) return UNKNOWN;
  return name === 'jpg' ? 'image/jpeg' : `image/${name}`;
}

/** By the first bytes of the file; null for what is none of the usual formats. */
export function pictureType(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 12).toString('latin1');
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (/^GIF8[79]a/.test(start)) return 'image/gif';
  if (/^RIFF.{4}WEBP/s.test(start)) return 'image/webp';
  return start.startsWith('BM') ? 'image/bmp' : null;
}
