/** Messages that are there: found, listed, read back, changed, moved and removed. */
import { instant } from '../../base/clock.ts';
import { contentWriter } from '../../base/spool.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Content, Marker, TargetRef } from '../../model/item.ts';
import type { Change, FoundHead, FoundItem, Settled } from '../../model/target.ts';
import { GraphRefusal } from '../../wire/graph/errors.ts';
import { field, type Json, list, needed, number, text } from '../../wire/graph/json.ts';
import { exchangeState, versionOf } from '../exchange/message-state.ts';
import { forEach, type GraphContext, mailboxPath, targetRef } from './context.ts';
import {
  DELIVERY_TIME,
  expanded,
  extended,
  ICON,
  KEYWORDS,
  LAST_VERB,
  MARKER,
  MESSAGE_FLAGS,
  SIZE,
} from './properties.ts';

const PAGE_ITEMS = 250;
/** So many markers are asked for one by one; for more the folder is listed. */
const ASKED_MAX = 20;
/** PidTagIconIndex of a message with which nothing was done. */
const ICON_NONE = '-1';
const HEAD_FIELDS = 'id,isRead,isDraft,flag,categories,receivedDateTime,createdDateTime';
const STATE_FIELDS: readonly string[] = [MARKER, MESSAGE_FLAGS, SIZE, DELIVERY_TIME, LAST_VERB, ICON, KEYWORDS];
/** A message as MIME is a third larger than its parts, and more where it is rebuilt. */
const CONTENT_BYTES_MAX = 400 * 1024 * 1024;

