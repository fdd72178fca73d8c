import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileName } from '../content/archive-names.ts';
import { itemsFolder } from './archive/folders.ts';
import { openArchiveTarget } from './archive.ts';
import { type TargetHarness, targetContract } from './target.contract.ts';
import { targetKindsContract } from './target-kinds.contract.ts';

targetContract('an archive', openArchive, {
  'an inbox is there from the beginning, and there is one': 'an archive holds what was put into it and nothing else',
  'a message that the server refuses fails by itself, with a problem, among good ones that are written':
    'a disk takes every message',
  'a write whose answer was lost is found again, and what was never written is not':
    'there is no line that could be cut; the crash test ends the program instead',
});

targetKindsContract('an archive', openArchive, {
  'an item that nobody can read fails by itself, with a problem, among good ones that are written':
    'a disk takes every item',
});

async function openArchive(): Promise<TargetHarness> {
  const path = await mkdtemp(join(tmpdir(), 'godwit-archive-'));
  return {
    open: () => openArchiveTarget({ path }),
    count: async (folder) =>
      (await readdir(itemsFolder(path, folder))).filter((name) => readFileName(name) !== null).length,
    isSameContent: async (written, back) => written.equals(back),
    refused: null,
    loseNextAnswer: null,
    close: () => rm(path, { recursive: true }),
  };
}
