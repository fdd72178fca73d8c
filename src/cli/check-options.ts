/** What may be typed behind `godwit check`, and the job that it becomes. */

import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { InvalidArgumentError, Option, type Command as Parser } from 'commander';
import { Failure } from '../base/problem.ts';
import type { Policy } from '../model/policy.ts';
import { BYTES_PER_GB } from '../plan/advice/units.ts';
import { isExchangeOnline } from '../plan/forecast/destination.ts';
import { append } from './append.ts';
import type { CheckJob, CheckTarget, SurveyJob, TargetAuth } from './machinery.ts';
import { folderNamesOption } from './mailbox-options.ts';
import { nameServerOf } from './name-server.ts';
import type { PasswordDeps } from './password.ts';
import { addRackspaceOptions, type RackspaceOptions, rackspaceAccessOf } from './rackspace-options.ts';
import { readAuthorities, surveyJobOf } from './settings.ts';

/** The options as commander gives them. */
export interface CheckOptions extends RackspaceOptions {
  readonly target?: string;
  readonly targetUser?: string;
  readonly targetPasswordFile?: string;
  readonly targetAuth: TargetAuth;
  readonly resolver?: readonly string[];
  readonly dkimSelector?: readonly string[];
  readonly contact?: string;
  readonly waive?: readonly string[];
  readonly source?: readonly string[];
  readonly folderNames: Policy['folderNames'];
  readonly sourceUser?: string;
  readonly sourcePasswordFile?: readonly string[];
  readonly inventory?: string;
  readonly targetMailboxGb?: number;
  readonly caFile?: readonly string[];
  readonly webPorts?: string;
}

export function addCheckOptions(parser: Parser): Parser {
  parser
    .argument('<domain>', 'the domain whose mailboxes move')
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .optionsGroup('What is expected:')
    .option('--target <service>', `where the mailboxes go: ${TARGET_FORMS}; without it the old service is expected`)
    .option('--target-user <name>', 'who signs in at the mailbox of the target, where it is somebody else')
    .option('--target-password-file <file>', 'a file with the password or token of the target')
    .addOption(
      new Option('--target-auth <way>', 'how to sign in at Exchange')
        .choices(['auto', 'basic', 'ntlm', 'bearer'])
        .default('auto'),
    )
    .option('--dkim-selector <name>', 'a key that signs mail of the domain; may be given several times', append)
    .option('--contact <address>', 'where the administrator gets mail during the move')
    .option('--waive <id=reason>', 'accept what this check finds; may be given several times', append)
    .optionsGroup('Organisation:')
    .option('--inventory <file>', 'what this command wrote: godwit inventory … --json > FILE')
    .option('--target-mailbox-gb <number>', 'what a new mailbox holds, in GB of 1,000,000,000 bytes', gigabytesOf)
    .optionsGroup('The admin API, which is asked one question:');
  return addRackspaceOptions(parser)
    .optionsGroup('Source:')
    .option('--source <address>', 'a mailbox to sign in to and look through; may be given several times', append)
    .addOption(folderNamesOption())
    .option('--source-user <name>', 'who signs in, where it does not stand in the address')
    .option('--source-password-file <file>', 'a file with the password, for all mailboxes or one for each', append)
    .optionsGroup('Connections:')
    .option('--resolver <address>', 'the name server to ask, as 192.0.2.1 or 192.0.2.1:53; may be given twice', append)
    .option('--ca-file <file>', 'trust the authorities in this PEM file too; may be given several times', append)
    .option('--allow-insecure-loopback', 'allow servers on this machine')
    .addOption(new Option('--web-ports <https,http>', 'ports of web servers on this machine').hideHelp())
    .optionsGroup('Output:')
    .option('--json', 'one JSON document on standard output, and nothing else there')
    .option('--verbose', 'show the log too');
}

const TARGET_FORMS = 'exchange-online, rackspace, exchange:HOST, or a mailbox there as ews+https://…?mailbox=…';

