import { expect, test } from 'vitest';
import { Secret } from '../../base/secret.ts';
import {
  type ConnectionReason,
  ImapConnectionError,
  ImapProtocolError,
  ImapStatusError,
} from '../../wire/imap/errors.ts';
import { judgeSignIn } from './judge-sign-in.ts';
import type { ImapFacts } from './look-at-imap.ts';

const PLACE = {
  server: { host: 'secure.emailsrvr.com', port: 993, tls: 'implicit', ca: null },
  credentials: { user: 'bob@example.com', secret: new Secret('do-not-show-me'), mechanism: 'auto' },
} as const;

function refused(text: string, code: string | null = null, backoffMs: number | null = null): ImapFacts {
  const error = new ImapStatusError({
    status: 'NO',
    code: code === null ? null : { name: code, text: '' },
    text,
    backoffMs,
    command: 'AUTHENTICATE',
  });
  return { is: 'refused', error };
}

test.each([
  { text: 'Authentication failed.', code: 'AUTHENTICATIONFAILED', is: 'block user refused the password' },
  { text: 'Login failed', code: null, is: 'block user refused the password' },
  { text: 'invalid credentials', code: null, is: 'block user refused the password' },
  { text: 'IMAP access is disabled for this account', code: null, is: 'block administrator does not allow IMAP' },
  { text: 'Your account is not enabled for IMAP use', code: null, is: 'block administrator does not allow IMAP' },
  { text: 'Mailbox locked', code: null, is: 'block administrator does not allow IMAP' },
  { text: 'Contact your administrator', code: 'CONTACTADMIN', is: 'block administrator does not allow IMAP' },
  { text: 'No', code: 'AUTHORIZATIONFAILED', is: 'block administrator does not allow IMAP' },
  { text: 'Password expired', code: 'EXPIRED', is: 'block administrator says that the password has expired' },
  { text: 'Too many simultaneous connections', code: null, is: 'warn administrator asks to wait' },
  { text: 'Authentication failed, try again later', code: null, is: 'warn administrator asks to wait' },
  { text: 'Login failed', code: 'UNAVAILABLE', is: 'warn administrator asks to wait' },
  { text: 'Invalid password: too many tries', code: 'AUTHENTICATIONFAILED', is: 'block user refused the password' },
])('"$text" [$code] is understood: $is', ({ text, code, is }) => {
  const { verdict, fault, evidence } = judgeSignIn(refused(text, code), PLACE);
  expect(`${verdict} ${fault?.owner} ${fault?.cause}`).toContain(is.split(' ').slice(0, 2).join(' '));
  expect(fault?.cause).toContain(is.split(' ').slice(2).join(' '));
  expect(evidence[0]).toContain(text);
});

test('a pause that a server asks for is no refusal of the password', () => {
  expect(judgeSignIn(refused('Please wait', null, 30_000), PLACE).verdict).toBe('warn');
});

test.each([
  'host-unknown',
  'names-silent',
  'refused',
  'silent',
  'closed',
  'certificate',
  'tls-missing',
] satisfies ConnectionReason[])('no line because of %s blocks, with its own words', (reason) => {
  const error = new ImapConnectionError(reason, 'what the socket said', 'a connection');
  const { verdict, fault, evidence } = judgeSignIn({ is: 'no-line', error }, PLACE);
  expect(verdict).toBe('block');
  expect(fault?.cause).toContain('secure.emailsrvr.com:993');
  expect(evidence).toEqual(['secure.emailsrvr.com:993: what the socket said']);
});

test('a server that speaks no IMAP blocks', () => {
  const error = new ImapProtocolError('the greeting is none');
  expect(judgeSignIn({ is: 'no-line', error }, PLACE)).toMatchObject({ verdict: 'block' });
});

test('no result holds the password', () => {
  const all = [
    refused('Login failed'),
    { is: 'signed-in', namespaces: { personal: [], others: [], shared: [] }, quotas: [] } as const,
  ];
  expect(JSON.stringify(all.map((facts) => judgeSignIn(facts, PLACE)))).not.toContain('do-not-show-me');
});
