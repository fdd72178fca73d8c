/** Names made of content: equal for equal bytes, and for nobody to forge. */
import { createHash } from 'node:crypto';

/** Hex characters of a name: 96 bits, so that nobody finds two texts with one name. */
const DIGEST_CHARS = 24;

export function digestName(bytes: Buffer | string): string {
  return nameOfDigest(createHash('sha256').update(bytes).digest());
}

/** The name that goes with a SHA-256. */
export function nameOfDigest(sha256: Buffer): string {
  return sha256.toString('hex').slice(0, DIGEST_CHARS);
}
