/** Every address that is served: what does the work, and which permission lets it. */
import type { Call } from './call.ts';
import * as folders from './folders/folders.ts';
import * as attachments from './mail/attachments.ts';
import * as messages from './mail/messages.ts';
import * as writing from './mail/write-message.ts';
import type { Reply } from './request.ts';
import * as mailbox from './transfer/mailbox-api.ts';

export interface Route {
  readonly method: string;
  /** Parts in braces stand for anything; the first is the mailbox. */
  readonly path: string;
  /** Any of these permissions is enough. */
  readonly needs: readonly string[];
  readonly does: (call: Call) => Reply;
}
/** What a permission opens: for applications, and where the name differs for people who signed in. */
const READ_MAIL = ['Mail.Read', 'Mail.ReadWrite', 'Mail.ReadBasic.All'];
const WRITE_MAIL = ['Mail.ReadWrite'];
const SEND_MAIL = ['Mail.Send'];
const READ_SETTINGS = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite', 'User.Read', 'User.Read.All'];
const READ_FOLDERS = [
  'MailboxFolder.Read',
  'MailboxFolder.Read.All',
  'MailboxFolder.ReadWrite',
  'MailboxFolder.ReadWrite.All',
];
const WRITE_FOLDERS = ['MailboxFolder.ReadWrite', 'MailboxFolder.ReadWrite.All'];
const READ_ITEMS = [
  'MailboxItem.Read',
  'MailboxItem.Read.All',
  'MailboxItem.ImportExport',
  'MailboxItem.ImportExport.All',
];
const EXPORT = [
  'MailboxItem.Export',
  'MailboxItem.Export.All',
  'MailboxItem.ImportExport',
  'MailboxItem.ImportExport.All',
];
const IMPORT = ['MailboxItem.ImportExport', 'MailboxItem.ImportExport.All'];

const route = (method: string, path: string, needs: readonly string[], does: (call: Call) => Reply): Route => ({
  method,
  path,
  needs,
  does,
});

const USER = '/users/{user}';
const FOLDER = `${USER}/mailFolders/{folder}`;
const MESSAGE = `${USER}/messages/{message}`;
const MAILBOX = '/admin/exchange/mailboxes/{mailbox}';

const MAIL_ROUTES: readonly Route[] = [
  route('GET', `${USER}/mailFolders`, READ_MAIL, folders.listFolders),
  route('POST', `${USER}/mailFolders`, WRITE_MAIL, folders.createFolder),
  route('GET', FOLDER, READ_MAIL, folders.getFolder),
  route('PATCH', FOLDER, WRITE_MAIL, folders.changeFolder),
  route('DELETE', FOLDER, WRITE_MAIL, folders.deleteFolder),
  route('POST', `${FOLDER}/permanentDelete`, WRITE_MAIL, folders.deleteFolderForGood),
  route('POST', `${FOLDER}/move`, WRITE_MAIL, folders.moveFolder),
  route('GET', `${FOLDER}/childFolders`, READ_MAIL, folders.listChildFolders),
  route('POST', `${FOLDER}/childFolders`, WRITE_MAIL, folders.createFolder),
  route('GET', `${FOLDER}/messages`, READ_MAIL, messages.listInFolder),
  route('POST', `${FOLDER}/messages`, WRITE_MAIL, writing.createInFolder),
  route('GET', `${USER}/messages`, READ_MAIL, messages.listMessages),
  route('POST', `${USER}/messages`, WRITE_MAIL, writing.createMessage),
  route('GET', MESSAGE, READ_MAIL, messages.getMessage),
  route('PATCH', MESSAGE, WRITE_MAIL, writing.changeMessage),
  route('DELETE', MESSAGE, WRITE_MAIL, messages.deleteMessage),
  route('GET', `${MESSAGE}/$value`, READ_MAIL, messages.getMessageMime),
  route('POST', `${MESSAGE}/move`, WRITE_MAIL, messages.moveMessage),
  route('POST', `${MESSAGE}/copy`, WRITE_MAIL, messages.copyMessage),
  route('POST', `${MESSAGE}/permanentDelete`, WRITE_MAIL, messages.deleteForGood),
  route('POST', `${MESSAGE}/send`, SEND_MAIL, messages.sendAnything),
  route('POST', `${MESSAGE}/reply`, SEND_MAIL, messages.sendAnything),
  route('POST', `${MESSAGE}/forward`, SEND_MAIL, messages.sendAnything),
  route('POST', `${USER}/sendMail`, SEND_MAIL, messages.sendAnything),
  route('GET', `${MESSAGE}/attachments`, READ_MAIL, attachments.listAttachments),
  route('POST', `${MESSAGE}/attachments`, WRITE_MAIL, attachments.addAttachment),
  route('GET', `${MESSAGE}/attachments/{attachment}`, READ_MAIL, attachments.getAttachment),
  route('GET', `${MESSAGE}/attachments/{attachment}/$value`, READ_MAIL, attachments.getAttachmentContent),
  route('DELETE', `${MESSAGE}/attachments/{attachment}`, WRITE_MAIL, attachments.removeAttachment),
];

const TRANSFER_ROUTES: readonly Route[] = [
  route('GET', `${USER}/settings/exchange`, READ_SETTINGS, mailbox.getExchangeSettings),
  route('GET', `${MAILBOX}/folders`, READ_FOLDERS, mailbox.listMailboxFolders),
  route('POST', `${MAILBOX}/folders`, WRITE_FOLDERS, mailbox.createMailboxFolder),
  route('GET', `${MAILBOX}/folders/{folder}`, READ_FOLDERS, mailbox.getMailboxFolder),
  route('DELETE', `${MAILBOX}/folders/{folder}`, WRITE_FOLDERS, mailbox.deleteMailboxFolder),
  route('GET', `${MAILBOX}/folders/{folder}/childFolders`, READ_FOLDERS, mailbox.listMailboxFolders),
  route('POST', `${MAILBOX}/folders/{folder}/childFolders`, WRITE_FOLDERS, mailbox.createMailboxFolder),
  route('GET', `${MAILBOX}/folders/{folder}/items`, READ_ITEMS, mailbox.listMailboxItems),
  route('GET', `${MAILBOX}/folders/{folder}/items/{item}`, READ_ITEMS, mailbox.getMailboxItem),
  route('POST', `${MAILBOX}/exportItems`, EXPORT, mailbox.exportItems),
  route('POST', `${MAILBOX}/createImportSession`, IMPORT, mailbox.createImportSession),
];

export const ROUTES: readonly Route[] = [...MAIL_ROUTES, ...TRANSFER_ROUTES];
