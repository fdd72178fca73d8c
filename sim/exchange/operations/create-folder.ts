/** CreateFolder, and CreateFolderPath, which takes what is there of the path. */
import { type Call, type FoundFolder, folderInside } from '../call.ts';
import { ItemRefusal } from '../errors.ts';
import { readProperty } from '../extended-property.ts';
import { acceptedName, type Folder, type FolderState } from '../folder.ts';
import { folderIdElement } from '../folder-fields.ts';
import { answerBatch } from '../response-message.ts';
import { childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement } from '../xml-write.ts';

export function createFolder(request: XmlElement, call: Call): string {
  const parts = childOf(request, 'Folders')?.children ?? [];
  const work = (element: XmlElement): string => {
    const parent = parentFolder(request, call);
    const folder = addFolder(element, parent, call);
    return xmlElement('m:Folders', {}, idOnly(element, { mailbox: parent.mailbox, folder }));
  };
  return answerBatch({ operation: 'CreateFolder', parts, emptyPayload: '<m:Folders/>', work }, call);
}

export function createFolderPath(request: XmlElement, call: Call): string {
  const parts = childOf(request, 'RelativeFolderPath')?.children ?? [];
  let parent: FoundFolder | null = null;
  const work = (element: XmlElement): string => {
    parent ??= parentFolder(request, call);
    const { mailbox } = parent;
    const name = childOf(element, 'DisplayName')?.text ?? '';
    const folder = mailbox.childNamed(parent.folder.id, name.trim()) ?? addFolder(element, parent, call);
    parent = { mailbox, folder };
    return xmlElement('m:Folders', {}, idOnly(element, parent));
  };
  return answerBatch({ operation: 'CreateFolderPath', parts, emptyPayload: '<m:Folders/>', work }, call);
}

function parentFolder(request: XmlElement, call: Call): FoundFolder {
  const element = childOf(request, 'ParentFolderId');
  try {
    return folderInside(element ?? request, call);
  } catch (error) {
    if (!(error instanceof ItemRefusal) || error.code !== 'ErrorFolderNotFound') throw error;
    throw new ItemRefusal('ErrorParentFolderNotFound', 'The parent folder was not found.');
  }
}

/** What the schema allows in a new folder and the server does not. */
const READ_ONLY = new Set([
  'FolderId',
  'ParentFolderId',
  'TotalCount',
  'ChildFolderCount',
  'ManagedFolderInformation',
  'EffectiveRights',
  'DistinguishedFolderId',
  'UnreadCount',
]);

function addFolder(element: XmlElement, { mailbox, folder: parent }: FoundFolder, call: Call): Folder {
  for (const { local } of element.children) {
    if (READ_ONLY.has(local)) {
      throw new ItemRefusal('ErrorInvalidPropertySet', `Set action is invalid for property ${local}.`);
    }
  }
  const isUnderRoot = parent.state.distinguished === 'msgfolderroot';
  const name = acceptedName(childOf(element, 'DisplayName')?.text ?? '', isUnderRoot, call.settings.folderNames);
  if (mailbox.childNamed(parent.id, name) !== null) {
    throw new ItemRefusal('ErrorFolderExists', 'A folder with the specified name already exists.');
  }
  return mailbox.addFolder({ parent: parent.id, name, distinguished: null, ...newState(element) });
}

const CLASS_OF_ELEMENT: Readonly<Record<string, string>> = {
  CalendarFolder: 'IPF.Appointment',
  ContactsFolder: 'IPF.Contact',
  TasksFolder: 'IPF.Task',
};

function newState(element: XmlElement): Pick<FolderState, 'folderClass' | 'extended'> {
  const ownClass = CLASS_OF_ELEMENT[element.local];
  const asked = childOf(element, 'FolderClass')?.text;
  if (ownClass !== undefined && asked !== undefined && !asked.startsWith(ownClass)) {
    throw new ItemRefusal('ErrorNoFolderClassOverride', 'The folder class does not fit its element.');
  }
  const properties = element.children.filter((child) => child.local === 'ExtendedProperty').map(readProperty);
  return {
    folderClass: asked ?? ownClass ?? 'IPF.Note',
    extended: Object.fromEntries(properties.map(({ key, property }) => [key, property])),
  };
}

function idOnly(element: XmlElement, { mailbox, folder }: FoundFolder): string {
  return xmlElement(`t:${element.local}`, {}, folderIdElement('t:FolderId', mailbox, folder));
}
