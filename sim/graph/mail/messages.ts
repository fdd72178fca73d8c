/** Reading, moving and deleting messages. */
import { unreachable } from '../../../src/base/assert.ts';
import type { Folder } from '../../exchange/folder.ts';
import type { ItemEntry } from '../../exchange/item.ts';
import { ItemView } from '../../exchange/item-view.ts';
import type { Mailbox } from '../../exchange/mailbox.ts';
import { type Rules, TEXT } from '../body/rule.ts';
import { type Call, folderNamed, jsonBody, parameter, refuseStale } from '../call.ts';
import { keyOfId } from '../extended.ts';
import { readItemId } from '../ids.ts';
import type { Expression } from '../odata/filter.ts';
import { extendedNeeded, matches } from '../odata/matches.ts';
import { contextOf, pageOf } from '../odata/page.ts';
import { type Order, readQuery } from '../odata/query.ts';
import { shownBy } from '../odata/shown.ts';
import { badRequest } from '../refusal.ts';
import { NO_CONTENT, type Reply } from '../request.ts';
import { etagOf, filteredMessage, shownMessage } from './show-message.ts';

const PAGE_UNASKED = 10;

/** Of one folder. */
export function listInFolder(call: Call): Reply {
  const folder = folderNamed(call.mailbox, parameter(call, 0));
  return listed(call, entriesOf(call.mailbox, folder));
}

/** Of the whole mailbox, Deleted Items and all. */
export function listMessages(call: Call): Reply {
  return listed(call, [...call.mailbox.items.values()].filter(isMessage));
}

function entriesOf(mailbox: Mailbox, folder: Folder): readonly ItemEntry[] {
  return [...folder.items].map((id) => mailbox.item(id)).filter(isMessage);
}

/** Whatever lies in a mail folder and has no resource of its own is a message to Graph. */
export function isMessage({ kind }: ItemEntry): boolean {
  return kind === 'Message';
}

function listed(call: Call, entries: readonly ItemEntry[]): Reply {
  const { request, mailbox } = call;
  const query = readQuery(request);
  refuseInefficient(query.filter, query.orderBy);
  const shown = shownBy(call, query);
  const chosen = query.filter === null ? entries : filtered(mailbox, entries, query.filter);
  const page = pageOf(
    inOrder(mailbox, chosen, query.orderBy),
    (entry) => shownMessage(new ItemView(mailbox, entry), shown),
    request,
    query,
    PAGE_UNASKED,
  );
  return { status: 200, body: page };
}

/** Those that fit. An extended property that all must have is looked up first. */
function filtered(mailbox: Mailbox, entries: readonly ItemEntry[], filter: Expression): readonly ItemEntry[] {
  const needed = extendedNeeded(filter);
  const found = needed === null ? null : mailbox.namedIndex.find(keyOfId(needed.id), needed.value);
  const candidates = found === null ? entries : entries.filter(({ id }) => found.has(id));
  return candidates.filter((entry) => matches(filter, filteredMessage(new ItemView(mailbox, entry))));
}

/** "Properties that appear in $orderby must also appear in $filter, in the same order, before any other." */
function refuseInefficient(filter: Expression | null, orderBy: readonly Order[]): void {
  if (filter === null || orderBy.length === 0) return;
  const paths = pathsIn(filter);
  if (orderBy.every(({ path }, place) => paths[place] === path)) return;
  throw badRequest('The restriction or sort order is too complex for this operation.', 'InefficientFilter');
}

function pathsIn(filter: Expression): readonly string[] {
  switch (filter.is) {
    case 'and':
    case 'or':
      return [...pathsIn(filter.left), ...pathsIn(filter.right)];
    case 'not':
      return pathsIn(filter.inner);
    case 'compare':
    case 'text':
    case 'any':
      return [filter.path];
    default:
      return unreachable(filter);
  }
}

const SORTED: Readonly<Record<string, (view: ItemView) => string | number>> = {
  receivedDateTime: ({ entry }) => entry.received,
  sentDateTime: ({ state }) => state.sent ?? state.received,
  createdDateTime: ({ state }) => state.created,
  lastModifiedDateTime: ({ state }) => state.modified,
  subject: ({ subject }) => subject.toLowerCase(),
  isRead: ({ entry }) => (entry.isRead ? 1 : 0),
};

