/** LOGIN (RFC 9051 §6.2.3) and AUTHENTICATE (§6.2.2) with PLAIN (RFC 4616), XOAUTH2, and SASL-IR (RFC 4959). */
import type { Secret } from '../../base/secret.ts';
import { stringPiece } from './bytes/command-text.ts';
import type { ImapConnection } from './connection.ts';
import { ImapConnectionError } from './errors.ts';

export interface ImapCredentials {
  readonly user: string;
  readonly secret: Secret;
  /** 'auto' takes AUTHENTICATE PLAIN where it is offered and LOGIN otherwise. */
  readonly mechanism: 'auto' | 'login' | 'plain' | 'xoauth2';
}

/** Fails with ImapStatusError when the server refuses. A refused mechanism is not followed by another: that locks accounts. */
export function signIn(c: ImapConnection, credentials: ImapCredentials, signal: AbortSignal): Promise<void> {
  const { mechanism } = credentials;
  if (mechanism === 'xoauth2') return authenticate(c, 'XOAUTH2', xoauth2(credentials), signal);
  if (mechanism === 'plain' || (mechanism === 'auto' && c.has('AUTH=PLAIN'))) {
    return authenticate(c, 'PLAIN', plain(credentials), signal);
  }
  return login(c, credentials, signal);
}

function login(c: ImapConnection, { user, secret }: ImapCredentials, signal: AbortSignal): Promise<void> {
  if (c.has('LOGINDISABLED')) {
    return Promise.reject(new ImapConnectionError('tls-missing', 'the server forbids sign-in on this line', 'LOGIN'));
  }
  const pieces = ['LOGIN ', stringPiece(bytesOf(user)), ' ', stringPiece(bytesOf(secret.reveal()))];
  return c.run({ name: 'LOGIN', pieces, done: () => undefined }, signal);
}

function authenticate(c: ImapConnection, mechanism: string, response: string, signal: AbortSignal): Promise<void> {
  const isInitial = c.has('SASL-IR');
  let isSaid = isInitial;
  const answer = (): string => {
    // A challenge behind the response is an error report (XOAUTH2): an empty line asks for the tagged NO.
    const said = isSaid ? '' : response;
    isSaid = true;
    return said;
  };
  const pieces = [isInitial ? `AUTHENTICATE ${mechanism} ${response}` : `AUTHENTICATE ${mechanism}`];
  return c.run({ name: 'AUTHENTICATE', pieces, answer, done: () => undefined }, signal);
}

function plain({ user, secret }: ImapCredentials): string {
  return Buffer.from(`\0${user}\0${secret.reveal()}`, 'utf8').toString('base64');
}

function xoauth2({ user, secret }: ImapCredentials): string {
  return Buffer.from(`user=${user}\x01auth=Bearer ${secret.reveal()}\x01\x01`, 'utf8').toString('base64');
}

/** UTF-8, one character a byte. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
