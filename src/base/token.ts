/** Tokens that open something: sessions and one-time links. Only their hashes are kept. */
import { createHash, randomBytes } from 'node:crypto';
import { Secret } from './secret.ts';

/** More than anybody can try. */
const TOKEN_BYTES = 32;

/** Makes a token that nobody can guess. Handed in, as time and chance are. */
export type NewToken = () => Secret;

export const systemToken: NewToken = () => new Secret(randomBytes(TOKEN_BYTES).toString('base64url'));

/** What is kept of a token. It needs no salt: there is nothing to guess in a token. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
