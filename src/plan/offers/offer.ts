/** What a supplier offers, read from the file that an administrator may edit. */
import { JsonValue } from '../json-value.ts';

const FEATURES = ['mail', 'calendar', 'contacts', 'notes', 'tasks', 'calendar-sharing'] as const;
export type Feature = (typeof FEATURES)[number];
/** Where people look at it. */
export const PLACES = ['outlook', 'phone', 'web'] as const;
export type Place = (typeof PLACES)[number];
export const EXTRAS = ['cloud-drive', 'file-sync', 'editors'] as const;
export type Extra = (typeof EXTRAS)[number];

/** stay: as it is. upgrade: ordered, and nothing is copied. migration: a new mailbox, to which everything is copied. */
const WAYS = ['stay', 'upgrade', 'migration'] as const;
type Way = (typeof WAYS)[number];

export interface Offer {
  readonly id: string;
  readonly name: string;
  readonly way: Way;
  /** As its seller writes it; null where nobody wrote one. */
  readonly price: string | null;
  /** The most that one mailbox holds, in GB of 10⁹ bytes. */
  readonly mailboxGB: number;
  /** Null: no drive. */
  readonly cloudDriveGB: number | null;
  readonly hasFileSync: boolean;
  readonly hasEditors: boolean;
  /** What is seen in each place. */
  readonly shows: Readonly<Record<Place, readonly Feature[]>>;
  /** What the seller calls the place `web`. */
  readonly webName: string;
  /** What has to be done to get it. */
  readonly needs: readonly string[];
  readonly remarks: readonly string[];
}

/** More than a person compares. */
const OFFERS_MAX = 20;
const SENTENCES_MAX = 20;
const MEMBERS = ['version', 'about', 'offers'];
const OFFER_MEMBERS =
  'id name way price mailboxGB cloudDriveGB hasFileSync hasEditors outlook phone web webName needs remarks'.split(' ');

/**
 * The offers in the order in which they are preferred. The first is what everybody has: its way is `stay`, and that of no
 * other. Throws usage.invalid.
 */
export function parseOffers(text: string, file: string): readonly Offer[] {
  const document = JsonValue.parse(text, file);
  const member = document.members(MEMBERS);
  if (member('version').raw !== 1) member('version').refuse('this version of Godwit reads version 1');
  const values = member('offers').list(OFFERS_MAX);
  const offers = values.map(offerOf);
  for (const [at, value] of values.entries()) {
    const offer = offers[at];
    const isFirst = at === 0;
    if (isFirst !== (offer?.way === 'stay')) {
      value.refuse('the first offer, and only that, has the way "stay": it is what everybody has now');
    }
    if (offers.findIndex(({ id }) => id === offer?.id) !== at) value.refuse(`the id ${offer?.id} is there twice`);
  }
  if (offers.length < 2) member('offers').refuse('there is nothing to choose from', 'Name at least two offers.');
  return offers;
}

function offerOf(value: JsonValue): Offer {
  const member = value.members(OFFER_MEMBERS);
  const sentences = (name: string): readonly string[] =>
    member(name)
      .list(SENTENCES_MAX)
      .map((one) => one.text());
  return {
    id: member('id').text(),
    name: member('name').text(),
    way: member('way').choice(WAYS),
    price: member('price').optional((price) => price.text()),
    mailboxGB: member('mailboxGB').number(),
    cloudDriveGB: member('cloudDriveGB').optional((size) => size.number()),
    hasFileSync: member('hasFileSync').flag(),
    hasEditors: member('hasEditors').flag(),
    shows: {
      outlook: member('outlook').choices(FEATURES),
      phone: member('phone').choices(FEATURES),
      web: member('web').choices(FEATURES),
    },
    webName: member('webName').text(),
    needs: sentences('needs'),
    remarks: sentences('remarks'),
  };
}
