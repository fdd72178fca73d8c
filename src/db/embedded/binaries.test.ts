import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BinariesMissing, findBinaries, linkLibraries, majorVersion } from './binaries.ts';

const base = await mkdtemp(join(tmpdir(), 'godwit-binaries-'));
afterAll(() => rm(base, { recursive: true, force: true }));

describe('the binaries', () => {
  test('are there for this machine and say their version', async () => {
    expect(await majorVersion(await findBinaries())).toMatch(/^\d+$/);
  });

  test('get the links between their libraries that an installation without scripts leaves out', async () => {
    const native = await unpacked('no-scripts');
    await linkLibraries(native);
    expect(await readlink(join(native, 'lib', 'libx.so.6'))).toBe('libx.so.6.1');
    await linkLibraries(native);
    expect(await readlink(join(native, 'lib', 'libx.so'))).toBe('libx.so.6.1');
  });

  test('whose links cannot be made say what to do', async () => {
    const native = await unpacked('no-folder');
    await rm(join(native, 'lib'), { recursive: true });
    await expect(linkLibraries(native)).rejects.toSatisfy(
      (error) => error instanceof BinariesMissing && /libx\.so.*npm rebuild/.test(error.message),
    );
  });

  test('of a platform without such links need nothing', async () => {
    const native = join(base, 'plain', 'native');
    await mkdir(native, { recursive: true });
    await expect(linkLibraries(native)).resolves.toBeUndefined();
  });
});

/** A package as npm unpacks it: the list of the links, and no links. */
async function unpacked(name: string): Promise<string> {
  const native = join(base, name, 'native');
  await mkdir(join(native, 'lib'), { recursive: true });
  await writeFile(join(native, 'lib', 'libx.so.6.1'), '');
  const links = ['libx.so', 'libx.so.6'].map((link) => ({
    source: 'native/lib/libx.so.6.1',
    target: `native/lib/${link}`,
  }));
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  return native;
}
