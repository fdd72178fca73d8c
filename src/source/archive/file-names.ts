/** Names of files and folders as names of mail folders. */
import { decodeMailboxName } from '../../wire/imap/mailbox-name.ts';

const ENDINGS =
  /(?:\.(?:mbox|mbx|mbs|imapmbox|ics|ifb|vcs|ical|icalendar|vcf|vcard|csv|tsv|ldif|ldi|pst|ost|zip|tar|tgz|gz|eml|emlx|msg|sbd))+(?:\.txt)?$/i;

/** The name without what only says which format it is. */
export function plainName(name: string): string {
  const plain = name.replace(ENDINGS, '');
  return decodedName(plain === '' ? name : plain);
}

/**
 * A name in modified UTF-7 (RFC 3501 §5.1.3), as mail programs spell names of IMAP folders in files, decoded. Names that
 * people wrote are no such thing: only one that has letters beyond ASCII in this spelling is.
 */
export function decodedName(name: string): string {
  const decoded = decodeMailboxName(name);
  return /[^\0-\x7f]/.test(decoded) && !/[^\0-\x7f]/.test(name) ? decoded : name;
}
