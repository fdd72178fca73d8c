import { expect, test } from 'vitest';
import { Failure } from '../base/problem.ts';
import { waitOf } from './after-failure.ts';

test.each([
  new Failure('connection.refused', { host: 'imap.example.com', port: '993', side: 'source' }),
  new Failure('connection.silent', { host: 'imap.example.com', seconds: '60', what: 'the greeting' }),
  new Failure('connection.lost', { host: 'imap.example.com', reason: 'reset' }),
  new Failure('database.unreachable', { reason: 'restarted' }),
])('$code is tried again within half a minute: what was away is mostly back by then', (failure) => {
  const wait = waitOf(failure);
  expect(wait).not.toBeNull();
  expect(wait).toBeLessThanOrEqual(30_000);
});
