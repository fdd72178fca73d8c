/** Makes the mailboxes of an organisation that is played: from sizes that are known, or from a distribution that somebody states. Pure. */
import type { Random } from '../../base/random.ts';
import type { Work } from '../../model/pace.ts';

/** Sizes of mailboxes spread as many things that grow do: their logarithms are normal. */
export interface SizeDistribution {
  /** Half of the mailboxes are smaller. */
  readonly medianBytes: number;
  /** Nine of ten are smaller; at least the median. */
  readonly ninetiethBytes: number;
  /** Of an item, on average. */
  readonly itemBytes: number;
}

/** The tenth part of a normal distribution begins so many deviations above its middle. */
const NINETIETH = 1.2816;

export function drawFromDistribution(count: number, sizes: SizeDistribution, random: Random): readonly Work[] {
  const spread = Math.log(sizes.ninetiethBytes / sizes.medianBytes) / NINETIETH;
  return Array.from({ length: count }, () => {
    const bytes = Math.round(sizes.medianBytes * Math.exp(spread * drawNormal(random)));
    return { bytes, items: Math.max(1, Math.round(bytes / sizes.itemBytes)) };
  });
}

/** As many as there are: all of them as they are. Otherwise each is one of them, drawn anew. */
export function drawFromKnown(count: number, known: readonly Work[], random: Random): readonly Work[] {
  if (count === known.length || known.length === 0) return known;
  return Array.from({ length: count }, () => known[random.int(known.length)] ?? { items: 0, bytes: 0 });
}

const FINE = 1_000_000;

/** Of the normal distribution with deviation 1 (the way of Box and Muller). */
export function drawNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log((1 + random.int(FINE)) / FINE));
  return radius * Math.cos((2 * Math.PI * random.int(FINE)) / FINE);
}
