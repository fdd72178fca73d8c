/** From what was typed to a job: addresses, passwords, folders and the customer's answers, all checked. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { assert, unreachable } from '../base/assert.ts';
import { Failure } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import type { FolderKind } from '../model/item.ts';
import { DEFAULT_POLICY, type Policy } from '../model/policy.ts';
import {
  type AddressRules,
  parseSourceAddress,
  parseTargetAddress,
  type SourceAddress,
  type TargetAddress,
} from './address.ts';
import type { CloudName } from './graph-address.ts';
import type {
  CopyJob,
  MailboxOwner,
  MoveJob,
  SourceSettings,
  SurveyJob,
  TargetAuth,
  TargetSettings,
} from './machinery.ts';
import { type PasswordDeps, passwordFinder, pemFromFile } from './password.ts';

/** The options as commander gives them: names in camel case. */
export interface SurveyOptions {
  readonly source: readonly string[];
  readonly sourceUser?: string;
  readonly sourcePasswordFile?: readonly string[];
  readonly target?: string;
  readonly targetUser?: string;
  readonly targetPasswordFile?: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly clientCertificateFile?: string;
  readonly cloud?: CloudName;
  readonly targetAuth: TargetAuth;
  readonly caFile?: readonly string[];
  readonly allowInsecureLoopback?: boolean;
  readonly skipRole?: Policy['skipRoles'];
  readonly only?: readonly FolderKind[];
  readonly skip?: readonly FolderKind[];
  readonly deletions: Policy['deletions'];
  readonly folderNames: Policy['folderNames'];
  readonly timeZone?: string;
  readonly ownAddress?: readonly string[];
  readonly contactMapping?: string;
  readonly state?: string;
  /** Of the command `survey` alone. */
  readonly writeContactMapping?: string;
}

export interface MoveOptions extends SurveyOptions {
  readonly target: string;
  readonly report?: string;
  readonly sourceConnections: number;
}

export interface CopyOptions extends MoveOptions {
  readonly pass: 'bulk' | 'delta' | null;
  readonly verify: boolean;
  readonly dryRun?: boolean;
}

/** No list of authorities is larger; a larger file is the wrong one. */
const AUTHORITY_BYTES_MAX = 4 * 1024 * 1024;

/** Everything typed is checked before a password is asked for. */
export async function surveyJobOf(options: SurveyOptions, deps: PasswordDeps): Promise<SurveyJob> {
  const rules = rulesOf('--source', options.sourceUser, options);
  const addresses = options.source.map((text) => parseSourceAddress(text, rules));
  const target = options.target === undefined ? null : parseTarget(options.target, options);
  refuseTwice(addresses, target);
  const policy = policyOf(options);
  const authorities = await readAuthorities(options.caFile ?? []);
  const sources = await sourceSettingsOf(addresses, options.sourcePasswordFile ?? [], deps);
  const targetSettings = target === null ? null : await targetSettingsOf(target, addresses, options, deps);
  const contactMapping = options.contactMapping === undefined ? null : resolve(options.contactMapping);
  const stateFolder = stateFolderOf(options.state, deps.environment);
  return { sources, target: targetSettings, authorities, policy, contactMapping, stateFolder };
}

/** The same source twice, or a source that is the target, would put everything there twice. */
function refuseTwice(sources: readonly SourceAddress[], target: TargetAddress | null): void {
  const names = sources.map(nameOf);
  if (new Set(names).size < names.length) {
    throw new Failure('usage.invalid', {
      what: 'One source is given twice: everything in it would be there twice.',
      how: 'Name each mailbox, calendar server, contacts server and archive once.',
    });
  }
  if (target !== null && names.includes(nameOf(target))) {
    throw new Failure('usage.invalid', {
      what: 'The source and the target are the same mailbox: everything would be there twice.',
      how: 'Name another mailbox with --target.',
    });
  }
}

function nameOf(address: SourceAddress | TargetAddress): string {
  switch (address.is) {
    case 'imap':
      return JSON.stringify([address.is, address.host, address.port, address.user.toLowerCase()]);
    case 'caldav':
    case 'carddav':
      return JSON.stringify([address.is, address.url, address.user.toLowerCase()]);
    case 'archive':
      return JSON.stringify([address.is, address.path]);
    case 'ews':
      return JSON.stringify([address.is, address.url, address.mailbox.toLowerCase()]);
    case 'graph':
      return JSON.stringify([address.is, address.tenant.toLowerCase(), address.mailbox.toLowerCase()]);
    default:
      return unreachable(address);
  }
}

function policyOf({ only, skip = [], skipRole, deletions, folderNames }: SurveyOptions): Policy {
  const kinds = (only ?? DEFAULT_POLICY.kinds).filter((kind) => !skip.includes(kind));
  if (kinds.length > 0) return { kinds, skipRoles: skipRole ?? [], deletions, folderNames };
  throw new Failure('usage.invalid', {
    what: '--only and --skip together leave nothing that moves.',
    how: 'Give one of the two.',
  });
}