/** Throws `usage.invalid` for what makes no sense, before a password is asked for. */
export async function checkJobOf(typed: string, options: CheckOptions, deps: PasswordDeps): Promise<CheckJob> {
  const domain = domainOf(typed);
  const target = options.target === undefined ? null : targetOf(options.target);
  const resolvers = (options.resolver ?? []).map(nameServerOf);
  const waivers = new Map((options.waive ?? []).map(waiverOf));
  const webPorts = options.webPorts === undefined ? null : portsOf(options.webPorts);
  const dkimSelectors = (options.dkimSelector ?? []).map(selectorOf);
  const job = await mailboxJobOf(options, deps);
  const { inventory, targetMailboxGb } = options;
  return {
    domain,
    target,
    targetMailbox: job?.target ?? null,
    resolvers,
    dkimSelectors,
    contact: options.contact ?? null,
    waivers,
    // Each source is a mailbox of its own.
    mailboxes: job === null ? [] : job.sources.map((source) => ({ ...job, target: null, sources: [source] })),
    inventory: inventory ?? null,
    targetMailboxBytes: targetMailboxGb === undefined ? null : targetMailboxGb * BYTES_PER_GB,
    api: await rackspaceAccessOf(options, deps),
    authorities: job?.authorities ?? (await readAuthorities(options.caFile ?? [])),
    isLoopbackAllowed: options.allowInsecureLoopback === true,
    webPorts,
  };
}

/** Mailboxes on both sides, with their passwords; null where none is named. */
async function mailboxJobOf(options: CheckOptions, deps: PasswordDeps): Promise<SurveyJob | null> {
  const { target, source = [], ...more } = options;
  const isMailbox = target?.startsWith(MAILBOX) === true;
  if (source.length === 0 && !isMailbox) return null;
  const both = { ...more, source, ...(isMailbox ? { target } : {}), deletions: 'keep' } as const;
  return surveyJobOf(both, deps);
}

const MAILBOX = 'ews+';

function gigabytesOf(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= TARGET_GB_MAX) return number;
  throw new InvalidArgumentError(`It is a number above 0 and up to ${TARGET_GB_MAX}.`);
}

/** Who types more meant another unit. */
const TARGET_GB_MAX = 10_000;

function domainOf(typed: string): string {
  const domain = domainToASCII(typed.replace(/\.$/, '')).toLowerCase();
  if (isName(domain) && domain.includes('.') && isIP(domain) === 0) return domain;
  throw wrong('The domain is not one.', 'Give the part behind the @ of the mail addresses: godwit check example.com');
}

function targetOf(typed: string): CheckTarget {
  if (typed === 'exchange-online' || typed === 'rackspace') return { is: typed };
  const address = typed.startsWith(MAILBOX) && URL.canParse(typed) ? new URL(typed).hostname : null;
  if (address !== null && isExchangeOnline(address)) return { is: 'exchange-online' };
  const host = (address ?? /^exchange:(.+)$/.exec(typed)?.[1])?.toLowerCase();
  if (host !== undefined && isName(host)) return { is: 'exchange', host };
  throw wrong('The service given with --target is not known.', `Give ${TARGET_FORMS}.`);
}

function waiverOf(typed: string): readonly [string, string] {
  const [, id, reason] = /^([A-Z]\d+(?:\.[^=\s]+)?)=(.*\S.*)$/s.exec(typed) ?? [];
  if (id !== undefined && reason !== undefined) return [id, reason.trim()];
  throw wrong(
    'What is given with --waive names no check and reason.',
    'Give it as --waive "C3.dmarc=we add it in May".',
  );
}

function portsOf(typed: string): { readonly https: number; readonly http: number } {
  const [https, http] = typed.split(',').map(Number);
  const isPort = (port: number | undefined): port is number =>
    port !== undefined && Number.isInteger(port) && port >= 1 && port <= 65_535;
  if (isPort(https) && isPort(http)) return { https, http };
  throw wrong('What is given with --web-ports is no pair of ports.', 'Give it as --web-ports 8443,8080.');
}

function selectorOf(typed: string): string {
  if (isName(typed)) return typed.toLowerCase();
  throw wrong(
    'The name given with --dkim-selector is none.',
    'Give what stands in front of ._domainkey in its record.',
  );
}

function isName(text: string): boolean {
  return text.length <= 253 && /^(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/i.test(text);
}

function wrong(what: string, how: string): Failure {
  return new Failure('usage.invalid', { what, how });
}
