/** What kind of item a class makes, and what only that kind has. */
import type { PropertyKey, PropertyValue } from '../../exchange/extended-property.ts';
import type { ItemState } from '../../exchange/item.ts';
import type { StreamMessage } from './stream-message.ts';
import { P } from './tags.ts';

/** Classes below these are of their kind as well: `IPM.Contact.Godwit`. */
export function ownOf(
  itemClass: string,
  message: StreamMessage,
  _extended: Readonly<Record<PropertyKey, PropertyValue>>,
): Pick<ItemState, 'own' | 'reminder'> {
  if (/^IPM\.Contact(?:\.|$)/i.test(itemClass))
    return { own: { is: 'Contact', photo: photoOf(message) }, reminder: null };
  return { own: { is: 'Message' }, reminder: null };
}

/** The place of the attachment that is the picture. */
function photoOf({ attachments }: StreamMessage): number | null {
  const place = attachments.findIndex(({ properties }) => properties.get(P.contactPhoto)?.value === true);
  return place < 0 ? null : place;
}
