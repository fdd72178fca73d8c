/** Extended properties that are another view of what the item has as fields of its own. */
import { createHash } from 'node:crypto';
import { headerOfKey, type PropertyKey, type PropertyValue, TAG } from './extended-property.ts';
import type { Importance, Sensitivity } from './item.ts';
import type { ItemView } from './item-view.ts';
import { headerText } from './mime/words.ts';

const READ = 1;
const UNSENT = 8;
const HAS_ATTACHMENTS = 16;

export const IMPORTANCES: readonly Importance[] = ['Low', 'Normal', 'High'];
export const SENSITIVITIES: readonly Sensitivity[] = ['Normal', 'Personal', 'Private', 'Confidential'];

/** The value of a property, whether it was set as such or follows from something else; null when the item has none. */
export function readExtended(view: ItemView, key: PropertyKey): PropertyValue | null {
  const own = view.state.extended[key];
  if (own !== undefined) return own;
  const header = headerOfKey(key);
  const value = header === null ? derived(view, key) : headerValue(view, header);
  return value === null ? null : { type: key.slice(key.lastIndexOf(':') + 1), value };
}

function headerValue(view: ItemView, name: string): string | null {
  const raw = view.raw(name);
  return raw === null ? null : headerText(raw);
}

function derived(view: ItemView, key: PropertyKey): string | null {
  const { state } = view;
  switch (key) {
    case TAG.messageFlags:
      return String(messageFlags(view));
    case TAG.deliveryTime:
      return isoTime(state.received);
    case TAG.submitTime:
      return state.sent === null ? null : isoTime(state.sent);
    case TAG.flagStatus:
      return state.flag.status === 'NotFlagged' ? null : state.flag.status === 'Flagged' ? '2' : '1';
    case TAG.importance:
      return String(IMPORTANCES.indexOf(state.importance));
    case TAG.sensitivity:
      return String(SENSITIVITIES.indexOf(state.sensitivity));
    case TAG.readReceiptRequested:
      return String(state.readReceipt);
    case TAG.deliveryReportRequested:
      return String(state.deliveryReceipt);
    case TAG.messageClass:
      return state.itemClass;
    case TAG.subject:
      return view.subject;
    case TAG.internetMessageId:
      return view.messageId;
    case TAG.messageSize:
      return String(sizeOf(view));
    case TAG.searchKey:
      return createHash('md5').update(`${view.mailbox.number}/${view.entry.id}`).digest('base64');
    case TAG.transportHeaders:
      return view.headers.map(({ name, raw }) => `${name}: ${headerText(raw)}\r\n`).join('');
    default:
      return null;
  }
}

function messageFlags(view: ItemView): number {
  const { state } = view;
  return (state.isRead ? READ : 0) | (state.isDraft ? UNSENT : 0) | (view.hasAttachments ? HAS_ATTACHMENTS : 0);
}

/** What the store counts for the item: never the size of the MIME content that came. */
export function sizeOf(view: ItemView): number {
  const OVERHEAD_BYTES = 1480;
  return view.entry.mimeBytes + OVERHEAD_BYTES;
}

/** `2019-03-04T05:06:07Z` */
export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -5)}Z`;
}
