/** Writes an inventory as tables into a folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../base/problem.ts';
import { writeInventoryTables } from '../../content/inventory-csv/write-inventory-tables.ts';
import type { Inventory } from '../../model/inventory.ts';

/** Gives the paths. Only their owner may read them. Throws usage.invalid for a folder that cannot be written. */
export async function writeInventory(inventory: Inventory, folder: string): Promise<readonly string[]> {
  const { domains, mailboxes, lists } = writeInventoryTables(inventory);
  const files = [
    [join(folder, 'domains.csv'), domains],
    [join(folder, 'mailboxes.csv'), mailboxes],
    [join(folder, 'lists.csv'), lists],
  ] as const;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const [path, text] of files) await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const what = `The tables could not be written into ${folder}: ${error.message}.`;
    throw new Failure('usage.invalid', { what, how: 'Name a folder of yours with --out.' }, { cause: error });
  }
  return files.map(([path]) => path);
}
