/** From what was typed to a job: addresses, passwords, folders and the customer's answers, all checked. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '../base/problem.ts';
import { DEFAULT_POLICY, type Policy } from '../model/policy.ts';
import { type AddressRules, describeAddress, type ImapAddress, parseAddress, parseSourceAddress } from './address.ts';
import type { CopyJob, MoveJob, SourceSettings, SurveyJob, TargetAuth, TargetSettings } from './machinery.ts';
import { findPassword, type PasswordDeps } from './password.ts';

/** The options as commander gives them: names in camel case. */
export interface SurveyOptions {
  readonly source: string;
  readonly sourceUser?: string;
  readonly sourcePasswordFile?: string;
  readonly target?: string;
  readonly targetUser?: string;
  readonly targetPasswordFile?: string;
  readonly targetAuth: TargetAuth;
  readonly caFile?: readonly string[];
  readonly allowInsecureLoopback?: boolean;
  readonly skipRole?: Policy['skipRoles'];
  readonly deletions: Policy['deletions'];
}

export interface MoveOptions extends SurveyOptions {
  readonly target: string;
  readonly state?: string;
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
  const sourceRules = rulesOf('--source', options.sourceUser, options);
  const source = parseSourceAddress(options.source, sourceRules);
  const target = options.target === undefined ? null : parseTarget(options.target, options);
  if (target?.is === 'imap' && isSameMailbox(source, target)) {
    throw new Failure('usage.invalid', {
      what: 'The source and the target are the same mailbox: every message would be there twice.',
      how: 'Name another mailbox with --target.',
    });
  }
  const authorities = await readAuthorities(options.caFile ?? []);
  const sourcePassword = await findPassword(
    { side: 'source', file: options.sourcePasswordFile ?? null, who: describeAddress(source) },
    deps,
  );
  const policy: Policy = { ...DEFAULT_POLICY, skipRoles: options.skipRole ?? [], deletions: options.deletions };
  const sourceSettings: SourceSettings = { address: source, password: sourcePassword };
  const targetSettings = target === null ? null : await targetSettingsOf(target, options, deps);
  return { source: sourceSettings, target: targetSettings, authorities, policy };
}

export async function moveJobOf(options: MoveOptions, deps: PasswordDeps): Promise<MoveJob> {
  const { target, ...job } = await surveyJobOf(options, deps);
  if (target === null) throw new Failure('usage.invalid', { what: 'There is no target.', how: 'Add --target.' });
  return {
    ...job,
    target,
    stateFolder: stateFolderOf(options.state, deps.environment),
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

function isSameMailbox(one: ImapAddress, other: ImapAddress): boolean {
  return one.host === other.host && one.port === other.port && one.user.toLowerCase() === other.user.toLowerCase();
}

function rulesOf(option: string, user: string | undefined, options: SurveyOptions): AddressRules {
  return { option, user: user ?? null, isInsecureLoopbackAllowed: options.allowInsecureLoopback === true };
}

function parseTarget(text: string, options: SurveyOptions): TargetSettings['address'] {
  const address = parseAddress(text, rulesOf('--target', options.targetUser, options));
  if (address.is === 'ews' || options.targetAuth === 'auto') return address;
  throw new Failure('usage.invalid', {
    what: '--target-auth is about Exchange, and the target is an IMAP server.',
    how: 'Leave --target-auth away.',
  });
}

async function targetSettingsOf(
  address: TargetSettings['address'],
  options: SurveyOptions,
  deps: PasswordDeps,
): Promise<TargetSettings> {
  const who = address.is === 'ews' ? `${address.user} at ${address.host}` : describeAddress(address);
  const password = await findPassword({ side: 'target', file: options.targetPasswordFile ?? null, who }, deps);
  return { address, password, auth: options.targetAuth };
}

async function readAuthorities(paths: readonly string[]): Promise<readonly string[]> {
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
