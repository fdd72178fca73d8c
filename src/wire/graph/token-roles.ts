/** What a token says about the application that it was given to. Not checked: it is good for explanations alone. */
import type { Secret } from '../../base/secret.ts';
import { GraphProtocolError } from './errors.ts';
import { list, parsed } from './json.ts';

/** The permissions that an administrator consented to. Those that Exchange itself gives (RBAC for Applications) are not in it. */
export function rolesIn(token: Secret): readonly string[] {
  const [, claims = ''] = token.reveal().split('.');
  try {
    return list(parsed(Buffer.from(claims, 'base64url').toString('utf8')), 'roles').filter(
      (role) => typeof role === 'string',
    );
  } catch (error) {
    // A token that is no JWT (RFC 7519) says nothing.
    if (error instanceof GraphProtocolError) return [];
    throw error;
  }
}
