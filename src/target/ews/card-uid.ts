/** The UID of a card as it stands in a property that lists give back whole. */
import { createHash } from 'node:crypto';

/** Rows of lists hold the first 255 characters of a text. */
const UID_CHARS_MAX = 200;
const DIGEST = 'sha256:';

/** The UID itself; of one that is too long, or that would be taken for a digest, its digest. */
export function uidKey(uid: string): string {
  if (uid.length <= UID_CHARS_MAX && !uid.startsWith(DIGEST)) return uid;
  return `${DIGEST}${createHash('sha256').update(uid).digest('hex')}`;
}

/** Null for a digest: the UID is not known by it. */
export function uidOfKey(key: string): string | null {
  return key.startsWith(DIGEST) ? null : key;
}
