/** What an item of any kind means, in the form in which two of its kind can be compared. */
import { unreachable } from '../base/assert.ts';

import type { Contact, ContactGroup } from '../model/contact.ts';
import type { Content, ItemKind, Loss } from '../model/item.ts';
import { CalendarError } from './calendar/calendar-error.ts';
import type { CalendarItem } from './calendar/read-calendar.ts';
import { compareFingerprints } from './compare-fingerprints.ts';
import { heldBytes } from './content-bytes.ts';
import type { Difference } from './difference.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';
import { CardError } from './vcard/card-error.ts';

export type ItemPrint =
  | { readonly is: 'message'; readonly print: Fingerprint }
  | { readonly is: 'calendar'; readonly item: CalendarItem }
  | { readonly is: 'card'; readonly card: Contact | ContactGroup }
  /** It is not in the standard text of its kind; `why` says where. */
  | { readonly is: 'unreadable'; readonly why: string };

/** Spooled content is not dropped. */
export async function printItem(kind: ItemKind, content: Content): Promise<ItemPrint> {
  try {
    switch (kind) {
      case 'message':
        return { is: 'message', print: await fingerprint(content) };
      case 'event':
      case 'task':
      case 'note':
        return await calendarPrint(content);
      case 'contact':
      case 'contact-group':
        return await cardPrint(content);
      default:
        return unreachable(kind);
    }
  } catch (error) {
    if (error instanceof CalendarError || error instanceof CardError) return { is: 'unreadable', why: error.message };
    throw error;
  }
}

// Loaded when they are needed: a move of mail alone needs neither.
async function calendarPrint(content: Content): Promise<ItemPrint> {
  const { readCalendarItem } = await import('./calendar/read-calendar.ts');
  return { is: 'calendar', item: readCalendarItem(await heldBytes(content)) };
}

async function cardPrint(content: Content): Promise<ItemPrint> {
  const { readCard } = await import('./vcard/read-card.ts');
  return { is: 'card', card: readCard(await heldBytes(content)) };
}

/** What differs between two items of one kind that could be read. What the target announced as lost counts as 'may'. */
export async function compareItems(
  original: ItemPrint,
  copy: ItemPrint,
  losses: readonly Loss[],
): Promise<readonly Difference[]> {
  if (original.is === 'message' && copy.is === 'message') return compareFingerprints(original.print, copy.print);
  const lost = new Set(losses.map(({ field }) => field));
  if (original.is === 'calendar' && copy.is === 'calendar') {
    const { compareCalendarItems } = await import('./calendar/compare-calendar.ts');
    return compareCalendarItems(original.item, copy.item, lost);
  }
  if (original.is === 'card' && copy.is === 'card') {
    const { compareCards } = await import('./vcard/compare-cards.ts');
    return compareCards(original.card, copy.card, lost);
  }
  return [{ field: 'kind', how: 'changed', level: 'must', name: null }];
}
