/** How an Exchange mailbox is opened: by the way of signing in that was asked for, or by one that the server offers. */
import { Failure } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import type { EwsAddress } from '../../cli/address.ts';
import type { MailboxOwner, TargetAuth } from '../../cli/machinery.ts';
import type { Watch } from '../../model/progress.ts';
import { failureOf } from '../../target/ews/failures.ts';
import { type EwsCredentials, type EwsTarget, ewsPace, openEwsTarget } from '../../target/ews.ts';
import { type JointPlaces, jointPace } from '../../wire/joint-pace.ts';
import type { Share } from '../../work/budget/share.ts';
import type { MailboxDeps } from './mailboxes.ts';
import { offeredWays } from './offered-ways.ts';

export interface ExchangeSettings {
  readonly address: EwsAddress;
  readonly auth: TargetAuth;
  readonly secret: Secret;
  readonly owner: MailboxOwner;
  /** How long a server may ask to wait; as long as a move waits when left out. */
  readonly patienceMs?: number;
}

/** Every call of what it gives opens a connection of its own; all of them wait together when the server asks one to wait. */
export function exchangeOpener(
  { address, auth, secret, owner, patienceMs }: ExchangeSettings,
  authorities: readonly string[],
  { clock, random, watch, spoolFolder, budgets, mayStillSend }: MailboxDeps,
): (signal: AbortSignal) => Promise<EwsTarget> {
  const url = new URL(address.url);
  // The command line lets `http:` through for this machine only, and only when it was asked for.
  const place = { url, ca: authorities, allowInsecureLoopback: url.protocol === 'http:', clock };
  const own = ewsPace({ clock, watch, ...(patienceMs === undefined ? {} : { patienceMs }) });
  const pace = budgets === undefined ? own : jointPace(own, jointPlaces(budgets.requests(url, address.user), watch));
  const open = (kind: EwsCredentials['kind'], signal: AbortSignal): Promise<EwsTarget> => {
    const credentials = { kind, user: address.user, secret };
    const whose = { mailbox: address.mailbox, homeZone: owner.timeZone, ownAddresses: owner.addresses };
    const held = mayStillSend === undefined ? {} : { mayStillSend };
    const shared = budgets === undefined ? {} : { bytePace: budgets.bytesTo(url.host, address.user) };
    return openEwsTarget(
      { ...place, ...whose, ...held, ...shared, credentials, random, watch, pace, spoolFolder },
      signal,
    );
  };
  if (auth !== 'auto') return (signal) => open(auth, signal);
  let chosen: EwsCredentials['kind'] | null = null;
  return async (signal) => {
    if (chosen !== null) return open(chosen, signal);
    const opened = await openAsOffered(await offeredAuth(place, address, signal), open, signal);
    chosen = opened.kind;
    return opened.target;
  };
}

function jointPlaces(share: Share, watch: Watch): JointPlaces {
  const tell = (untilMs: number, because: string): void => watch({ is: 'waiting', untilMs, because });
  return { enter: (signal) => share.enter(signal, tell), refuse: (restMs) => share.refuse(restMs) };
}

/** A server may offer a way that it closes for this very account; then the next one gets its turn, and no third. */
async function openAsOffered(
  [kind = 'basic', ...others]: readonly EwsCredentials['kind'][],
  open: (kind: EwsCredentials['kind'], signal: AbortSignal) => Promise<EwsTarget>,
  signal: AbortSignal,
): Promise<{ readonly kind: EwsCredentials['kind']; readonly target: EwsTarget }> {
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
