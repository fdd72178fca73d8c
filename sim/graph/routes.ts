/** Every address that is served: what does the work, and which permission lets it. */
import type { Call } from './call.ts';
import * as calendars from './events/calendars.ts';
import * as events from './events/events.ts';
import * as folders from './folders/folders.ts';
import * as attachments from './mail/attachments.ts';
import * as messages from './mail/messages.ts';
import * as uploads from './mail/upload-session.ts';
import * as writing from './mail/write-message.ts';
import * as delta from './odata/delta.ts';
import * as people from './people/contacts.ts';
import type { Reply } from './request.ts';
import * as documents from './settings/documents.ts';
import * as todo from './tasks/todo.ts';
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
  route('GET', `${USER}/mailFolders/delta`, READ_MAIL, delta.foldersDelta),
  route('GET', `${FOLDER}/messages/delta`, READ_MAIL, delta.messagesDelta),
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
  route('POST', `${MESSAGE}/attachments/createUploadSession`, WRITE_MAIL, uploads.createUploadSession),
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

const READ_CONTACTS = ['Contacts.Read', 'Contacts.ReadWrite'];
const WRITE_CONTACTS = ['Contacts.ReadWrite'];
const CONTACT_FOLDER = `${USER}/contactFolders/{folder}`;

/** Below both the address of one contact, and that of a contact in its folder. */
const oneContact = (path: string): readonly Route[] => [
  route('GET', path, READ_CONTACTS, people.getContact),
  route('PATCH', path, WRITE_CONTACTS, people.changeContact),
  route('DELETE', path, WRITE_CONTACTS, people.deleteContact),
];
const PEOPLE_ROUTES: readonly Route[] = [
  route('GET', `${USER}/contacts`, READ_CONTACTS, people.listContacts),
  route('POST', `${USER}/contacts`, WRITE_CONTACTS, people.createContact),
  ...oneContact(`${USER}/contacts/{contact}`),
  ...oneContact(`${CONTACT_FOLDER}/contacts/{contact}`),
  route('POST', `${USER}/contacts/{contact}/permanentDelete`, WRITE_CONTACTS, people.deleteContactForGood),
  route('GET', `${USER}/contacts/{contact}/photo/$value`, READ_CONTACTS, people.getPhoto),
  route('PUT', `${USER}/contacts/{contact}/photo/$value`, WRITE_CONTACTS, people.putPhoto),
  route('GET', `${USER}/contactFolders`, READ_CONTACTS, people.listContactFolders),
  route('POST', `${USER}/contactFolders`, WRITE_CONTACTS, people.createContactFolder),
  route('GET', CONTACT_FOLDER, READ_CONTACTS, people.getContactFolder),
  route('GET', `${CONTACT_FOLDER}/childFolders`, READ_CONTACTS, people.listContactFolders),
  route('POST', `${CONTACT_FOLDER}/childFolders`, WRITE_CONTACTS, people.createContactFolder),
  route('GET', `${CONTACT_FOLDER}/contacts`, READ_CONTACTS, people.listContacts),
  route('POST', `${CONTACT_FOLDER}/contacts`, WRITE_CONTACTS, people.createContact),
];

const SEE_SETTINGS = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];
const SET_SETTINGS = ['MailboxSettings.ReadWrite'];
const CATEGORIES = `${USER}/outlook/masterCategories`;
const RULES = `${USER}/mailFolders/inbox/messageRules`;
const SETTINGS_ROUTES: readonly Route[] = [
  route('GET', `${USER}/mailboxSettings`, SEE_SETTINGS, documents.getSettings),
  route('PATCH', `${USER}/mailboxSettings`, SET_SETTINGS, documents.changeSettings),
  route('GET', CATEGORIES, SEE_SETTINGS, documents.listCategories),
  route('POST', CATEGORIES, SET_SETTINGS, documents.createCategory),
  route('PATCH', `${CATEGORIES}/{category}`, SET_SETTINGS, documents.changeCategory),
  route('DELETE', `${CATEGORIES}/{category}`, SET_SETTINGS, documents.deleteCategory),
  route('GET', RULES, SEE_SETTINGS, documents.listRules),
  route('POST', RULES, SET_SETTINGS, documents.createRule),
  route('PATCH', `${RULES}/{rule}`, SET_SETTINGS, documents.changeRule),
  route('DELETE', `${RULES}/{rule}`, SET_SETTINGS, documents.deleteRule),
];

