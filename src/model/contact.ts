/** Contacts and contact groups as meaning: what a vCard (RFC 6350, 2426) says, whatever version it was said in. */
import type { Instant } from '../base/clock.ts';

/** A value with what it is for: `types` are TYPE parameters in lower case without `pref`, sorted; `label` is a label of one's own. */
export interface Labelled {
  readonly types: readonly string[];
  /** Apple's X-ABLabel, Google's custom label; '' when there is none. */
  readonly label: string;
  readonly isPreferred: boolean;
}
export interface LabelledText extends Labelled {
  readonly value: string;
}
export interface PostalAddress extends Labelled {
  readonly poBox: string;
  readonly extended: string;
  readonly street: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
}

/** A day that may lack its year. Months and days count from 1. */
export interface PartialDate {
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
}

export type Photo =
  | { readonly is: 'inline'; readonly bytes: Buffer; readonly mediaType: string }
  /** Only ever named: a link is not followed. */
  | { readonly is: 'link'; readonly url: string };

/** Texts are unescaped, line ends are `\n`; '' is absent. */
export interface Contact {
  readonly kind: 'contact';
  /** '' when the card has none. */
  readonly uid: string;
  readonly displayName: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly middleName: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly phoneticFamilyName: string;
  readonly phoneticGivenName: string;
  readonly nicknames: readonly string[];
  readonly organisation: string;
  /** Units below the organisation, the largest first. */
  readonly units: readonly string[];
  readonly phoneticOrganisation: string;
  readonly title: string;
  readonly role: string;
  readonly emails: readonly LabelledText[];
  readonly phones: readonly LabelledText[];
  readonly addresses: readonly PostalAddress[];
  readonly urls: readonly LabelledText[];
  /** As URIs: `xmpp:jane@example.org`. */
  readonly messengers: readonly LabelledText[];
  readonly birthday: PartialDate | null;
  readonly anniversary: PartialDate | null;
  readonly photo: Photo | null;
  readonly note: string;
  readonly categories: readonly string[];
  readonly spouse: string;
  readonly children: readonly string[];
  readonly manager: string;
  readonly assistant: string;
  readonly isPrivate: boolean;
  readonly modified: Instant | null;
  /** Other properties, unfolded, as `NAME;PARAM=x:value`, group names kept. */
  readonly others: readonly string[];
}

export interface GroupMember {
  /** The UID of a contact, when the member is named by it; '' otherwise. */
  readonly uid: string;
  /** A mail address, when one is known; '' otherwise. */
  readonly address: string;
  readonly name: string;
}

export interface ContactGroup {
  readonly kind: 'contact-group';
  readonly uid: string;
  readonly displayName: string;
  readonly members: readonly GroupMember[];
  readonly note: string;
  readonly categories: readonly string[];
  readonly modified: Instant | null;
  readonly others: readonly string[];
}
