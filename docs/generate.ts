/** Makes the pages that are drawn from tables: `npm run docs`. A test fails while one of them is not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationsPage, shapesPage } from './client-page.ts';
import { errorsPage } from './errors-page.ts';
import { requirementsPage } from './guide-table.ts';
import { architecturePage } from './import-picture.ts';
import { lossesPage } from './losses-page.ts';
import { openApiPage } from './openapi-page.ts';
import { statesPage } from './states-page.ts';

const ROOT = join(import.meta.dirname, '..');

/** A page by its path from the root, made from its tables and from what was written in it by hand. */
export interface Page {
  readonly path: string;
  make(before: string): string | Promise<string>;
}

export const PAGES: readonly Page[] = [
  { path: 'docs/errors.md', make: () => errorsPage() },
  { path: 'docs/losses.md', make: () => lossesPage() },
  { path: 'docs/states.md', make: () => statesPage() },
  { path: 'docs/openapi.json', make: openApiPage },
  { path: 'src/client/operations.ts', make: operationsPage },
  { path: 'src/client/shapes.ts', make: shapesPage },
  { path: 'ARCHITECTURE.md', make: architecturePage },
  { path: 'docs/requirements.md', make: requirementsPage },
];

const WRITTEN_BY_HAND_TOO = ['ARCHITECTURE.md', 'docs/requirements.md'];

export function readPage(page: Page): string {
  return readFileSync(join(ROOT, page.path), 'utf8');
}

async function generate(): Promise<void> {
  for (const page of PAGES) {
    const path = join(ROOT, page.path);
    writeFileSync(path, await page.make(WRITTEN_BY_HAND_TOO.includes(page.path) ? readPage(page) : ''));
    console.log(`wrote ${page.path}`);
  }
}

if (import.meta.main) await generate();
