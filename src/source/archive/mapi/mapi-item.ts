/** An item of Outlook in the text that goes with its kind. */
import { unreachable } from '../../../base/assert.ts';
import { type Instant, instant } from '../../../base/clock.ts';
import { writeCalendarItem } from '../../../content/calendar/write-calendar.ts';
import { writeCard } from '../../../content/vcard/write-card.ts';
import { type Flag, type ItemKind, messageVersion } from '../../../model/item.ts';
import { digestName } from '../digest-name.ts';
import { isKeyword } from '../message-marks.ts';
import { eventOf, stickyNoteOf, taskOf } from './mapi-calendar.ts';
import { contactOf, groupOf } from './mapi-contact.ts';
import { mailOf } from './mapi-mail.ts';
import type { MapiItem } from './mapi-object.ts';
import { TAG } from './tags.ts';

export interface RenderedItem {
  readonly kind: ItemKind;
  /** Of a message its flags and keywords; of everything else null: its content tells. */
  readonly version: string | null;
  readonly receivedAt: Instant;
  readonly chunks: Iterable<Buffer>;
}

const SEARCH_KEY = 0x300b;
const REPLIED: ReadonlySet<number> = new Set([102, 103]);
const FORWARDED = 104;
const READ = 1;
const UNSENT = 8;

/** `name` tells it from its copies. Throws where the store is broken there, also while the chunks are taken. */
export function renderItem(item: MapiItem, name: string): RenderedItem {
  const kind = kindOfClass(item.text(TAG.messageClass));
  // Copies of an item keep its search key.
  const uid = digestName(`${item.bytes(SEARCH_KEY)?.toString('hex')} ${name}`);
  const changedAt = item.time(TAG.lastModified) ?? item.time(TAG.creationTime) ?? instant(0);
  switch (kind) {
    case 'message':
      return { kind, version: versionOf(item), receivedAt: cameAt(item), chunks: mailOf(item) };
    case 'event':
      return { kind, version: null, receivedAt: changedAt, chunks: [writeCalendarItem(eventOf(item, uid))] };
    case 'task':
      return { kind, version: null, receivedAt: changedAt, chunks: [writeCalendarItem(taskOf(item, uid))] };
    case 'note':
      return { kind, version: null, receivedAt: changedAt, chunks: [writeCalendarItem(stickyNoteOf(item, uid))] };
    case 'contact':
      return { kind, version: null, receivedAt: changedAt, chunks: [writeCard(contactOf(item, uid), '4.0')] };
    case 'contact-group':
      return { kind, version: null, receivedAt: changedAt, chunks: [writeCard(groupOf(item, uid), '4.0')] };
    default:
      return unreachable(kind);
  }
}

/** What kind of item a message class is (MS-OXOMSG, MS-OXOCAL …): its own name, or one that begins with it. */
export function kindOfClass(messageClass: string): ItemKind {
  const name = messageClass.toLowerCase();
  const isA = (one: string): boolean => name === one || name.startsWith(`${one}.`);
  if (isA('ipm.appointment')) return 'event';
  if (isA('ipm.contact')) return 'contact';
  if (isA('ipm.distlist')) return 'contact-group';
  if (isA('ipm.task')) return 'task';
  return isA('ipm.stickynote') ? 'note' : 'message';
}

function versionOf(item: MapiItem): string {
  const bits = item.number(TAG.messageFlags) ?? 0;
  const verb = item.number(TAG.lastVerb) ?? 0;
  const flags = new Set<Flag>();
  if ((bits & READ) !== 0) flags.add('seen');
  if ((bits & UNSENT) !== 0) flags.add('draft');
  if (REPLIED.has(verb)) flags.add('answered');
  if (verb === FORWARDED) flags.add('forwarded');
  if (item.number(TAG.flagStatus) === 2) flags.add('flagged');
  // A keyword of mail is one word: "Red Category" gets its blank back from nobody.
  const words = item.texts(item.namedByWord('Keywords')).map((word) => word.trim().replace(/\s+/g, '_'));
  const keywords = [...new Set(words)].filter(isKeyword);
  return messageVersion({ flags, keywords });
}

function cameAt(item: MapiItem): Instant {
  return (
    item.time(TAG.messageDeliveryTime) ?? item.time(TAG.clientSubmitTime) ?? item.time(TAG.creationTime) ?? instant(0)
  );
}
