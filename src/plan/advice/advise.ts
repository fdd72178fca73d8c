/** The advice to an organisation: for each group what fits, and what follows for everybody. */
import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/problem.ts';
import type { KnownOrganisation } from '../known-organisation.ts';
import { FULL_PART } from '../mailbox-signs.ts';
import type { Offer } from '../offers/offer.ts';
import { NEED_AUTODISCOVER } from '../programs.ts';
import type { Answers, Group } from './answers.ts';
import { chooseOffer, type Verdict } from './choose-offer.ts';
import { figuresByUser, type MailboxFigures } from './mailbox-figures.ts';
import { organisationRemarks } from './organisation-remarks.ts';
import { adviseStorage, type StorageAdvice } from './storage-advice.ts';
import { BYTES_PER_GB } from './units.ts';
import { listText, needText } from './wording.ts';

export interface Advice {
  readonly offers: readonly Offer[];
  readonly groups: readonly GroupAdvice[];
  /** What concerns several groups or everybody, as sentences. */
  readonly remarks: readonly string[];
  /** Full mailboxes, and every one that was surveyed. */
  readonly storage: readonly MailboxStorage[];
}

export interface GroupAdvice {
  readonly group: Group;
  readonly verdict: Verdict;
  /** What was decided, or else what is advised. */
  readonly chosen: Offer;
  /** Why, as sentences. */
  readonly reasons: readonly string[];
}

export interface MailboxStorage {
  readonly address: string;
  readonly bytesUsed: number;
  readonly bytesMax: number;
  readonly isFull: boolean;
  /** Null where nobody surveyed it. */
  readonly advice: StorageAdvice | null;
}

export interface Known {
  readonly inventory: KnownOrganisation | null;
  readonly surveys: readonly MailboxFigures[];
  /** The calendar year, in UTC. */
  readonly yearNow: number;
}

/** Throws usage.invalid for a decision that names no offer. */
export function advise(answers: Answers, offers: readonly Offer[], known: Known): Advice {
  const [now] = offers;
  assert(now !== undefined, 'there is an offer that people have now');
  const groups = answers.groups.map((group): GroupAdvice => {
    const verdict = chooseOffer(group.needs, offers);
    const chosen = decided(group, offers) ?? verdict.offer;
    return { group, verdict, chosen, reasons: reasonsOf(group, verdict, chosen, now) };
  });
  const storage = storageOf(known, now);
  return { offers, groups, remarks: organisationRemarks(groups, storage, known), storage };
}

function decided({ name, decision }: Group, offers: readonly Offer[]): Offer | null {
  if (decision === null) return null;
  const offer = offers.find(({ id }) => id === decision);
  if (offer !== undefined) return offer;
  throw new Failure('usage.invalid', {
    what: `The decision of the group ${name} is "${decision}", and there is no such offer.`,
    how: `Write one of ${offers.map(({ id }) => id).join(', ')}, or leave the decision away.`,
  });
}

function reasonsOf(group: Group, verdict: Verdict, chosen: Offer, now: Offer): readonly string[] {
  const { offer, decidedBy, unmet, lacks } = verdict;
  const words = (needs: Verdict['unmet']): string => listText(needs.map((need) => needText(need, now)));
  const before = lacks
    .slice(
      0,
      lacks.findIndex((one) => one.offer === offer),
    )
    .map((one) => one.offer.name);
  return [
    ...(decidedBy.length > 0
      ? [`${offer.name} has what they need and ${listText(before)} ${lack(before)}: ${words(decidedBy)}.`]
      : [`${offer.name} has ${unmet.length === 0 ? 'all' : 'most of what'} they asked for.`]),
    ...unmet.map((need) => {
      const elsewhere = lacks.filter((one) => !one.needs.includes(need)).map((one) => one.offer.name);
      const where = elsewhere.length === 0 ? 'no offer has it' : `only ${listText(elsewhere)} ${has(elsewhere)} it`;
      return `Not to be had with it: ${needText(need, now)}; ${where}.`;
    }),
    ...(group.needs.storage === 'full' ? [FULL_IS_NO_REASON] : []),
    ...(chosen === offer
      ? []
      : [`You decided on ${chosen.name}; the advice was ${offer.name}. ${lackingText(verdict, chosen, words)}`]),
    ...chosen.needs,
    ...(chosen.way === 'migration' ? programReasons(group) : []),
  ];
}

const FULL_IS_NO_REASON =
  'A full mailbox is no reason to move: its mail is as large anywhere, and until the move is done nothing is better. ' +
  'Clear up first; mail to a full mailbox is sent back meanwhile.';

function lackingText(verdict: Verdict, chosen: Offer, words: (needs: Verdict['unmet']) => string): string {
  const lacking = verdict.lacks.find((one) => one.offer === chosen)?.needs ?? [];
  return lacking.length === 0 ? 'It has all they asked for.' : `It lacks ${words(lacking)}.`;
}

function programReasons({ needs }: Group): readonly string[] {
  return needs.programs.some((program) => NEED_AUTODISCOVER.includes(program))
    ? [
        'Outlook finds Exchange by Autodiscover and, since the version of 2016, in no other way: with it people type only ' +
          'their address and their password. Set the record before the move and check it with: godwit check DOMAIN',
      ]
    : [];
}

function has(names: readonly string[]): string {
  return names.length === 1 ? 'has' : 'have';
}

function lack(names: readonly string[]): string {
  return names.length === 1 ? 'lacks' : 'lack';
}

/** Sorted by address. */
function storageOf({ inventory, surveys, yearNow }: Known, now: Offer): readonly MailboxStorage[] {
  const listed = new Map(inventory?.mailboxes.map((mailbox) => [mailbox.address, mailbox]));
  const bytesNow = now.mailboxGB * BYTES_PER_GB;
  const surveyed = figuresByUser(surveys);
  const addresses = [...new Set([...listed.keys(), ...surveyed.keys()])].sort();
  return addresses.flatMap((address): readonly MailboxStorage[] => {
    const figures = surveyed.get(address);
    const bytesMax = listed.get(address)?.bytesMax ?? bytesNow;
    // What was counted item by item is newer than what the service counts once a day.
    const bytesUsed = figures?.bytes ?? listed.get(address)?.bytesUsed ?? 0;
    const isFull = bytesUsed >= bytesMax * FULL_PART;
    if (!isFull && figures === undefined) return [];
    const advice = figures === undefined ? null : adviseStorage(figures, yearNow);
    return [{ address, bytesUsed, bytesMax, isFull, advice }];
  });
}
