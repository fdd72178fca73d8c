/** Contacts and their folders. */
import type { Contact } from '@microsoft/microsoft-graph-types';
import { withPhoto } from '../../exchange/contacts/photo.ts';
import type { Folder } from '../../exchange/folder.ts';
import { writeChangeKey } from '../../exchange/ids.ts';
import type { ItemEntry, ItemState } from '../../exchange/item.ts';
import { ItemView } from '../../exchange/item-view.ts';
import { NOTHING, recomposed, takenApart } from '../../exchange/new-content.ts';
import { READONLY, type Rules, TEXT, textOf } from '../body/rule.ts';
import { type Call, folderNamed, jsonBody, parameter, refuseStale, refuseTooLarge, timeOf } from '../call.ts';
import { readExtendedProperties } from '../extended.ts';
import { addFolder, withProperties } from '../folders/folders.ts';
import { folderId, itemId, readItemId } from '../ids.ts';
import { attach, attachmentsOf } from '../mail/attachments.ts';
import { EXTENDED_RULES } from '../mail/message-body.ts';
import { etagOf, filteredMessage, shownWithExtended } from '../mail/show-message.ts';
import { emptyState } from '../mail/write-message.ts';
import { matches } from '../odata/matches.ts';
import { contextOf, pageOf } from '../odata/page.ts';
import { type Query, readQuery } from '../odata/query.ts';
import { fieldsOf, type Shown, shownBy } from '../odata/shown.ts';
import { badRequest, notFound } from '../refusal.ts';
import { NO_CONTENT, type Reply } from '../request.ts';
import { CONTACT_RULES, contactFields, withContactBody } from './contact-body.ts';

const PAGE_UNASKED = 10;
const OWN_FIELDS = contactFields();
const FIELDS: Readonly<Record<string, (view: ItemView) => unknown>> = {
  ...Object.fromEntries(
    Object.entries(OWN_FIELDS).map(([name, field]) => [name, ({ state }: ItemView): unknown => field(state)]),
  ),
  changeKey: ({ entry }) => writeChangeKey(entry.changed),
  createdDateTime: ({ state }) => timeOf(state.created),
  lastModifiedDateTime: ({ state }) => timeOf(state.modified),
  parentFolderId: ({ mailbox, entry }) => folderId(mailbox, entry.folder),
  personalNotes: (view) => view.body('Text').text,
};

function shownContact(view: ItemView, shown: Shown): Record<string, unknown> {
  return shownWithExtended(view, shown, 'contact', {
    '@odata.etag': etagOf(view.entry.changed),
    id: itemId(view.mailbox, view.entry, shown.isImmutable),
    ...fieldsOf(view, shown, 'contact', FIELDS),
  });
}

/** The folder of the address, or the one for contacts that everybody has. */
function folderOf(call: Call): Folder {
  const name = call.parameters[0];
  return name === undefined ? call.mailbox.distinguished('contacts') : folderNamed(call.mailbox, name);
}

export function listContacts(call: Call): Reply {
  const { mailbox, request } = call;
  const query = readQuery(request);
  const entries = [...folderOf(call).items].map((id) => mailbox.item(id)).filter(({ kind }) => kind === 'Contact');
  const shown = shownBy(call, query);
  const chosen = fitting(call, entries, query);
  const show = (entry: ItemEntry): object => shownContact(new ItemView(mailbox, entry), shown);
  return { status: 200, body: pageOf(chosen, show, request, query, PAGE_UNASKED) };
}

/** Those that fit the filter of a query. */
export function fitting(call: Call, entries: readonly ItemEntry[], { filter }: Query): readonly ItemEntry[] {
  if (filter === null) return entries;
  return entries.filter((entry) => matches(filter, filteredMessage(new ItemView(call.mailbox, entry))));
}

export function getContact(call: Call): Reply {
  return { status: 200, body: answered(call, contactNamed(call)) };
}

function contactNamed(call: Call): ItemView {
  const { entry } = readItemId(call.mailbox, call.parameters.at(-1) ?? '');
  if (entry.kind !== 'Contact') throw notFound();
  return new ItemView(call.mailbox, entry);
}

function answered(call: Call, view: ItemView): object {
  return { '@odata.context': contextOf(call.request), ...shownContact(view, shownBy(call, readQuery(call.request))) };
}

export function createContact(call: Call): Reply {
  const body: Contact = jsonBody(call, 'contact', CONTACT_RULES);
  const folder = folderOf(call);
  if (!folder.state.folderClass.startsWith('IPF.Contact')) {
    throw badRequest('Contacts lie in folders for contacts only.', 'ErrorCannotCreateContactInNonContactFolder');
  }
  const empty: ItemState = {
    ...emptyState(call.world.clock.now()),
    itemClass: 'IPM.Contact',
    isDraft: false,
    own: { is: 'Contact', photo: null },
  };
  const state = withContactBody(empty, body, call);
  const notes = { is: 'Text', text: (body.personalNotes ?? '').replace(/\r\n|\r|\n/g, '\r\n') } as const;
  const mime = recomposed({ ...NOTHING, body: notes });
  refuseTooLarge(call, mime.length);
  const entry = call.mailbox.addItem(folder, mime, state);
  call.world.counters.itemsCreated += 1;
  return { status: 201, body: answered(call, new ItemView(call.mailbox, entry)) };
}

