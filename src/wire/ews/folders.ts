/** What folder operations share: a folder as EWS gives it. */
import { childOf, textOf, type XmlElement } from '../xml.ts';
import type { ExtendedField, Field } from './names.ts';
import { additionalXml, extendedValue } from './properties.ts';

export interface EwsFolder {
  readonly id: string;
  readonly parentId: string | null;
  /** Null when the answer left it out. */
  readonly displayName: string | null;
  /** `IPF.Note` and the like; null when the folder has none. */
  readonly folderClass: string | null;
  readonly totalCount: number | null;
  extended(field: ExtendedField): string | null;
}

/** What is asked of every folder beside its id. */
const FOLDER_FIELDS = ['folder:DisplayName', 'folder:FolderClass', 'folder:ParentFolderId', 'folder:TotalCount'];

export function folderShapeXml(extended: readonly ExtendedField[]): string {
  const fields: readonly Field[] = [...FOLDER_FIELDS, ...extended];
  return `<m:FolderShape><t:BaseShape>IdOnly</t:BaseShape>${additionalXml(fields)}</m:FolderShape>`;
}

/** A `Folder`, `CalendarFolder`, … element; null when it has no id. */
export function readFolder(element: XmlElement): EwsFolder | null {
  const id = childOf(element, 'FolderId')?.attributes.get('Id');
  if (id === undefined || id === '') return null;
  const count = Number(textOf(element, 'TotalCount') ?? Number.NaN);
  return {
    id,
    parentId: childOf(element, 'ParentFolderId')?.attributes.get('Id') ?? null,
    displayName: textOf(element, 'DisplayName'),
    folderClass: textOf(element, 'FolderClass') ?? CLASSES[element.name] ?? null,
    totalCount: Number.isInteger(count) && count >= 0 ? count : null,
    extended: (field) => extendedValue(element, field),
  };
}

/** Elements that say the class by their name. */
const CLASSES: Readonly<Record<string, string>> = {
  CalendarFolder: 'IPF.Appointment',
  ContactsFolder: 'IPF.Contact',
  TasksFolder: 'IPF.Task',
};

/** The element that makes a folder of the class. */
export function folderElement(folderClass: string): string {
  return Object.entries(CLASSES).find(([, name]) => name === folderClass)?.[0] ?? 'Folder';
}

/** The folders of a `Folders` list. */
export function readFolders(list: XmlElement | null): readonly EwsFolder[] {
  return (list?.children ?? []).map(readFolder).filter((folder) => folder !== null);
}
