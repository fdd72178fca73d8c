/** The Retry-After header in each form that clients meet (RFC 9110 §10.2.3), and the two that they should not. */
import { unreachable } from '../../src/base/assert.ts';
import type { World } from './call.ts';

/** A wait that nobody could mean. */
const ABSURD_S = 2_147_483_647;

export function retryHeaders(waitMs: number, { settings, clock }: World): Readonly<Record<string, string>> {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  switch (settings.retryAfter) {
    case 'seconds':
      return { 'Retry-After': String(seconds) };
    case 'date':
      return { 'Retry-After': new Date(clock.now() + seconds * 1000).toUTCString() };
    case 'absurd':
      return { 'Retry-After': String(ABSURD_S) };
    case 'missing':
      return {};
    default:
      return unreachable(settings.retryAfter);
  }
}
