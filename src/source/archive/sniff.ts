/** What a file is, by its first bytes, and by its name where bytes do not tell. */
import type { Window } from './bytes.ts';
import { beginsHeader } from './mbox/from-line.ts';
import type { ArchiveFile } from './tree.ts';
import { isZimbraContact } from './zimbra.ts';

export type FormatName = 'mbox' | 'eml' | 'emlx' | 'calendar' | 'cards' | 'csv' | 'ldif' | 'text-note' | 'pst' | 'msg';
export type ContainerName = 'zip' | 'tar' | 'gzip';

export type Sniffed =
  | { readonly is: 'format'; readonly format: FormatName }
  | { readonly is: 'container'; readonly container: ContainerName }
  /** What a mail program keeps beside the items, or what holds nothing. */
  | { readonly is: 'beside' }
  | { readonly is: 'unknown'; readonly why: string };

/** Files that programs keep for themselves. */
const BESIDE =
  /^(?:\..*|.*\.(?:msf|lock|cache|index|sbd)|dovecot.*|maildirfolder|maildirsize|subscriptions|courierimap.*|table_of_contents|info\.plist|thumbs\.db|desktop\.ini|msgfilterrules\.dat|filterlog\.html|popstate\.dat|panacea\.dat|rules\.dat|prefs\.js|cur|new|tmp)$/i;
/** Where the magic of a tar stands (POSIX ustar). */
const TAR_MAGIC_AT = 257;
const HEAD_BYTES = 4096;
const ZIMBRA_CONTACT = 'it is a contact in a form that only Zimbra reads; export the address book as CSV or vCard too';
const NOTES = /^(?:notes?|notizen|notas?|note|notities|anteckningar|notater|muistiinpanot)$/i;

/** `null` for a file whose bytes must be looked at. */
export function sniffName({ name, sizeBytes }: ArchiveFile): Sniffed | null {
  if (BESIDE.test(name)) return { is: 'beside' };
  if (sizeBytes === 0) return /\.(?:mbox|mbx)$/i.test(name) ? format('mbox') : { is: 'beside' };
  if (/\.eml$/i.test(name)) return format('eml');
  if (/\.emlx$/i.test(name)) return format('emlx');
  return null;
}

/** Looks at the beginning of the file. */
export async function sniffBytes(file: ArchiveFile, window: Window): Promise<Sniffed> {
  const head = await window.at(0, HEAD_BYTES);
  const magic = sniffMagic(head);
  if (magic !== null) return magic;
  const text = head.toString('latin1').replace(/^(?:\u00ef\u00bb\u00bf)?[\r\n]*/, '');
  if (text.startsWith('From ')) return format('mbox');
  const line = /^[^\r\n]*/.exec(text)?.[0].trim().toUpperCase() ?? '';
  if (line === 'BEGIN:VCALENDAR' || /^BEGIN:(?:VEVENT|VTODO|VJOURNAL)$/.test(line)) return format('calendar');
  if (line === 'BEGIN:VCARD') return format('cards');
  return sniffText(file, text);
}

/** True for bytes that are a tar. */
export async function isTar(window: Window): Promise<boolean> {
  return hasTarMagic(await window.at(0, HEAD_BYTES));
}

function hasTarMagic(head: Buffer): boolean {
  return head.toString('latin1', TAR_MAGIC_AT, TAR_MAGIC_AT + 5) === 'ustar';
}

function sniffMagic(head: Buffer): Sniffed | null {
  if (['504b0304', '504b0506'].includes(head.toString('hex', 0, 4))) return { is: 'container', container: 'zip' };
  if (head[0] === 0x1f && head[1] === 0x8b) return { is: 'container', container: 'gzip' };
  if (hasTarMagic(head)) return { is: 'container', container: 'tar' };
  if (head.toString('latin1', 0, 4) === '!BDN') return format('pst');
  if (head.toString('hex', 0, 8) === 'd0cf11e0a1b11ae1') return format('msg');
  return null;
}

function sniffText({ name, path }: ArchiveFile, text: string): Sniffed {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (['ics', 'ifb', 'vcs', 'ical', 'icalendar'].includes(ending)) return format('calendar');
  if (['vcf', 'vcard'].includes(ending)) return format('cards');
  if (['csv', 'tsv'].includes(ending)) return format('csv');
  if (['ldif', 'ldi'].includes(ending) || /^(?:version: *1\s+)?dn:/i.test(text)) return format('ldif');
  if (ending === 'meta') return isZimbraContact(text) ? { is: 'unknown', why: ZIMBRA_CONTACT } : { is: 'beside' };
  if (['txt', 'md', 'html', 'htm'].includes(ending) && NOTES.test(path.at(-2) ?? '')) return format('text-note');
  if (!text.includes('\0') && beginsHeader(text)) return format('eml');
  return { is: 'unknown', why: 'Godwit does not know what kind of file it is' };
}

function format(name: FormatName): Sniffed {
  return { is: 'format', format: name };
}
