/** Reads what the build of the console made, once, into memory: it is small, and each request is answered from there. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type ConsoleFile, FIRST_PAGE } from '../../api/console.ts';

export const CONSOLE_FOLDER = join(import.meta.dirname, '../../../console/dist');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};
/** As the build names what it packed beside the file itself. */
const PACKED = { br: '.br', gzip: '.gz' } as const;

/** By their paths below the folder, with forward slashes; null where nothing was built. */
export async function readConsoleFiles(folder = CONSOLE_FOLDER): Promise<ReadonlyMap<string, ConsoleFile> | null> {
  const names = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const paths = new Set(names.map((name) => name.replaceAll('\\', '/')));
  if (!paths.has(FIRST_PAGE)) return null;
  const files = new Map<string, ConsoleFile>();
  for (const path of paths) {
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    const packed: Partial<Record<keyof typeof PACKED, Buffer>> = {};
    for (const packing of ['br', 'gzip'] as const) {
      const name = path + PACKED[packing];
      if (paths.has(name)) packed[packing] = await readFile(join(folder, name));
    }
    files.set(path, { type, bytes: await readFile(join(folder, path)), packed });
  }
  return files;
}
