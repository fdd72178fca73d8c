/** UpdateFolder and DeleteFolder; what was there from the start can be neither renamed nor deleted. */
import { type Call, type FoundFolder, folderNamed } from '../call.ts';
import { ItemRefusal } from '../errors.ts';
import { propertyKey, readProperty } from '../extended-property.ts';
import { acceptedName, type FolderState } from '../folder.ts';
import { elementOf, folderIdElement } from '../folder-fields.ts';
import { answerBatch } from '../response-message.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement } from '../xml-write.ts';

export function updateFolder(request: XmlElement, call: Call): string {
  const parts = childOf(request, 'FolderChanges')?.children ?? [];
  const work = (change: XmlElement): string => {
    const [id, updates] = change.children;
    const found = folderNamed(id ?? change, call);
    let state = found.folder.state;
    for (const update of updates?.children ?? []) state = withUpdate(state, update, found, call);
    found.mailbox.changeFolder(found.folder, state);
    const element = elementOf(state.folderClass);
    return xmlElement(
      'm:Folders',
      {},
      xmlElement(element, {}, folderIdElement('t:FolderId', found.mailbox, found.folder)),
    );
  };
  return answerBatch({ operation: 'UpdateFolder', parts, emptyPayload: '<m:Folders/>', work }, call);
}

export function deleteFolder(request: XmlElement, call: Call): string {
  const parts = childOf(request, 'FolderIds')?.children ?? [];
  const toBin = attributeOf(request, 'DeleteType') === 'MoveToDeletedItems';
  const work = (element: XmlElement): string => {
    const { mailbox, folder } = folderNamed(element, call);
    if (folder.state.distinguished !== null) {
      throw new ItemRefusal('ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.');
    }
    const bin = mailbox.distinguished('deleteditems').id;
    if (toBin && mailbox.childNamed(bin, folder.state.name) !== null) {
      throw new ItemRefusal('ErrorFolderExists', 'A folder with the specified name already exists.');
    }
    if (toBin) mailbox.changeFolder(folder, { ...folder.state, parent: bin });
    else mailbox.removeFolder(folder);
    return '';
  };
  return answerBatch({ operation: 'DeleteFolder', parts, emptyPayload: '', work }, call);
}

function withUpdate(state: FolderState, update: XmlElement, found: FoundFolder, call: Call): FolderState {
  const paths = update.children.filter(({ local }) => local.endsWith('URI'));
  const [path] = paths;
  const folder = update.children.find(({ local }) => !local.endsWith('URI'));
  if (path === undefined || paths.length > 1) {
    throw new ItemRefusal('ErrorIncorrectUpdatePropertyCount', 'A change names exactly one property.');
  }
  if (update.local === 'DeleteFolderField') {
    if (path.local !== 'ExtendedFieldURI') {
      throw new ItemRefusal('ErrorInvalidPropertyDelete', 'The property cannot be deleted.');
    }
    const { [propertyKey(path)]: _, ...extended } = state.extended;
    return { ...state, extended };
  }
  const [element] = folder?.children ?? [];
  if (element === undefined || folder?.children.length !== 1) {
    throw new ItemRefusal('ErrorIncorrectUpdatePropertyCount', 'A change sets exactly one property.');
  }
  if (element.local === 'ExtendedProperty') {
    const { key, property } = readProperty(element);
    return { ...state, extended: { ...state.extended, [key]: property } };
  }
  if (element.local !== 'DisplayName') {
    throw new ItemRefusal('ErrorInvalidPropertySet', `Set action is invalid for property ${element.local}.`);
  }
  return { ...state, name: newName(element.text, state, found, call) };
}

function newName(text: string, state: FolderState, { mailbox, folder }: FoundFolder, call: Call): string {
  if (state.distinguished !== null) {
    throw new ItemRefusal('ErrorMoveDistinguishedFolder', 'Distinguished folders cannot be renamed.');
  }
  const parent = mailbox.folder(state.parent ?? 0);
  const name = acceptedName(text, parent.state.distinguished === 'msgfolderroot', call.settings.folderNames);
  const twin = mailbox.childNamed(parent.id, name);
  if (twin !== null && twin !== folder) {
    throw new ItemRefusal('ErrorFolderExists', 'A folder with the specified name already exists.');
  }
  return name;
}
