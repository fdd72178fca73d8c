/** Pages of lists as they are asked for and answered. A cursor is opaque to callers: what it holds may change. */
import { Failure } from '../base/problem.ts';
import type { Page, PageAsk, PagePlace } from '../model/page.ts';

interface Asked {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly sort: string;
}

/** Throws `service.request-invalid` for a cursor that is none, or one of a list that was sorted otherwise. */
export function pageAsk<By extends string>({ cursor, limit, sort }: Asked): PageAsk<By> {
  const isDescending = sort.startsWith('-');
  const by = (isDescending ? sort.slice(1) : sort) as By; // the contract lets through nothing but a By and its turn
  return { by, isDescending, limit, after: cursor === undefined ? null : placeIn(cursor, sort) };
}

export function pageOut<Row, Item>({ items, next, total }: Page<Row>, { sort }: Asked, itemOut: (row: Row) => Item) {
  const cursor = next === null ? null : cursorOf(next, sort);
  return { items: items.map(itemOut), next: cursor, ...(total === null ? {} : { total }) };
}

function cursorOf(place: PagePlace, sort: string): string {
  return Buffer.from(JSON.stringify([sort, ...place])).toString('base64url');
}

const ID = /^([0-9]{1,15}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** What comes back is as hostile as all input: a value of another type would end as an error of the database. */
function placeIn(cursor: string, sort: string): PagePlace {
  const [sorted, value, id, ...more] = partsOf(cursor);
  const isValue = typeof value === 'string' ? !value.includes('\0') : Number.isSafeInteger(value);
  const isPlace = sorted === sort && isValue && typeof id === 'string' && ID.test(id) && more.length === 0;
  if (!isPlace) throw notOurs();
  return [value as string | number, id]; // looked at above
}

function partsOf(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}

function notOurs(): Failure {
  return new Failure('service.request-invalid', { what: 'The cursor is none of this list, sorted in this way.' });
}
