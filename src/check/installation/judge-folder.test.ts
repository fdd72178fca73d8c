import { describe, expect, test } from 'vitest';
import { type FolderFacts, judgeFolder } from './judge-folder.ts';

const GB = 1_000_000_000;
const WELL: FolderFacts = {
  path: '/state',
  found: { mode: 0o700, isOurs: true, trouble: null },
  room: { freeBytes: 100 * GB, totalBytes: 200 * GB, freeFiles: 1_000_000 },
  holdsDatabase: true,
};

function verdicts(facts: FolderFacts): readonly string[] {
  return judgeFolder(facts).map(({ verdict }) => verdict);
}

describe('the state folder', () => {
  test.each([
    ['is well', WELL.found, 'pass'],
    ['is not there yet', null, 'pass'],
    ['lies where rights are unknown', { mode: null, isOurs: true, trouble: null }, 'pass'],
    ['may be read by a group', { mode: 0o750, isOurs: true, trouble: null }, 'warn'],
    ['is of somebody else', { mode: 0o700, isOurs: false, trouble: null }, 'warn'],
    ['cannot be written', { mode: 0o700, isOurs: true, trouble: 'ENOSPC' }, 'block'],
  ] as const)('that %s', (_what, found, verdict) => {
    expect(verdicts({ ...WELL, found })).toEqual([verdict, 'pass']);
  });

  test.each([
    [10 * GB, 1_000_000, 'pass'],
    [10 * GB, null, 'pass'],
    [3 * GB, 1_000_000, 'warn'],
    [GB / 2, 1_000_000, 'block'],
    [0, 1_000_000, 'block'],
    [10 * GB, 10, 'block'],
  ])('on a disk with %d bytes and %s files free', (freeBytes, freeFiles, verdict) => {
    const [, room] = judgeFolder({ ...WELL, room: { ...WELL.room, freeBytes, freeFiles } });
    expect(room?.verdict).toBe(verdict);
    if (freeFiles === 10) expect(room?.fault?.cause).toContain('10 more files');
  });
});
