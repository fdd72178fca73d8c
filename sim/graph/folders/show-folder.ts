/** A mail folder as an answer holds it. */
import type { MailFolder } from '@microsoft/microsoft-graph-types';
import type { PropertyKey, PropertyValue } from '../../exchange/extended-property.ts';
import type { Folder } from '../../exchange/folder.ts';
import { writeChangeKey } from '../../exchange/ids.ts';
import type { Mailbox } from '../../exchange/mailbox.ts';
import { keyOfId } from '../extended.ts';
import { folderId } from '../ids.ts';
import type { Filtered } from '../odata/matches.ts';
import { addExtended, fieldsOf, refuseExpansions, type Shown } from '../odata/shown.ts';

export interface PlacedFolder {
  readonly mailbox: Mailbox;
  readonly folder: Folder;
}

type Field = (placed: PlacedFolder) => MailFolder[keyof MailFolder] | number | string;

const FIELDS: Readonly<Partial<Record<keyof MailFolder | 'sizeInBytes', Field>>> = {
  displayName: ({ folder }) => folder.state.name,
  parentFolderId: ({ mailbox, folder }) => folderId(mailbox, folder.state.parent ?? folder.id),
  childFolderCount: ({ mailbox, folder }) => mailFoldersIn(mailbox, folder.id, false).length,
  unreadItemCount: ({ folder }) => folder.unreadCount,
  totalItemCount: ({ folder }) => folder.items.size,
  sizeInBytes: ({ mailbox, folder }) => [...folder.items].reduce((sum, id) => sum + mailbox.item(id).mimeBytes, 0),
  isHidden: ({ folder }) => isHidden(folder),
};

export function folderEtag(folder: Folder): string {
  return `W/"${writeChangeKey(folder.changed)}"`;
}

export function shownFolder(placed: PlacedFolder, shown: Shown): Record<string, unknown> {
  refuseExpansions(shown.expand, 'mailFolder', ['childFolders']);
  const { mailbox, folder } = placed;
  const found: Record<string, unknown> = {
    id: folderId(mailbox, folder.id),
    ...fieldsOf(placed, shown, 'mailFolder', FIELDS),
  };
  addExtended(found, shown, (key) => readFolderProperty(placed, key));
  const expansion = shown.expand.find(({ name }) => name === 'childFolders');
  if (expansion !== undefined) {
    const inner: Shown = { ...shown, select: null, expand: [] };
    found['childFolders'] = mailFoldersIn(mailbox, folder.id, false).map((child) =>
      shownFolder({ mailbox, folder: child }, inner),
    );
  }
  return found;
}

/** PidTagAttributeHidden */
const HIDDEN = 'tag:4340:Boolean';
/** PidTagContainerClass */
const CONTAINER_CLASS = 'tag:13843:String';

export function isHidden({ state }: Folder): boolean {
  return state.extended[HIDDEN]?.value === 'true';
}

export function hiddenProperty(hidden: boolean): Readonly<Record<PropertyKey, PropertyValue>> {
  return hidden ? { [HIDDEN]: { type: 'Boolean', value: 'true' } } : {};
}

function readFolderProperty({ folder }: PlacedFolder, key: PropertyKey): PropertyValue | null {
  if (key === CONTAINER_CLASS) return { type: 'String', value: folder.state.folderClass };
  return folder.state.extended[key] ?? null;
}

/** Children that Graph counts as mail folders: those of calendars, contacts, tasks and notes have resources of their own, or none. */
export function mailFoldersIn(mailbox: Mailbox, parent: number, includesHidden: boolean): readonly Folder[] {
  return mailbox.children(parent).filter((folder) => isMailFolder(folder) && (includesHidden || !isHidden(folder)));
}

export function isMailFolder({ state }: Folder): boolean {
  return state.folderClass === '' || /^IPF\.Note(?:\.|$)/i.test(state.folderClass);
}

export function filteredFolder(placed: PlacedFolder): Filtered {
  const { folder } = placed;
  const values: Readonly<Record<string, () => string | number | boolean>> = {
    displayName: () => folder.state.name,
    totalItemCount: () => folder.items.size,
    unreadItemCount: () => folder.unreadCount,
    isHidden: () => isHidden(folder),
    childFolderCount: () => mailFoldersIn(placed.mailbox, folder.id, false).length,
  };
  return {
    value: (path) => values[path]?.(),
    extended: (id) => {
      const property = readFolderProperty(placed, keyOfId(id));
      return property === null ? null : [property.value].flat().join('\n');
    },
    texts: () => undefined,
  };
}
