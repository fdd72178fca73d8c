/** What the figures of a mailbox give away: mail that lies elsewhere, and the traces of Apple Mail. */
import { folderLabel } from '../../model/folder.ts';
import type { FolderFigures, MailboxFigures } from '../advice/mailbox-figures.ts';

export interface Signs {
  /** Sentences about why mail may be missing on the server; none where nothing looks like it. */
  readonly ofPop: readonly string[];
  /** Sentences about what Apple Mail left; none where it left nothing. */
  readonly ofAppleMail: readonly string[];
}

/** A program that fetches by POP leaves about the last two weeks on the server, a month at most. */
const POP_LEAVES_DAYS_MAX = 31;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Names that Apple Mail gives to folders of its own making. */
const APPLE_NAMES = ['deleted messages', 'sent messages'];

export function signsOf(figures: MailboxFigures): Signs {
  const mail = figures.folders.filter(({ isMail }) => isMail);
  return { ofPop: popSigns(mail), ofAppleMail: appleSigns(mail) };
}

function popSigns(mail: readonly FolderFigures[]): readonly string[] {
  const sentItems = mail.filter(({ role }) => role === 'sent').reduce((sum, { items }) => sum + items, 0);
  const inbox = mail.find(({ role }) => role === 'inbox');
  if (inbox === undefined || sentItems > 0) return [];
  const noneSent = 'On the server there is no sent mail.';
  if (inbox.items === 0 || inbox.oldest === null || inbox.newest === null) {
    return [noneSent, 'The inbox on the server is empty.'];
  }
  const days = Math.round((Date.parse(inbox.newest) - Date.parse(inbox.oldest)) / DAY_MS);
  if (days > POP_LEAVES_DAYS_MAX) return [];
  return [
    noneSent,
    `The inbox on the server holds mail of only ${days + 1} ${days === 0 ? 'day' : 'days'}, from ${inbox.oldest} on.`,
  ];
}

function appleSigns(mail: readonly FolderFigures[]): readonly string[] {
  return mail.flatMap(({ path }) => {
    const name = path.at(-1)?.toLowerCase() ?? '';
    if (APPLE_NAMES.includes(name)) return [`The folder “${folderLabel(path)}” was made by Apple Mail.`];
    const isNested = path.length > 1 && name === 'inbox';
    return isNested
      ? [`The folder “${folderLabel(path)}” is an inbox inside a folder, as Apple Mail shows it with a wrong prefix.`]
      : [];
  });
}
