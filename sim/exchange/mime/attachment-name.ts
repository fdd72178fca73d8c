/** Names that Exchange makes up for attachments without one. */
import type { Attachment } from './anatomy.ts';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'text/plain': 'txt',
  'text/html': 'htm',
  'text/calendar': 'ics',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'message/rfc822': 'eml',
  'application/pdf': 'pdf',
  'application/pgp-encrypted': 'dat',
  'application/pgp-signature': 'asc',
};

/** The attachment's own name, or ATT00001.ext by its place. */
export function nameOfAttachment({ name, type }: Attachment, place: number): string {
  if (name !== null && name !== '') return name;
  return `ATT${String(place + 1).padStart(5, '0')}.${EXTENSIONS[type] ?? 'dat'}`;
}
