/** The mailbox import and export API: folders of all kinds, items of all kinds, export and import as streams. */
import type { Folder } from '../../exchange/folder.ts';
import { writeChangeKey } from '../../exchange/ids.ts';
import type { ItemEntry } from '../../exchange/item.ts';
import { ItemView } from '../../exchange/item-view.ts';
import { readExtended, sizeOf } from '../../exchange/known-properties.ts';
import { READONLY, type Rules, TEXT, textOf, texts } from '../body/rule.ts';
import { type Call, folderNamed, jsonBody, parameter, timeOf, wantsImmutableIds } from '../call.ts';
import { readExtendedProperties } from '../extended.ts';
import { addFolder, withProperties } from '../folders/folders.ts';
import { filteredFolder } from '../folders/show-folder.ts';
import { folderId, itemId, readItemId } from '../ids.ts';
import { EXTENDED_RULES } from '../mail/message-body.ts';
import { matches } from '../odata/matches.ts';
import { contextOf, pageOf } from '../odata/page.ts';
import { readQuery } from '../odata/query.ts';
import { addExtended, fieldsOf, refuseExpansions, type Shown, shownBy } from '../odata/shown.ts';
import { badRequest, GraphRefusal, notFound, refusalOf } from '../refusal.ts';
import { NO_CONTENT, type Reply } from '../request.ts';
import { writeStream } from './stream-message.ts';
import { streamOfItem } from './stream-of-item.ts';

const PAGE_UNASKED = 10;
/** "up to 20 items in a single export request" */
const EXPORTED_MAX = 20;

/** The name under which the API knows a mailbox. Nobody can make it up from an address. */
export function mailboxName(mailbox: number, tenant: string): string {
  const id = (number: number): string => `${(0x5f3c6a00 + number).toString(16)}-9a0e-4e0b-8a0e-3b8a2f0c6d11`;
  return `MBX:${id(mailbox)}@${tenant}`;
}

export function getExchangeSettings(call: Call): Reply {
  const primaryMailboxId = mailboxName(call.mailbox.number, call.world.tenant);
  return {
    status: 200,
    body: { '@odata.context': contextOf(call.request), primaryMailboxId, inPlaceArchiveMailboxId: null },
  };
}

const FOLDER_FIELDS: Readonly<Record<string, (call: Call, folder: Folder) => unknown>> = {
  displayName: (_, { state }) => state.name,
  parentFolderId: ({ mailbox }, { id, state }) => folderId(mailbox, state.parent ?? id),
  childFolderCount: ({ mailbox }, { id }) => mailbox.children(id).length,
  totalItemCount: (_, { items }) => items.size,
  type: (_, { state }) => state.folderClass,
};

function shownFolder(call: Call, folder: Folder, shown: Shown): object {
  refuseExpansions(shown.expand, 'mailboxFolder', []);
  const fields = Object.fromEntries(
    Object.entries(FOLDER_FIELDS).map(([name, field]) => [name, (one: Folder): unknown => field(call, one)]),
  );
  const found: Record<string, unknown> = {
    id: folderId(call.mailbox, folder.id),
    ...fieldsOf(folder, shown, 'mailboxFolder', fields),
  };
  addExtended(found, shown, (key) => folder.state.extended[key] ?? null);
  return found;
}

export function listMailboxFolders(call: Call): Reply {
  const parent =
    call.parameters.length === 0
      ? call.mailbox.distinguished('msgfolderroot')
      : folderNamed(call.mailbox, parameter(call, 0));
  const query = readQuery(call.request);
  const shown = shownBy(call, query);
  const { mailbox } = call;
  const all = mailbox
    .children(parent.id)
    .filter((folder) => query.filter === null || matches(query.filter, filteredFolder({ mailbox, folder })));
  return {
    status: 200,
    body: pageOf(all, (folder) => shownFolder(call, folder, shown), call.request, query, PAGE_UNASKED),
  };
}

export function getMailboxFolder(call: Call): Reply {
  const folder = folderNamed(call.mailbox, parameter(call, 0));
  return { status: 200, body: answered(call, folder) };
}

function answered(call: Call, folder: Folder): object {
  const shown = shownFolder(call, folder, shownBy(call, readQuery(call.request)));
  return { '@odata.context': contextOf(call.request), ...shown };
}

const FOLDER_RULES: Rules = {
  displayName: TEXT,
  type: TEXT,
  ...EXTENDED_RULES,
  id: READONLY,
  parentFolderId: READONLY,
  childFolderCount: READONLY,
  totalItemCount: READONLY,
};

export function createMailboxFolder(call: Call): Reply {
  const parent =
    call.parameters.length === 0
      ? call.mailbox.distinguished('msgfolderroot')
      : folderNamed(call.mailbox, parameter(call, 0));
  const body = jsonBody(call, 'mailboxFolder', FOLDER_RULES);
  const folder = addFolder(call.mailbox, parent, {
    name: textOf(body, 'displayName'),
    folderClass: textOf(body, 'type') || 'IPF.Note',
    extended: withProperties({}, readExtendedProperties(body)),
  });
  return { status: 201, body: answered(call, folder) };
}

