/** Notes as items: what a mail program or a text file keeps as a note becomes one VJOURNAL. */
import type { Instant } from '../../base/clock.ts';
import { noteOfMessage } from '../../content/apple-note.ts';
import { writeCalendarItem } from '../../content/calendar/write-calendar.ts';
import type { NoteDetails } from '../../model/calendar.ts';
import { digestName } from './digest-name.ts';
import type { FoundItem } from './format.ts';

/** A note that is a message. */
export function noteItem(local: string, message: Buffer, receivedAt: Instant): FoundItem {
  const note = noteOfMessage(message);
  return itemOfNote(local, note, note.modified ?? receivedAt);
}

export function itemOfNote(local: string, note: NoteDetails, changedAt: Instant): FoundItem {
  const bytes = writeCalendarItem(note);
  return {
    is: 'item',
    local,
    kind: 'note',
    version: digestName(bytes),
    sizeBytes: bytes.length,
    receivedAt: changedAt,
    content: async () => ({ is: 'held', bytes }),
  };
}
