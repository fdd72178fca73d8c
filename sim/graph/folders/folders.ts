/** Mail folders: listed, made, renamed, moved, deleted. */
import { acceptedName, type Folder, type FolderState, foldName } from '../../exchange/folder.ts';
import type { Mailbox } from '../../exchange/mailbox.ts';
import { FLAG, READONLY, type Rules, TEXT, textOf } from '../body/rule.ts';
import { type Call, folderNamed, jsonBody, parameter } from '../call.ts';
import { readExtendedProperties, type SetProperty } from '../extended.ts';
import { EXTENDED_RULES } from '../mail/message-body.ts';
import { matches } from '../odata/matches.ts';
import { contextOf, pageOf } from '../odata/page.ts';
import { readQuery } from '../odata/query.ts';
import { shownBy } from '../odata/shown.ts';
import { badRequest, GraphRefusal } from '../refusal.ts';
import { NO_CONTENT, type Reply } from '../request.ts';
import { filteredFolder, hiddenProperty, mailFoldersIn, shownFolder } from './show-folder.ts';

const PAGE_UNASKED = 10;

export function listFolders(call: Call): Reply {
  return listed(call, call.mailbox.distinguished('msgfolderroot'));
}

export function listChildFolders(call: Call): Reply {
  return listed(call, folderNamed(call.mailbox, parameter(call, 0)));
}

function listed(call: Call, parent: Folder): Reply {
  const { mailbox, request } = call;
  const query = readQuery(request);
  const includesHidden = request.query.get('includeHiddenFolders') === 'true';
  const { filter } = query;
  const all = mailFoldersIn(mailbox, parent.id, includesHidden)
    .map((folder) => ({ mailbox, folder }))
    .filter((placed) => filter === null || matches(filter, filteredFolder(placed)));
  const shown = shownBy(call, query);
  return { status: 200, body: pageOf(all, (placed) => shownFolder(placed, shown), request, query, PAGE_UNASKED) };
}

export function getFolder(call: Call): Reply {
  return { status: 200, body: answer(call, folderNamed(call.mailbox, parameter(call, 0))) };
}

function answer(call: Call, folder: Folder): object {
  const shown = shownFolder({ mailbox: call.mailbox, folder }, shownBy(call, readQuery(call.request)));
  return { '@odata.context': contextOf(call.request), ...shown };
}

const FOLDER_RULES: Rules = {
  displayName: TEXT,
  isHidden: FLAG,
  ...EXTENDED_RULES,
  id: READONLY,
  parentFolderId: READONLY,
  childFolderCount: READONLY,
  unreadItemCount: READONLY,
  totalItemCount: READONLY,
  sizeInBytes: READONLY,
};

export function createFolder(call: Call): Reply {
  const parent =
    call.parameters.length === 0
      ? call.mailbox.distinguished('msgfolderroot')
      : folderNamed(call.mailbox, parameter(call, 0));
  const body = jsonBody(call, 'mailFolder', FOLDER_RULES);
  const hidden = hiddenProperty(body['isHidden'] === true);
  const folder = addFolder(call.mailbox, parent, {
    name: textOf(body, 'displayName'),
    folderClass: 'IPF.Note',
    extended: withProperties(hidden, readExtendedProperties(body)),
  });
  return { status: 201, body: answer(call, folder) };
}

/** Refuses a name that cannot be one, and one that a sibling has. */
export function addFolder(
  mailbox: Mailbox,
  parent: Folder,
  { name, folderClass, extended }: Pick<FolderState, 'name' | 'folderClass' | 'extended'>,
): Folder {
  const accepted = newName(mailbox, parent, name, null);
  return mailbox.addFolder({ parent: parent.id, name: accepted, folderClass, distinguished: null, extended });
}

