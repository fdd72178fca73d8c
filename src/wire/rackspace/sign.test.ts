import { describe, expect, test } from 'vitest';
import { instant } from '../../base/clock.ts';
import { Secret } from '../../base/secret.ts';
import { signatureHeader } from './sign.ts';

const KEYS = {
  userKey: new Secret('eGbq9/2hcZsRlr1JV1Pi'),
  secretKey: new Secret('QHOvchm/40czXhJ1OxfxK7jDHr3t'),
};
const AGENT = 'Rackspace Management Interface';

describe('the signature', () => {
  test('is the published one, byte for byte', () => {
    const at = instant(Date.UTC(2001, 2, 8, 14, 37, 25));
    expect(signatureHeader(KEYS, AGENT, at)).toBe('eGbq9/2hcZsRlr1JV1Pi:20010308143725:46VIwd66mOFGG8IkbgnLlXnfnkU=');
  });

  test('differs for the time that the published header misprints', () => {
    const at = instant(Date.UTC(2001, 2, 17, 14, 37, 25));
    expect(signatureHeader(KEYS, AGENT, at)).toBe('eGbq9/2hcZsRlr1JV1Pi:20010317143725:HKUn0aajpSDx7qqGK3vqzn3FglI=');
  });

  test.each([
    ['midnight', Date.UTC(2026, 0, 1), '20260101000000'],
    ['the afternoon on a clock of 24 hours', Date.UTC(2026, 10, 2, 23, 4, 5, 999), '20261102230405'],
  ])('writes %s in UTC with 14 digits and a digest of 28 characters', (_what, ms, timestamp) => {
    const [, written, digest = ''] = signatureHeader(KEYS, AGENT, instant(ms)).split(':');
    expect(written).toBe(timestamp);
    expect(digest).toMatch(/^[A-Za-z0-9+/]{27}=$/);
  });

  test('is another one for another name of the program', () => {
    const at = instant(Date.UTC(2001, 2, 8, 14, 37, 25));
    expect(signatureHeader(KEYS, `${AGENT} `, at)).not.toContain('46VIwd66mOFGG8IkbgnLlXnfnkU=');
  });
});
