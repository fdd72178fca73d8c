/** The six questions about a group of people, and what their answers ask of an offer. */
import { unreachable } from '../../base/assert.ts';
import type { JsonValue } from '../json-value.ts';
import { EXTRAS, type Extra, type Offer, PLACES, type Place } from '../offers/offer.ts';
import { PROGRAMS, type Program } from '../programs.ts';

/** What people ask to have in a program or on a phone. Mail is everywhere; sharing is a question of its own. */
const SYNCED = ['calendar', 'contacts', 'notes', 'tasks'] as const;
type Synced = (typeof SYNCED)[number];

/**
 * enough: nobody is near the limit. full: somebody is, and nobody cleared up yet. more: they cleared up, and must keep more
 * than the mailbox holds that they have.
 */
const STORAGE = ['enough', 'full', 'more'] as const;

/** The answers to the six questions. */
export interface Needs {
  readonly outlook: readonly Synced[];
  readonly phone: readonly Synced[];
  /** Where they look into calendars of others. */
  readonly sharing: readonly Place[];
  readonly documents: readonly Extra[];
  readonly storage: (typeof STORAGE)[number];
  readonly programs: readonly Program[];
}

export interface Question {
  readonly id: keyof Needs;
  readonly text: string;
  readonly choices: readonly string[];
  /** False where exactly one choice is the answer. */
  readonly isList: boolean;
}

/** In the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    id: 'outlook',
    text: 'Which of these must they have in Outlook on the computer, beside mail?',
    choices: SYNCED,
    isList: true,
  },
  {
    id: 'phone',
    text: 'Which of these must they have on the phone, in the phone’s own apps, beside mail?',
    choices: SYNCED,
    isList: true,
  },
  { id: 'sharing', text: 'Where must they see the calendars of others?', choices: PLACES, isList: true },
  {
    id: 'documents',
    text: 'Do they need a drive for files, its files kept alike on the computer, or editors for documents and tables?',
    choices: EXTRAS,
    isList: true,
  },
  {
    id: 'storage',
    text: 'Is a mailbox full? (enough: no; full: yes, and nobody cleared up yet; more: they cleared up and it is still too small)',
    choices: STORAGE,
    isList: false,
  },
  { id: 'programs', text: 'With which programs and phones do they read their mail?', choices: PROGRAMS, isList: true },
];

/** One thing that an offer has or has not. */
export type Need =
  | { readonly is: 'feature'; readonly feature: Synced | 'calendar-sharing'; readonly place: Place }
  | { readonly is: 'storage' }
  | { readonly is: 'extra'; readonly extra: Extra };

export function needsOf(value: JsonValue): Needs {
  const member = value.members(QUESTIONS.map(({ id }) => id));
  return {
    outlook: member('outlook').choices(SYNCED),
    phone: member('phone').choices(SYNCED),
    sharing: member('sharing').choices(PLACES),
    documents: member('documents').choices(EXTRAS),
    storage: member('storage').choice(STORAGE),
    programs: member('programs').choices(PROGRAMS),
  };
}

/** What the answers ask for. A full mailbox asks for nothing: it is cleared up, wherever it is. */
export function askedFor({ outlook, phone, sharing, documents, storage }: Needs): readonly Need[] {
  const synced = (features: readonly Synced[], place: Place): readonly Need[] =>
    features.map((feature) => ({ is: 'feature', feature, place }));
  return [
    ...synced(outlook, 'outlook'),
    ...synced(phone, 'phone'),
    ...sharing.map((place): Need => ({ is: 'feature', feature: 'calendar-sharing', place })),
    ...(storage === 'more' ? [{ is: 'storage' } as const] : []),
    ...documents.map((extra): Need => ({ is: 'extra', extra })),
  ];
}

/** `now` is what they have: more storage is more than that. */
export function isMet(need: Need, offer: Offer, now: Offer): boolean {
  switch (need.is) {
    case 'feature':
      return offer.shows[need.place].includes(need.feature);
    case 'storage':
      return offer.mailboxGB > now.mailboxGB;
    case 'extra':
      return { 'cloud-drive': offer.cloudDriveGB !== null, 'file-sync': offer.hasFileSync, editors: offer.hasEditors }[
        need.extra
      ];
    default:
      return unreachable(need);
  }
}
