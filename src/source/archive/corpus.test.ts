/** Every file of the shared corpus, alone and all together: each gives items, or is named with the reason. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArchive } from '../../../test/archive/read-archive.ts';
import { corpusFolder, whyNoCorpus } from '../../../test/corpus/corpus.ts';

const KINDS = ['archives', 'calendar', 'contacts'] as const;
const reason = whyNoCorpus();

describe.skipIf(reason !== null)(`the corpus${reason === null ? '' : ` (left out: ${reason})`}`, () => {
  test.each(KINDS)(
    'each file of %s gives items or is named, and all together give as much',
    { timeout: 300_000 },
    async (kind) => {
      const silent: string[] = [];
      let alone = 0;
      for (const path of filesBelow(corpusFolder(kind))) {
        const { folders, leftOut } = await readArchive(path);
        for (const { heads, items, unreadable } of folders.values()) {
          alone += heads.length;
          expect(items.length + unreadable.length, path).toBe(heads.length);
          expect(new Set(heads.map(({ ref }) => ref)).size, path).toBe(heads.length);
          for (const { item, text } of items) expect(text.length, path).toBe(item.sizeBytes);
        }
        if (folders.size === 0 && leftOut.length === 0 && statSync(path).size > 0) silent.push(path);
      }
      expect(silent).toEqual([]);
      const together = await readArchive(corpusFolder(kind));
      expect([...together.folders.values()].reduce((sum, { heads }) => sum + heads.length, 0)).toBe(alone);
    },
  );
});

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
