/** Answers, offers and figures for the tests of the advisor and of the preparation. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instant } from '../src/base/clock.ts';
import type { Answers } from '../src/plan/advice/answers.ts';
import { parseAnswers } from '../src/plan/advice/answers.ts';
import type { FolderFigures, MailboxFigures } from '../src/plan/advice/mailbox-figures.ts';
import type { KnownMailbox, KnownOrganisation } from '../src/plan/known-organisation.ts';
import { type Offer, parseOffers } from '../src/plan/offers/offer.ts';

export const OFFERS: readonly Offer[] = parseOffers(
  readFileSync(join(import.meta.dirname, '../src/plan/offers/offers.json'), 'utf8'),
  'offers.json',
);

/** Nobody needs anything. */
export const NO_NEEDS = {
  outlook: [],
  phone: [],
  sharing: [],
  documents: [],
  storage: 'enough',
  programs: [],
} as const;
export const TO_EXCHANGE = { ...NO_NEEDS, outlook: ['calendar'], programs: ['outlook-classic'] } as const;

/** Through the parser, as from a file. */
export function answersOf(groups: readonly object[], organisation: object = { name: 'Example Ltd' }): Answers {
  return parseAnswers(JSON.stringify({ version: 1, organisation, groups }), 'answers.json');
}

export function folder(path: string, more: Partial<FolderFigures> = {}): FolderFigures {
  const role = ({ INBOX: 'inbox', Sent: 'sent', Trash: 'trash', Spam: 'junk' } as const)[path] ?? 'plain';
  const empty = { items: 0, bytes: 0, oldest: null, newest: null };
  return { path: path.split('/'), role, isMail: true, ...empty, ...more };
}

export function figuresOf(
  user: string,
  folders: readonly FolderFigures[],
  years: MailboxFigures['years'] = [],
): MailboxFigures {
  const days = folders.flatMap(({ oldest, newest }) => [oldest ?? [], newest ?? []].flat()).sort();
  return {
    users: [user],
    items: folders.reduce((sum, { items }) => sum + items, 0),
    bytes: folders.reduce((sum, { bytes }) => sum + bytes, 0),
    oldest: days[0] ?? null,
    newest: days.at(-1) ?? null,
    folders,
    years,
    renames: [],
    tooLarge: { items: 0, bytesMax: 50_000_000, named: [] },
  };
}

/** Of the old platform, with nothing told but what is given. */
export function knownMailbox(address: string, more: Partial<KnownMailbox> = {}): KnownMailbox {
  return {
    address,
    platform: 'rackspace-email',
    isEnabled: true,
    bytesMax: null,
    bytesUsed: null,
    lastSignIn: null,
    forwarding: null,
    autoReply: null,
    otherAddresses: null,
    spam: null,
    ...more,
  };
}

export function knownOrganisation(
  mailboxes: readonly KnownMailbox[],
  {
    emailPlusDomains = [],
    ...more
  }: Partial<KnownOrganisation> & { readonly emailPlusDomains?: readonly string[] } = {},
): KnownOrganisation {
  const untold = { platforms: null, mailboxesMax: null, hasArchiving: null, alternateNames: null, catchAll: null };
  const domains = emailPlusDomains.map((name) => ({ ...untold, name, isEmailPlus: true, spam: null }));
  return { takenAt: instant(0), domains, mailboxes, lists: [], exceptions: [], ...more };
}
