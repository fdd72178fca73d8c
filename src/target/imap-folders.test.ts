import { describe, expect, test } from 'vitest';
import { DEFAULT_FEATURES } from '../../sim/imap/options.ts';
import { never } from '../../test/contract/contract.ts';
import { openRig, putTo, without, writesOf } from '../../test/imap/target-rig.ts';
import type { FolderPath, FolderRole, TargetFolder } from '../model/folder.ts';
import type { Target } from '../model/target.ts';

async function ensure(target: Target, path: FolderPath, role: FolderRole = 'plain'): Promise<TargetFolder> {
  return await target.ensureFolder({ path, role, kind: 'message', sourcePath: path }, never());
}

describe('names of folders', () => {
  test.each([
    { options: { separator: '/' }, path: ['Work', '2016'], wireName: 'Work/2016' },
    { options: { separator: '\\' }, path: ['Work', '2016'], wireName: 'Work\\2016' },
    { options: { separator: '.', prefix: 'INBOX.' }, path: ['Work', '2016'], wireName: 'INBOX.Work.2016' },
    { options: { separator: '.', prefix: 'INBOX.' }, path: ['INBOX'], wireName: 'INBOX' },
    { options: { separator: '.', prefix: 'INBOX.' }, path: ['INBOX', 'Below'], wireName: 'INBOX.INBOX.Below' },
    { options: { separator: '/' }, path: ['inbox', 'Below'], wireName: 'INBOX/Below' },
    { options: { separator: '/' }, path: ['Bills & Tax', 'Größe'], wireName: 'Bills &- Tax/Gr&APYA3w-e' },
    { options: { separator: null }, path: ['Flat.and/simple'], wireName: 'Flat.and/simple' },
  ] as const)('$path becomes $wireName where the server has $options', async ({ options, path, wireName }) => {
    const rig = await openRig(options);
    const target = await rig.open();
    const made = await ensure(target, path);
    expect(made.serverName).toBe(wireName);
    expect(rig.account.mailboxes.has(wireName)).toBe(true);
    const again = await (await rig.open()).folders(never());
    const asListed = path[0] === 'inbox' ? ['INBOX', 'Below'] : path;
    expect(again.find((folder) => folder.serverName === wireName)?.path).toEqual(asListed);
  });

  test('a server with UTF8=ONLY is spoken to in UTF-8', async () => {
    const rig = await openRig({ features: [...DEFAULT_FEATURES, 'UTF8=ONLY'] });
    const made = await ensure(await rig.open(), ['Größe & mehr']);
    expect(made.serverName).toBe(Buffer.from('Größe & mehr').toString('latin1'));
    expect([...rig.account.mailboxes.keys()]).toContain('Gr&APYA3w-e &- mehr');
  });

  test('a server without NAMESPACE that shows everything below INBOX. gets everything below INBOX.', async () => {
    const rig = await openRig({ features: without('NAMESPACE'), separator: '.', prefix: 'INBOX.' });
    rig.account.add('INBOX.Old');
    const target = await rig.open();
    expect((await target.folders(never())).map((folder) => folder.path)).toEqual([['INBOX'], ['Old']]);
    expect((await ensure(target, ['New'])).serverName).toBe('INBOX.New');
  });

  test.each([
    { options: { separator: '/' }, forbidden: ['a/b', 'a\nb'], allowed: ['a.b', 'a\\b', '~a', '100%', 'all*'] },
    { options: { separator: '\\' }, forbidden: ['a\\b', 'a\u0000b'], allowed: ['a.b', 'a/b'] },
    {
      options: { separator: '.', forbiddenInNames: '/%' },
      forbidden: ['a.b', 'a/b', '100%'],
      allowed: ['a\\b', 'all*'],
    },
    { options: { separator: null }, forbidden: ['a\rb'], allowed: ['a.b', 'a/b', 'a\\b'] },
  ] as const)('$forbidden are forbidden where the server has $options, and $allowed are not', async (row) => {
    const target = await (await openRig(row.options)).open();
    const isForbidden = (name: string): boolean => name.search(target.traits.folderNameForbids) >= 0;
    expect(row.forbidden.filter(isForbidden)).toEqual(row.forbidden);
    expect(row.allowed.filter(isForbidden)).toEqual([]);
  });

  test('the inbox is the inbox, also beside an INBOX.INBOX', async () => {
    const rig = await openRig({ separator: '.', prefix: 'INBOX.' });
    rig.account.add('INBOX.INBOX');
    const folders = await (await rig.open()).folders(never());
    expect(folders.filter((folder) => folder.role === 'inbox').map((folder) => folder.serverName)).toEqual(['INBOX']);
  });

  test('folders of others and of all are not the mailbox', async () => {
    const rig = await openRig({ sharedPrefix: 'Public/' });
    rig.account.add('Mine');
    rig.account.add('Public/News');
    const folders = await (await rig.open()).folders(never());
    expect(folders.map((folder) => folder.serverName)).toEqual(['INBOX', 'Mine']);
  });

  test('asking which names are possible makes nothing', async () => {
    const rig = await openRig({ forbiddenInNames: '.' });
    await rig.open();
    expect(rig.account.writesCount).toBe(0);
    expect([...rig.account.mailboxes.keys()]).toEqual(['INBOX']);
  });

  test('a server that ends the connection over such questions is connected to again', async () => {
    const rig = await openRig({
      faults: [{ on: /^STATUS/, nth: 3, does: { is: 'answer', text: 'BYE too many errors', when: 'before' } }],
    });
    const target = await rig.open();
    expect((await ensure(target, ['After'])).path).toEqual(['After']);
    expect(rig.server.connectionsCount).toBe(2);
  });

  test('a name that the server finds too long is shortened, always in the same way, and its children follow', async () => {
    const long = `Long ${'x'.repeat(240)}`;
    const refusing = [
      {
        on: /^CREATE \S*(x{100}|"Long x{100})/,
        nth: 'each',
        does: { is: 'answer', text: 'NO name too long', when: 'before' },
      },
    ] as const;
    const rig = await openRig({ faults: refusing });
    const first = await ensure(await rig.open(), [long, 'Child']);
    expect(first.path[0]).toMatch(/^Long x{66} [0-9a-f]{8}$/);
    expect(first.path[1]).toBe('Child');
    expect(await ensure(await rig.open(), [long, 'Child'])).toEqual(first);
    const other = await ensure(await rig.open(), [`${long}y`, 'Child']);
    expect(other.path[0]).not.toBe(first.path[0]);
    const folders = await (await rig.open()).folders(never());
    expect(folders.map((folder) => folder.path)).toContainEqual(first.path);
  });
});

describe('special folders', () => {
  test('are found by attribute, before a usual name', async () => {
    const rig = await openRig();
    rig.account.add('Sent');
    rig.account.add('Gesendet', { specialUse: '\\Sent' });
    rig.account.add('Deleted Items');
    const target = await rig.open();
    const roles = new Map((await target.folders(never())).map((folder) => [folder.serverName, folder.role]));
    expect(Object.fromEntries(roles)).toEqual({
      INBOX: 'inbox',
      Gesendet: 'sent',
      Sent: 'plain',
      'Deleted Items': 'trash',
    });
    expect((await ensure(target, ['Sent Items'], 'sent')).serverName).toBe('Gesendet');
    expect((await ensure(target, ['Trash'], 'trash')).serverName).toBe('Deleted Items');
  });

  test('are made with their attribute where they are missing', async () => {
    const rig = await openRig();
    const made = await ensure(await rig.open(), ['Entwürfe'], 'drafts');
    expect(made.role).toBe('drafts');
    expect(rig.account.mailbox('Entwürfe').specialUse).toBe('\\Drafts');
  });

  test('are made without it where the server cannot', async () => {
    const rig = await openRig({ features: [] });
    const made = await ensure(await rig.open(), ['Junk'], 'junk');
    expect(made).toMatchObject({ role: 'junk', serverName: 'Junk' });
  });
});

describe('making folders', () => {
  test('makes and subscribes every level, and a mere name becomes a folder', async () => {
    const rig = await openRig();
    rig.account.add('Only/Below');
    const target = await rig.open();
    expect((await target.folders(never())).map((folder) => folder.serverName)).not.toContain('Only');
    await ensure(target, ['Only']);
    await ensure(target, ['A', 'B', 'C']);
    const shown = [...rig.account.mailboxes.values()].filter((mailbox) => mailbox.isSubscribed);
    expect(shown.map((mailbox) => mailbox.wireName)).toEqual(['Only', 'A', 'A/B', 'A/B/C']);
  });

  test('makes each folder once when many are asked for at the same time', async () => {
    const rig = await openRig();
    const target = await rig.open();
    const paths = Array.from({ length: 50 }, (_, at) => ['Top', `Middle ${at % 5}`, `Leaf ${at}`]);
    await Promise.all(paths.map((path) => ensure(target, path)));
    const created = rig.server.journal.filter(({ line }) => line.startsWith('CREATE'));
    expect(created).toHaveLength(1 + 5 + 50);
  });

  test.each(['NO [ALREADYEXISTS] it is there', 'NO cannot create'])(
    'takes "%s" of a folder that is there for what it is',
    async (text) => {
      const rig = await openRig();
      const target = await rig.open();
      await target.folders(never());
      rig.account.add('Made meanwhile');
      rig.server.setFaults([{ on: /^CREATE/, nth: 'each', does: { is: 'answer', text, when: 'before' } }]);
      const folder = await ensure(target, ['Made meanwhile']);
      expect((await putTo(target, folder, writesOf(['a']))).failure).toBeNull();
    },
  );

  test('says which folder the server refused, and why', async () => {
    const rig = await openRig();
    const target = await rig.open();
    rig.server.setFaults([
      { on: /^CREATE/, nth: 'each', does: { is: 'answer', text: 'NO [LIMIT] too many folders', when: 'before' } },
    ]);
    await expect(ensure(target, ['One', 'Two'])).rejects.toMatchObject({
      code: 'target.folder-refused',
      facts: { folder: 'One', reason: expect.stringContaining('too many folders') },
    });
  });

  test.each([
    { options: { separator: null }, path: ['Below', 'Nothing'] },
    { options: { separator: '/' }, path: ['with/separator'] },
    { options: { separator: '/' }, path: [''] },
  ] as const)('never sends a path that would become another one: $path', async ({ options, path }) => {
    const rig = await openRig(options);
    const target = await rig.open();
    await expect(ensure(target, path)).rejects.toMatchObject({ code: 'target.folder-refused' });
    expect([...rig.account.mailboxes.keys()].filter((name) => name.includes('/') || name === '')).toEqual([]);
  });

  test('no character of a name can start a command', async () => {
    const rig = await openRig();
    const target = await rig.open();
    const name = 'a\r\nX1 DELETE INBOX\r\n';
    await ensure(target, [name]).catch(() => undefined); // refused or made: only what the server understood counts
    expect(rig.server.journal.filter(({ line }) => line.startsWith('DELETE'))).toEqual([]);
    expect(rig.account.mailboxes.has('INBOX')).toBe(true);
  });
});