const READ_EVENTS = ['Calendars.Read', 'Calendars.ReadWrite'];
const WRITE_EVENTS = ['Calendars.ReadWrite'];
const CALENDAR = `${USER}/calendars/{calendar}`;

/** Below the calendar that everybody has, and below any other. */
const eventsOf = (path: string): readonly Route[] => [
  route('GET', `${path}/events`, READ_EVENTS, events.listEvents),
  route('POST', `${path}/events`, WRITE_EVENTS, events.createEvent),
  route('GET', `${path}/calendarView`, READ_EVENTS, events.calendarView),
  route('GET', `${path}/events/{event}`, READ_EVENTS, events.getEvent),
  route('PATCH', `${path}/events/{event}`, WRITE_EVENTS, events.changeEvent),
  route('DELETE', `${path}/events/{event}`, WRITE_EVENTS, events.deleteEvent),
  route('GET', `${path}/events/{event}/instances`, READ_EVENTS, events.listInstances),
];
const EVENT = `${USER}/events/{event}`;
const CALENDAR_ROUTES: readonly Route[] = [
  route('GET', `${USER}/calendars`, READ_EVENTS, calendars.listCalendars),
  route('POST', `${USER}/calendars`, WRITE_EVENTS, calendars.createCalendar),
  route('GET', CALENDAR, READ_EVENTS, calendars.getCalendar),
  route('DELETE', CALENDAR, WRITE_EVENTS, calendars.deleteCalendar),
  route('GET', `${USER}/calendar`, READ_EVENTS, calendars.getCalendar),
  ...eventsOf(USER),
  ...eventsOf(`${USER}/calendar`),
  ...eventsOf(CALENDAR),
  route('POST', `${EVENT}/permanentDelete`, WRITE_EVENTS, events.deleteEventForGood),
  route('POST', `${EVENT}/attachments/createUploadSession`, WRITE_EVENTS, uploads.createUploadSession),
  route('GET', `${EVENT}/attachments`, READ_EVENTS, attachments.listAttachments),
  route('POST', `${EVENT}/attachments`, WRITE_EVENTS, attachments.addAttachment),
  route('GET', `${EVENT}/attachments/{attachment}`, READ_EVENTS, attachments.getAttachment),
  route('DELETE', `${EVENT}/attachments/{attachment}`, WRITE_EVENTS, attachments.removeAttachment),
];

const READ_TASKS = ['Tasks.Read', 'Tasks.Read.All', 'Tasks.ReadWrite', 'Tasks.ReadWrite.All'];
const WRITE_TASKS = ['Tasks.ReadWrite', 'Tasks.ReadWrite.All'];
const LISTS = `${USER}/todo/lists`;
const TASK = `${LISTS}/{list}/tasks/{task}`;
const TASK_ROUTES: readonly Route[] = [
  route('GET', LISTS, READ_TASKS, todo.listLists),
  route('POST', LISTS, WRITE_TASKS, todo.createList),
  route('GET', `${LISTS}/{list}`, READ_TASKS, todo.getList),
  route('GET', `${LISTS}/{list}/tasks`, READ_TASKS, todo.listTasks),
  route('POST', `${LISTS}/{list}/tasks`, WRITE_TASKS, todo.createTask),
  route('GET', TASK, READ_TASKS, todo.getTask),
  route('PATCH', TASK, WRITE_TASKS, todo.changeTask),
  route('DELETE', TASK, WRITE_TASKS, todo.deleteTask),
  route('GET', `${TASK}/linkedResources`, READ_TASKS, todo.listLinked),
  route('POST', `${TASK}/linkedResources`, WRITE_TASKS, todo.addLinked),
];

export const ROUTES: readonly Route[] = [
  ...SETTINGS_ROUTES,
  ...MAIL_ROUTES,
  ...TRANSFER_ROUTES,
  ...PEOPLE_ROUTES,
  ...CALENDAR_ROUTES,
  ...TASK_ROUTES,
];
