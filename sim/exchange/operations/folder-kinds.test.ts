import { describe, expect, test } from 'vitest';
import { all, codesOf, rigsOfFile } from '../../../test/exchange/rig.ts';

const startRig = rigsOfFile();
const SHAPE = '<m:FolderShape><t:BaseShape>AllProperties</t:BaseShape></m:FolderShape>';
const distinguished = (id: string): string => `<t:DistinguishedFolderId Id="${id}"/>`;
const createBody = (folder: string, parent = distinguished('msgfolderroot')): string =>
  `<m:CreateFolder><m:ParentFolderId>${parent}</m:ParentFolderId><m:Folders>${folder}</m:Folders></m:CreateFolder>`;
const getBody = (id: string): string => `<m:GetFolder>${SHAPE}<m:FolderIds>${id}</m:FolderIds></m:GetFolder>`;
const findBody = (parent: string): string =>
  `<m:FindFolder Traversal="Deep">${SHAPE}<m:ParentFolderIds>${parent}</m:ParentFolderIds></m:FindFolder>`;
/** The element that holds a FolderClass, with that class. */
const kindsOf = (text: string): readonly string[] =>
  [...text.matchAll(/<t:(\w+Folder|Folder)><t:FolderId(?:(?!<t:FolderId).)*?<t:FolderClass>([^<]*)/g)].map(
    ([, element, folderClass]) => `${element} ${folderClass}`,
  );

describe('a folder that is there from the start', () => {
  test.each([
    { id: 'calendar', kind: 'CalendarFolder IPF.Appointment' },
    { id: 'contacts', kind: 'ContactsFolder IPF.Contact' },
    { id: 'tasks', kind: 'TasksFolder IPF.Task' },
    { id: 'notes', kind: 'Folder IPF.StickyNote' },
    { id: 'journal', kind: 'Folder IPF.Journal' },
    { id: 'inbox', kind: 'Folder IPF.Note' },
  ])('as $id is a $kind', async ({ id, kind }) => {
    const { ask } = await startRig();
    expect(kindsOf((await ask(getBody(distinguished(id)))).text)).toEqual([kind]);
  });
});

describe('a folder made as', () => {
  const NAME = '<t:DisplayName>n</t:DisplayName>';
  test.each([
    { made: `<t:CalendarFolder>${NAME}</t:CalendarFolder>`, kind: 'CalendarFolder IPF.Appointment' },
    { made: `<t:ContactsFolder>${NAME}</t:ContactsFolder>`, kind: 'ContactsFolder IPF.Contact' },
    { made: `<t:TasksFolder>${NAME}</t:TasksFolder>`, kind: 'TasksFolder IPF.Task' },
    {
      made: `<t:Folder><t:FolderClass>IPF.StickyNote</t:FolderClass>${NAME}</t:Folder>`,
      kind: 'Folder IPF.StickyNote',
    },
    { made: `<t:Folder><t:FolderClass>IPF.Task</t:FolderClass>${NAME}</t:Folder>`, kind: 'TasksFolder IPF.Task' },
    { made: `<t:Folder>${NAME}</t:Folder>`, kind: 'Folder IPF.Note' },
  ])('$made is a $kind wherever it is seen', async ({ made, kind }) => {
    const { ask } = await startRig();
    const parent = distinguished('calendar');
    const before = await ask(`<m:SyncFolderHierarchy>${SHAPE}</m:SyncFolderHierarchy>`);
    const [state = ''] = all(before.text, /(<m:SyncState>[^<]*<\/m:SyncState>)/g);
    const [id = ''] = all((await ask(createBody(made, parent))).text, /(<t:FolderId [^>]*>)/g);
    expect(kindsOf((await ask(getBody(id))).text)).toEqual([kind]);
    expect(kindsOf((await ask(findBody(parent))).text)).toEqual([kind]);
    const after = await ask(`<m:SyncFolderHierarchy>${SHAPE}${state}</m:SyncFolderHierarchy>`);
    expect(kindsOf(after.text)).toEqual([kind]);
    const rename = `<t:SetFolderField><t:FieldURI FieldURI="folder:DisplayName"/><t:Folder><t:DisplayName>o</t:DisplayName></t:Folder></t:SetFolderField>`;
    const renamed = await ask(
      `<m:UpdateFolder><m:FolderChanges><t:FolderChange>${id}<t:Updates>${rename}</t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>`,
    );
    expect(all(renamed.text, /<t:(\w*Folder)><t:FolderId/g)).toEqual(kind.split(' ').slice(0, 1));
  });

  test('one kind with the class of another is refused', async () => {
    const { ask } = await startRig();
    const wrong = `<t:TasksFolder><t:FolderClass>IPF.Contact</t:FolderClass>${NAME}</t:TasksFolder>`;
    expect(codesOf((await ask(createBody(wrong))).text)).toEqual(['ErrorNoFolderClassOverride']);
  });
});
