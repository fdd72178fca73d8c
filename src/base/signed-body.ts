/**
 * Bodies that are signed so that the receiver knows who sent them and when: HMAC-SHA256 over id, time and body, as the Standard
 * Webhooks specification has it (https://www.standardwebhooks.com).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from './clock.ts';
import { Secret } from './secret.ts';

const PREFIX = 'whsec_';
/** How far the clocks of two machines may be apart, and how old a request may be that somebody sends again. */
const AGE_MS_MAX = 5 * 60_000;
/** While a secret is replaced, senders sign with several. */
const SIGNATURES_MAX = 10;

/** From the chance in a token to a secret in the form that libraries of receivers take. */
export function signingSecretOf(token: Secret): Secret {
  return new Secret(`${PREFIX}${Buffer.from(token.reveal(), 'base64url').toString('base64')}`);
}

export function signatureHeaders(
  { id, at, body }: { readonly id: string; readonly at: Instant; readonly body: Buffer },
  secret: Secret,
): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(at / 1000));
  const signature = `v1,${macOf(id, seconds, body, secret).toString('base64')}`;
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature };
}

export interface SignedRequest {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly body: Buffer;
}

/** True for what was signed with this secret within the last five minutes. */
export function isSignedBy({ id, timestamp, signature, body }: SignedRequest, secret: Secret, now: Instant): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > AGE_MS_MAX) return false;
  const right = macOf(id, timestamp, body, secret);
  const given = signature.split(' ', SIGNATURES_MAX).flatMap((one) => (one.startsWith('v1,') ? [one.slice(3)] : []));
  return given.some((one) => {
    const bytes = Buffer.from(one, 'base64');
    return bytes.length === right.length && timingSafeEqual(bytes, right);
  });
}

function macOf(id: string, seconds: string, body: Buffer, secret: Secret): Buffer {
  const key = Buffer.from(secret.reveal().replace(PREFIX, ''), 'base64');
  return createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest();
}