export function deleteMailboxFolder(call: Call): Reply {
  const folder = folderNamed(call.mailbox, parameter(call, 0));
  if (folder.state.distinguished !== null) {
    throw badRequest('Distinguished folders cannot be deleted.', 'ErrorDeleteDistinguishedFolder');
  }
  call.mailbox.removeFolder(folder);
  return NO_CONTENT;
}

const ITEM_FIELDS: Readonly<Record<string, (view: ItemView) => unknown>> = {
  categories: ({ state }) => state.categories,
  changeKey: ({ entry }) => writeChangeKey(entry.changed),
  createdDateTime: ({ state }) => timeOf(state.created),
  lastModifiedDateTime: ({ state }) => timeOf(state.modified),
  size: (view) => sizeOf(view),
  type: ({ state }) => state.itemClass,
};

export function shownMailboxItem(view: ItemView, shown: Shown): Record<string, unknown> {
  refuseExpansions(shown.expand, 'mailboxItem', []);
  const found: Record<string, unknown> = {
    id: itemId(view.mailbox, view.entry, shown.isImmutable),
    ...fieldsOf(view, shown, 'mailboxItem', ITEM_FIELDS),
  };
  if (shown.extended.length > 0) addExtended(found, shown, (key) => readExtended(view, key));
  return found;
}

export function listMailboxItems(call: Call): Reply {
  const { mailbox, request } = call;
  const folder = folderNamed(mailbox, parameter(call, 0));
  const query = readQuery(request);
  if (query.filter !== null && JSON.stringify(query.filter).includes('ExtendedProperties')) {
    throw badRequest('Filtering on extended properties is not supported here.', 'ErrorInvalidUrlQueryFilter');
  }
  const shown = shownBy(call, query);
  const all = [...folder.items].map((id) => mailbox.item(id));
  const show = (entry: ItemEntry): object => shownMailboxItem(new ItemView(mailbox, entry), shown);
  return { status: 200, body: pageOf(all, show, request, query, PAGE_UNASKED) };
}

export function getMailboxItem(call: Call): Reply {
  const folder = folderNamed(call.mailbox, parameter(call, 0));
  const { entry } = readItemId(call.mailbox, parameter(call, 1));
  if (entry.folder !== folder.id) throw notFound();
  const shown = shownMailboxItem(new ItemView(call.mailbox, entry), shownBy(call, readQuery(call.request)));
  return { status: 200, body: { '@odata.context': contextOf(call.request), ...shown } };
}

export function exportItems(call: Call): Reply {
  refuseSwitchedOff(call);
  const body = jsonBody(call, 'exportItems', { itemIds: texts });
  const ids = body['itemIds'];
  if (!Array.isArray(ids) || ids.length === 0) throw badRequest('itemIds is missing.', 'ErrorInvalidRequest');
  if (ids.length > EXPORTED_MAX) {
    throw badRequest(`At most ${EXPORTED_MAX} items are exported by one request.`, 'ErrorInvalidRequest');
  }
  // The order of the answers is not promised: this one turns it around.
  const value = ids.map((id) => exported(call, String(id))).reverse();
  return { status: 200, body: { '@odata.context': contextOf(call.request), value } };
}

/** One item, or why it cannot be had; the others of the request are not touched by that. */
function exported(call: Call, id: string): object {
  const { mailbox } = call;
  try {
    const { entry } = readItemId(mailbox, id);
    const data = writeStream(streamOfItem(new ItemView(mailbox, entry))).toString('base64');
    return {
      itemId: itemId(mailbox, entry, wantsImmutableIds(call)),
      changeKey: writeChangeKey(entry.changed),
      data,
    };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return { itemId: id, error: { code: refusal.code, message: refusal.message } };
  }
}

export function createImportSession(call: Call): Reply {
  refuseSwitchedOff(call);
  const { world, mailbox, who, request } = call;
  const until = world.clock.now() + world.settings.importSessionLifeS * 1000;
  const secret = world.sessions.add({ is: 'import', mailbox: mailbox.number, clientId: who.clientId, until });
  const name = encodeURIComponent(mailboxName(mailbox.number, world.tenant));
  return {
    status: 200,
    body: {
      '@odata.context': `${request.origin}/${request.version}/$metadata#microsoft.graph.mailboxItemImportSession`,
      importUrl: `${request.origin}/api/g${request.version}/Mailboxes('${name}')/importItem?authtoken=${secret}`,
      expirationDateTime: new Date(until).toISOString(),
    },
  };
}

/** As a tenant does that does not want applications to carry its mail away. */
function refuseSwitchedOff({ world }: Call): void {
  if (world.settings.allowsImport) return;
  throw new GraphRefusal(
    403,
    'ErrorAccessDenied',
    'Mailbox import and export is disabled by the policy of the organization.',
  );
}
