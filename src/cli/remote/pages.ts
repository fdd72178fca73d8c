/** Lists of the service as one: page after page, as many as somebody wants to see. */

/** As long as the service allows. */
const PAGE_LENGTH = 500;
/** A project is planned for 50,000 mailboxes at most; longer lists are read as tables. */
export const ROWS_MAX = 50_000;

interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface PageAsked {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export async function allOf<Item>(
  ask: (page: PageAsked) => Promise<PageOf<Item>>,
  rowsMax: number = ROWS_MAX,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask({ cursor, limit: Math.min(PAGE_LENGTH, rowsMax - items.length) });
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && items.length < rowsMax);
  return items;
}
