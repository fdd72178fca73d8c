/** What of an archive is named and not taken, and what stops. */
import { mkdir, rename, symlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openArchive, readArchive, withFiles } from '../../../test/archive/read-archive.ts';
import { all, never } from '../../../test/contract/contract.ts';
import { systemClock } from '../../base/clock.ts';
import { openArchiveSource } from '../archive.ts';

const MAIL = 'From: ann@example.test\r\nDate: Mon, 2 Feb 2004 10:11:12 +0100\r\nSubject: hello\r\n\r\nHello.\r\n';

describe('what is not taken', () => {
  test('links, pipes and files of unknown kind are named, and everything else comes', async () => {
    await withFiles(
      { 'In/1.eml': MAIL, 'In/photo.jpg': Buffer.from('ffd8ffe0', 'hex'), 'readme.txt': 'hello' },
      async (path) => {
        await symlink('/etc/passwd', join(path, 'In/passwd'));
        await symlink(path, join(path, 'In/loop'));
        const { folders, leftOut } = await readArchive(path);
        expect(folders.get('In')?.items).toHaveLength(1);
        expect([...leftOut].sort()).toEqual([
          'In/loop: it is a symbolic link, which is not followed',
          'In/passwd: it is a symbolic link, which is not followed',
          'In/photo.jpg: Godwit does not know what kind of file it is',
          'readme.txt: Godwit does not know what kind of file it is',
        ]);
      },
    );
  });

  test('an archive that is not there is a failure that names it', async () => {
    const opening = openArchiveSource({ path: '/nowhere/at/all', spoolFolder: tmpdir(), clock: systemClock }, never());
    await expect(opening).rejects.toMatchObject({
      code: 'source.archive-unreadable',
      facts: { path: '/nowhere/at/all' },
    });
  });

  test('a folder that went away since the listing stops itself', async () => {
    await withFiles({ 'In/1.eml': MAIL, 'Other/1.eml': MAIL }, async (path) => {
      const source = await openArchive(path);
      const [folder] = await source.folders(never());
      await rename(join(path, 'In'), join(path, 'Elsewhere'));
      if (folder === undefined) throw new Error('there is a folder');
      const listing = source.list(folder, { cursor: null, known: async function* () {} }, never());
      await expect(all(listing)).rejects.toMatchObject({
        code: 'source.folder-refused',
        facts: { folder: 'In' },
      });
      await mkdir(join(path, 'In'));
      await utimes(join(path, 'In'), 1, 1);
    });
  });
});
