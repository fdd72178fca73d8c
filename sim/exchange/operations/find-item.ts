/** FindItem: the items of folders, page by page, newest first unless asked otherwise. */
import { type Call, type FoundFolder, folderNamed } from '../call.ts';
import { ItemRefusal } from '../errors.ts';
import { itemElement } from '../item-fields.ts';
import { ItemView } from '../item-view.ts';
import { isSearchable, kindNamed } from '../kinds/kinds.ts';
import { sizeOf } from '../known-properties.ts';
import { type Page, pageOf } from '../page.ts';
import { answerBatch } from '../response-message.ts';
import { fittingItems, readRestriction } from '../restriction.ts';
import { listShape, readShape, refuseUnlistable } from '../shape.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement } from '../xml-write.ts';
import { calendarPage } from './calendar-view.ts';

/** `EWSFindCountLimit` of the default throttling policy. */
const ITEMS_MAX = 1000;
/** The same when every item has to be looked at. */
const RESTRICTED_ITEMS_MAX = 250;

const UNSERVED = ['SeekToConditionPageItemView', 'ContactsView', 'GroupBy', 'DistinguishedGroupBy', 'QueryString'];

export function findItem(request: XmlElement, call: Call): string {
  const shape = readShape(childOf(request, 'ItemShape') ?? request, call.zone);
  const view = childOf(request, 'IndexedPageItemView') ?? childOf(request, 'FractionalPageItemView');
  const parts = childOf(request, 'ParentFolderIds')?.children ?? [];
  const work = (element: XmlElement): string => {
    refuseUnlistable(shape);
    const unserved = request.children.find(({ local }) => UNSERVED.includes(local));
    if (unserved !== undefined) {
      throw new ItemRefusal('ErrorInvalidOperation', `This simulator does not serve ${unserved.local}.`);
    }
    const found = folderNamed(element, call);
    const calendarView = childOf(request, 'CalendarView');
    const page =
      calendarView === null ? listPage(request, found, view) : calendarPage(request, calendarView, found, ITEMS_MAX);
    const items = page.rows.map((row) => itemElement(row, listShape(shape))).join('');
    return xmlElement('m:RootFolder', page.attributes, xmlElement('t:Items', {}, items));
  };
  return answerBatch({ operation: 'FindItem', parts, emptyPayload: '', work }, call);
}

function listPage(request: XmlElement, found: FoundFolder, view: XmlElement | null): Page<ItemView> {
  const isRestricted = childOf(request, 'Restriction') !== null;
  const rows = attributeOf(request, 'Traversal') === 'Shallow' ? sortedRows(request, found) : [];
  return pageOf(rows, view, isRestricted ? RESTRICTED_ITEMS_MAX : ITEMS_MAX);
}

function sortedRows(request: XmlElement, { mailbox, folder }: FoundFolder): readonly ItemView[] {
  const restriction = childOf(request, 'Restriction');
  const rows =
    restriction === null
      ? [...folder.items].map((id) => new ItemView(mailbox, mailbox.item(id)))
      : [...fittingItems(mailbox, folder, readRestriction(restriction))];
  const orders = childOf(request, 'SortOrder')?.children ?? [];
  const compare = orders.length === 0 ? newestFirst : byOrders(orders);
  return rows.sort(compare);
}

function newestFirst(one: ItemView, other: ItemView): number {
  return other.entry.received - one.entry.received || one.entry.id - other.entry.id;
}

function byOrders(orders: readonly XmlElement[]): (one: ItemView, other: ItemView) => number {
  const keys = orders.map((order) => {
    const field = attributeOf(order.children[0] ?? order, 'FieldURI') ?? '';
    return { value: sortKey(field), sign: attributeOf(order, 'Order') === 'Descending' ? -1 : 1 };
  });
  return (one, other) => {
    for (const { value, sign } of keys) {
      const [left, right] = [value(one), value(other)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return one.entry.id - other.entry.id;
  };
}

function sortKey(field: string): (view: ItemView) => string | number {
  switch (field) {
    case 'item:DateTimeReceived':
      return (view) => view.entry.received;
    case 'item:DateTimeCreated':
      return (view) => view.state.created;
    case 'item:DateTimeSent':
      return (view) => view.state.sent ?? 0;
    case 'item:Size':
      return sizeOf;
    case 'item:Subject':
      return (view) => view.subject.toLowerCase();
    default:
      if (isSearchable(field)) return ({ state }) => kindNamed(state.own.is).searchable.get(field)?.(state) ?? '';
      throw new ItemRefusal('ErrorUnsupportedPathForSortGroup', 'Items cannot be sorted by this property.');
  }
}
