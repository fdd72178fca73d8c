import { describe, expect, test } from 'vitest';
import { codeAt } from '../../../test/service/totp.ts';
import { instant } from '../../base/clock.ts';
import { Secret } from '../../base/secret.ts';
import { systemToken } from '../../base/token.ts';
import { newRecoveryCodes, newTotpSecret, recoveryHash, stepOf, totpUri } from './totp.ts';

/** `12345678901234567890`, as RFC 6238 has it in appendix B. */
const SECRET = new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');

/** The last six digits of the codes for SHA-1 there. */
const PUBLISHED = [
  { second: 59, code: '287082' },
  { second: 1_111_111_109, code: '081804' },
  { second: 1_111_111_111, code: '050471' },
  { second: 1_234_567_890, code: '005924' },
  { second: 2_000_000_000, code: '279037' },
  { second: 20_000_000_000, code: '353130' },
];

describe('a code', () => {
  test.each(PUBLISHED)('is that of RFC 6238 at $second', ({ second, code }) => {
    expect(stepOf(code, SECRET, instant(second * 1000))).toBe(Math.floor(second / 30));
    expect(codeAt(SECRET.reveal(), second * 1000)).toBe(code);
  });

  test('is taken one step early or late, and no further', () => {
    const at = 1_111_111_111_000;
    const steps = [-2, -1, 0, 1, 2].map((aside) =>
      stepOf(codeAt(SECRET.reveal(), at + aside * 30_000), SECRET, instant(at)),
    );
    const now = Math.floor(at / 30_000);
    expect(steps).toEqual([null, now - 1, now, now + 1, null]);
  });

  test.each(['', '1', '28708', '2870822', 'abcdef', '２８７０８２'])('is six digits: not %j', (code) => {
    expect(stepOf(code, SECRET, instant(59_000))).toBeNull();
  });
});

test('a secret is twenty bytes of chance, in an address that apps read', () => {
  const [one, other] = [newTotpSecret(systemToken), newTotpSecret(systemToken)];
  expect(one.reveal()).toMatch(/^[A-Z2-7]{32}$/);
  expect(one.reveal()).not.toBe(other.reveal());
  const uri = new URL(totpUri(one, 'ann@finch.example').reveal());
  expect(uri.href).toMatch(/^otpauth:\/\/totp\/Godwit:ann/);
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({
    secret: one.reveal(),
    issuer: 'Godwit',
    digits: '6',
    period: '30',
  });
});

test('recovery codes are ten different ones, known again however they are typed', () => {
  const codes = newRecoveryCodes(systemToken).map((code) => code.reveal());
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) {
    expect(code).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/);
    expect(recoveryHash(` ${code.replaceAll('-', ' ').toUpperCase()} `)).toEqual(recoveryHash(code));
  }
});
