import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { failure, Scenes } from '../../../test/exchange/target-scene.ts';
import type { FolderRole } from '../../model/folder.ts';
import { ensure } from '../target-harness.contract.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

describe('folders', () => {
  const wanted = (path: readonly string[], role: FolderRole = 'plain', sourcePath = path) =>
    ({ path, role, kind: 'message', sourcePath }) as const;

  test('special ones are found by what they are, and never made twice', async () => {
    const target = await (await scenes.rig()).open();
    const before = await target.folders(never());
    const roles: readonly FolderRole[] = ['inbox', 'sent', 'drafts', 'trash', 'junk'];
    for (const role of roles) {
      const found = await target.ensureFolder(wanted(['Whatever'], role), never());
      expect(found).toEqual(before.find((folder) => folder.role === role));
    }
    expect(await target.folders(never())).toEqual(before);
  });

  test('an archive is the folder of that name if there is one, and is made if not', async () => {
    const target = await (await scenes.rig()).open();
    const made = await target.ensureFolder(wanted(['Archive'], 'archive'), never());
    expect(made.path).toEqual(['Archive']);
    const found = (await target.folders(never())).find((folder) => folder.role === 'archive');
    expect(found?.serverName).toBe(made.serverName);
    expect((await target.ensureFolder(wanted(['ARCHIVE'], 'archive'), never())).serverName).toBe(made.serverName);
  });

  test('those for calendars, contacts and outgoing mail are listed as what they are', async () => {
    const kinds = new Map(
      (await (await (await scenes.rig()).open()).folders(never())).map(({ path, kind }) => [path.join('/'), kind]),
    );
    expect([
      kinds.get('Calendar'),
      kinds.get('Contacts'),
      kinds.get('Tasks'),
      kinds.get('Outbox'),
      kinds.get('Inbox'),
    ]).toEqual(['event', 'contact', 'task', 'note', 'message']);
  });

  test('one that its owner renamed or moved is found again by where it came from; one that was thrown away is not', async () => {
    const rig = await scenes.rig();
    const target = await rig.open();
    const made = await target.ensureFolder(wanted(['Old', 'Name'], 'plain', ['INBOX', 'Old', 'Name']), never());
    const rename = (name: string, parent?: string): void => {
      const [mailbox] = rig.exchange.mailboxes.all();
      const folder = [...(mailbox?.folders.values() ?? [])].find(
        (one) => one.state.name === 'Name' || one.state.name === 'New',
      );
      const under = [...(mailbox?.folders.values() ?? [])].find((one) => one.state.distinguished === parent);
      if (mailbox === undefined || folder === undefined) throw new Error('the folder is there');
      mailbox.changeFolder(folder, { ...folder.state, name, parent: under?.id ?? folder.state.parent });
    };
    rename('New');
    const later = await (await rig.open()).ensureFolder(
      wanted(['Old', 'Name'], 'plain', ['INBOX', 'Old', 'Name']),
      never(),
    );
    expect(later).toEqual({ ...made, path: ['Old', 'New'] });
    rename('Name', 'deleteditems');
    const last = await (await rig.open()).ensureFolder(
      wanted(['Old', 'Name'], 'plain', ['INBOX', 'Old', 'Name']),
      never(),
    );
    expect(last.path).toEqual(['Old', 'Name']);
    expect(last.serverName).not.toBe(made.serverName);
  });

  test('many asked for at once, with parents in common, are made once each', async () => {
    const rig = await scenes.rig();
    const target = await rig.open();
    const paths = Array.from({ length: 20 }, (_, index) => ['P', `Q${index % 3}`, `R${index % 5}`]);
    const made = await Promise.all(paths.map((path) => target.ensureFolder(wanted(path), never())));
    expect(new Set(made.map((folder) => folder.serverName)).size).toBe(15);
    expect(rig.exchange.counters.requests['CreateFolder']).toBe(1 + 3 + 15);
  });

  test('one that somebody else makes at the same moment is used', async () => {
    const rig = await scenes.rig();
    const [mine, other] = [await rig.open(), await rig.open()];
    const theirs = await ensure(other, ['Shared', 'One']);
    expect(await mine.ensureFolder(wanted(['shared', 'one']), never())).toMatchObject({
      serverName: theirs.serverName,
    });
  });

  test.each(['before-work', 'after-work'] as const)('one whose answer is lost %s is there once', async (at) => {
    const rig = await scenes.rig();
    const target = await rig.open();
    rig.exchange.setFaults([{ when: { operation: 'CreateFolder', nth: 1 }, then: { is: 'cut', at } }]);
    const made = await ensure(target, ['Once']);
    const there = (await target.folders(never())).filter(({ path }) => path[0] === 'Once');
    expect(there.map(({ serverName }) => serverName)).toEqual([made.serverName]);
  });

  test('a name that the server refuses is a failure of that folder, with its words', async () => {
    const rig = await scenes.rig();
    const target = await rig.open();
    rig.exchange.setFaults([
      { when: { operation: 'CreateFolder' }, then: { is: 'item', at: 0, code: 'ErrorInvalidFolderName' } },
    ]);
    const found = await failure(ensure(target, ['Odd', 'Deep']));
    expect(found).toMatchObject({ code: 'target.folder-refused', facts: { folder: 'Odd' } });
    expect(found.message).toContain('ErrorInvalidFolderName');
    rig.exchange.setFaults([]);
    expect((await ensure(target, ['Odd', 'Deep'])).path).toEqual(['Odd', 'Deep']);
  });

  test('a name that a calendar has is no place for mail', async () => {
    const target = await (await scenes.rig()).open();
    expect(await failure(ensure(target, ['Calendar']))).toMatchObject({ code: 'target.folder-refused' });
  });
});