/** One password file is for all sources; several are for the sources in their order. The environment has one for all. */
async function sourceSettingsOf(
  addresses: readonly SourceAddress[],
  files: readonly string[],
  deps: PasswordDeps,
): Promise<readonly SourceSettings[]> {
  const remote = addresses.filter((address) => address.is !== 'archive');
  if (files.length > 1 && files.length !== remote.length) {
    throw new Failure('usage.invalid', {
      what: `There are ${files.length} password files for ${remote.length} sources that need one.`,
      how: 'Give --source-password-file once for all of them, or once for each in the order of --source.',
    });
  }
  const find = passwordFinder('source', deps);
  const passwords = new Map<SourceAddress, Secret>();
  for (const [at, address] of remote.entries()) {
    const file = files[files.length > 1 ? at : 0] ?? null;
    passwords.set(address, await find(file, `${address.user} at ${address.host}`));
  }
  return addresses.map((address) => {
    if (address.is === 'archive') return { address, password: null };
    const password = passwords.get(address);
    assert(password !== undefined, 'every source with a server has a password by now');
    return { address, password };
  });
}

export async function moveJobOf(options: MoveOptions, deps: PasswordDeps): Promise<MoveJob> {
  const { target, ...job } = await surveyJobOf(options, deps);
  if (target === null) throw new Failure('usage.invalid', { what: 'There is no target.', how: 'Add --target.' });
  return {
    ...job,
    target,
    reportFolder: options.report === undefined ? null : resolve(options.report),
    connectionsMax: options.sourceConnections,
  };
}

export async function copyJobOf(options: CopyOptions, deps: PasswordDeps): Promise<CopyJob> {
  return { ...(await moveJobOf(options, deps)), pass: options.pass, isVerified: options.verify };
}

/** `--state`, or a folder of the user's own (XDG Base Directory Specification). */
export function stateFolderOf(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (given !== undefined) return resolve(given);
  const base = environment['XDG_STATE_HOME'] ?? environment['LOCALAPPDATA'] ?? '';
  return join(base === '' ? join(homedir(), '.local', 'state') : base, 'godwit');
}

function rulesOf(option: string, user: string | undefined, options: SurveyOptions): AddressRules {
  return { option, user: user ?? null, isInsecureLoopbackAllowed: options.allowInsecureLoopback === true };
}

function parseTarget(text: string, options: SurveyOptions): TargetAddress {
  const { clientId = null, cloud = 'global' } = options;
  const rules = { ...rulesOf('--target', options.targetUser, options), clientId, cloud };
  const address = parseTargetAddress(text, rules);
  if (address.is === 'ews' || options.targetAuth === 'auto') return address;
  throw new Failure('usage.invalid', {
    what: '--target-auth is about Exchange, and the target is another server or an archive.',
    how: 'Leave --target-auth away.',
  });
}

async function targetSettingsOf(
  address: TargetAddress,
  sources: readonly SourceAddress[],
  options: SurveyOptions,
  deps: PasswordDeps,
): Promise<TargetSettings> {
  const auth = options.targetAuth;
  const owner = ownerOf(options, sources);
  if (address.is === 'archive') return { address, password: null, auth, owner };
  if (address.is === 'graph' && options.clientCertificateFile !== undefined) {
    const pem = await pemFromFile(options.clientCertificateFile, '--client-certificate-file', deps.warn);
    return { address: { ...address, proof: 'certificate' }, password: pem, auth, owner };
  }
  const find = passwordFinder('target', deps);
  const password = await find(
    options.clientSecretFile ?? options.targetPasswordFile ?? null,
    `${address.user} at ${address.host}`,
  );
  return { address, password, auth, owner };
}

/** Who signs in at a source is mostly named by the address. */
function ownerOf({ timeZone, ownAddress = [] }: SurveyOptions, sources: readonly SourceAddress[]): MailboxOwner {
  const users = sources.flatMap((source) =>
    source.is === 'archive' || !source.user.includes('@') ? [] : [source.user],
  );
  return { timeZone: zoneNamed(timeZone), addresses: [...new Set([...users, ...ownAddress])] };
}

/** That of this machine where none is given. */
function zoneNamed(name: string | undefined): string {
  try {
    return new Intl.DateTimeFormat('en', name === undefined ? {} : { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const what = 'The zone given with --time-zone is none that this machine knows.';
    throw new Failure('usage.invalid', { what, how: 'Give a name like Europe/Berlin or America/Chicago.' });
  }
}

/** The texts of the files. Throws `usage.invalid` for one that holds no certificate. */
export async function readAuthorities(paths: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    paths.map(async (path) => {
      const how = 'Name a file of certificates in PEM form with --ca-file.';
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        throw new Failure('usage.invalid', { what: `The file ${path} could not be read.`, how }, { cause: error });
      }
      if (text.length <= AUTHORITY_BYTES_MAX && text.includes('-----BEGIN CERTIFICATE-----')) return text;
      throw new Failure('usage.invalid', { what: `The file ${path} holds no certificate.`, how });
    }),
  );
}
