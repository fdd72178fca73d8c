import { describe, expect, test } from 'vitest';
import type { RackspaceTrouble } from '../../wire/rackspace/errors.ts';
import type { Probe } from '../../wire/rackspace/probe-account.ts';
import { judgeApi } from './judge-api.ts';

const ACCEPTED: Probe = { is: 'accepted', mailboxes: 5000, skewMs: 0 };
const PLAIN = { host: 'api.example.net', domain: 'example.com', requestsPerMinute: 60 };

function refused(trouble: RackspaceTrouble, retryAfterMs: number | null = null): Probe {
  const refusal = { method: 'GET', path: '/x', status: 403, trouble, fault: '', words: 'No.', retryAfterMs, skewMs: 0 };
  return { is: 'refused', refusal, skewMs: 0 };
}

/** `C16.keys pass: evidence cause`. */
function said(probe: Probe, requestsPerMinute = 60): readonly string[] {
  return judgeApi({ ...PLAIN, requestsPerMinute, probe }).map(
    ({ id, verdict, evidence, fault }) => `${id} ${verdict}: ${evidence.join(', ')} ${fault?.cause ?? ''}`,
  );
}

describe('the admin API', () => {
  test('that answers is told of with the time that an inventory takes', () => {
    expect(said(ACCEPTED)).toEqual([
      expect.stringContaining('C16.keys pass'),
      expect.stringContaining('C16.clock pass'),
      expect.stringMatching(/C16\.rate pass: 5,000 mailboxes .*settings: some 5,028 requests, about 1 h 23 min/),
    ]);
  });

  test.each<{ trouble: RackspaceTrouble; says: readonly string[] }>([
    { trouble: 'key', says: ['C16.keys block: HTTP 403: No. api.example.net does not believe'] },
    { trouble: 'forbidden', says: ['C16.keys block: HTTP 403: No. The keys are those of somebody who may not'] },
    { trouble: 'missing', says: ['C16.keys warn: HTTP 403: No. The keys are accepted, and there are no mailboxes'] },
    { trouble: 'other', says: ['C16.keys warn: HTTP 403: No. api.example.net could not answer'] },
    { trouble: 'throttled', says: ['C16.keys warn', 'C16.rate warn: HTTP 403: No. api.example.net refuses more'] },
  ])('that refuses is told of: $trouble', ({ trouble, says }) => {
    const told = said(refused(trouble)).filter((line) => !line.startsWith('C16.clock'));
    expect(told).toEqual(says.map((text) => expect.stringContaining(text)));
  });

  test('that says for how long it refuses is quoted', () => {
    expect(said(refused('throttled', 90_000)).join('\n')).toContain('it asks to wait 1 min 30 s');
  });

  test.each([
    { skewMs: 59_000, says: 'C16.clock pass: the clock of this machine is 59 s behind' },
    { skewMs: -59_000, says: 'C16.clock pass: the clock of this machine is 59 s ahead of' },
    { skewMs: 60_000, says: 'C16.clock warn: the clock of this machine is 1 min behind' },
    { skewMs: -3_600_000, says: 'C16.clock warn: the clock of this machine is 1 h ahead of' },
    { skewMs: null, says: 'C16.clock warn: the answer of api.example.net has no date' },
  ])('whose clock differs by $skewMs ms', ({ skewMs, says }) => {
    expect(said({ ...ACCEPTED, skewMs })[1]).toContain(says);
  });

  test.each([
    { requestsPerMinute: 120, says: 'C16.rate pass' },
    { requestsPerMinute: 121, says: 'C16.rate warn' },
  ])('that is asked $requestsPerMinute times a minute', ({ requestsPerMinute, says }) => {
    expect(said(ACCEPTED, requestsPerMinute)[2]).toContain(says);
  });

  test('that does not count the mailboxes', () => {
    expect(said({ ...ACCEPTED, mailboxes: null })[2]).toContain('C16.rate warn');
  });
});
