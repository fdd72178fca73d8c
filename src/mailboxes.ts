/** From the settings of a job to its source and its target. */
import { assert, unreachable } from './base/assert.ts';
import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import { Failure } from './base/problem.ts';
import type { Random } from './base/random.ts';
import type { Secret } from './base/secret.ts';
import type { DavAddress, EwsAddress, ImapAddress, SourceAddress, TargetAddress } from './cli/address.ts';
import type { SourceSettings, TargetSettings } from './cli/machinery.ts';
import type { Watch } from './model/progress.ts';
import type { OpenSource } from './model/source.ts';
import type { OpenTarget, Target } from './model/target.ts';
import { offeredWays } from './offered-ways.ts';
import { openCaldavSource } from './source/caldav.ts';
import { openCarddavSource } from './source/carddav.ts';
import type { DavSourceOptions } from './source/dav/session.ts';
import { openImapSource } from './source/imap.ts';
import { openArchiveTarget } from './target/archive.ts';
import { failureOf } from './target/ews/failures.ts';
import { type EwsCredentials, ewsPace, openEwsTarget } from './target/ews.ts';
import { openImapTarget } from './target/imap.ts';
import type { ImapServer } from './wire/imap/connect-imap.ts';

export interface MailboxDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly watch: Watch;
  readonly spoolFolder: string;
}

/** Every call opens a connection of its own. */
export function sourceOpener(source: SourceSettings, authorities: readonly string[], deps: MailboxDeps): OpenSource {
  const { address } = source;
  switch (address.is) {
    case 'imap': {
      const credentials = { user: address.user, secret: passwordOf(source), mechanism: 'auto' } as const;
      const server = imapServer(address, authorities);
      return (signal) => openImapSource({ server, credentials, ...deps }, signal);
    }
    case 'caldav':
      return (signal) => openCaldavSource(davOptions(address, source, authorities, deps), signal);
    case 'carddav':
      return (signal) => openCarddavSource(davOptions(address, source, authorities, deps), signal);
    case 'archive':
      throw new Error(`not yet: ${address.is}`);
    default:
      return unreachable(address);
  }
}

/** Every call opens a connection of its own; all of them wait together when the server asks one to wait. */
export function targetOpener(target: TargetSettings, authorities: readonly string[], deps: MailboxDeps): OpenTarget {
  const { address } = target;
  switch (address.is) {
    case 'ews':
      return ewsOpener(address, target, authorities, deps);
    case 'imap': {
      const credentials = { user: address.user, secret: passwordOf(target), mechanism: 'auto' } as const;
      const server = imapServer(address, authorities);
      return (signal) => openImapTarget({ server, credentials, ...deps }, signal);
    }
    case 'archive':
      return () => openArchiveTarget(address);
    default:
      return unreachable(address);
  }
}

function davOptions(
  { url, user }: DavAddress,
  source: SourceSettings,
  ca: readonly string[],
  { clock, random, spoolFolder }: MailboxDeps,
): DavSourceOptions {
  const base = new URL(url);
  const credentials = { user, secret: passwordOf(source), mechanism: 'basic' } as const;
  // The command line lets `http:` through for this machine only, and only when it was asked for.
  return { base, credentials, ca, allowInsecureLoopback: base.protocol === 'http:', clock, random, spoolFolder };
}

function passwordOf({ password }: SourceSettings | TargetSettings): Secret {
  assert(password !== null, 'only an archive has no password');
  return password;
}

/** What a mailbox is called in the ledger and in markers: the same in every run, whatever the spelling of a host. */
export function nameOf(address: SourceAddress | TargetAddress): string {
  switch (address.is) {
    case 'imap':
      return imapName(address);
    case 'ews':
      return `${address.mailbox.toLowerCase()}@${new URL(address.url).host}`;
    case 'caldav':
    case 'carddav':
      return `${address.is} ${address.user} ${address.url}`;
    case 'archive':
      return `archive ${address.path}`;
    default:
      return unreachable(address);
  }
}

const STANDARD_PORTS: readonly number[] = [143, 993];

function imapName({ user, host, port }: ImapAddress): string {
  return STANDARD_PORTS.includes(port) ? `${user}@${host}` : `${user}@${host}:${port}`;
}

function imapServer({ host, port, security }: ImapAddress, authorities: readonly string[]): ImapServer {
  const tls = ({ tls: 'implicit', starttls: 'starttls', plain: 'none' } as const)[security];
  return { host, port, tls, ca: authorities.length === 0 ? null : authorities };
}

function ewsOpener(
  address: EwsAddress,
  target: TargetSettings,
  authorities: readonly string[],
  { clock, random, watch, spoolFolder }: MailboxDeps,
): OpenTarget {
  const secret = passwordOf(target);
  const url = new URL(address.url);
  // The command line lets `http:` through for this machine only, and only when it was asked for.
  const place = { url, ca: authorities, allowInsecureLoopback: url.protocol === 'http:', clock };
  const pace = ewsPace({ clock, watch });
  const open = (kind: EwsCredentials['kind'], signal: AbortSignal): Promise<Target> => {
    const credentials = { kind, user: address.user, secret };
    return openEwsTarget({ ...place, mailbox: address.mailbox, credentials, random, watch, pace, spoolFolder }, signal);
  };
  if (target.auth !== 'auto') {
    const { auth } = target;
    return (signal) => open(auth, signal);
  }
  let chosen: EwsCredentials['kind'] | null = null;
  return async (signal) => {
    if (chosen !== null) return open(chosen, signal);
    const opened = await openAsOffered(await offeredAuth(place, address, signal), open, signal);
    chosen = opened.kind;
    return opened.target;
  };
}

/** A server may offer a way that it closes for this very account; then the next one gets its turn, and no third. */
async function openAsOffered(
  [kind = 'basic', ...others]: readonly EwsCredentials['kind'][],
  open: (kind: EwsCredentials['kind'], signal: AbortSignal) => Promise<Target>,
  signal: AbortSignal,
): Promise<{ readonly kind: EwsCredentials['kind']; readonly target: Target }> {
  try {
    return { kind, target: await open(kind, signal) };
  } catch (error) {
    const isRefused = error instanceof Failure && error.code === 'target.sign-in-refused';
    if (!isRefused || others.length === 0) throw error;
    return openAsOffered(others, open, signal);
  }
}

async function offeredAuth(
  place: Parameters<typeof offeredWays>[0],
  { host, user, mailbox }: EwsAddress,
  signal: AbortSignal,
): Promise<readonly ('basic' | 'ntlm')[]> {
  try {
    return await offeredWays(place, signal);
  } catch (error) {
    const failure: Failure | null = failureOf(error, { host, user, mailbox, folder: '' });
    throw failure ?? error;
  }
}
