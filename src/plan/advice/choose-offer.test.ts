import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EXTRAS, type Offer, PLACES, parseOffers } from '../offers/offer.ts';
import { chooseOffer } from './choose-offer.ts';
import type { Needs } from './needs.ts';

const offers = parseOffers(readFileSync(new URL('../offers/offers.json', import.meta.url), 'utf8'), 'offers.json');
const SYNCED = ['calendar', 'contacts', 'notes', 'tasks'] as const;
const NOTHING: Needs = { outlook: [], phone: [], sharing: [], documents: [], storage: 'enough', programs: [] };

function subsets<T>(all: readonly T[]): readonly (readonly T[])[] {
  return all.reduce<readonly (readonly T[])[]>((found, one) => [...found, ...found.map((set) => [...set, one])], [[]]);
}

/**
 * The guide in three sentences, written without the table: whoever needs anything but mail in Outlook, notes or tasks on
 * the phone, calendars of others in Outlook, or more room after clearing up, is a candidate for Exchange. Who needs the
 * calendar or contacts on the phone, or documents, takes Email Plus. Everybody else stays.
 */
function asTheGuideSays({ outlook, phone, sharing, documents, storage }: Needs): string {
  const isExchange =
    outlook.length > 0 ||
    phone.includes('notes') ||
    phone.includes('tasks') ||
    sharing.includes('outlook') ||
    storage === 'more';
  if (isExchange) return 'exchange';
  return phone.length > 0 || documents.length > 0 ? 'email-plus' : 'rackspace-email';
}

describe('the advice', () => {
  test('is that of the guide for every combination of answers', () => {
    const seen: Record<string, number> = {};
    for (const outlook of subsets(SYNCED)) {
      for (const phone of subsets(SYNCED)) {
        for (const sharing of subsets(PLACES)) {
          for (const documents of subsets(EXTRAS)) {
            for (const storage of ['enough', 'full', 'more'] as const) {
              const needs: Needs = { outlook, phone, sharing, documents, storage, programs: [] };
              const { offer } = chooseOffer(needs, offers);
              seen[offer.id] = (seen[offer.id] ?? 0) + 1;
              if (offer.id !== asTheGuideSays(needs))
                expect({ needs, advice: offer.id }).toEqual('the guide says otherwise');
            }
          }
        }
      }
    }
    expect(Object.values(seen).reduce((sum, count) => sum + count, 0)).toBe(16 * 16 * 8 * 8 * 3);
    expect(Object.keys(seen).sort()).toEqual(['email-plus', 'exchange', 'rackspace-email']);
  });

  test('does not change because a mailbox is full', () => {
    for (const phone of subsets(SYNCED)) {
      const full = chooseOffer({ ...NOTHING, phone, storage: 'full' }, offers);
      expect(full.offer).toBe(chooseOffer({ ...NOTHING, phone }, offers).offer);
    }
  });

  test('names what decided and what nobody has', () => {
    const needs: Needs = { ...NOTHING, outlook: ['tasks'], sharing: ['phone', 'web'], documents: ['editors'] };
    expect(chooseOffer(needs, offers)).toMatchObject({
      offer: { id: 'exchange' },
      decidedBy: [{ is: 'feature', feature: 'tasks', place: 'outlook' }],
      unmet: [
        { is: 'feature', feature: 'calendar-sharing', place: 'phone' },
        { is: 'extra', extra: 'editors' },
      ],
    });
  });

  test('what no offer has makes nobody move', () => {
    expect(chooseOffer({ ...NOTHING, sharing: ['phone'] }, offers).offer.id).toBe('rackspace-email');
  });

  test('follows an edited table: an offer with everything takes those who need everything', () => {
    const [now, plus, exchange] = offers;
    const all: Offer = {
      ...(exchange ?? offers[0]),
      id: 'all',
      cloudDriveGB: 1000,
      hasFileSync: true,
      hasEditors: true,
    } as Offer; // spread of an offer is one
    const needs: Needs = { ...NOTHING, outlook: ['calendar'], documents: ['editors'] };
    const edited = [now, plus, exchange, all].flatMap((one) => one ?? []);
    expect(chooseOffer(needs, edited).offer.id).toBe('all');
    expect(chooseOffer({ ...needs, documents: [] }, edited).offer.id).toBe('exchange');
  });

  test('more room is asked of what people have now, not of a number in the code', () => {
    const small = offers.map((offer) => (offer.id === 'exchange' ? { ...offer, mailboxGB: 25 } : offer));
    const verdict = chooseOffer({ ...NOTHING, storage: 'more' }, small);
    expect(verdict.offer.id).toBe('rackspace-email');
    expect(verdict.unmet).toEqual([{ is: 'storage' }]);
  });
});
