/** Lists that are needed whole, read page by page. */
import type { Page, PagePlace } from '../model/page.ts';

/** As many rows as there are in one page. */
export const WHOLE_PAGE = 500;

/** In the order of the list. Ends early where there are `max`, with what the last page brings. */
export async function allPages<Row>(
  read: (after: PagePlace | null) => Promise<Page<Row>>,
  max: number = Number.POSITIVE_INFINITY,
): Promise<readonly Row[]> {
  const found: Row[] = [];
  let after: PagePlace | null = null;
  do {
    const page: Page<Row> = await read(after);
    found.push(...page.items);
    after = page.next;
  } while (after !== null && found.length < max);
  return found;
}
