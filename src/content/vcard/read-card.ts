/**
 * Reads one card, of vCard 2.1, 3.0 (RFC 2426), 4.0 (RFC 6350), or of what programs write instead. Tolerant: whatever can be
 * understood is; what has no field in `Contact` stays among its `others`, and nothing is ever fetched.
 */
import type { Contact, ContactGroup } from '../../model/contact.ts';
import { cardProperties } from './card-body.ts';
import { readContact } from './read-contact.ts';
import { isGroup, readGroup } from './read-group.ts';

/**
 * Throws a CardError, and nothing else, for bytes that hold no card, more than one, or one that passes a bound of
 * card-error.ts. The display name is made of the other names where the card has none.
 */
export function readCard(bytes: Buffer): Contact | ContactGroup {
  const properties = cardProperties(bytes);
  return isGroup(properties) ? readGroup(properties) : readContact(properties);
}
