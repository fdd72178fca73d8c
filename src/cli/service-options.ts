/** What may be typed behind `godwit serve` and `godwit worker`, and the job that it becomes. */

import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { InvalidArgumentError, Option, type Command as Parser } from 'commander';
import { LOG_FORMS, type LogForm } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import { BYTES_PER_SECOND_MIN, WORK_BOUNDS_MAX } from '../model/work-bounds.ts';
import { append } from './append.ts';
import { nameServerOf } from './name-server.ts';
import type { ServiceJob } from './service-job.ts';
import { readAuthorities, stateFolderOf } from './settings.ts';

/** The options as commander gives them. */
export interface ServiceOptions {
  readonly listen?: string;
  readonly metrics?: string;
  readonly publicUrl?: string;
  /** True where it was typed without addresses. */
  readonly behindProxy?: string | true;
  readonly profileSigner?: string;
  readonly mailboxes: number;
  readonly mailboxesPerHost: number;
  readonly connectionsPerHost: number;
  readonly requestsPerAccount: number;
  readonly bytesPerSecondPerHost: number;
  readonly bytesPerSecondPerAccount: number;
  readonly purgePasswordsAfter: number;
  readonly state?: string;
  readonly caFile?: readonly string[];
  readonly resolver?: readonly string[];
  readonly allowInsecureLoopback?: boolean;
  readonly logFormat?: LogForm;
}

const MAILBOXES_DEFAULT = 4;
const PER_HOST_DEFAULT = 16;
/** What 16 mailboxes open, which a mail service of many customers does not feel. */
const CONNECTIONS_DEFAULT = 64;
/** What one program uses that moves four mailboxes at once; far below what Exchange refuses. */
const REQUESTS_DEFAULT = 16;
/** By then whoever misses something has said so. */
const PURGE_DAYS_DEFAULT = 30;
const PURGE_DAYS_MAX = 3650;
const LISTEN_DEFAULT = '127.0.0.1:8420';

export function addServeOptions(parser: Parser): Parser {
  return addWorkerOptions(
    parser
      .optionsGroup('Requests:')
      .option('--listen <host:port>', 'where requests are taken; port 0 is a free one', LISTEN_DEFAULT)
      .option('--public-url <url>', 'where people reach the service from elsewhere; passkeys are bound to it')
      .option(
        '--behind-proxy [addresses]',
        'believe X-Forwarded-* of the proxy before it, or of these alone, with commas',
      )
      .option(
        '--profile-signer <file>',
        'a PEM file with the key and certificates that Apple settings files are signed with',
      ),
  );
}

export function addWorkerOptions(parser: Parser): Parser {
  const begun = parser.allowExcessArguments(false).helpOption('-h, --help', 'show this help').optionsGroup('Work:');
  return addBounds(begun)
    .option(
      '--purge-passwords-after <days>',
      'how long passwords are kept once a mailbox or its project is at its end; the same for each program',
      purgeDaysOf,
      PURGE_DAYS_DEFAULT,
    )
    .option('--state <folder>', 'where database, key, log and reports lie (default: a folder of yours)')
    .optionsGroup('Connections:')
    .option('--ca-file <file>', 'trust the authorities in this PEM file too; may be given several times', append)
    .option('--resolver <address>', 'the name server to ask, as 192.0.2.1 or 192.0.2.1:53; may be given twice', append)
    .option('--allow-insecure-loopback', 'allow an open line to servers on this machine')
    .optionsGroup('Output:')
    .option('--metrics <host:port>', 'where Prometheus may ask for numbers; nowhere without it')
    .option('--verbose', 'show the log too')
    .addOption(
      new Option('--log-format <form>', 'show the log on standard error in this form, and each request').choices(
        LOG_FORMS,
      ),
    );
}

function addBounds(parser: Parser): Parser {
  return parser
    .option('--mailboxes <number>', 'how many mailboxes move at once in this program', mailboxesOf, MAILBOXES_DEFAULT)
    .option(
      '--mailboxes-per-host <number>',
      'how many from one source host, over all programs; the same for each of them',
      perHostOf,
      PER_HOST_DEFAULT,
    )
    .option(
      '--connections-per-host <number>',
      'how many connections to one source host, over all programs; the same for each of them',
      connectionsOf,
      CONNECTIONS_DEFAULT,
    )
    .option(
      '--requests-per-account <number>',
      'how many requests at once for one target account, over all programs; the same for each of them',
      requestsOf,
      REQUESTS_DEFAULT,
    )
    .addOption(
      bytesPerSecondOption('--bytes-per-second-per-host <number>', 'from and to one source host, over all programs'),
    )
    .addOption(
      bytesPerSecondOption(
        '--bytes-per-second-per-account <number>',
        'to and from one target account, over all programs',
      ),
    );
}

