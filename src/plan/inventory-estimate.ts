/** How many questions an inventory takes, and how long that is at a given pace. Pure. */

const DEPTHS = ['sizes', 'settings', 'everything'] as const;
/** The mailbox itself; then its spam settings and four lists, too. */
const REQUESTS_FOR_EACH: Readonly<Record<(typeof DEPTHS)[number], number>> = { sizes: 0, settings: 1, everything: 6 };
/** Of the domain: its products, the catch-all address, spam settings and four lists, and a page of aliases. */
const REQUESTS_FOR_DOMAIN = 8;
/** Mailboxes that are listed in one answer. */
const PAGE_ENTRIES = 250;

export interface InventoryEstimate {
  readonly depth: (typeof DEPTHS)[number];
  /** At least: aliases with several members take one more each. */
  readonly requests: number;
  readonly ms: number;
}

/** Of one domain, for each depth. */
export function estimateInventory(mailboxes: number, requestsPerMinute: number): readonly InventoryEstimate[] {
  const listed = REQUESTS_FOR_DOMAIN + Math.max(1, Math.ceil(mailboxes / PAGE_ENTRIES));
  return DEPTHS.map((depth) => {
    const requests = listed + REQUESTS_FOR_EACH[depth] * mailboxes;
    return { depth, requests, ms: (requests / requestsPerMinute) * 60_000 };
  });
}
