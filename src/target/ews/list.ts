/** Lists what a folder holds, without content. */
import { assert } from '../../base/assert.ts';
import { type Instant, instant } from '../../base/clock.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Marker } from '../../model/item.ts';
import type { FoundHead } from '../../model/target.ts';
import { getItem } from '../../wire/ews/get-item.ts';
import type { EwsItem } from '../../wire/ews/items.ts';
import type { Field } from '../../wire/ews/names.ts';
import { type ItemSyncPage, syncFolderItems } from '../../wire/ews/sync-folder-items.ts';
import { askAll } from './ask.ts';
import { type EwsContext, refOf } from './context.ts';
import { targetRef } from './settled.ts';
import { DELIVERY_TIME, foundVersion, MARKER, MESSAGE_FLAGS, STATE_FIELDS } from './state.ts';

const MESSAGE_FIELDS: readonly Field[] = [
  'item:DateTimeReceived',
  'item:DateTimeCreated',
  'item:Size',
  ...STATE_FIELDS,
  MARKER,
  DELIVERY_TIME,
];
const OTHER_FIELDS: readonly Field[] = ['item:Size', 'item:LastModifiedTime', 'item:DateTimeCreated', MARKER];
const EVENT_FIELDS: readonly Field[] = [...OTHER_FIELDS, 'calendar:CalendarItemType'];
/** Properties of so many items are asked for at once. */
const ITEMS_PER_REQUEST = 100;

/** See `Target.list`. The next page is asked for while the caller looks at this one. Throws what the protocol throws. */
export async function* listItems(
  context: EwsContext,
  folder: TargetFolder,
  signal: AbortSignal,
): AsyncGenerator<readonly FoundHead[]> {
  const look = lookAt(folder);
  const request = { folder: refOf(folder), syncState: null, fields: look.fields };
  for await (const page of ahead(syncFolderItems(context.session, request, signal))) {
    const heads = await headsOf(context, page, look, signal);
    if (heads.length > 0) yield heads;
  }
}

/** Everything comes as `create`, because the listing begins without a state; what changes meanwhile is not news. */
async function headsOf(
  context: EwsContext,
  page: ItemSyncPage,
  { fields, isBare, headOf }: Look,
  signal: AbortSignal,
): Promise<readonly FoundHead[]> {
  const items = page.changes.flatMap((change) => (change.is === 'create' && !isPart(change.item) ? [change.item] : []));
  const bare = items.filter(isBare);
  if (bare.length === 0) return items.map(headOf);
  const ids = bare.map((item) => item.itemId.id);
  const answers = await askAll(context, ids, ITEMS_PER_REQUEST, (some) =>
    getItem(context.session, { ids: some, fields }, signal),
  );
  const complete = new Map<string, EwsItem | null>();
  // An item that is refused now has gone since the page was made, and is left out.
  for (const [index, id] of ids.entries()) {
    const answer = answers[index];
    complete.set(id, answer?.is === 'done' ? answer.value : null);
  }
  return items.flatMap((item) => {
    const known = complete.get(item.itemId.id);
    return known === null || isPart(known ?? item) ? [] : [headOf(known ?? item)];
  });
}

/** How items of a folder are listed. */
interface Look {
  readonly fields: readonly Field[];
  /** Some servers leave properties out of what SyncFolderItems gives. */
  readonly isBare: (item: EwsItem) => boolean;
  readonly headOf: (item: EwsItem) => FoundHead;
}

function lookAt({ kind }: TargetFolder): Look {
  if (kind === 'message') {
    return {
      fields: MESSAGE_FIELDS,
      // Every message has these.
      isBare: (item) => item.size === null || receivedTime(item) === null || item.extended(MESSAGE_FLAGS) === null,
      headOf: (item) => headOf(item, receivedTime(item), foundVersion(item)),
    };
  }
  return {
    fields: kind === 'event' ? EVENT_FIELDS : OTHER_FIELDS,
    isBare: (item) => item.size === null,
    headOf: (item) => headOf(item, firstTime([item.lastModifiedTime]), ''),
  };
}

/** An occurrence belongs to its series and is not listed beside it. */
function isPart({ calendarItemType }: EwsItem): boolean {
  return calendarItemType === 'Occurrence' || calendarItemType === 'Exception';
}

function headOf(item: EwsItem, at: Instant | null, version: string): FoundHead {
  const marker = item.extended(MARKER);
  const createdAt = firstTime([item.dateTimeCreated]);
  return {
    target: targetRef(item.itemId.id),
    marker: marker === null || marker === '' ? null : (marker as Marker), // what Godwit writes there is a marker
    sizeBytes: item.size ?? 0,
    receivedAt: at ?? instant(0),
    version,
    ...(createdAt === null ? {} : { createdAt }),
  };
}

function receivedTime(item: EwsItem): Instant | null {
  return firstTime([item.dateTimeReceived, item.extended(DELIVERY_TIME)]);
}

function firstTime(texts: readonly (string | null)[]): Instant | null {
  for (const text of texts) {
    const ms = text === null ? Number.NaN : Date.parse(withZone(text.trim()));
    if (!Number.isNaN(ms)) return instant(ms);
  }
  return null;
}

/** The request asks for UTC: a time that names no zone is in it. */
function withZone(text: string): string {
  return /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
}

/** Gives what the generator gives, one step late: the next step is under way before this one is looked at. */
async function* ahead<T>(pages: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = pages.next();
  try {
    for (;;) {
      const page = await next;
      if (page.done === true) return;
      next = pages.next();
      // Looked at in the next round; until then a failure must not count as one that nobody handles.
      next.catch((error: unknown) => assert(error !== undefined, 'a failure says something'));
      yield page.value;
    }
  } finally {
    await pages.return(undefined);
  }
}
