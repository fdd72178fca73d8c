/** What a source promises about its folders. */
import { expect } from 'vitest';
import { type ContractCase, never } from '../../test/contract/contract.ts';
import { CASE_TWINS, ODD_FOLDERS } from '../../test/contract/samples.ts';
import { folderKey, type SourceFolder } from '../model/folder.ts';
import {
  canHave,
  folderAt,
  headsOf,
  INBOX,
  identityOf,
  listAll,
  type SourceHarness,
  samplesFor,
} from './source-harness.contract.ts';

export const FOLDER_CASES: readonly ContractCase<SourceHarness>[] = [
  {
    name: 'every odd folder name is given decoded, and its items are found under it',
    async run(harness) {
      const odd = ODD_FOLDERS.filter((path) => canHave(harness, path));
      expect(odd.length).toBeGreaterThanOrEqual(15);
      const [message] = samplesFor(harness);
      for (const path of odd) {
        await harness.addFolder(path);
        await harness.add(path, [message]);
      }
      const source = await harness.open();
      const folders = await source.folders(never());
      for (const path of odd) {
        const heads = headsOf(await listAll(source, folderAt(folders, path), null));
        expect(
          heads.map((head) => identityOf(harness, head)),
          path.join(' / '),
        ).toEqual([message.receivedAt]);
      }
      await source.close();
    },
  },
  {
    name: 'folders whose names differ in case only are two folders',
    async run(harness) {
      const messages = samplesFor(harness);
      for (const [index, path] of CASE_TWINS.entries()) {
        await harness.addFolder(path);
        await harness.add(path, messages.slice(0, index + 1));
      }
      const source = await harness.open();
      const folders = await source.folders(never());
      for (const [index, path] of CASE_TWINS.entries()) {
        expect(headsOf(await listAll(source, folderAt(folders, path), null))).toHaveLength(index + 1);
      }
      await source.close();
    },
  },
  {
    name: 'parents come before their children, and a parent that is only a name holds no items',
    async run(harness) {
      await harness.addFolder(['Only', 'a', 'leaf']);
      await harness.addFolder(['Real']);
      await harness.addFolder(['Real', 'child']);
      const source = await harness.open();
      const folders = await source.folders(never());
      const keys = folders.map((folder) => folderKey(folder.path));
      expect(new Set(keys).size).toBe(keys.length);
      for (const folder of folders.filter((one) => one.path.length > 1)) {
        const parent = keys.indexOf(folderKey(folder.path.slice(0, -1)));
        expect(parent, folder.path.join(' / ')).toBeGreaterThanOrEqual(0);
        expect(parent).toBeLessThan(keys.indexOf(folderKey(folder.path)));
      }
      expect(folderAt(folders, ['Only']).holdsItems).toBe(false);
      expect(folderAt(folders, ['Only', 'a']).holdsItems).toBe(false);
      expect(folderAt(folders, ['Only', 'a', 'leaf']).holdsItems).toBe(true);
      expect(folderAt(folders, ['Real']).holdsItems).toBe(true);
      expect(folders.filter((folder) => folder.role === 'inbox').map((folder) => folder.path)).toEqual([INBOX]);
      await source.close();
    },
  },
  {
    name: 'counts and stamps are right where they are given',
    async run(harness) {
      const messages = samplesFor(harness);
      await harness.add(INBOX, messages.slice(0, 3));
      const source = await harness.open();
      const look = async (): Promise<SourceFolder> => folderAt(await source.folders(never()), INBOX);
      const before = await look();
      expect([3, null]).toContain(before.itemsCount);
      const bytes = messages.slice(0, 3).reduce((sum, message) => sum + message.bytes.length, 0);
      expect([bytes, null]).toContain(before.bytesCount);
      expect((await look()).stamp).toBe(before.stamp);
      const stamps = [before.stamp];
      const changes = [
        () => harness.add(INBOX, messages.slice(3, 4)),
        () => harness.flag(INBOX, messages[0], ['seen', 'flagged']),
        () => harness.remove(INBOX, messages[1]),
      ];
      for (const change of changes) {
        await change();
        stamps.push((await look()).stamp);
      }
      const given = stamps.filter((stamp) => stamp !== null);
      expect(new Set(given).size).toBe(given.length);
      await source.close();
    },
  },
];
