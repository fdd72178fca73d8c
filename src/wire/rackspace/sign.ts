/** The signature of a request: a hash over the user key, the name of the program, the time and the secret key. */
import { createHash } from 'node:crypto';
import type { Instant } from '../../base/clock.ts';
import type { Secret } from '../../base/secret.ts';

export interface RackspaceKeys {
  /** 20 characters. Who has it and no secret key can do nothing; it is nobody's business all the same. */
  readonly userKey: Secret;
  readonly secretKey: Secret;
}

/** The value of `X-Api-Signature`; `userAgent` must be the `User-Agent` of the request to the letter. */
export function signatureHeader({ userKey, secretKey }: RackspaceKeys, userAgent: string, at: Instant): string {
  const timestamp = timestampOf(at);
  const text = `${userKey.reveal()}${userAgent}${timestamp}${secretKey.reveal()}`;
  const digest = createHash('sha1').update(text, 'utf8').digest('base64');
  return `${userKey.reveal()}:${timestamp}:${digest}`;
}

/** `20010308143725`, in UTC. */
function timestampOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 19).replace(/\D/g, '');
}
