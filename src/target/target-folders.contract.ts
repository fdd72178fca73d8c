/** What a target promises about folders. */
import { expect } from 'vitest';
import { type ContractCase, never } from '../../test/contract/contract.ts';
import { CASE_TWINS, ODD_FOLDERS, sampleMessages } from '../../test/contract/samples.ts';
import { type FolderPath, folderKey } from '../model/folder.ts';
import type { TargetTraits } from '../model/target.ts';
import { ensure, folderAt, putAll, type TargetHarness } from './target-harness.contract.ts';

export const FOLDER_CASES: readonly ContractCase<TargetHarness>[] = [
  {
    name: 'an inbox is there from the beginning, and there is one',
    async run(harness) {
      const target = await harness.open();
      expect((await target.folders(never())).filter((folder) => folder.role === 'inbox')).toHaveLength(1);
      await target.close();
    },
  },
  {
    name: 'every odd folder name that the traits allow is made as it is, and can be written to',
    async run(harness) {
      const target = await harness.open();
      const possible = ODD_FOLDERS.filter((path) => isPossible(path, target.traits));
      expect(possible.length).toBeGreaterThanOrEqual(12);
      const [message] = sampleMessages();
      for (const path of possible) {
        const made = await ensure(target, path);
        expect(made.path).toEqual(path);
        await putAll(target, made, [message]);
      }
      await target.close();
      const later = await harness.open();
      const folders = await later.folders(never());
      for (const path of possible) expect(await harness.count(folderAt(folders, path)), path.join(' / ')).toBe(1);
      await later.close();
    },
  },
  {
    name: 'making a folder makes its parents, and making it again changes nothing',
    async run(harness) {
      const target = await harness.open();
      const path = ['One', 'Two', 'Three'];
      const first = await ensure(target, path);
      const [message] = sampleMessages();
      await putAll(target, first, [message]);
      expect(await ensure(target, path)).toEqual(first);
      await ensure(target, ['One', 'Two']);
      await target.close();

      const later = await harness.open();
      expect(await ensure(later, path)).toEqual(first);
      const folders = await later.folders(never());
      const keys = folders.map((folder) => folderKey(folder.path));
      expect(new Set(keys).size).toBe(keys.length);
      for (let depth = 1; depth <= path.length; depth++) expect(keys).toContain(folderKey(path.slice(0, depth)));
      expect(await harness.count(folderAt(folders, path))).toBe(1);
      await later.close();
    },
  },
  {
    name: 'names that differ in case only are two folders exactly where the traits say so',
    async run(harness) {
      const target = await harness.open();
      const made: string[] = [];
      for (const path of CASE_TWINS) made.push((await ensure(target, path)).serverName);
      expect(new Set(made).size).toBe(target.traits.folderNamesFold ? 1 : 2);
      await target.close();
    },
  },
];

function isPossible(path: FolderPath, traits: TargetTraits): boolean {
  const reserved = new Set((traits.folderNamesReserved ?? []).map((name) => name.toLowerCase()));
  return path.every((name, level) => {
    if (name.length > traits.folderNameMax || name.search(traits.folderNameForbids) >= 0) return false;
    if (level === 0 && reserved.has(name.toLowerCase())) return false;
    return traits.folderNamesTrimmed === false || name === name.trim();
  });
}
