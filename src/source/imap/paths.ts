/** From the names of a server to paths: cut at its delimiter, without its namespace prefix, decoded. */
import { type FolderKey, type FolderPath, folderKey } from '../../model/folder.ts';
import type { ListedMailbox } from '../../wire/imap/list.ts';
import { decodeMailboxName, decodeUtf8MailboxName } from '../../wire/imap/mailbox-name.ts';
import type { Namespace, Namespaces } from '../../wire/imap/namespace.ts';

export interface PathRules {
  readonly namespaces: Namespaces;
  /** True when the server was told ENABLE UTF8=ACCEPT. */
  readonly isUtf8: boolean;
}

/** The path of each mailbox, in their order. No two paths are equal. */
export function pathsOf(listed: readonly ListedMailbox[], rules: PathRules): readonly FolderPath[] {
  const taken = new Set<FolderKey>();
  const take = (path: FolderPath): FolderPath | null => {
    const key = folderKey(path);
    if (taken.has(key)) return null;
    taken.add(key);
    return path;
  };
  // The inbox has the first right to its path, whatever a server calls its other mailboxes.
  const inbox = listed.find((one) => one.mailbox.toUpperCase() === 'INBOX');
  if (inbox !== undefined) take(['INBOX']);
  return listed.map((one) => {
    if (one === inbox) return ['INBOX'];
    const plain = elements(withoutPrefix(one, rules), one.delimiter, rules);
    const whole = elements(one.mailbox, one.delimiter, rules);
    return take(plain) ?? take(whole) ?? takeNumbered(whole, take);
  });
}

/** True for mailboxes of other people and of everybody: they are no part of this mailbox. */
export function isForeign(one: ListedMailbox, { namespaces }: PathRules): boolean {
  const lies = ({ prefix, delimiter }: Namespace): boolean =>
    prefix !== '' && (one.mailbox.startsWith(prefix) || one.mailbox === bare(prefix, delimiter));
  return [...namespaces.others, ...namespaces.shared].some(lies) && !namespaces.personal.some(lies);
}

/** `INBOX.Sent` is "Sent" where `INBOX.` is the prefix of everything personal. */
function withoutPrefix({ mailbox }: ListedMailbox, { namespaces }: PathRules): string {
  for (const { prefix } of namespaces.personal) {
    const isBelow =
      mailbox.length > prefix.length && mailbox.slice(0, prefix.length).toUpperCase() === prefix.toUpperCase();
    if (prefix !== '' && isBelow) return mailbox.slice(prefix.length);
  }
  return mailbox;
}

function elements(name: string, delimiter: string | null, { isUtf8 }: PathRules): FolderPath {
  const decode = isUtf8 ? decodeUtf8MailboxName : decodeMailboxName;
  const parts = delimiter === null ? [name] : name.split(delimiter);
  // Some servers put a delimiter behind names that only hold others.
  if (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts.map((part, depth) => (depth === 0 && part.toUpperCase() === 'INBOX' ? 'INBOX' : decode(part)));
}

/** Two names that decode to one text, because one of them is broken: the second gets a number. */
function takeNumbered(path: FolderPath, take: (path: FolderPath) => FolderPath | null): FolderPath {
  const last = path.at(-1) ?? '';
  for (let number = 2; ; number++) {
    const free = take([...path.slice(0, -1), `${last} (${number})`]);
    if (free !== null) return free;
  }
}

function bare(prefix: string, delimiter: string | null): string {
  return delimiter !== null && prefix.endsWith(delimiter) ? prefix.slice(0, -delimiter.length) : prefix;
}
