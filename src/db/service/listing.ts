/** Lists that are read page by page: each page goes on behind the place where the last one ended, whatever came in between. */
import type { Page, PageAsk, PagePlace } from '../../model/page.ts';
import type { TenantStatement } from './scope.ts';

export interface Listing<By extends string> {
  readonly name: string;
  readonly columns: string;
  readonly table: string;
  /** Which rows: the first value is that of the place, those behind it are the filter. */
  readonly where: string;
  /** How many values `where` takes, the first one included. */
  readonly valuesCount: number;
  /** The columns that may be sorted by, none of them ever null. */
  readonly sorts: Readonly<Record<By, { readonly column: string; readonly type: 'text' | 'bigint' }>>;
  /** Unique; tells apart what is sorted by the same. */
  readonly id: { readonly column: string; readonly type: 'uuid' | 'bigint' };
  /** False where there may be so many that counting them is slow. */
  readonly isCounted: boolean;
}

interface Place {
  run<Row>(statement: TenantStatement, ...values: readonly unknown[]): Promise<readonly Row[]>;
}

/** The filter as values of `where`, without the first. */
export async function pageOf<Row, By extends string>(
  place: Place,
  listing: Listing<By>,
  filter: readonly unknown[],
  ask: PageAsk<By>,
): Promise<Page<Row>> {
  const after = ask.after ?? [];
  // One more than asked for tells whether there is another page.
  const [rows, counted] = await Promise.all([
    place.run<Row & Sorted>(pageStatement(listing, ask), ...filter, ask.limit + 1, ...after),
    listing.isCounted ? place.run<{ total: number }>(countStatement(listing), ...filter) : [],
  ]);
  const shown = rows.slice(0, ask.limit);
  const last = rows.length > ask.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ sortedBy: _value, sortedId: _id, ...row }) => row as unknown as Row), // without the two it is one
    next: last === undefined ? null : placeOf(last),
    total: counted[0]?.total ?? null,
  };
}

interface Sorted {
  readonly sortedBy: string | number;
  readonly sortedId: string;
}

function placeOf({ sortedBy, sortedId }: Sorted): PagePlace {
  return [sortedBy, sortedId];
}

/** A text for each way of sorting, so that each is planned by itself and can use its index. */
function pageStatement<By extends string>(listing: Listing<By>, ask: PageAsk<By>): TenantStatement {
  const { name, columns, table, where, valuesCount, id } = listing;
  const { by, isDescending, after } = ask;
  const { column, type } = listing.sorts[by];
  const [than, direction] = isDescending ? ['<', 'desc'] : ['>', 'asc'];
  const behind = `and (${column}, ${id.column}) ${than} ($${valuesCount + 2}::${type}, $${valuesCount + 3}::${id.type})`;
  return {
    name: [name, by, direction, ...(after === null ? [] : ['behind'])].join('-'),
    text: `
      select ${columns}, ${column} as "sortedBy", ${id.column}::text as "sortedId"
      from ${table}
      where ${where} ${after === null ? '' : behind}
      order by ${column} ${direction}, ${id.column} ${direction}
      limit $${valuesCount + 1}`,
  };
}

function countStatement({ name, table, where }: Listing<string>): TenantStatement {
  return { name: `${name}-total`, text: `select count(*) as total from ${table} where ${where}` };
}
