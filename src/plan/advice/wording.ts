/** The sentences of the advisor. */
import { unreachable } from '../../base/assert.ts';
import type { Extra, Feature, Offer, Place } from '../offers/offer.ts';
import type { Need } from './needs.ts';

const FEATURE_WORDS: Readonly<Record<Feature, string>> = {
  mail: 'mail',
  calendar: 'the calendar',
  contacts: 'contacts',
  notes: 'notes',
  tasks: 'tasks',
  'calendar-sharing': 'calendars of others',
};

const EXTRA_WORDS: Readonly<Record<Extra, string>> = {
  'cloud-drive': 'a drive for files',
  'file-sync': 'files kept alike on the computer',
  editors: 'editors for documents and tables',
};

/** `contacts in Outlook`, `a drive for files`. */
export function needText(need: Need, now: Offer): string {
  switch (need.is) {
    case 'feature':
      return `${FEATURE_WORDS[need.feature]} ${placeText(need.place, now)}`;
    case 'storage':
      return `more than ${now.mailboxGB} GB for one mailbox`;
    case 'extra':
      return EXTRA_WORDS[need.extra];
    default:
      return unreachable(need);
  }
}

function placeText(place: Place, { webName }: Offer): string {
  return { outlook: 'in Outlook', phone: 'on the phone', web: `in ${webName}` }[place];
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

const FEATURE_TITLES: Readonly<Record<Feature, string>> = {
  mail: 'Mail',
  calendar: 'Calendar',
  contacts: 'Contacts',
  notes: 'Notes',
  tasks: 'Tasks',
  'calendar-sharing': 'Calendar sharing',
};

interface ComparisonRow {
  /** Heads several rows: `In Outlook`; null for a row that stands alone. */
  readonly under: string | null;
  readonly title: string;
  /** One for each offer, in their order. */
  readonly cells: readonly string[];
}

/** The comparison of all offers. What an offer has not is a dash. */
export function comparison(offers: readonly Offer[]): readonly ComparisonRow[] {
  const row = (title: string, cell: (offer: Offer) => string, under: string | null = null): ComparisonRow => ({
    under,
    title,
    cells: offers.map(cell),
  });
  const has = (isThere: boolean): string => (isThere ? 'yes' : '–');
  const shown = (place: Place, under: string): readonly ComparisonRow[] =>
    (Object.keys(FEATURE_TITLES) as readonly Feature[]) // the keys of a record of features are features
      .map((feature) => row(FEATURE_TITLES[feature], ({ shows }) => has(shows[place].includes(feature)), under));
  return [
    row('Mailbox storage', ({ mailboxGB }) => `${mailboxGB} GB`),
    row('Drive for files', ({ cloudDriveGB }) => (cloudDriveGB === null ? '–' : `${cloudDriveGB} GB`)),
    row('Synchronised files', ({ hasFileSync }) => has(hasFileSync)),
    row('Document editors', ({ hasEditors }) => has(hasEditors)),
    ...shown('outlook', 'In Outlook'),
    ...shown('phone', 'On the phone'),
    ...shown('web', 'In the browser'),
    row(
      'How to get it',
      ({ way }) => ({ stay: 'there already', upgrade: 'an upgrade', migration: 'a migration' })[way],
    ),
    row('Price', ({ price }) => price ?? 'ask'),
  ];
}
