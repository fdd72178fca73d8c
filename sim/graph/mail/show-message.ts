/** A message as an answer holds it. */

import { writeChangeKey } from '../../exchange/ids.ts';
import type { ItemView } from '../../exchange/item-view.ts';
import { readExtended } from '../../exchange/known-properties.ts';
import { keyOfId } from '../extended.ts';
import type { Filtered } from '../odata/matches.ts';
import { addExtended, fieldsOf, refuseExpansions, type Shown } from '../odata/shown.ts';
import { shownAttachments } from './attachments.ts';
import { idOf, MESSAGE_FIELDS, RARE_MESSAGE_FIELDS } from './message-fields.ts';

export function etagOf(changed: number): string {
  return `W/"${writeChangeKey(changed)}"`;
}

export function shownMessage(view: ItemView, shown: Shown): Record<string, unknown> {
  refuseExpansions(shown.expand, 'message', ['attachments', 'extensions']);
  const found: Record<string, unknown> = {
    '@odata.etag': etagOf(view.entry.changed),
    id: idOf(view, shown),
    ...fieldsOf(view, shown, 'message', MESSAGE_FIELDS, RARE_MESSAGE_FIELDS),
  };
  if (shown.extended.length > 0) addExtended(found, shown, (key) => readExtended(view, key));
  if (shown.expand.some(({ name }) => name === 'attachments')) {
    found['attachments'] = shownAttachments(view, shown.isImmutable);
  }
  return found;
}

/** What is shown of an item of another kind, with the extended properties that were asked for. */
export function shownWithExtended(
  view: ItemView,
  shown: Shown,
  type: string,
  found: Record<string, unknown>,
): Record<string, unknown> {
  refuseExpansions(shown.expand, type, ['attachments', 'extensions']);
  if (shown.extended.length > 0) addExtended(found, shown, (key) => readExtended(view, key));
  if (shown.expand.some(({ name }) => name === 'attachments')) {
    found['attachments'] = shownAttachments(view, shown.isImmutable);
  }
  return found;
}

/** What `$filter` can ask of a message. */
export function filteredMessage(view: ItemView): Filtered {
  const { state } = view;
  const from = () => view.addresses('from')[0]?.email ?? null;
  const values: Readonly<Record<string, () => string | number | boolean | null>> = {
    isRead: () => state.isRead,
    isDraft: () => state.isDraft,
    hasAttachments: () => view.hasAttachments,
    importance: () => state.importance.toLowerCase(),
    subject: () => view.subject,
    internetMessageId: () => view.messageId,
    receivedDateTime: () => new Date(state.received).toISOString(),
    sentDateTime: () => new Date(state.sent ?? state.received).toISOString(),
    createdDateTime: () => new Date(state.created).toISOString(),
    lastModifiedDateTime: () => new Date(state.modified).toISOString(),
    'flag/flagStatus': () => state.flag.status.charAt(0).toLowerCase() + state.flag.status.slice(1),
    'from/emailAddress/address': from,
    'sender/emailAddress/address': () => view.senders[0]?.email ?? null,
  };
  return {
    value: (path) => values[path]?.(),
    extended: (id) => extendedText(view, id),
    texts: (path) => (path === 'categories' ? state.categories : undefined),
  };
}

/** The value of an extended property as a filter sees it. */
export function extendedText(view: ItemView, id: string): string | null {
  const property = readExtended(view, keyOfId(id));
  return property === null ? null : [property.value].flat().join('\n');
}
