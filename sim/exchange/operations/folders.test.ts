import { describe, expect, test } from 'vitest';
import {
  all,
  codesOf,
  createItemBody,
  keyElement,
  mimeElement,
  NAMED,
  rigsOfFile,
} from '../../../test/exchange/rig.ts';

const startRig = rigsOfFile();
const ROOT = '<t:DistinguishedFolderId Id="msgfolderroot"/>';
const createBody = (folders: string, parent = ROOT): string =>
  `<m:CreateFolder><m:ParentFolderId>${parent}</m:ParentFolderId><m:Folders>${folders}</m:Folders></m:CreateFolder>`;
const named = (name: string, more = ''): string => `<t:Folder><t:DisplayName>${name}</t:DisplayName>${more}</t:Folder>`;
const findBody = (view = '', traversal = 'Deep'): string =>
  `<m:FindFolder Traversal="${traversal}"><m:FolderShape><t:BaseShape>Default</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="folder:FolderClass"/>${NAMED}</t:AdditionalProperties></m:FolderShape>${view}<m:ParentFolderIds>${ROOT}</m:ParentFolderIds></m:FindFolder>`;
const folderIds = (text: string): readonly string[] => all(text, /(<t:FolderId [^>]*>)/g);
const names = (text: string): readonly string[] => all(text, /<t:DisplayName>([^<]*)/g);
const syncBody = (state: string): string =>
  `<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>${state}</m:SyncFolderHierarchy>`;
const stateOf = (text: string): string => `<m:SyncState>${all(text, /<m:SyncState>([^<]*)/g)[0]}</m:SyncState>`;

