/** The old system of the guide: Dovecot with the mail, a DAV server with calendars, and an admin API whose passwords are those of Dovecot. */
import { type MailboxState, newDomain, newMailbox, newSpam } from '../../sim/rackspace/organisation.ts';
import { type RunningRackspace, startRackspace } from '../../sim/rackspace/start-rackspace.ts';
import type { Clock } from '../../src/base/clock.ts';
import { instant } from '../../src/base/clock.ts';
import type { RunningDovecot } from '../servers/dovecot.ts';
import { openImapMailbox } from '../servers/imap-mailbox.ts';
import { ImapSession } from '../servers/imap-session.ts';
import { ANN, BEN, CAT, DAN, DOMAIN } from './people.ts';

export const KEYS = { account: '100200', userKey: 'plantedUserKey20', secretKey: 'plantedSecretKey40' };

export interface OldSystem extends AsyncDisposable {
  readonly rackspace: RunningRackspace;
  /** The mailboxes of the admin API, as their owners may change them. */
  readonly mailboxes: Readonly<Record<string, MailboxState>>;
  /** What the user knows. */
  readonly passwords: Readonly<Record<string, string>>;
  /** Whether Dovecot lets this user in with this password. */
  mayEnter(user: string, password: string): Promise<boolean>;
}

export async function openOldSystem(dovecot: RunningDovecot, clock: Clock): Promise<OldSystem> {
  const passwords = Object.fromEntries(
    [ANN, BEN, CAT, DAN].map((user) => [user, `Old-password-of-${user.length}-${user}`]),
  );
  const mailboxes = Object.fromEntries(
    Object.entries(passwords).map(([user, password]) => [user, inStep(dovecot, user, password)]),
  );
  const domain = newDomain(DOMAIN, {
    mailboxes: Object.values(mailboxes),
    lists: { sales: [ANN, BEN], stock: [DAN, `gone@${DOMAIN}`] },
    spam: newSpam({ safelist: ['partner.example'], ipblocklist: ['203.0.113.%'] }),
  });
  Object.assign(mailboxes[BEN] ?? {}, {
    emailForwardingAddressList: ['ben@elsewhere.example'],
    saveForwardedEmail: true,
  });
  Object.assign(mailboxes[DAN] ?? {}, { currentUsage: 25_000 });
  const rackspace = await startRackspace({
    keys: KEYS,
    clock,
    organisation: { domains: [domain] },
    rate: { reads: 1_000_000, writes: 1_000_000, windowMs: 60_000 },
  });
  return {
    rackspace,
    mailboxes,
    passwords,
    mayEnter: async (user, password) => {
      try {
        await (await ImapSession.open(dovecot, user, password)).close();
        return true;
      } catch (error) {
        if (String(error).includes('AUTHENTICATIONFAILED')) return false;
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => rackspace.close(),
  };
}

/** A mailbox of the admin API whose password and sign-in are those of the mail server at once. */
function inStep(dovecot: RunningDovecot, user: string, first: string): MailboxState {
  let [password, isEnabled] = [first, true];
  const write = (): void => dovecot.setPassword(user, isEnabled ? password : null);
  write();
  const [name = ''] = user.split('@');
  return Object.defineProperties(newMailbox(name, { displayName: name, lastLogin: '11/20/2026 8:00:00 AM' }), {
    password: {
      get: () => password,
      set: (value: string) => {
        password = value;
        write();
      },
    },
    enabled: {
      get: () => isEnabled,
      set: (value: boolean) => {
        isEnabled = value;
        write();
      },
    },
  });
}

const OLD = Date.UTC(2024, 2, 4, 9);
const DAY_MS = 86_400_000;

/** What lies in the mailboxes before anybody thinks of a move. */
export async function fillMailboxes(dovecot: RunningDovecot, { passwords }: OldSystem): Promise<void> {
  const ann = await openImapMailbox(dovecot, ANN, passwords[ANN] ?? '');
  for (const path of [['Sent'], ['1.Inbox'], ['R&D, plans'], ['Clients'], ['Clients', 'Swan']])
    await ann.addFolder(path);
  await ann.add(['INBOX'], letters('Offer', ANN, 6));
  await ann.add(['INBOX'], [{ ...letter('Please answer', ANN, 90), flags: ['seen', 'flagged'] }]);
  await ann.add(['1.Inbox'], letters('Sorted', ANN, 3));
  await ann.add(['R&D, plans'], letters('Plan', ANN, 2));
  await ann.add(['Clients', 'Swan'], letters('Swan', ANN, 2));
  await ann.add(['Sent'], letters('Answer', ANN, 4));
  await ann.close();
  // What a program that fetches by POP leaves behind: some days of mail, and nothing that was sent.
  const ben = await openImapMailbox(dovecot, BEN, passwords[BEN] ?? '');
  for (const path of [['Sent Messages'], ['Deleted Messages']]) await ben.addFolder(path);
  await ben.add(['INBOX'], letters('Note', BEN, 5));
  await ben.close();
}

function letters(subject: string, to: string, count: number) {
  return Array.from({ length: count }, (_letter, at) => letter(`${subject} ${at + 1}`, to, at));
}

/** `at` days after the first. */
export function letter(subject: string, to: string, at: number) {
  const receivedAt = instant(OLD + at * DAY_MS);
  return { what: subject, bytes: mailBytes(subject, to), receivedAt, flags: ['seen' as const], keywords: [] };
}

export function mailBytes(subject: string, to: string): Buffer {
  const id = `<${subject.replaceAll(/[^\w]+/g, '.')}.${to}>`;
  const head = ['From: Eve <eve@partner.example>', `To: ${to}`, `Subject: ${subject}`, `Message-ID: ${id}`];
  return Buffer.from(
    [...head, 'Date: Mon, 04 Mar 2024 09:00:00 +0000', '', `The text of ${subject}.`, ''].join('\r\n'),
  );
}
