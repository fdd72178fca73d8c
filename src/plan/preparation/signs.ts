/** What the figures of a mailbox give away, in words for the person whose it is. */
import { folderLabel } from '../../model/folder.ts';
import type { FolderFigures, MailboxFigures } from '../advice/mailbox-figures.ts';
import { isMadeByAppleMail, isNestedInbox, looksFetchedByPop } from '../mailbox-signs.ts';

export interface Signs {
  /** Sentences about why mail may be missing on the server; none where nothing looks like it. */
  readonly ofPop: readonly string[];
  /** Sentences about what Apple Mail left; none where it left nothing. */
  readonly ofAppleMail: readonly string[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function signsOf(figures: MailboxFigures): Signs {
  const mail = figures.folders.filter(({ isMail }) => isMail);
  return { ofPop: popSigns(mail), ofAppleMail: mail.flatMap(({ path }) => appleSigns(path)) };
}

function popSigns(mail: readonly FolderFigures[]): readonly string[] {
  if (!looksFetchedByPop(mail.map((one) => ({ ...one, days: daysOf(one) })))) return [];
  const inbox = mail.find(({ role, items }) => role === 'inbox' && items > 0);
  const days = inbox === undefined ? 0 : daysOf(inbox) + 1;
  return [
    'On the server there is no sent mail and no other folder with mail.',
    inbox === undefined
      ? 'The inbox on the server is empty.'
      : `The inbox on the server holds mail of only ${days} ${days === 1 ? 'day' : 'days'}, from ${inbox.oldest ?? 'no date'} on.`,
  ];
}

function daysOf({ oldest, newest }: FolderFigures): number {
  if (oldest === null || newest === null) return 0;
  return Math.round((Date.parse(newest) - Date.parse(oldest)) / DAY_MS);
}

function appleSigns(path: FolderFigures['path']): readonly string[] {
  if (isMadeByAppleMail(path)) return [`The folder “${folderLabel(path)}” was made by Apple Mail.`];
  if (!isNestedInbox(path)) return [];
  return [
    `The folder “${folderLabel(path)}” lies in an inbox inside a folder, as Apple Mail makes it with a wrong prefix.`,
  ];
}
