/** The version of an item: its tag, or what stands for it where a server gives none. */
import { createHash } from 'node:crypto';
import type { Content } from '../../model/item.ts';

/** A digest of the bytes where there is no tag, so that a change shows all the same. */
export function versionOf({ etag, content }: { readonly etag: string | null; readonly content: Content }): string {
  if (etag !== null) return etag;
  const sha256 = content.is === 'held' ? createHash('sha256').update(content.bytes).digest() : content.sha256;
  return `sha256:${sha256.toString('hex')}`;
}
