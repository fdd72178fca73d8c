/** What of contacts and groups Exchange cannot hold, why, and where it is kept instead. The one table behind every such loss. */
import { compareCards } from '../../content/vcard/compare-cards.ts';
import type { ContactField } from '../../content/vcard/contact-fields.ts';
import type { Contact, ContactGroup, Labelled } from '../../model/contact.ts';
import type { Loss } from '../../model/item.ts';
import { PLACE_TYPES, type PlaceKey, type Seats } from './contact-slots.ts';

export interface ContactLoss {
  readonly how: Loss['how'];
  readonly why: string;
  /** Where people or programs still find it; null: nowhere. */
  readonly keptIn: string | null;
}

const BELOW = 'below the notes';
const ONE_LINE: ContactLoss = { how: 'shortened', why: 'a field holds one line of 255 characters', keptIn: BELOW };

export const CONTACT_LOSSES: Readonly<Record<ContactField, ContactLoss>> = {
  kind: { how: 'changed', why: 'Exchange took it only as something else', keptIn: 'as an attached card' },
  'display name': ONE_LINE,
  name: ONE_LINE,
  'phonetic name': ONE_LINE,
  nicknames: {
    how: 'changed',
    why: 'there is one field for all nicknames',
    keptIn: 'in that field, separated by commas',
  },
  organisation: ONE_LINE,
  department: {
    how: 'changed',
    why: 'there is one field for all departments',
    keptIn: 'in that field, separated by semicolons',
  },
  'phonetic organisation': ONE_LINE,
  'job title': ONE_LINE,
  profession: ONE_LINE,
  'e-mail addresses': { how: 'dropped', why: 'there is room for three, and only for what is one', keptIn: BELOW },
  'phone numbers': { how: 'dropped', why: 'there is one place or two for each use of a number', keptIn: BELOW },
  'postal addresses': {
    how: 'dropped',
    why: 'there is room for one at work, one at home and one other',
    keptIn: BELOW,
  },
  'web pages': { how: 'dropped', why: 'there is room for two, and only for whole addresses', keptIn: BELOW },
  'instant messaging': { how: 'dropped', why: 'there is room for three', keptIn: BELOW },
  birthday: {
    how: 'changed',
    why: 'a day needs a year from 1601 to 4500; without one it is kept in 1604',
    keptIn: BELOW,
  },
  anniversary: {
    how: 'changed',
    why: 'a day needs a year from 1601 to 4500; without one it is kept in 1604',
    keptIn: BELOW,
  },
  photo: { how: 'dropped', why: 'a link is not followed', keptIn: BELOW },
  notes: { how: 'changed', why: 'characters that no XML carries were replaced', keptIn: 'as they read' },
  categories: { how: 'shortened', why: 'a category has at most 255 characters', keptIn: 'by its beginning' },
  spouse: ONE_LINE,
  children: ONE_LINE,
  'manager of the person': ONE_LINE,
  assistant: ONE_LINE,
  privacy: { how: 'changed', why: 'Exchange knows private and not private', keptIn: null },
  'last change': { how: 'changed', why: 'Exchange writes the time of the copy there', keptIn: null },
  identifier: { how: 'changed', why: 'it is longer than a property in a list may be', keptIn: 'as a digest' },
  members: { how: 'dropped', why: 'a member of a group needs an e-mail address', keptIn: BELOW },
  labels: {
    how: 'changed',
    why: 'Outlook does not show what it is for',
    keptIn: 'in a property of the item, and below the notes when it is a label of its own',
  },
  'custom fields': { how: 'dropped', why: 'Exchange has no such fields', keptIn: BELOW },
  'other properties': { how: 'dropped', why: 'Exchange has no such fields', keptIn: BELOW },
};

/** What may become of a photo that lies in the card. */
export const PHOTO_LOSSES = {
  size: { how: 'dropped', why: 'the server does not take a picture of this size or kind', keptIn: null },
  format: { how: 'changed', why: 'Outlook does not draw pictures of this format', keptIn: 'as a file of the contact' },
} as const satisfies Record<string, ContactLoss>;

export function photoLoss(name: keyof typeof PHOTO_LOSSES): Loss {
  return lossAs('photo', PHOTO_LOSSES[name]);
}

export function lossOf(field: ContactField): Loss {
  return lossAs(field, CONTACT_LOSSES[field]);
}

function lossAs(field: ContactField, { how, why, keptIn }: ContactLoss): Loss {
  return { field, how, why: keptIn === null ? why : `${why}; it is kept ${keptIn}` };
}

/** The fields in which what will be read back is not what came: nobody has to remember to name them. */
export function lossesBetween<Card extends Contact | ContactGroup>(source: Card, back: Card): readonly Loss[] {
  const differences = compareCards(source, back, new Set()).filter(({ level }) => level === 'must');
  const fields = differences.flatMap(({ field }) => (isContactField(field) ? [field] : []));
  return [...new Set(fields)].map(lossOf);
}

/** What comes back as it was and is still not shown as it was. */
export function unshownLosses(contact: Contact, seats: Seats): readonly Loss[] {
  const { emails, phones, pages, messengers, addresses } = seats;
  const places: readonly ReadonlyMap<PlaceKey, Labelled>[] = [emails, phones, pages, messengers, addresses].map(
    ({ seats: taken }) => taken,
  );
  const isUnshown = places.some((taken) => [...taken].some(([key, value]) => !isShown(key, value)));
  const yearless = (['birthday', 'anniversary'] as const).filter((day) => contact[day]?.year === null);
  return [...(isUnshown ? ['labels' as const] : []), ...yearless].map(lossOf);
}

/** Types that say what every place of the sort is. */
const PLAIN_TYPES: ReadonlySet<string> = new Set([
  'voice',
  'msg',
  'other',
  'text',
  'video',
  'internet',
  'x400',
  'parcel',
]);

function isShown(key: PlaceKey, { types, label }: Labelled): boolean {
  const shown = PLACE_TYPES[key];
  return label === '' && types.every((type) => PLAIN_TYPES.has(type) || shown.includes(type));
}

function isContactField(field: string): field is ContactField {
  return Object.hasOwn(CONTACT_LOSSES, field);
}
