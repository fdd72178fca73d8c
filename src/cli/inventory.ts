/** `godwit inventory`: an organisation with its mailboxes, lists and settings, from the admin API, from tables, or from both. */
import { resolve } from 'node:path';
import { type Command, watched } from './command.ts';
import type { ExitCode } from './exit.ts';
import { type InventoryOptions, inventoryJobOf } from './inventory-options.ts';
import { presentInventory } from './inventory-summary.ts';

export async function runInventory(options: InventoryOptions, command: Command): Promise<ExitCode> {
  const job = await inventoryJobOf(options, command);
  const inventory = await watched(command, (control) => command.machinery.inventory(job, control));
  const files =
    options.out === undefined ? [] : await command.machinery.writeInventory(inventory, resolve(options.out));
  return presentInventory(inventory, files, command);
}
