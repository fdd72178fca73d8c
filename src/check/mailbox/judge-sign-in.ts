/** Whether the mailbox can be read (C4): a wrong password, IMAP that is switched off, and a server that asks to wait look alike at first sight. Pure. */
import { unreachable } from '../../base/assert.ts';
import {
  blocked,
  type CheckHead,
  type CheckOwner,
  type CheckResult,
  passed,
  warned,
} from '../../model/check-result.ts';
import type { ConnectionReason, ImapConnectionError, ImapStatusError } from '../../wire/imap/errors.ts';
import type { ImapFacts, ImapPlace } from './look-at-imap.ts';

export function judgeSignIn(facts: ImapFacts, { server, credentials }: ImapPlace): CheckResult {
  const { user } = credentials;
  const head: CheckHead = { id: `C4.${user}`, title: `${user} can be signed in to by IMAP` };
  const where = `${server.host}:${server.port}`;
  switch (facts.is) {
    case 'signed-in':
      return passed(head, [`${where} let ${user} in`]);
    case 'refused':
      return judgeRefusal(head, facts.error, where, user);
    case 'no-line': {
      const { error } = facts;
      const evidence = [`${where}: ${error.message}`];
      if (error.name === 'ImapProtocolError') {
        const cause = `${where} sent what IMAP does not allow: ${error.message}.`;
        return blocked(head, evidence, {
          cause,
          remedy: 'Check that the port is that of IMAP.',
          owner: 'administrator',
        });
      }
      return judgeLine(head, evidence, error, where);
    }
    default:
      return unreachable(facts);
  }
}

/** RFC 5530 §3, and what servers say that have no codes. The first that fits is believed. */
const REFUSALS: readonly {
  readonly codes: readonly string[];
  readonly words: RegExp;
  readonly cause: string;
  readonly remedy: string;
  readonly owner: CheckOwner;
  readonly isPassing?: true;
}[] = [
  {
    codes: ['UNAVAILABLE', 'INUSE', 'LIMIT', 'THROTTLED', 'OVERLOADED', 'SERVERBUG'],
    words: /too many|try again|throttl|rate limit|temporar|maximum number of connections|overload/i,
    cause: 'asks to wait; the password was not judged',
    remedy:
      'Check again in a quarter of an hour, with fewer mailboxes at once; close other programs that read this mailbox.',
    owner: 'administrator',
    isPassing: true,
  },
  {
    codes: ['EXPIRED'],
    words: /password (?:has )?expired/i,
    cause: 'says that the password has expired',
    remedy: 'Set a new password for the mailbox, and check again with it.',
    owner: 'administrator',
  },
  {
    codes: ['AUTHORIZATIONFAILED', 'CONTACTADMIN', 'NOPERM', 'PRIVACYREQUIRED'],
    words:
      /imap.{0,40}(?:disabled|not (?:enabled|allowed|permitted)|switched off)|(?:disabled|locked|suspended|not (?:enabled|allowed|permitted)).{0,40}|access denied/i,
    cause: 'does not allow IMAP for this mailbox',
    remedy:
      'Allow IMAP for the domain and the mailbox in the control panel (at Rackspace: Global Access Rights), and see that the mailbox is not disabled.',
    owner: 'administrator',
  },
  {
    codes: ['AUTHENTICATIONFAILED'],
    words: /./s,
    cause: 'refused the password',
    remedy: 'Check the user name and the password in webmail; set a new password if nobody knows it.',
    owner: 'user',
  },
];

function judgeRefusal(head: CheckHead, error: ImapStatusError, where: string, user: string): CheckResult {
  const code = error.code?.name ?? '';
  const isAsked = error.backoffMs !== null;
  const kind =
    REFUSALS.find((one) => one.codes.includes(code) || (isAsked && one.isPassing === true)) ??
    REFUSALS.find((one) => one.words.test(error.text));
  const evidence = [`${error.command}: ${error.status} ${code === '' ? '' : `[${code}] `}${error.text}`];
  const cause = `${where} ${kind?.cause ?? 'refused the sign-in'} (${user}): ${error.text}`;
  const remedy = kind?.remedy ?? 'Check that the mailbox can be read in webmail.';
  const fault = { cause, remedy, owner: kind?.owner ?? 'administrator' } as const;
  return kind?.isPassing === true ? warned(head, evidence, fault) : blocked(head, evidence, fault);
}

const LINES: Readonly<Record<ConnectionReason, { readonly cause: string; readonly remedy: string }>> = {
  'host-unknown': { cause: 'there is no such host', remedy: 'Check the host name in the address of the source.' },
  'names-silent': {
    cause: 'no name server says just now where it is',
    remedy: 'Check again in some minutes; if it stays so, look at the name servers of this machine.',
  },
  refused: {
    cause: 'nobody listens there',
    remedy: 'Check host and port, and that a firewall lets this machine out to it.',
  },
  silent: {
    cause: 'it gives no answer',
    remedy: 'Check that a firewall lets this machine out to it, then check again.',
  },
  closed: {
    cause: 'it closed the connection',
    remedy: 'Check again in a quarter of an hour: servers close when there are too many connections.',
  },
  certificate: {
    cause: 'its certificate cannot be trusted',
    remedy:
      'Use the host name that the certificate is for; if your own authority signed it, name its file with --ca-file.',
  },
  'tls-missing': { cause: 'it offers no encrypted connection', remedy: 'Use the port for TLS, usually 993.' },
};

function judgeLine(
  head: CheckHead,
  evidence: readonly string[],
  error: ImapConnectionError,
  where: string,
): CheckResult {
  const { cause, remedy } = LINES[error.reason];
  return blocked(head, evidence, { cause: `${where}: ${cause}.`, remedy, owner: 'administrator' });
}
