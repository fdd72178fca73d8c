/**
 * The codes of authenticator apps (TOTP, RFC 6238) in the one form that all apps can: six digits, SHA-1, thirty seconds. And
 * the recovery codes for when the app is lost.
 */
import { Secret as OtpSecret, TOTP } from 'otpauth';
import type { Instant } from '../../base/clock.ts';
import { Secret } from '../../base/secret.ts';
import { type NewToken, tokenHash } from '../../base/token.ts';

/** As long as what SHA-1 gives (RFC 4226 §4). */
const SECRET_BYTES = 20;
const STEP_SECONDS = 30;
/** One earlier, one later: clocks differ, and people take time to type (RFC 6238 §5.2). */
const STEPS_ASIDE_MAX = 1;
const FORM = { algorithm: 'SHA1', digits: 6, period: STEP_SECONDS } as const;
const SIX_DIGITS = /^[0-9]{6}$/;
/** 80 bits: nobody can try them, so that a hash without salt and without cost is enough. Sixteen letters in base32. */
const RECOVERY_BYTES = 10;
const RECOVERY_CODES = 10;

/** A secret in base32. */
export function newTotpSecret(newToken: NewToken): Secret {
  return new Secret(chance(newToken, SECRET_BYTES).base32);
}

/** What apps read from a QR code. It holds the secret. */
export function totpUri(secret: Secret, address: string): Secret {
  return new Secret(new TOTP({ ...FORM, issuer: 'Godwit', label: address, secret: secret.reveal() }).toString());
}

/** The time step whose code this is, now or one step aside; null for a code of none of them. */
export function stepOf(code: string, secret: Secret, now: Instant): number | null {
  // The library compares bytes and throws for six letters of more bytes.
  if (!SIX_DIGITS.test(code)) return null;
  const key = OtpSecret.fromBase32(secret.reveal());
  const aside = TOTP.validate({ ...FORM, token: code, secret: key, timestamp: now, window: STEPS_ASIDE_MAX });
  return aside === null ? null : Math.floor(now / 1000 / STEP_SECONDS) + aside;
}

/** As people are shown them: `abcd-efgh-ijkl-mnop`. */
export function newRecoveryCodes(newToken: NewToken): readonly Secret[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const letters = chance(newToken, RECOVERY_BYTES).base32.toLowerCase();
    return new Secret(letters.replace(/(.{4})(?=.)/g, '$1-'));
  });
}

/** What is kept of one, however it was typed. */
export function recoveryHash(code: string): Buffer {
  return tokenHash(plainCode(code).toLowerCase());
}

/** Codes are shown and typed in groups. */
export function plainCode(code: string): string {
  return code.replace(/[\s-]/g, '');
}

/** As many bytes of what nobody can guess, at most 32. */
function chance(newToken: NewToken, bytes: number): OtpSecret {
  return new OtpSecret({ buffer: Uint8Array.from(tokenHash(newToken().reveal()).subarray(0, bytes)).buffer });
}
