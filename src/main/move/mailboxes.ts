/**
 * From the settings of a job to its source and its target. The rooms of a protocol are loaded when it is used: all of them
 * together take as much memory as the largest mailbox.
 */
import { assert, unreachable } from '../../base/assert.ts';
import type { LineGuard } from '../../base/byte-pace.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import type { DavAddress, ImapAddress, SourceAddress, TargetAddress } from '../../cli/address.ts';
import type { SourceSettings, TargetSettings } from '../../cli/machinery.ts';
import type { ContactTable } from '../../model/contact-table.ts';
import type { Watch } from '../../model/progress.ts';
import type { OpenSource, Source } from '../../model/source.ts';
import type { OpenTarget, Target } from '../../model/target.ts';
import type { DavSourceOptions } from '../../source/dav/session.ts';
import type { NotesInMail } from '../../source/imap.ts';
import type { ImapServer } from '../../wire/imap/connect-imap.ts';
import { seatedLine } from '../service/seated-line.ts';
import type { Budgets } from '../service/shared-budgets.ts';
import { closingWith, sharing } from './shared-source.ts';

export interface MailboxDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly watch: Watch;
  readonly spoolFolder: string;
  /** Tables of contacts in archives that somebody corrected; none where it is left out. */
  readonly contactTables?: readonly ContactTable[];
  /** What becomes of notes in mail folders; see `notesFor`. */
  readonly notes: NotesInMail;
  /** Throws when the mailbox may have another mover by now; asked before anything is sent to the target. */
  readonly mayStillSend?: () => void;
  /** What is shared with the mailboxes of others; a run of its own is alone, and has none. */
  readonly budgets?: Budgets;
}

/** Where the target takes mail alone, notes that lie in mail folders move on as the messages they are. */
export function notesFor(target: TargetAddress | null): NotesInMail {
  return target?.is === 'imap' || target?.is === 'graph' ? 'as messages' : 'as notes';
}

/** Every call opens a connection of its own, but for archives, which have none. */
export function sourceOpener(source: SourceSettings, authorities: readonly string[], deps: MailboxDeps): OpenSource {
  const { address } = source;
  switch (address.is) {
    case 'imap': {
      const credentials = { user: address.user, secret: passwordOf(source), mechanism: 'auto' } as const;
      const server = imapServer(address, authorities);
      return politely(address.host, deps, async (signal, onTurnedAway) => {
        const { openImapSource } = await import('../../source/imap.ts');
        return openImapSource(
          { server, credentials, ...deps, guard: paceFrom(address.host, deps), onTurnedAway },
          signal,
        );
      });
    }
    case 'caldav':
      return politely(address.host, deps, async (signal) => {
        const { openCaldavSource } = await import('../../source/caldav.ts');
        return openCaldavSource(davOptions(address, source, authorities, deps), signal);
      });
    case 'carddav':
      return politely(address.host, deps, async (signal) => {
        const { openCarddavSource } = await import('../../source/carddav.ts');
        return openCarddavSource(davOptions(address, source, authorities, deps), signal);
      });
    case 'archive':
      return sharing(async (signal) => {
        const { openArchiveSource } = await import('../../source/archive.ts');
        return openArchiveSource({ path: address.path, ...deps }, signal);
      });
    default:
      return unreachable(address);
  }
}

/** How fast a source host is read, where that is shared with others. */
function paceFrom(host: string, { budgets }: MailboxDeps): LineGuard {
  return budgets === undefined ? {} : { pace: budgets.bytesFrom(host) };
}

function guardTo({ host, port, user }: ImapAddress, { budgets, mayStillSend }: MailboxDeps): LineGuard {
  const server = STANDARD_PORTS.includes(port) ? host : `${host}:${port}`;
  return {
    ...(budgets === undefined ? {} : { pace: budgets.bytesTo(server, user) }),
    ...(mayStillSend === undefined ? {} : { mayStillSend }),
  };
}

/** Of one host only so many connections are open at once, where that is shared with others. */
function politely(
  host: string,
  { budgets, clock, watch }: MailboxDeps,
  open: (signal: AbortSignal, onTurnedAway: () => void) => Promise<Source>,
): OpenSource {
  if (budgets === undefined) return (signal) => open(signal, () => undefined);
  const seat = { share: budgets.connections(host), host, clock, watch, taken: 'source.connections-taken' } as const;
  return seatedLine(open, closingWith, seat);
}

/** As `politely`. To Exchange only so many requests are under way at once instead, over however many connections. */
function politelyTo(
  host: string,
  { budgets, clock, watch }: MailboxDeps,
  open: (signal: AbortSignal, onTurnedAway: () => void) => Promise<Target>,
): OpenTarget {
  if (budgets === undefined) return (signal) => open(signal, () => undefined);
  const taken = 'target.connections-taken';
  const closing = (target: Target, close: () => Promise<void>): Target => ({ ...target, close });
  return seatedLine(open, closing, { share: budgets.targetConnections(host), host, clock, watch, taken });
}

/** Every call opens a connection of its own; all of them wait together when the server asks one to wait. */
export function targetOpener(target: TargetSettings, authorities: readonly string[], deps: MailboxDeps): OpenTarget {
  const { address } = target;
  switch (address.is) {
    case 'ews': {
      const settings = { address, auth: target.auth, secret: passwordOf(target), owner: target.owner };
      let opener: Promise<OpenTarget> | null = null;
      return async (signal) => {
        opener ??= import('./exchange-mailbox.ts').then((room) => room.exchangeOpener(settings, authorities, deps));
        return (await opener)(signal);
      };
    }
    case 'imap': {
      const credentials = { user: address.user, secret: passwordOf(target), mechanism: 'auto' } as const;
      const server = imapServer(address, authorities);
      return politelyTo(address.host, deps, async (signal, onTurnedAway) => {
        const { openImapTarget } = await import('../../target/imap.ts');
        return openImapTarget({ server, credentials, ...deps, guard: guardTo(address, deps), onTurnedAway }, signal);
      });
    }
    case 'graph': {
      const secret = passwordOf(target);
      let opener: Promise<OpenTarget> | null = null;
      return async (signal) => {
        opener ??= import('./graph-mailbox.ts').then((room) =>
          room.graphOpener({ address, secret }, authorities, deps),
        );
        return (await opener)(signal);
      };
    }
    case 'archive':
      return async () => {
        const { openArchiveTarget } = await import('../../target/archive.ts');
        return openArchiveTarget(address);
      };
    default:
      return unreachable(address);
  }
}

function davOptions(
  { url, user }: DavAddress,
  source: SourceSettings,
  ca: readonly string[],
  deps: MailboxDeps,
): DavSourceOptions {
  const { clock, random, spoolFolder } = deps;
  const base = new URL(url);
  const credentials = { user, secret: passwordOf(source), mechanism: 'basic' } as const;
  // The command line lets `http:` through for this machine only, and only when it was asked for.
  const isOpen = base.protocol === 'http:';
  const place = { base, credentials, ca, allowInsecureLoopback: isOpen, ...paceFrom(base.hostname, deps) };
  return { ...place, clock, random, spoolFolder };
}

/** Of whatever is no archive. */
export function passwordOf({ password }: SourceSettings | TargetSettings): Secret {
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
    case 'graph':
      return `graph ${address.mailbox.toLowerCase()} ${address.tenant.toLowerCase()}`;
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

export function imapServer({ host, port, security }: ImapAddress, authorities: readonly string[]): ImapServer {
  const tls = ({ tls: 'implicit', starttls: 'starttls', plain: 'none' } as const)[security];
  return { host, port, tls, ca: authorities.length === 0 ? null : authorities };
}