function newName(mailbox: Mailbox, parent: Folder, name: string, self: Folder | null): string {
  if (name === '') throw badRequest('Folder display name cannot be empty.', 'ErrorInvalidFolderDisplayName');
  const isUnderRoot = parent.state.distinguished === 'msgfolderroot';
  const accepted = acceptedName(name, isUnderRoot, { outerBlanks: 'trim', reserved: RESERVED });
  const sibling = mailbox.childNamed(parent.id, accepted);
  if (sibling !== null && sibling !== self) {
    throw new GraphRefusal(409, 'ErrorFolderExists', `A folder with the specified name already exists., ${accepted}`);
  }
  return accepted;
}

/** Names that Exchange keeps for itself under the root. */
const RESERVED = ['Files', 'Conflicts', 'Sync Issues'];

export function withProperties(
  before: FolderState['extended'],
  properties: readonly SetProperty[],
): FolderState['extended'] {
  const after = { ...before };
  for (const { key, property } of properties) {
    if (property === null) delete after[key];
    else after[key] = property;
  }
  return after;
}

export function changeFolder(call: Call): Reply {
  const { mailbox } = call;
  const folder = folderNamed(mailbox, parameter(call, 0));
  const body = jsonBody(call, 'mailFolder', FOLDER_RULES);
  const { state } = folder;
  const extended = withProperties(state.extended, readExtendedProperties(body));
  const name = body['displayName'];
  if (typeof name === 'string' && name !== state.name) {
    refuseDistinguished(folder);
    const accepted = newName(mailbox, mailbox.folder(state.parent ?? 0), name, folder);
    mailbox.changeFolder(folder, { ...state, name: accepted, extended });
  } else mailbox.changeFolder(folder, { ...state, extended });
  return { status: 200, body: answer(call, folder) };
}

function refuseDistinguished({ state }: Folder): void {
  if (state.distinguished === null) return;
  throw badRequest('Distinguished folders cannot be renamed, moved or deleted.', 'ErrorDeleteDistinguishedFolder');
}

const MOVE: Rules = { destinationId: TEXT, DestinationId: TEXT };

export function moveFolder(call: Call): Reply {
  const { mailbox } = call;
  const folder = folderNamed(mailbox, parameter(call, 0));
  refuseDistinguished(folder);
  const body = jsonBody(call, 'move', MOVE);
  const to = folderNamed(mailbox, textOf(body, 'destinationId') || textOf(body, 'DestinationId'));
  refuseLoop(mailbox, folder, to);
  const name = newName(mailbox, to, folder.state.name, folder);
  mailbox.changeFolder(folder, { ...folder.state, parent: to.id, name });
  return { status: 201, body: answer(call, folder) };
}

function refuseLoop(mailbox: Mailbox, folder: Folder, to: Folder): void {
  for (
    let at: Folder | null = to;
    at !== null;
    at = at.state.parent === null ? null : mailbox.folder(at.state.parent)
  ) {
    if (at === folder) throw badRequest('A folder cannot be moved into itself.', 'ErrorMoveCopyFailed');
  }
}

/** Into Deleted Items, under another name where one lies there already; what lies there goes for good. */
export function deleteFolder(call: Call): Reply {
  const { mailbox } = call;
  const folder = folderNamed(mailbox, parameter(call, 0));
  refuseDistinguished(folder);
  const bin = mailbox.distinguished('deleteditems');
  if (folder.state.parent === bin.id) mailbox.removeFolder(folder);
  else
    mailbox.changeFolder(folder, { ...folder.state, parent: bin.id, name: freeName(mailbox, bin, folder.state.name) });
  return NO_CONTENT;
}

export function deleteFolderForGood(call: Call): Reply {
  const folder = folderNamed(call.mailbox, parameter(call, 0));
  refuseDistinguished(folder);
  call.mailbox.removeFolder(folder);
  return NO_CONTENT;
}

function freeName(mailbox: Mailbox, parent: Folder, name: string): string {
  const taken = new Set(mailbox.children(parent.id).map(({ state }) => foldName(state.name)));
  for (let number = 0; number <= taken.size; number += 1) {
    const candidate = number === 0 ? name : `${name}${number}`;
    if (!taken.has(foldName(candidate))) return candidate;
  }
  return name;
}
