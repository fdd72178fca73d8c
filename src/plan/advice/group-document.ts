/** What is advised to each group, as whoever reads it by program gets it: from the command line and over HTTP alike. */
import type { Advice } from './advise.ts';
import { needText } from './wording.ts';

export function groupDocuments({ offers, groups }: Pick<Advice, 'offers' | 'groups'>) {
  const [now] = offers;
  return groups.map(({ group, verdict, chosen, reasons }) => ({
    name: group.name,
    people: group.people.map(({ address }) => address),
    advice: verdict.offer.id,
    chosen: chosen.id,
    way: chosen.way,
    reasons: [...reasons],
    lacks: verdict.lacks.map(({ offer, needs }) => ({
      offer: offer.id,
      needs: now === undefined ? [] : needs.map((need) => needText(need, now)),
    })),
  }));
}