/** Newest first, where nobody asks for an order. */
function inOrder(mailbox: Mailbox, entries: readonly ItemEntry[], orderBy: readonly Order[]): readonly ItemEntry[] {
  if (orderBy.length === 0)
    return [...entries].sort((one, other) => other.received - one.received || one.id - other.id);
  const keyed = entries.map((entry) => {
    const view = new ItemView(mailbox, entry);
    return { entry, keys: orderBy.map(({ path }) => sortKey(path, view)) };
  });
  keyed.sort((one, other) => {
    for (const [place, { isDescending }] of orderBy.entries()) {
      const [left, right] = [one.keys[place] ?? 0, other.keys[place] ?? 0];
      if (left !== right) return (left < right ? -1 : 1) * (isDescending ? -1 : 1);
    }
    return one.entry.id - other.entry.id;
  });
  return keyed.map(({ entry }) => entry);
}

function sortKey(path: string, view: ItemView): string | number {
  const key = SORTED[path];
  if (key === undefined) throw badRequest(`The property '${path}' does not support ordering.`, 'ErrorInvalidUrlQuery');
  return key(view);
}

export function getMessage(call: Call): Reply {
  const view = messageNamed(call);
  const shown = shownMessage(view, shownBy(call, readQuery(call.request)));
  return {
    status: 200,
    headers: { ETag: etagOf(view.entry.changed) },
    body: { '@odata.context': contextOf(call.request), ...shown },
  };
}

/** The MIME content, made anew of the properties. */
export function getMessageMime(call: Call): Reply {
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: messageNamed(call).rebuiltMime() };
}

export function messageNamed(call: Call): ItemView {
  return new ItemView(call.mailbox, readItemId(call.mailbox, parameter(call, 0)).entry);
}

const DESTINATION: Rules = { destinationId: TEXT, DestinationId: TEXT };

function destinationOf(call: Call): Folder {
  const body = jsonBody(call, 'move', DESTINATION);
  const id = body['destinationId'] ?? body['DestinationId'];
  if (typeof id !== 'string' || id === '') throw badRequest('The destinationId is missing.', 'ErrorInvalidRequest');
  return folderNamed(call.mailbox, id);
}

export function moveMessage(call: Call): Reply {
  const { entry } = messageNamed(call);
  return placed(call, call.mailbox.moveItem(entry, destinationOf(call)));
}

export function copyMessage(call: Call): Reply {
  const { entry } = messageNamed(call);
  return placed(call, call.mailbox.copyItem(entry, destinationOf(call)));
}

function placed(call: Call, entry: ItemEntry): Reply {
  const shown = shownMessage(new ItemView(call.mailbox, entry), shownBy(call, readQuery(call.request)));
  return { status: 201, body: { '@odata.context': contextOf(call.request), ...shown } };
}

/** Into Deleted Items; what lies there goes to the recoverable items. */
export function deleteMessage(call: Call): Reply {
  const { mailbox } = call;
  const { entry } = messageNamed(call);
  refuseStale(call, etagOf(entry.changed));
  countReceipt(call, entry);
  const bin = mailbox.distinguished('deleteditems');
  mailbox.moveItem(entry, entry.folder === bin.id ? mailbox.distinguished('recoverableitemsdeletions') : bin);
  return NO_CONTENT;
}

export function deleteForGood(call: Call): Reply {
  const { entry } = messageNamed(call);
  countReceipt(call, entry);
  call.mailbox.removeItem(entry);
  return NO_CONTENT;
}

/** The sender would learn that the message was deleted without being read. */
function countReceipt(call: Call, entry: ItemEntry): void {
  const isAsked = entry.readReceipt && !entry.isRead && !call.mailbox.stateOf(entry).isDraft;
  if (isAsked) call.world.counters.sentMail += 1;
}

/** Everything that sends: it is counted, and nothing leaves. */
export function sendAnything(call: Call): Reply {
  if (call.parameters.length > 0) messageNamed(call);
  call.world.counters.sentMail += 1;
  return { status: 202, body: null };
}
