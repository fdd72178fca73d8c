/** What an import makes of a stream: the bytes to keep, and the state. */
import type { PropertyKey, PropertyValue } from '../../exchange/extended-property.ts';
import type { Address, Flag, ItemState } from '../../exchange/item.ts';
import { IMPORTANCES, SENSITIVITIES } from '../../exchange/known-properties.ts';
import { propertyOf } from './extended-values.ts';
import { mimeOfStream } from './mime-of-stream.ts';
import { ownOf } from './own-of-stream.ts';
import { StreamRefusal } from './refuse-stream.ts';
import { numberIn, type Row, textIn } from './row.ts';
import type { StreamMessage } from './stream-message.ts';
import { COMPUTED, P, READ, UNSENT } from './tags.ts';
import { msOfFileTime } from './values.ts';

export interface ImportedItem {
  readonly mime: Buffer;
  readonly state: ItemState;
}

/** `now` becomes the received time of an item that does not say its own. Throws `StreamRefusal`. */
export function itemOfStream(message: StreamMessage, now: number): ImportedItem {
  const { properties } = message;
  const flags = numberIn(properties, P.flags);
  const extended = extendedOf(properties);
  const itemClass = textIn(properties, P.messageClass) ?? 'IPM.Note';
  const state: ItemState = {
    ...ownOf(itemClass, message),
    itemClass,
    // A message that never said what it is was never sent.
    isRead: ((flags ?? READ) & READ) !== 0,
    isDraft: ((flags ?? UNSENT) & UNSENT) !== 0,
    readReceipt: properties.get(P.readReceipt)?.value === true,
    deliveryReceipt: properties.get(P.deliveryReport)?.value === true,
    sensitivity: SENSITIVITIES[numberIn(properties, P.sensitivity) ?? 0] ?? 'Normal',
    importance: IMPORTANCES[numberIn(properties, P.importance) ?? 1] ?? 'Normal',
    categories: textsIn(properties, P.keywords),
    flag: flagOf(properties),
    received: wholeSeconds(timeIn(properties, P.deliveryTime) ?? now),
    sent: timeIn(properties, P.submitTime),
    created: now,
    modified: now,
    extended,
    overrides: {},
  };
  return { mime: mimeOfStream(message, state), state };
}

/** Everything that the state does not hold in fields of its own, and that streams may say. */
function extendedOf(properties: Row): Readonly<Record<PropertyKey, PropertyValue>> {
  const extended: Record<PropertyKey, PropertyValue> = {};
  for (const [name, property] of properties) {
    if (KEPT_ELSEWHERE.has(name) || COMPUTED.has(name)) continue;
    const found = propertyOf(name, property);
    if (found !== null) extended[found.key] = found.property;
  }
  return extended;
}

const KEPT_ELSEWHERE: ReadonlySet<string> = new Set([
  P.messageClass,
  P.importance,
  P.deliveryReport,
  P.readReceipt,
  P.sensitivity,
  P.subject,
  P.subjectPrefix,
  P.normalizedSubject,
  P.submitTime,
  P.fromName,
  P.fromType,
  P.fromEmail,
  P.fromSmtp,
  P.senderName,
  P.senderType,
  P.senderEmail,
  P.senderSmtp,
  P.headers,
  P.deliveryTime,
  P.flags,
  P.body,
  P.rtf,
  P.html,
  P.codePage,
  P.messageId,
  P.references,
  P.inReplyTo,
  P.flagStatus,
  P.flagComplete,
  P.flagStart,
  P.flagDue,
  P.created,
  P.modified,
  P.keywords,
  P.calendar,
  P.calendarMethod,
]);

function flagOf(row: Row): Flag {
  const status = numberIn(row, P.flagStatus);
  if (status === null || status === 0) return { status: 'NotFlagged', start: null, due: null, complete: null };
  return {
    status: status === 2 ? 'Flagged' : 'Complete',
    start: timeIn(row, P.flagStart),
    due: timeIn(row, P.flagDue),
    complete: timeIn(row, P.flagComplete),
  };
}

export function timeIn(row: Row, name: string): number | null {
  const value = row.get(name)?.value;
  if (typeof value !== 'bigint') return null;
  const ms = msOfFileTime(value);
  if (value < 0n || ms > YEAR_LAST) throw new StreamRefusal(`the time of ${name} is none`);
  return wholeSeconds(ms);
}

const YEAR_LAST = Date.UTC(9999, 11, 31, 23, 59, 59);

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function textsIn(row: Row, name: string): readonly string[] {
  const value = row.get(name)?.value;
  return Array.isArray(value) ? value.map(String) : [];
}

/** Whom two or three properties name; null where nothing does. */
export function addressIn(row: Row, name: string, email: string, smtp: string): Address | null {
  const address = textIn(row, smtp) ?? textIn(row, email) ?? '';
  const shown = textIn(row, name) ?? address;
  return address === '' && shown === '' ? null : { name: shown, email: address };
}