/** The ids of messages by the markers that they bear. */
export async function findMarked(
  context: GraphContext,
  folder: TargetFolder,
  markers: readonly Marker[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Marker, readonly TargetRef[]>> {
  const found = new Map<Marker, TargetRef[]>();
  const add = (marker: Marker, ref: TargetRef): void => void found.set(marker, [...(found.get(marker) ?? []), ref]);
  if (markers.length > ASKED_MAX) {
    const wanted = new Set(markers);
    for await (const heads of listMessages(context, folder, signal)) {
      for (const { marker, target } of heads) if (marker !== null && wanted.has(marker)) add(marker, target);
    }
    return found;
  }
  await forEach(context, [...new Set(markers)], async (marker) => {
    const filter = `singleValueExtendedProperties/any(ep:ep/id eq '${MARKER}' and ep/value eq '${marker.replaceAll("'", "''")}')`;
    const query = `$select=id&$top=${PAGE_ITEMS}&$filter=${encodeURIComponent(filter)}`;
    const page = await ask(context, `${messagesIn(folder)}?${query}`, signal);
    for (const message of list(page, 'value')) add(marker, targetRef(needed(message, 'id')));
  });
  return found;
}

/** See `Target.list`. */
export async function* listMessages(
  context: GraphContext,
  folder: TargetFolder,
  signal: AbortSignal,
): AsyncGenerator<readonly FoundHead[]> {
  const query = `$top=${PAGE_ITEMS}&$select=${HEAD_FIELDS}&${expanded(STATE_FIELDS)}`;
  for (let next: string | null = `${messagesIn(folder)}?${query}`; next !== null; ) {
    const page: Json = await ask(context, next, signal);
    const heads = list(page, 'value').map(headOf);
    if (heads.length > 0) yield heads;
    next = text(page, '@odata.nextLink');
  }
}

/** See `Target.read`. A message that is not given back comes with the reason. */
export async function* readMessages(
  context: GraphContext,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): AsyncGenerator<FoundItem> {
  for (let at = 0; at < refs.length; ) {
    const some = refs.slice(at, at + context.session.pace.limit);
    const found = await Promise.allSettled(some.map((ref) => readMessage(context, ref, signal)));
    at += some.length;
    for (const [index, one] of found.entries()) {
      if (one.status === 'fulfilled') {
        yield one.value;
        continue;
      }
      for (const later of found.slice(index)) {
        if (later.status === 'fulfilled' && later.value.content?.is === 'spooled') await later.value.content.drop();
      }
      throw one.reason;
    }
  }
}

async function readMessage(context: GraphContext, target: TargetRef, signal: AbortSignal): Promise<FoundItem> {
  const path = mailboxPath(context, `/messages/${encodeURIComponent(target)}/$value`);
  const request = { name: 'read a message', method: 'GET', path, repeatable: true } as const;
  const limits = { headers: { Accept: '*/*' }, answerBytesMax: CONTENT_BYTES_MAX };
  try {
    const take = (body: AsyncIterable<Buffer>): Promise<Content> => collected(body, context.spoolFolder);
    return { target, content: await context.session.read({ ...request, ...limits }, take, signal), why: null };
  } catch (error) {
    if (error instanceof GraphRefusal && isGone(error)) return { target, content: null, why: error.message };
    throw error;
  }
}

async function collected(body: AsyncIterable<Buffer>, spoolFolder: string): Promise<Content> {
  const writer = contentWriter(spoolFolder);
  try {
    for await (const chunk of body) await writer.write(chunk);
    return await writer.end();
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** See `Target.update`. One request each, which sets everything. */
export async function updateMessages(
  context: GraphContext,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<readonly Settled[]> {
  return await forEach(context, changes, async ({ ref, target, version }): Promise<Settled> => {
    const state = exchangeState(version);
    const json = {
      isRead: state.isRead,
      flag: { flagStatus: state.isFlagged ? 'flagged' : 'notFlagged' },
      categories: state.categories,
      singleValueExtendedProperties: [
        { id: LAST_VERB, value: String(state.verb?.verb ?? 0) },
        { id: ICON, value: String(state.verb?.icon ?? ICON_NONE) },
        { id: KEYWORDS, value: state.keywordNames ?? '' },
      ],
    };
    const path = mailboxPath(context, `/messages/${encodeURIComponent(target)}`);
    const gone = await unlessGone(() =>
      context.session.ask({ name: 'change a message', method: 'PATCH', path, json, repeatable: true }, signal),
    );
    if (gone.is === 'gone') return { is: 'failed', ref, problem: { code: 'proof.missing', facts: {} } };
    return { is: 'copied', ref, target, losses: state.losses };
  });
}

/** See `Target.move`. */
export async function moveMessages(
  context: GraphContext,
  to: TargetFolder,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<ReadonlyMap<TargetRef, TargetRef>> {
  const moved = await forEach(context, refs, async (ref) => {
    const path = mailboxPath(context, `/messages/${encodeURIComponent(ref)}/move`);
    const json = { destinationId: to.serverName };
    const found = await unlessGone(() =>
      context.session.ask({ name: 'move a message', method: 'POST', path, json, repeatable: true }, signal),
    );
    return found.is === 'gone' ? [] : [[ref, targetRef(needed(found.answer, 'id'))] as const];
  });
  return new Map(moved.flat());
}

/** See `Target.remove`. Without the way through the folder for deleted items. */
export async function removeMessages(
  context: GraphContext,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<void> {
  await forEach(context, refs, async (ref) => {
    const path = mailboxPath(context, `/messages/${encodeURIComponent(ref)}/permanentDelete`);
    await unlessGone(() =>
      context.session.ask({ name: 'remove a message', method: 'POST', path, repeatable: true }, signal),
    );
  });
}

async function unlessGone(
  run: () => Promise<Json>,
): Promise<{ readonly is: 'done'; readonly answer: Json } | { readonly is: 'gone' }> {
  try {
    return { is: 'done', answer: await run() };
  } catch (error) {
    if (error instanceof GraphRefusal && isGone(error)) return { is: 'gone' };
    throw error;
  }
}

function isGone({ status, code }: GraphRefusal): boolean {
  return status === 404 && /^(ErrorItemNotFound|itemNotFound|)$/i.test(code);
}

async function ask(context: GraphContext, rest: string, signal: AbortSignal): Promise<Json> {
  const path = /^https?:/i.test(rest) ? rest : mailboxPath(context, rest);
  return await context.session.ask({ name: 'list messages', method: 'GET', path, repeatable: true }, signal);
}

function messagesIn(folder: TargetFolder): string {
  return `/mailFolders/${encodeURIComponent(folder.serverName)}/messages`;
}

function headOf(message: Json): FoundHead {
  const marker = extended(message, MARKER) ?? '';
  const receivedAt = timeIn(extended(message, DELIVERY_TIME)) ?? timeIn(text(message, 'receivedDateTime')) ?? 0;
  const createdAt = timeIn(text(message, 'createdDateTime'));
  return {
    target: targetRef(needed(message, 'id')),
    marker: marker === '' ? null : (marker as Marker), // what Godwit writes there is a marker
    sizeBytes: Number(extended(message, SIZE) ?? number(message, 'size') ?? 0),
    receivedAt: instant(receivedAt),
    version: versionOf({
      isRead: truth(message, 'isRead'),
      isDraft: truth(message, 'isDraft'),
      isFlagged: text(field(message, 'flag'), 'flagStatus') === 'flagged',
      messageFlags: extended(message, MESSAGE_FLAGS),
      verb: extended(message, LAST_VERB),
      icon: extended(message, ICON),
      keywordNames: extended(message, KEYWORDS),
      categories: list(message, 'categories').filter((category) => typeof category === 'string'),
    }),
    ...(createdAt === null ? {} : { createdAt: instant(createdAt) }),
  };
}

function truth(message: Json, name: string): boolean | null {
  const found = field(message, name);
  return typeof found === 'boolean' ? found : null;
}

function timeIn(written: string | null): number | null {
  const ms = Date.parse(written ?? '');
  return Number.isNaN(ms) ? null : ms;
}
