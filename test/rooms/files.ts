/** The files of the repository, as a clean clone has them: what tools and tests produce is left out. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from './imports.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

const NOT_OURS = new Set(['node_modules', '.git', 'package-lock.json', 'dist', 'screenshots']);
const TEXT = /\.(tsx?|mjs|js|css|html|json|md|sh|sql|ya?ml)$|^(\.ci\/run|LICENSE|\.gitignore|\.npmrc)$/;

/** Every text file, by its path from the root. */
export function repositoryFiles(): readonly SourceFile[] {
  return filesBelow('').map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** The TypeScript files: what the rules of code are about. */
export function codeFiles(): readonly SourceFile[] {
  return repositoryFiles().filter((file) => /\.tsx?$/.test(file.path));
}

function filesBelow(folder: string): readonly string[] {
  const names = readdirSync(join(ROOT, folder)).filter((name) => !NOT_OURS.has(name));
  return names.sort().flatMap((name) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (statSync(join(ROOT, path)).isDirectory()) return filesBelow(path);
    return TEXT.test(path) ? [path] : [];
  });
}
