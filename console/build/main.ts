/** Builds the console, unless what is there was built from the same files: `npm ci` and `npm start` both ask for it. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { settings } from './settings.ts';

const ROOT = join(import.meta.dirname, '../..');
const MADE_OF = ['console/**/*.{ts,tsx,css,html,svg,json}', 'src/client/*.ts', 'package-lock.json'];
const OUT = join(ROOT, 'console/dist');
const STAMP = join(OUT, 'built-from');

function stampNow(): string {
  const paths = globSync(MADE_OF, { cwd: ROOT, exclude: (name) => name === 'dist' || name === 'node_modules' });
  const hash = createHash('sha256');
  for (const path of paths.sort()) hash.update(path).update(readFileSync(join(ROOT, path)));
  return hash.digest('hex');
}

const stamp = stampNow();
const isThere = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp;
if (!isThere) {
  await build(settings());
  writeFileSync(STAMP, stamp);
}
