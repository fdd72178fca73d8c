/** One page of a list: what is asked for, and what is given. */

/** Where a page ended: what its last thing is sorted by, and its id, since many may be sorted by the same. */
export type PagePlace = readonly [value: string | number, id: string];

export interface PageAsk<By extends string> {
  readonly by: By;
  readonly isDescending: boolean;
  /** Null for the first page. */
  readonly after: PagePlace | null;
  readonly limit: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Null on the last page. */
  readonly next: PagePlace | null;
  /** How many there are on all pages together; null where counting them would cost too much. */
  readonly total: number | null;
}
