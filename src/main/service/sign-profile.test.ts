import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeAuthority } from '../../../sim/tls.ts';
import { systemClock } from '../../base/clock.ts';
import { appleProfile } from '../../plan/devices/apple-profile.ts';
import { profileSigner } from './sign-profile.ts';

const folder = mkdtempSync(join(tmpdir(), 'godwit-sign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const PROFILE = appleProfile({ id: 'a', address: 'Ann & Söhne <ann@example.com>', host: 'outlook.example.com' });

/** As an administrator checks it: openssl knows the authority, and nothing else. */
function verified(signed: Buffer, caPem: string): string {
  const [file, ca, out] = ['signed', 'ca.pem', 'out'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(file, signed);
  writeFileSync(ca, caPem);
  const from = ['-inform', 'DER', '-in', file, '-CAfile', ca, '-purpose', 'any', '-out', out];
  execFileSync('openssl', ['smime', '-verify', '-binary', ...from], { stdio: 'pipe' });
  return readFileSync(out, 'utf8');
}

test('a signed settings file is what was signed, by the certificate that was given', () => {
  const authority = makeAuthority('Profiles');
  const { keyPem, certPem } = authority.issue({ names: ['move.example.com'] });
  const sign = profileSigner(`${keyPem}\n${authority.certPem}\n${certPem}`, systemClock);
  expect(verified(sign(PROFILE), authority.certPem)).toBe(PROFILE);
  expect(() => verified(sign(PROFILE), makeAuthority('Another').certPem)).toThrow('Verification failure');
});

test('one that was changed on its way is not believed', () => {
  const authority = makeAuthority('Profiles');
  const { keyPem, certPem } = authority.issue({ names: ['move.example.com'] });
  const signed = profileSigner(`${keyPem}\n${certPem}`, systemClock)(PROFILE);
  const at = signed.indexOf('outlook.example.com');
  signed.write('outlook.exbmple.com', at);
  expect(() => verified(signed, authority.certPem)).toThrow('Verification failure');
});

test.each([
  ['nothing', ''],
  ['a certificate alone', makeAuthority('Alone').certPem],
  ['a key with the certificate of another', `${keyOf()}\n${makeAuthority('Other').certPem}`],
])('%s is refused when the service starts', (_what, pem) => {
  expect(() => profileSigner(pem, systemClock)).toThrow('cannot sign');
});

function keyOf(): string {
  return makeAuthority('Mine').issue({ names: ['x.example.com'] }).keyPem;
}
