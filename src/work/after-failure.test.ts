import { expect, test } from 'vitest';
import { assert } from '../base/assert.ts';
import { Failure } from '../base/problem.ts';
import { toFailure as ofImap } from '../source/imap/failure.ts';
import { failureOf as ofEws } from '../target/ews/failures.ts';
import { HttpError, troubleOf } from '../wire/http-errors.ts';
import { connectionError } from '../wire/imap/line/open-socket.ts';
import { waitOf } from './after-failure.ts';

test.each([
  new Failure('connection.refused', { host: 'imap.example.com', port: '993', side: 'source' }),
  new Failure('connection.silent', { host: 'imap.example.com', seconds: '60', what: 'the greeting' }),
  new Failure('connection.names-silent', { host: 'imap.example.com' }),
  new Failure('connection.lost', { host: 'imap.example.com', reason: 'reset' }),
  new Failure('database.unreachable', { reason: 'restarted' }),
])('$code is tried again within half a minute: what was away is mostly back by then', (failure) => {
  const wait = waitOf(failure);
  expect(wait).not.toBeNull();
  expect(wait).toBeLessThanOrEqual(30_000);
});

/** What Node gives when a name is looked up in vain. */
function lookUpError(code: string): Error {
  return Object.assign(new Error(`getaddrinfo ${code} mail.example.com`), { code });
}

function overImap(code: string): unknown {
  const peer = { server: { host: 'mail.example.com', port: 993 }, credentials: { user: 'ann' } };
  return ofImap(connectionError(lookUpError(code), 'a connection'), peer);
}

function overHttp(code: string): unknown {
  const facts = { host: 'mail.example.com', port: 443, wholeRequestSent: false };
  const error = new HttpError(troubleOf(lookUpError(code), false), code, facts);
  return ofEws(error, { host: facts.host, user: 'ann', mailbox: 'ann', folder: '' });
}

test.each([
  ['EAI_AGAIN', 'connection.names-silent', 30_000],
  ['EAI_FAIL', 'connection.names-silent', 30_000],
  ['ENOTFOUND', 'connection.host-unknown', null],
])('a look-up of a name that ends with %s is %s, over every protocol', (code, problem, wait) => {
  for (const failure of [overImap(code), overHttp(code)]) {
    assert(failure instanceof Failure, 'a broken line is a failure');
    expect(failure.code).toBe(problem);
    expect(waitOf(failure)).toBe(wait);
  }
});
