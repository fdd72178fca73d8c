/** Whether a request is signed: the hash over user key, name of the program, time and secret key, all as they stand there. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AccountKeys } from './options.ts';

export interface SignatureRules {
  readonly keys: AccountKeys;
  /** Of the server, milliseconds since 1970. */
  readonly now: number;
  readonly toleranceMs: number;
}

/** Null when it is right; else why it is not, for tests: the server itself says only that it failed. */
export function signatureComplaint(headers: IncomingHttpHeaders, rules: SignatureRules): string | null {
  const header = headers['x-api-signature'];
  if (typeof header !== 'string') return 'no X-Api-Signature';
  const [userKey, timestamp = '', digest = '', ...more] = header.split(':');
  if (more.length > 0 || userKey !== rules.keys.userKey) return 'another user key';
  const at = timeOf(timestamp);
  if (at === null) return 'no timestamp of 14 digits';
  if (Math.abs(at - rules.now) > rules.toleranceMs) return 'the clock is wrong';
  const text = userKey + (headers['user-agent'] ?? '') + timestamp + rules.keys.secretKey;
  const right = createHash('sha1').update(text).digest();
  const given = Buffer.from(digest, 'base64');
  if (given.toString('base64') !== digest || given.length !== right.length) return 'no digest in base64';
  return timingSafeEqual(given, right) ? null : 'another secret key, or another User-Agent';
}

function timeOf(timestamp: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(timestamp);
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return month < 1 || month > 12 || hour > 23 ? null : Date.UTC(year, month - 1, day, hour, minute, second);
}