export async function serviceJobOf(
  options: ServiceOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ServiceJob> {
  return {
    listen: options.listen === undefined ? null : listenPlaceOf('--listen', options.listen),
    metrics: options.metrics === undefined ? null : listenPlaceOf('--metrics', options.metrics),
    publicUrl: options.publicUrl === undefined ? null : publicUrlOf(options.publicUrl),
    proxies: proxiesOf(options.behindProxy),
    bounds: {
      mailboxesAtOnce: options.mailboxes,
      mailboxesPerHost: options.mailboxesPerHost,
      connectionsPerHost: options.connectionsPerHost,
      requestsPerAccount: options.requestsPerAccount,
      bytesPerSecondPerHost: options.bytesPerSecondPerHost,
      bytesPerSecondPerAccount: options.bytesPerSecondPerAccount,
    },
    purgePasswordsAfterDays: options.purgePasswordsAfter,
    stateFolder: stateFolderOf(options.state, environment),
    authorities: await readAuthorities(options.caFile ?? []),
    nameServers: (options.resolver ?? []).map(nameServerOf),
    isInsecureLoopbackAllowed: options.allowInsecureLoopback === true,
    profileSigner: options.profileSigner === undefined ? null : await signerIn(options.profileSigner),
    isRequestLogged: options.logFormat !== undefined,
  };
}

/** A key with a long chain. */
const SIGNER_LENGTH_MAX = 100_000;

/** Whether it can sign is seen when the service starts. Throws `usage.invalid` for a file that cannot be read. */
async function signerIn(file: string): Promise<Secret> {
  const how = 'Name a PEM file with --profile-signer.';
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Failure('usage.invalid', { what: `The file ${file} could not be read.`, how }, { cause });
  });
  if (text.length <= SIGNER_LENGTH_MAX) return new Secret(text);
  throw new Failure('usage.invalid', { what: `The file ${file} is no PEM file: it is too large.`, how });
}

function listenPlaceOf(option: string, text: string): NonNullable<ServiceJob['listen']> {
  const url = URL.parse(`http://${text}`);
  const isPlace = /:\d+$/.test(text) && url !== null && `${url.pathname}${url.search}${url.username}` === '/';
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (isPlace && (isIP(host) !== 0 || host === 'localhost')) {
    // A URL leaves the usual port of HTTP away.
    return { host, port: Number(url.port === '' ? 80 : url.port) };
  }
  throw new Failure('usage.invalid', {
    what: `What is given with ${option} is no address of this machine with a port.`,
    how: 'Give an address and a port, such as 127.0.0.1:8420 or [::1]:8420.',
  });
}

/** Browsers know passkeys on encrypted lines and on this machine alone, and by names, not by bare addresses. */
function publicUrlOf(text: string): URL {
  const url = URL.parse(text);
  const isOrigin = url !== null && `${url.origin}/` === url.href;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
  if (isOrigin && isSafe && isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0) return url;
  throw new Failure('usage.invalid', {
    what: 'What is given with --public-url is no origin with https and a name.',
    how: 'Give scheme and host, such as https://move.example.com; http goes with localhost alone.',
  });
}

/** An address, or a network such as 10.0.0.0/8. */
function isNetwork(text: string): boolean {
  const [, address = '', prefix = '0'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(prefix) <= (version === 4 ? 32 : 128);
}

function proxiesOf(typed: string | true | undefined): ServiceJob['proxies'] {
  if (typed === undefined) return null;
  if (typed === true) return 'one-hop';
  const networks = typed.split(',').map((one) => one.trim());
  if (networks.every(isNetwork)) return networks;
  throw new Failure('usage.invalid', {
    what: 'What is given with --behind-proxy is no list of addresses.',
    how: 'Give addresses or networks with commas between them, such as 10.0.0.5,192.0.2.0/24.',
  });
}

function mailboxesOf(text: string): number {
  return numberUpTo(WORK_BOUNDS_MAX.mailboxesAtOnce, text);
}

function purgeDaysOf(text: string): number {
  return numberUpTo(PURGE_DAYS_MAX, text);
}

function perHostOf(text: string): number {
  return numberUpTo(WORK_BOUNDS_MAX.mailboxesPerHost, text);
}

function connectionsOf(text: string): number {
  return numberUpTo(WORK_BOUNDS_MAX.connectionsPerHost, text);
}

function requestsOf(text: string): number {
  return numberUpTo(WORK_BOUNDS_MAX.requestsPerAccount, text);
}

function bytesPerSecondOption(flags: string, where: string): Option {
  return new Option(flags, `how many bytes per second ${where}; the same for each of them`)
    .argParser(bytesPerSecondOf)
    .default(WORK_BOUNDS_MAX.bytesPerSecondPerHost, 'no bound');
}

function bytesPerSecondOf(text: string): number {
  return numberUpTo(WORK_BOUNDS_MAX.bytesPerSecondPerHost, text, BYTES_PER_SECOND_MIN);
}

function numberUpTo(max: number, text: string, min = 1): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new InvalidArgumentError(`It is a number from ${min} to ${max}.`);
}
