/** Attachments (RFC 5545 §3.8.1.1): links and files, with the names that servers give them in parameters of their own. */
import type { CalendarAttachment } from '../../model/calendar.ts';
import { type ContentLine, parameterOf } from './content-line.ts';
import { type PlacedLines, parameterWord } from './placed-lines.ts';
import { plainText } from './read-text.ts';

/** Where names are: RFC 8607 and Google; Apple; Outlook; Oracle; Evolution and KOrganizer. */
const NAMES = ['FILENAME', 'X-FILENAME', 'X-APPLE-FILENAME', 'X-ORACLE-FILENAME', 'X-LABEL', 'LABEL', 'X-NAME'];
/** Size and server's own name of a file (RFC 8607) go with the server. */
const KNOWN = [...NAMES, 'FMTTYPE', 'SIZE', 'MANAGED-ID'];

export function readAttachments(lines: PlacedLines): readonly CalendarAttachment[] {
  return lines.all('ATTACH', attachmentOf, KNOWN);
}

function attachmentOf(line: ContentLine): CalendarAttachment | null {
  const name = NAMES.map((parameter) => parameterOf(line, parameter)).find((text) => text !== '') ?? '';
  const mediaType = parameterOf(line, 'FMTTYPE').trim();
  const isBinary = parameterWord(line, 'VALUE') === 'BINARY' || parameterWord(line, 'ENCODING') === 'BASE64';
  if (isBinary) return { is: 'inline', bytes: Buffer.from(line.value, 'base64'), name, mediaType };
  const url = line.value.trim();
  if (url === '') return null;
  const found = embeddedIn(url);
  if (found === null) return { is: 'link', url, name, mediaType };
  return { is: 'inline', bytes: found.bytes, name, mediaType: mediaType === '' ? found.mediaType : mediaType };
}

/** What a `data:` URL holds (RFC 2397); null when it is none. */
export function embeddedIn(url: string): { readonly bytes: Buffer; readonly mediaType: string } | null {
  if (!/^data:/i.test(url)) return null;
  const comma = url.indexOf(',');
  if (comma === -1) return null;
  const head = url.slice('data:'.length, comma);
  const body = url.slice(comma + 1);
  const isBase64 = /;\s*base64\s*$/i.test(head);
  const bytes = isBase64 ? Buffer.from(percentBytes(body).toString('latin1'), 'base64') : percentBytes(plainText(body));
  return { bytes, mediaType: (head.split(';', 1)[0] ?? '').trim() };
}

function percentBytes(text: string): Buffer {
  const octets = Buffer.from(text, 'utf8').toString('latin1');
  const plain = octets.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(plain, 'latin1');
}
