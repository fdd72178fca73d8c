/** Keeps the user of a mailbox out of the old system, or lets him in again, through its admin API, and looks whether it is so. */

import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import { lookAtImap } from '../../check/mailbox/look-at-imap.ts';
import type { ImapAddress } from '../../cli/address.ts';
import type { MoveJob, RunControl } from '../../cli/machinery.ts';
import { toFailure } from '../../inventory/rackspace-failure.ts';
import { RackspaceClient } from '../../wire/rackspace/client.ts';
import { RackspaceDoubtError, RackspaceStatusError } from '../../wire/rackspace/errors.ts';
import { getMailbox } from '../../wire/rackspace/get-mailbox.ts';
import { type MailboxChange, updateMailbox } from '../../wire/rackspace/update-mailbox.ts';
import type { LockAsk } from '../../work/engine.ts';
import { imapServer, passwordOf } from '../move/mailboxes.ts';
import { rackspaceServer } from '../organisation/rackspace-server.ts';

interface Deps {
  readonly clock: Clock;
  readonly random: Random;
  /** What people call the mailbox; its address where the source has none. */
  readonly mailbox: string;
}

/** A password is known to all servers of a mail service within a minute or so. */
const LOOKS_MAX = 12;
const LOOK_EVERY_MS = 5000;
const PUTS_MAX = 3;

/** May be repeated after whatever end. Throws `lock.*` and the failures of the admin API. */
export async function lockMailbox(job: MoveJob, asked: LockAsk, control: RunControl, deps: Deps): Promise<void> {
  const signal = AbortSignal.any([control.signal, control.stopping]);
  const source = job.sources.find(({ address }) => address.is === 'imap');
  const address = source === undefined ? null : (source.address as ImapAddress); // just looked at
  const password = source === undefined ? null : passwordOf(source);
  const user = address?.user.includes('@') === true ? address.user : deps.mailbox;
  const [name = '', domain = ''] = user.split('@');
  const { connection, how } = asked;
  const { userKey, secretKey, ...place } = connection;
  const access = { ...place, keys: { userKey, secretKey } };
  const client = new RackspaceClient(rackspaceServer(access, job.authorities, deps));
  const change: MailboxChange =
    how === 'password' && password !== null ? { password } : { isEnabled: how === 'enable' };
  try {
    await put(client, { domain, name }, change, signal);
    if (address === null || password === null || how !== 'password') {
      const { isEnabled } = await getMailbox(client, { domain, name, service: 'rs' }, signal);
      if (isEnabled === (how === 'enable')) return;
      throw new Failure('lock.not-verified', { mailbox: user, what: 'the control panel does not show it' });
    }
    const server = imapServer(address, job.authorities);
    const isLetIn = (secret: Secret): Promise<boolean> =>
      mayEnter({ server, user: address.user, secret }, deps, signal);
    await untilTrue(() => isLetIn(password), deps, signal, user, 'our own password is refused');
    const { before } = asked;
    if (before === null || before.reveal() === password.reveal()) return;
    await untilTrue(async () => !(await isLetIn(before)), deps, signal, user, 'the password from before still works');
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure) throw error;
    throw refused(error, user) ?? toFailure(error, client.host, user);
  } finally {
    client.close();
  }
}

/** Where nobody knows whether a password was set, setting it again does no harm. */
async function put(
  client: RackspaceClient,
  place: { readonly domain: string; readonly name: string },
  change: MailboxChange,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await updateMailbox(client, place, change, signal);
    } catch (error) {
      if (!(error instanceof RackspaceDoubtError) || tries === PUTS_MAX) throw error;
    }
  }
}

function refused(error: unknown, mailbox: string): Failure | null {
  if (error instanceof RackspaceDoubtError) {
    const what = 'nobody knows whether it was made';
    return new Failure('lock.not-verified', { mailbox, what }, { cause: error });
  }
  const isRefusal = error instanceof RackspaceStatusError && ['missing', 'other'].includes(error.refusal.trouble);
  if (!isRefusal) return null;
  return new Failure('lock.refused', { mailbox, reason: error.message }, { cause: error });
}

/** A server that cannot be asked says nothing about the password: then it is neither let in nor refused. */
async function mayEnter(
  {
    server,
    user,
    secret,
  }: { readonly server: ReturnType<typeof imapServer>; readonly user: string; readonly secret: Secret },
  { clock }: Deps,
  signal: AbortSignal,
): Promise<boolean> {
  const credentials = { user, secret, mechanism: 'auto' } as const;
  const facts = await lookAtImap({ server, credentials }, clock, signal);
  if (facts.is !== 'no-line') return facts.is === 'signed-in';
  throw new Failure('lock.not-verified', {
    mailbox: user,
    what: `the mail server cannot be asked: ${facts.error.message}`,
  });
}

async function untilTrue(
  look: () => Promise<boolean>,
  { clock }: Deps,
  signal: AbortSignal,
  mailbox: string,
  what: string,
): Promise<void> {
  for (let looks = 1; !(await look()); looks += 1) {
    if (looks === LOOKS_MAX) throw new Failure('lock.not-verified', { mailbox, what });
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}
