/** FindItem with a CalendarView: single items and occurrences that touch a stretch of time, by their start. */

import { eventOf } from '../calendar/event.ts';
import { occurrenceOf, slotsBetween } from '../calendar/occurrences.ts';
import { readInstant, UTC } from '../calendar/zones.ts';
import type { FoundFolder } from '../call.ts';
import { ItemRefusal } from '../errors.ts';
import { ItemView } from '../item-view.ts';
import type { Page } from '../page.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';

/** A view reaches over two years at most. */
const YEARS_MAX = 2;

/** The rows between the dates of the view; the page ends after `rowsMax` of them. */
export function calendarPage(
  request: XmlElement,
  view: XmlElement,
  { mailbox, folder }: FoundFolder,
  rowsMax: number,
): Page<ItemView> {
  if (!folder.state.folderClass.startsWith('IPF.Appointment')) {
    const text = 'Only folders of calendars can be viewed as calendars.';
    throw new ItemRefusal('ErrorCalendarFolderIsInvalidForCalendarView', text);
  }
  if (childOf(request, 'Restriction') !== null || childOf(request, 'SortOrder') !== null) {
    throw new ItemRefusal('ErrorInvalidRestriction', 'A calendar view has neither a restriction nor another order.');
  }
  const stretch = readStretch(view);
  const asked = Number(attributeOf(view, 'MaxEntriesReturned') ?? rowsMax);
  if (asked < 1) throw new ItemRefusal('ErrorInvalidPagingMaxRows', 'A page has one row at least.');
  const all: ItemView[] = [];
  for (const id of folder.items) all.push(...touching(new ItemView(mailbox, mailbox.item(id)), stretch));
  all.sort((one, other) => startOf(one) - startOf(other) || one.entry.id - other.entry.id);
  const rows = all.slice(0, Math.min(asked, rowsMax));
  const IncludesLastItemInRange = rows.length === all.length;
  return { rows, attributes: { TotalItemsInView: all.length, IncludesLastItemInRange } };
}

interface Stretch {
  readonly from: number;
  readonly until: number;
}

function readStretch(view: XmlElement): Stretch {
  const from = readInstant(attributeOf(view, 'StartDate') ?? '', UTC);
  const until = readInstant(attributeOf(view, 'EndDate') ?? '', UTC);
  if (until < from) {
    throw new ItemRefusal('ErrorCalendarEndDateIsEarlierThanStartDate', 'The view ends before it starts.');
  }
  const latest = new Date(from);
  latest.setUTCFullYear(latest.getUTCFullYear() + YEARS_MAX);
  if (until > latest.getTime()) {
    throw new ItemRefusal('ErrorCalendarViewRangeTooBig', 'A calendar view reaches over two years at most.');
  }
  return { from, until };
}

function* touching(view: ItemView, { from, until }: Stretch): Generator<ItemView> {
  if (view.entry.kind !== 'CalendarItem') return;
  const event = eventOf(view.state);
  const { start, end } = event;
  if (event.recurrence === null) {
    // What has no length touches the instant at which it starts.
    if (start < until && (end > from || start === from)) yield view;
    return;
  }
  for (const slot of slotsBetween(event, from, until)) {
    yield new ItemView(view.mailbox, view.entry, occurrenceOf(view.state, slot));
  }
}

function startOf({ state }: ItemView): number {
  return eventOf(state).start;
}
