/** Messages that are notes, as the VJOURNALs that a target of notes takes. */
import { contentWriter } from '../../base/spool.ts';
import { noteOfMessage } from '../../content/apple-note.ts';
import { writeCalendarItem } from '../../content/calendar/write-calendar.ts';
import type { Content, Item } from '../../model/item.ts';
import type { Unreadable } from '../../model/source.ts';
import { asNote } from './heads.ts';

/** A note is held in memory while it is turned into another format. Apple's programs write up to 20 MB into one. */
const NOTE_BYTES_MAX = 32 * 1024 * 1024;

/** What was read, each message as the note it is. */
export async function* readAsNotes(
  messages: AsyncIterable<Item | Unreadable>,
  spoolFolder: string,
): AsyncGenerator<Item | Unreadable> {
  for await (const one of messages) {
    if ('unreadable' in one) yield one;
    else yield await noteOrWhyNot(one, spoolFolder);
  }
}

async function noteOrWhyNot(message: Item, spoolFolder: string): Promise<Item | Unreadable> {
  const bytes = await bytesOf(message.content);
  if (bytes === null) {
    return { ref: message.ref, unreadable: `it is longer than the ${NOTE_BYTES_MAX} bytes that a note can have` };
  }
  const writer = contentWriter(spoolFolder);
  await writer.write(writeCalendarItem(noteOfMessage(bytes)));
  const content = await writer.end();
  const sizeBytes = content.is === 'held' ? content.bytes.length : content.sizeBytes;
  return { ...asNote(message), sizeBytes, content };
}

/** All of it, taken from the spool; null when it is too much. */
async function bytesOf(content: Content): Promise<Buffer | null> {
  if (content.is === 'held') return content.bytes;
  try {
    if (content.sizeBytes > NOTE_BYTES_MAX) return null;
    const pieces: Buffer[] = [];
    for await (const piece of content.open()) pieces.push(piece);
    return Buffer.concat(pieces);
  } finally {
    await content.drop();
  }
}
