/** How the admin API of Rackspace is named on the command line, with its keys: the same for every command that asks it. */

import { InvalidArgumentError, type Command as Parser } from 'commander';
import { isLoopback } from '../base/loopback.ts';
import { Failure } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import type { RackspaceAccess } from './machinery.ts';
import { type PasswordDeps, secretFromFile, usable } from './password.ts';

export interface RackspaceOptions {
  readonly rackspaceAccount?: string;
  readonly userKeyFile?: string;
  readonly secretKeyFile?: string;
  readonly rackspaceUrl: string;
  readonly requestsPerMinute: number;
  readonly allowInsecureLoopback?: boolean;
}

const RACKSPACE_URL = 'https://api.emailsrvr.com/v1';
/** Half of what clients in public use keep below, so that others can ask too. */
const REQUESTS_DEFAULT = 60;
const REQUESTS_MAX = 1_000_000;

/** Without a group of their own. */
export function addRackspaceOptions(parser: Parser): Parser {
  return parser
    .option('--rackspace-account <number>', 'the account; `me` is that of the keys')
    .option('--user-key-file <file>', 'a file with the user key; else GODWIT_RACKSPACE_USER_KEY')
    .option('--secret-key-file <file>', 'a file with the secret key; else GODWIT_RACKSPACE_SECRET_KEY')
    .option('--requests-per-minute <number>', 'at most so many', requestsOf, REQUESTS_DEFAULT)
    .option('--rackspace-url <url>', 'where the API is', RACKSPACE_URL);
}

function requestsOf(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= REQUESTS_MAX) return number;
  throw new InvalidArgumentError(`It is a number from 1 to ${REQUESTS_MAX}.`);
}

const USER_KEY = 'GODWIT_RACKSPACE_USER_KEY';
const SECRET_KEY = 'GODWIT_RACKSPACE_SECRET_KEY';

/** Null where nothing of it was given. Throws usage.invalid for what makes no sense. */
export async function rackspaceAccessOf(
  options: RackspaceOptions,
  deps: PasswordDeps,
): Promise<RackspaceAccess | null> {
  const keys = [options.userKeyFile, options.secretKeyFile, deps.environment[USER_KEY], deps.environment[SECRET_KEY]];
  if (options.rackspaceAccount === undefined && keys.every((key) => key === undefined)) return null;
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

function urlOf({ rackspaceUrl, allowInsecureLoopback }: RackspaceOptions): string {
  const url = URL.canParse(rackspaceUrl) ? new URL(rackspaceUrl) : null;
  const isOpen = url?.protocol === 'http:' && isLoopback(url.hostname) && allowInsecureLoopback === true;
  if (url !== null && (url.protocol === 'https:' || isOpen) && url.username === '' && url.search === '')
    return url.href;
  throw new Failure('usage.invalid', {
    what: 'The address of --rackspace-url cannot be used.',
    how: `Give an address like ${RACKSPACE_URL}; http: is for servers on this machine, with --allow-insecure-loopback.`,
  });
}
