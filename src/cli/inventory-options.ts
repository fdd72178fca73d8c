/** What may be typed after `godwit inventory`, and the job that it makes. */

import { Option, type Command as Parser } from 'commander';
import { Failure } from '../base/problem.ts';
import { append } from './append.ts';
import { type Command, passwordDepsOf } from './command.ts';
import type { InventoryApi, InventoryJob } from './machinery.ts';
import { addRackspaceOptions, type RackspaceOptions, rackspaceAccessOf } from './rackspace-options.ts';
import { readAuthorities, stateFolderOf } from './settings.ts';

export interface InventoryOptions extends RackspaceOptions {
  readonly depth: InventoryApi['depth'];
  readonly csv?: readonly string[];
  readonly domain?: readonly string[];
  readonly out?: string;
  readonly caFile?: readonly string[];
  readonly state?: string;
}

export function addInventoryOptions(parser: Parser): Parser {
  parser.allowExcessArguments(false).helpOption('-h, --help', 'show this help').optionsGroup('From the admin API:');
  return addRackspaceOptions(parser)
    .addOption(
      new Option('--depth <depth>', 'what is asked for: each step takes more requests')
        .choices(['sizes', 'settings', 'everything'])
        .default('settings'),
    )
    .optionsGroup('From tables:')
    .option(
      '--csv <file>',
      'an export or a list of addresses, - for what is pasted; may be given several times',
      append,
    )
    .optionsGroup('What is told:')
    .option('--domain <name>', 'only this one; may be given several times', append)
    .optionsGroup('Connections:')
    .option('--ca-file <file>', 'trust the authorities in this PEM file too; may be given several times', append)
    .option('--allow-insecure-loopback', 'allow an open line to servers on this machine')
    .optionsGroup('Output:')
    .option('--out <folder>', 'write the tables as CSV files into this folder too')
    .option('--state <folder>', 'where the log and the answers of an unfinished run lie (default: a folder of yours)')
    .option('--json', 'one JSON document on standard output, and nothing else there')
    .option('--verbose', 'show the log too');
}

/** Throws usage.invalid. */
export async function inventoryJobOf(options: InventoryOptions, command: Command): Promise<InventoryJob> {
  const { csv = [], domain = [], caFile = [] } = options;
  const deps = passwordDepsOf(command);
  const access = await rackspaceAccessOf(options, deps);
  if (access === null && csv.length === 0) {
    throw new Failure('usage.invalid', {
      what: 'There is nothing to take the inventory from.',
      how: 'Add --rackspace-account with both key files, or --csv with an export of the control panel.',
    });
  }
  return {
    api: access === null ? null : { ...access, depth: options.depth },
    tables: csv,
    domains: domain.map(domainOf),
    authorities: await readAuthorities(caFile),
    stateFolder: stateFolderOf(options.state, deps.environment),
  };
}

function domainOf(text: string): string {
  const name = text.trim().toLowerCase().replace(/\.$/, '');
  if (/^[^\s@/?#%]{1,253}$/.test(name) && name.includes('.')) return name;
  throw new Failure('usage.invalid', { what: 'What --domain names is no domain.', how: 'Give it as example.com.' });
}
