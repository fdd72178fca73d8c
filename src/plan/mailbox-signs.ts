/** What the folders of a mailbox give away: mail that is not there, traces of Apple Mail, and more than is good to have. */
import type { FolderPath, FolderRole } from '../model/folder.ts';

/** Rackspace advises no more: above it clients and webmail are slow. */
export const FOLDER_ITEMS_ADVISED_MAX = 10_000;
export const FOLDER_LEVELS_ADVISED_MAX = 3;

/** A mailbox that is fuller may refuse mail before the move is over. */
export const FULL_PART = 0.95;

/** The inbox as the root of everything, as legacy servers have it, is no level that people made. */
export function levelsOf(path: FolderPath): number {
  return path.length - (path.length > 1 && isInboxName(path[0]) ? 1 : 0);
}

/** Names that Apple Mail gives to folders of its own making. */
const APPLE_NAMES: ReadonlySet<string> = new Set([
  'deleted messages',
  'sent messages',
  'junk (apple)',
  'apple mail to do',
]);

export function isMadeByAppleMail(path: FolderPath): boolean {
  return APPLE_NAMES.has(path.at(-1)?.toLowerCase() ?? '');
}

/** An inbox inside a folder, as Apple Mail makes it where its path prefix is wrong. */
export function isNestedInbox(path: FolderPath): boolean {
  return path.slice(1).some(isInboxName);
}

function isInboxName(name: string | undefined): boolean {
  return name?.toUpperCase() === 'INBOX';
}

/** A program that takes mail away (POP) leaves about the last two weeks on the server, a month at most. */
const POP_LEAVES_DAYS_MAX = 31;
/** A program with POP sees the inbox alone; the server itself fills junk and trash. */
const UNTOUCHED_BY_POP: readonly FolderRole[] = ['inbox', 'junk', 'trash', 'drafts'];

/** Folders of mail; `days` from the oldest message to the newest, 0 where none has a date. */
export function looksFetchedByPop(
  mail: readonly { readonly role: FolderRole; readonly items: number; readonly days: number }[],
): boolean {
  const inbox = mail.find(({ role }) => role === 'inbox');
  const isElsewhereEmpty = mail.every(({ role, items }) => items === 0 || UNTOUCHED_BY_POP.includes(role));
  return inbox !== undefined && isElsewhereEmpty && inbox.days <= POP_LEAVES_DAYS_MAX;
}