describe('folders', () => {
  test('are there from the start, and cannot be deleted or renamed', async () => {
    const { ask } = await startRig();
    const found = await ask(findBody());
    expect(names(found.text)).toEqual(
      expect.arrayContaining(['Inbox', 'Sent Items', 'Deleted Items', 'Junk Email', 'Drafts']),
    );
    const inbox = '<t:DistinguishedFolderId Id="inbox"/>';
    const deleted = await ask(
      `<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds>${inbox}</m:FolderIds></m:DeleteFolder>`,
    );
    expect(codesOf(deleted.text)).toEqual(['ErrorDeleteDistinguishedFolder']);
    const renamed = await ask(
      `<m:UpdateFolder><m:FolderChanges><t:FolderChange>${inbox}<t:Updates><t:SetFolderField><t:FieldURI FieldURI="folder:DisplayName"/>${named('x')}</t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>`,
    );
    expect(codesOf(renamed.text)).toEqual(['ErrorMoveDistinguishedFolder']);
  });

  test('with one name in different case are one folder, and only the second is refused', async () => {
    const { ask } = await startRig();
    expect(
      codesOf((await ask(createBody(named('Straße') + named('STRASSE') + named('straße') + named('INBOX')))).text),
    ).toEqual(['NoError', 'NoError', 'ErrorFolderExists', 'ErrorFolderExists']);
  });

  test.each(['1.Inbox, R&amp;D / 2019', 'a\\b', 'Письма', '..', '% * "'])('may be called %s', async (name) => {
    const { ask } = await startRig();
    expect(codesOf((await ask(createBody(named(name)))).text)).toEqual(['NoError']);
    expect(names((await ask(findBody())).text).map((one) => one.replaceAll('&quot;', '"'))).toContain(name);
  });

  test.each([
    { what: 'nothing', name: '' },
    { what: 'blanks', name: '   ' },
    { what: 'more than 255 characters', name: 'x'.repeat(256) },
    { what: 'a reserved name', name: 'files' },
  ])('may not be called $what', async ({ name }) => {
    const { ask } = await startRig();
    expect(codesOf((await ask(createBody(named(name)))).text)).toEqual(['ErrorFolderSave']);
  });

  test('may have a reserved name below another folder', async () => {
    const { ask } = await startRig();
    expect(codesOf((await ask(createBody(named('Files'), '<t:DistinguishedFolderId Id="inbox"/>'))).text)).toEqual([
      'NoError',
    ]);
  });

  test('lose blanks at the ends of their names, or are refused for them where the server is told to', async () => {
    const trimming = await startRig();
    await trimming.ask(createBody(named(' padded ')));
    expect(names((await trimming.ask(findBody())).text)).toContain('padded');
    const refusing = await startRig({ folderNames: { outerBlanks: 'refuse' } });
    expect(codesOf((await refusing.ask(createBody(named(' padded ')))).text)).toEqual(['ErrorFolderSave']);
  });

  test('keep the property that was set with them', async () => {
    const { ask } = await startRig();
    await ask(createBody(named('with key', keyElement('INBOX.x'))));
    expect((await ask(findBody())).text).toContain('<t:Value>INBOX.x</t:Value>');
  });

  test('of the typed elements get their classes', async () => {
    const { ask } = await startRig();
    await ask(createBody('<t:ContactsFolder><t:DisplayName>Suppliers</t:DisplayName></t:ContactsFolder>'));
    expect((await ask(findBody())).text).toMatch(
      /<t:ContactsFolder>.*<t:FolderClass>IPF.Contact<\/t:FolderClass><t:DisplayName>Suppliers</,
    );
  });

  test('may not be created with what only the server knows', async () => {
    const { ask } = await startRig();
    expect(
      codesOf(
        (await ask(createBody('<t:Folder><t:DisplayName>x</t:DisplayName><t:TotalCount>1</t:TotalCount></t:Folder>')))
          .text,
      ),
    ).toEqual(['ErrorInvalidPropertySet']);
  });

  test('of a path are created where they are missing', async () => {
    const { ask } = await startRig();
    const body = `<m:CreateFolderPath><m:ParentFolderId>${ROOT}</m:ParentFolderId><m:RelativeFolderPath>${named('Clients')}${named('Acme')}</m:RelativeFolderPath></m:CreateFolderPath>`;
    const first = await ask(body);
    const second = await ask(body);
    expect(codesOf(second.text)).toEqual(['NoError', 'NoError']);
    expect(folderIds(second.text)).toEqual(folderIds(first.text));
  });

  test('are listed page by page until the last one', async () => {
    const { ask } = await startRig();
    const seen: string[] = [];
    let offset = 0;
    for (let page = 0; page < 20; page += 1) {
      const { text } = await ask(
        findBody(`<m:IndexedPageFolderView MaxEntriesReturned="5" Offset="${offset}" BasePoint="Beginning"/>`),
      );
      seen.push(...names(text));
      offset = Number(all(text, /IndexedPagingOffset="(\d+)"/g)[0]);
      if (text.includes('IncludesLastItemInRange="true"')) break;
    }
    expect(seen).toEqual(names((await ask(findBody())).text));
  });

  test('of another mailbox are found by those who may act for it, and by nobody else', async () => {
    const body = `<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="inbox"><t:Mailbox><t:EmailAddress>bob@example.com</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId></m:FolderIds></m:GetFolder>`;
    const mailboxes = [{ address: 'alice@example.com' }, { address: 'bob@example.com' }];
    expect(codesOf((await (await startRig({ mailboxes })).ask(body)).text)).toEqual(['ErrorAccessDenied']);
    const accounts = [
      { user: 'alice@example.com', password: 'correct horse', mayImpersonate: 'all', auth: ['basic'] },
    ] as const;
    expect(codesOf((await (await startRig({ mailboxes, accounts })).ask(body)).text)).toEqual(['NoError']);
  });

  test('that came, changed and went are told since a state', async () => {
    const { ask } = await startRig();
    const first = stateOf((await ask(syncBody(''))).text);
    expect(folderIds((await ask(syncBody(first))).text)).toEqual([]);
    const [id] = folderIds((await ask(createBody(named('new')))).text);
    const second = await ask(syncBody(first));
    expect(second.text).toMatch(/<t:Create><t:Folder>.*new/);
    await ask(`<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds>${id}</m:FolderIds></m:DeleteFolder>`);
    expect((await ask(syncBody(stateOf(second.text)))).text).toMatch(/<t:Delete><t:FolderId /);
    expect((await ask(syncBody(first))).text).not.toContain('<t:Delete>');
  });

  test('take their items along when they are deleted', async () => {
    const { ask, exchange } = await startRig();
    const [id = ''] = folderIds((await ask(createBody(named('full')))).text);
    await ask(createItemBody([mimeElement('Subject: x\r\n\r\nx')], id));
    await ask(`<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds>${id}</m:FolderIds></m:DeleteFolder>`);
    expect(exchange.inspect('alice@example.com').flatMap((folder) => folder.items)).toEqual([]);
  });
});
