/** What may be typed after `godwit inventory`, and the job that it makes. */
import { InvalidArgumentError, Option, type Command as Parser } from 'commander';
import { Failure } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import { type Command, passwordDepsOf } from './command.ts';
import type { InventoryApi, InventoryJob } from './machinery.ts';
import { type PasswordDeps, secretFromFile, usable } from './password.ts';
import { readAuthorities, stateFolderOf } from './settings.ts';

export interface InventoryOptions {
  readonly rackspaceAccount?: string;
  readonly userKeyFile?: string;
  readonly secretKeyFile?: string;
  readonly rackspaceUrl: string;
  readonly depth: InventoryApi['depth'];
  readonly requestsPerMinute: number;
  readonly csv?: readonly string[];
  readonly domain?: readonly string[];
  readonly out?: string;
  readonly caFile?: readonly string[];
  readonly allowInsecureLoopback?: boolean;
  readonly state?: string;
}

const RACKSPACE_URL = 'https://api.emailsrvr.com/v1';
/** Half of what clients in public use keep below, so that others can ask too. */
const REQUESTS_DEFAULT = 60;
const REQUESTS_MAX = 1_000_000;

export function addInventoryOptions(parser: Parser): Parser {
  const append = (value: string, values: readonly string[] = []): readonly string[] => [...values, value];
  return parser
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .optionsGroup('From the admin API:')
    .option('--rackspace-account <number>', 'the account; `me` is that of the keys')
    .option('--user-key-file <file>', 'a file with the user key; else GODWIT_RACKSPACE_USER_KEY')
    .option('--secret-key-file <file>', 'a file with the secret key; else GODWIT_RACKSPACE_SECRET_KEY')
    .addOption(
      new Option('--depth <depth>', 'what is asked for: each step takes more requests')
        .choices(['sizes', 'settings', 'everything'])
        .default('settings'),
    )
    .option('--requests-per-minute <number>', 'at most so many', requestsOf, REQUESTS_DEFAULT)
    .option('--rackspace-url <url>', 'where the API is', RACKSPACE_URL)
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

function requestsOf(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= REQUESTS_MAX) return number;
  throw new InvalidArgumentError(`It is a number from 1 to ${REQUESTS_MAX}.`);
}

/** Throws usage.invalid. */
export async function inventoryJobOf(options: InventoryOptions, command: Command): Promise<InventoryJob> {
  const { csv = [], domain = [], caFile = [] } = options;
  const deps = passwordDepsOf(command);
  const keys = [options.userKeyFile, options.secretKeyFile, deps.environment[USER_KEY], deps.environment[SECRET_KEY]];
  const wantsApi = options.rackspaceAccount !== undefined || keys.some((key) => key !== undefined);
  if (!wantsApi && csv.length === 0) {
    throw new Failure('usage.invalid', {
      what: 'There is nothing to take the inventory from.',
      how: 'Add --rackspace-account with both key files, or --csv with an export of the control panel.',
    });
  }
  return {
    api: wantsApi ? await apiOf(options, deps) : null,
    tables: csv,
    domains: domain.map(domainOf),
    authorities: await readAuthorities(caFile),
    stateFolder: stateFolderOf(options.state, deps.environment),
  };
}

const USER_KEY = 'GODWIT_RACKSPACE_USER_KEY';
const SECRET_KEY = 'GODWIT_RACKSPACE_SECRET_KEY';

async function apiOf(options: InventoryOptions, deps: PasswordDeps): Promise<InventoryApi> {
  const account = options.rackspaceAccount ?? 'me';
  if (!/^[\w-]{1,40}$/.test(account)) {
    throw new Failure('usage.invalid', {
      what: 'The account is no number.',
      how: 'Give the account number that the control panel shows, or me.',
    });
  }
  return {
    url: urlOf(options),
    account,
    keys: {
      userKey: await keyOf(options.userKeyFile, { option: '--user-key-file', variable: USER_KEY }, deps),
      secretKey: await keyOf(options.secretKeyFile, { option: '--secret-key-file', variable: SECRET_KEY }, deps),
    },
    depth: options.depth,
    requestsPerMinute: options.requestsPerMinute,
  };
}

/** A key never stands on the command line, which every user of a machine can read. */
async function keyOf(
  file: string | undefined,
  { option, variable }: { readonly option: string; readonly variable: string },
  { environment, warn }: PasswordDeps,
): Promise<Secret> {
  const inherited = environment[variable];
  // No program that is started later inherits it.
  delete environment[variable];
  if (file !== undefined) return await secretFromFile(file, option, warn);
  if (inherited !== undefined) return usable(inherited, `The variable ${variable}`);
  throw new Failure('usage.invalid', {
    what: 'One of the two API keys is missing.',
    how: `Name a file with ${option}, or set ${variable}.`,
  });
}

function urlOf({ rackspaceUrl, allowInsecureLoopback }: InventoryOptions): string {
  const url = URL.canParse(rackspaceUrl) ? new URL(rackspaceUrl) : null;
  const isLoopback = url !== null && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  const isOpen = url?.protocol === 'http:' && isLoopback && allowInsecureLoopback === true;
  if (url !== null && (url.protocol === 'https:' || isOpen) && url.username === '' && url.search === '')
    return url.href;
  throw new Failure('usage.invalid', {
    what: 'The address of --rackspace-url cannot be used.',
    how: `Give an address like ${RACKSPACE_URL}; http: is for servers on this machine, with --allow-insecure-loopback.`,
  });
}

function domainOf(text: string): string {
  const name = text.trim().toLowerCase().replace(/\.$/, '');
  if (/^[^\s@/?#%]{1,253}$/.test(name) && name.includes('.')) return name;
  throw new Failure('usage.invalid', { what: 'What --domain names is no domain.', how: 'Give it as example.com.' });
}