export function changeContact(call: Call): Reply {
  const view = contactNamed(call);
  const { mailbox, entry } = view;
  refuseStale(call, etagOf(entry.changed));
  const body: Contact = jsonBody(call, 'contact', CONTACT_RULES);
  const state = { ...withContactBody(view.state, body, call), modified: call.world.clock.now() };
  if (body.personalNotes === undefined) mailbox.changeItem(entry, state, true);
  else {
    const notes = { is: 'Text', text: (body.personalNotes ?? '').replace(/\r\n|\r|\n/g, '\r\n') } as const;
    mailbox.changeMime(entry, recomposed({ ...takenApart(view.mime), body: notes }), state);
  }
  return { status: 200, body: answered(call, new ItemView(mailbox, entry)) };
}

/** Into Deleted Items. */
export function deleteContact(call: Call): Reply {
  const { mailbox, entry } = contactNamed(call);
  refuseStale(call, etagOf(entry.changed));
  mailbox.moveItem(entry, mailbox.distinguished('deleteditems'));
  return NO_CONTENT;
}

export function deleteContactForGood(call: Call): Reply {
  const { mailbox, entry } = contactNamed(call);
  mailbox.removeItem(entry);
  return NO_CONTENT;
}

export function putPhoto(call: Call): Reply {
  const view = contactNamed(call);
  const { body } = call.request;
  if (body.is !== 'bytes' || !/^image\//i.test(body.type))
    throw badRequest('A photo is an image.', 'ErrorInvalidRequest');
  const photo = { name: 'ContactPicture.jpg', type: 'image/jpeg', parameters: new Map(), content: body.bytes };
  const number = attach(call, view, { ...photo, contentId: null, contentLocation: null, isInline: false });
  const after = new ItemView(view.mailbox, view.entry);
  view.mailbox.changeItem(view.entry, withPhoto(after.state, number), true);
  return { status: 200, body: null };
}

export function getPhoto(call: Call): Reply {
  const view = contactNamed(call);
  const { own } = view.state;
  const number = own.is === 'Contact' ? own.photo : null;
  const numbers = view.state.attachmentNumbers ?? attachmentsOf(view).map((_, at) => at);
  const photo = number === null ? undefined : attachmentsOf(view)[numbers.indexOf(number)];
  if (photo === undefined) throw notFound();
  return { status: 200, headers: { 'Content-Type': photo.type }, body: photo.content };
}

const FOLDER_FIELDS: Readonly<Record<string, (placed: { readonly call: Call; readonly folder: Folder }) => unknown>> = {
  displayName: ({ folder }) => folder.state.name,
  parentFolderId: ({ call, folder }) => folderId(call.mailbox, folder.state.parent ?? folder.id),
};

function shownFolder(call: Call, folder: Folder, shown: Shown): object {
  return {
    id: folderId(call.mailbox, folder.id),
    ...fieldsOf({ call, folder }, shown, 'contactFolder', FOLDER_FIELDS),
  };
}

/** Those below the folder for contacts, or below the one of the address. */
export function listContactFolders(call: Call): Reply {
  const query = readQuery(call.request);
  const shown = shownBy(call, query);
  const all = call.mailbox
    .children(folderOf(call).id)
    .filter(({ state }) => state.folderClass.startsWith('IPF.Contact'));
  const body = pageOf(all, (folder) => shownFolder(call, folder, shown), call.request, query, PAGE_UNASKED);
  return { status: 200, body };
}

export function getContactFolder(call: Call): Reply {
  const folder = folderNamed(call.mailbox, parameter(call, 0));
  const shown = shownFolder(call, folder, shownBy(call, readQuery(call.request)));
  return { status: 200, body: { '@odata.context': contextOf(call.request), ...shown } };
}

const FOLDER_RULES: Rules = { displayName: TEXT, parentFolderId: READONLY, id: READONLY, ...EXTENDED_RULES };

export function createContactFolder(call: Call): Reply {
  const body = jsonBody(call, 'contactFolder', FOLDER_RULES);
  const folder = addFolder(call.mailbox, folderOf(call), {
    name: textOf(body, 'displayName'),
    folderClass: 'IPF.Contact',
    extended: withProperties({}, readExtendedProperties(body)),
  });
  const shown = shownFolder(call, folder, shownBy(call, readQuery(call.request)));
  return { status: 201, body: { '@odata.context': contextOf(call.request), ...shown } };
}
