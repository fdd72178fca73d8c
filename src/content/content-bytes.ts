/** The bytes of an item as one piece, for kinds whose text has to be seen as a whole. */
import type { Content } from '../model/item.ts';

/** Spooled content is read from the first byte and not dropped. The caller knows that it fits into memory. */
export async function heldBytes(content: Content): Promise<Buffer> {
  if (content.is === 'held') return content.bytes;
  const pieces: Buffer[] = [];
  for await (const piece of content.open()) pieces.push(piece);
  return Buffer.concat(pieces, content.sizeBytes);
}
