/** Lists that come in pages, read to their end. */
import type { RackspaceClient } from './client.ts';
import { RackspaceProtocolError } from './errors.ts';
import { type JsonRecord, listIn, nameIn, numberIn, recordOf } from './json.ts';
import { ENTRIES_MAX, PAGE_ENTRIES } from './limits.ts';

export interface PagedList {
  readonly place: readonly string[];
  /** The name of the list in the answer. */
  readonly field: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** A list that changes while it is read is read again, at most so often: an entry that goes moves others across pages. */
const READINGS_MAX = 3;

/** All entries, each once, by the field `name`. Throws as `RackspaceClient.get`. */
export async function entriesOf(
  client: RackspaceClient,
  list: PagedList,
  signal: AbortSignal,
): Promise<readonly JsonRecord[]> {
  for (let reading = 1; ; reading += 1) {
    const { entries, total } = await readOnce(client, list, signal);
    if (total === null || entries.length === total) return entries;
    if (reading === READINGS_MAX) {
      throw new RackspaceProtocolError(
        `${list.place.join('/')} has ${total} entries by its own count, and ${entries.length} came`,
      );
    }
  }
}

interface Reading {
  readonly entries: readonly JsonRecord[];
  /** What the last page said; null where none says it. */
  readonly total: number | null;
}

async function readOnce(
  client: RackspaceClient,
  { place, field, query }: PagedList,
  signal: AbortSignal,
): Promise<Reading> {
  const found = new Map<string, JsonRecord>();
  let total: number | null = null;
  for (let offset = 0; offset <= ENTRIES_MAX; ) {
    const paging = { size: String(PAGE_ENTRIES), offset: String(offset) };
    const page = recordOf(await client.get(place, { ...query, ...paging }, signal), place.join('/'));
    const entries = (listIn(page, field) ?? []).map((entry) => recordOf(entry, field));
    total = numberIn(page, 'total') ?? total;
    const before = found.size;
    for (const entry of entries) found.set(nameIn(entry, 'name').toLowerCase(), entry);
    offset += entries.length;
    const isEnd = total === null ? entries.length < PAGE_ENTRIES : offset >= total;
    // A page that brings nothing new again and again would never end.
    if (isEnd || found.size === before) return { entries: [...found.values()], total };
  }
  throw new RackspaceProtocolError(`${place.join('/')} has more than ${ENTRIES_MAX} entries`);
}
