/** The properties of a folder that an answer can hold, in the order of the schema. */
import { type PropertyKey, type PropertyValue, propertyElement, propertyKey, TAG } from './extended-property.ts';
import type { Folder } from './folder.ts';
import { writeChangeKey, writeId } from './ids.ts';
import { ItemView } from './item-view.ts';
import { sizeOf } from './known-properties.ts';
import type { Mailbox } from './mailbox.ts';
import type { MailboxOptions } from './options.ts';
import type { BaseShape, Shape } from './shape.ts';
import { xmlElement, xmlText } from './xml-write.ts';

/** One folder as an answer holds it; its element tells its kind. `limits` are those of the mailbox, where it tells them. */
export function folderElement(mailbox: Mailbox, folder: Folder, shape: Shape, limits?: MailboxOptions): string {
  const { state } = folder;
  const element = elementOf(state.folderClass);
  const asks = (name: string, from: BaseShape): boolean => {
    return (
      shape.fields.has(`folder:${name}`) || from === 'IdOnly' || shape.base === from || shape.base === 'AllProperties'
    );
  };
  let content = folderIdElement('t:FolderId', mailbox, folder);
  const parent = state.parent === null ? undefined : mailbox.folders.get(state.parent);
  if (asks('ParentFolderId', 'AllProperties') && parent !== undefined) {
    content += folderIdElement('t:ParentFolderId', mailbox, parent);
  }
  if (asks('FolderClass', 'AllProperties') && state.folderClass !== '') {
    content += xmlText('t:FolderClass', state.folderClass);
  }
  if (asks('DisplayName', 'Default')) content += xmlText('t:DisplayName', state.name);
  if (asks('TotalCount', 'Default')) content += xmlText('t:TotalCount', folder.items.size);
  if (asks('ChildFolderCount', 'Default')) {
    content += xmlText('t:ChildFolderCount', mailbox.children(folder.id).length);
  }
  for (const asked of shape.extended) {
    const key = propertyKey(asked);
    const value = state.extended[key] ?? derived(mailbox, folder, key, limits);
    if (value !== null) content += propertyElement(asked, value);
  }
  if (asks('EffectiveRights', 'AllProperties')) content += EFFECTIVE_RIGHTS;
  if (state.distinguished !== null && asks('DistinguishedFolderId', 'AllProperties')) {
    content += xmlText('t:DistinguishedFolderId', state.distinguished);
  }
  const countsUnread = element === 't:Folder' || element === 't:TasksFolder';
  if (countsUnread && asks('UnreadCount', 'Default')) content += xmlText('t:UnreadCount', folder.unreadCount);
  return xmlElement(element, {}, content);
}

/** What follows from the items of the folder, and at the root from the mailbox. */
function derived(mailbox: Mailbox, folder: Folder, key: PropertyKey, limits?: MailboxOptions): PropertyValue | null {
  if (key === TAG.folderSize) {
    const sizes = [...folder.items].map((id) => sizeOf(new ItemView(mailbox, mailbox.item(id))));
    return { type: 'Long', value: String(sizes.reduce((sum, bytes) => sum + bytes, 0)) };
  }
  const isQuota = key === TAG.prohibitSendQuota || key === TAG.prohibitReceiveQuota;
  if (!isQuota || folder.state.distinguished !== 'root' || limits?.tellsQuota !== true) return null;
  return { type: 'Integer', value: String(Math.floor((limits.quotaBytes ?? 0) / 1024)) };
}

/** A folder's id alone, in an element of that name. */
export function folderIdElement(element: string, mailbox: Mailbox, folder: Folder): string {
  const Id = writeId('folder', mailbox.number, folder.id);
  return xmlElement(element, { Id, ChangeKey: writeChangeKey(folder.changed) }, '');
}

/** The element for folders of a class. */
export function elementOf(folderClass: string): string {
  if (folderClass.startsWith('IPF.Appointment')) return 't:CalendarFolder';
  if (folderClass.startsWith('IPF.Contact')) return 't:ContactsFolder';
  if (folderClass.startsWith('IPF.Task')) return 't:TasksFolder';
  return 't:Folder';
}

const RIGHTS = [
  'CreateAssociated',
  'CreateContents',
  'CreateHierarchy',
  'Delete',
  'Modify',
  'Read',
  'ViewPrivateItems',
];
const EFFECTIVE_RIGHTS = xmlElement(
  't:EffectiveRights',
  {},
  RIGHTS.map((right) => xmlText(`t:${right}`, true)).join(''),
);
