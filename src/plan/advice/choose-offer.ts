/** Which offer fits a group: the first one that does all they asked for, or the one that comes nearest. */
import { assert } from '../../base/assert.ts';
import type { Offer } from '../offers/offer.ts';
import { askedFor, isMet, type Need, type Needs } from './needs.ts';

export interface Verdict {
  readonly offer: Offer;
  /** What they asked for and the offers that are preferred to this one do not have: why it is this one. */
  readonly decidedBy: readonly Need[];
  /** What they asked for and this offer does not have either. */
  readonly unmet: readonly Need[];
  /** Every offer in its order, with what they asked for and it does not have. */
  readonly lacks: readonly { readonly offer: Offer; readonly needs: readonly Need[] }[];
}

/**
 * An offer is better when less of the mailbox is missing: what programs and phones show, sharing, storage. Only between
 * equals count drive, synchronised files and editors, which can be had elsewhere. Between offers that are equal in both,
 * the preferred one is chosen, so that nobody moves without a reason.
 */
export function chooseOffer(needs: Needs, offers: readonly Offer[]): Verdict {
  const [now] = offers;
  assert(now !== undefined, 'there is an offer that people have now');
  const asked = askedFor(needs);
  const lacks = offers.map((offer) => ({ offer, needs: asked.filter((need) => !isMet(need, offer, now)) }));
  const rank = (needs: readonly Need[]): number =>
    needs.reduce((sum, { is }) => sum + (is === 'extra' ? 1 : EXTRAS_WEIGH_LESS), 0);
  const best = Math.min(...lacks.map((one) => rank(one.needs)));
  const at = lacks.findIndex((one) => rank(one.needs) === best);
  const chosen = lacks[at];
  assert(chosen !== undefined, 'the least of them is one of them');
  const earlier = lacks.slice(0, at).flatMap((one) => one.needs);
  const decidedBy = asked.filter((need) => earlier.includes(need) && !chosen.needs.includes(need));
  return { offer: chosen.offer, decidedBy, unmet: chosen.needs, lacks };
}

/** More than there are extras. */
const EXTRAS_WEIGH_LESS = 100;
