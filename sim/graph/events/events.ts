/** Calendars and events. Graph has no switch against invitations: whatever it would send is counted. */
import type { Event } from '@microsoft/microsoft-graph-types';
import { attendeesOf, type EventState, eventOf } from '../../exchange/calendar/event.ts';
import {
  occurrenceOf,
  slotOf,
  slotsBetween,
  withException,
  withoutOccurrence,
} from '../../exchange/calendar/occurrences.ts';
import type { Folder } from '../../exchange/folder.ts';
import type { ItemEntry, ItemState } from '../../exchange/item.ts';
import { ItemView } from '../../exchange/item-view.ts';
import { newEvent } from '../../exchange/kinds/calendar-item.ts';
import { NOTHING, recomposed, takenApart } from '../../exchange/new-content.ts';
import { type Call, folderNamed, instantOf, jsonBody, refuseStale, refuseTooLarge } from '../call.ts';
import { isOccurrence, readItemId } from '../ids.ts';
import { readBody } from '../mail/message-body.ts';
import { etagOf } from '../mail/show-message.ts';
import { emptyState } from '../mail/write-message.ts';
import { contextOf, pageOf } from '../odata/page.ts';
import { readQuery } from '../odata/query.ts';
import { shownBy } from '../odata/shown.ts';
import { fitting } from '../people/contacts.ts';
import { badRequest, notFound } from '../refusal.ts';
import { NO_CONTENT, type Reply } from '../request.ts';
import { EVENT_DRAFT, EVENT_RULES, INVITED, withEventBody } from './event-body.ts';
import { shownEvent, TRANSACTION } from './show-event.ts';

const PAGE_UNASKED = 10;
/** A view of a calendar shows no more than "1825 days". */
const VIEW_MS_MAX = 1825 * 86_400_000;

/** The calendar of the address, or the one that everybody has. */
export function calendarOf(call: Call): Folder {
  const { path } = call.request;
  const at = path.findIndex((part) => part.toLowerCase() === 'calendars');
  const name = at < 0 ? undefined : path[at + 1];
  const folder = name === undefined ? call.mailbox.distinguished('calendar') : folderNamed(call.mailbox, name);
  if (!folder.state.folderClass.startsWith('IPF.Appointment')) throw notFound();
  return folder;
}

function entriesOf(call: Call): readonly ItemEntry[] {
  return [...calendarOf(call).items].map((id) => call.mailbox.item(id)).filter(({ kind }) => kind === 'CalendarItem');
}

/** Single events and masters of series. */
export function listEvents(call: Call): Reply {
  const { mailbox, request } = call;
  const query = readQuery(request);
  const shown = shownBy(call, query);
  const show = (entry: ItemEntry): object => shownEvent(new ItemView(mailbox, entry), shown);
  return { status: 200, body: pageOf(fitting(call, entriesOf(call), query), show, request, query, PAGE_UNASKED) };
}

/** Every occurrence that touches a stretch of time. */
export function calendarView(call: Call): Reply {
  const [from, until] = stretchOf(call);
  const views = entriesOf(call).flatMap((entry) => occurrencesOf(new ItemView(call.mailbox, entry), from, until));
  return listedViews(call, views);
}

export function listInstances(call: Call): Reply {
  const view = eventNamed(call);
  if (eventOf(view.state).recurrence === null)
    throw badRequest('The event is no master of a series.', 'ErrorInvalidRequest');
  const [from, until] = stretchOf(call);
  return listedViews(call, occurrencesOf(view, from, until));
}

function listedViews(call: Call, views: readonly ItemView[]): Reply {
  const query = readQuery(call.request);
  const shown = shownBy(call, query);
  const sorted = [...views].sort((one, other) => eventOf(one.state).start - eventOf(other.state).start);
  return { status: 200, body: pageOf(sorted, (view) => shownEvent(view, shown), call.request, query, PAGE_UNASKED) };
}

function stretchOf({ request }: Call): readonly [number, number] {
  const [start, end] = [request.query.get('startDateTime'), request.query.get('endDateTime')];
  if (start === undefined || end === undefined) {
    throw badRequest(
      'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
      'ErrorInvalidParameter',
    );
  }
  const [from, until] = [instantOf(start), instantOf(end)];
  if (until < from || until - from > VIEW_MS_MAX)
    throw badRequest('The time window is too long.', 'ErrorInvalidParameter');
  return [from, until];
}

function occurrencesOf(view: ItemView, from: number, until: number): readonly ItemView[] {
  const event = eventOf(view.state);
  if (event.recurrence === null) return event.start < until && event.end > from ? [view] : [];
  const { mailbox, entry, state } = view;
  return [...slotsBetween(event, from, until)].map((slot) => new ItemView(mailbox, entry, occurrenceOf(state, slot)));
}

/** The event, or the occurrence, whose id ends the address or stands before its last part. */
export function eventNamed(call: Call): ItemView {
  const { mailbox, request } = call;
  const at = request.path.findIndex((part) => part.toLowerCase() === 'events');
  const id = request.path[at + 1] ?? '';
  if (isOccurrence(id)) {
    const { entry, index } = readItemId(mailbox, id, 'occurrence');
    const master = mailbox.stateOf(entry);
    return new ItemView(mailbox, entry, occurrenceOf(master, slotOf(eventOf(master), index)));
  }
  const { entry } = readItemId(mailbox, id);
  if (entry.kind !== 'CalendarItem') throw notFound();
  return new ItemView(mailbox, entry);
}

export function getEvent(call: Call): Reply {
  return { status: 200, body: answered(call, eventNamed(call)) };
}

function answered(call: Call, view: ItemView): object {
  return { '@odata.context': contextOf(call.request), ...shownEvent(view, shownBy(call, readQuery(call.request))) };
}

export function createEvent(call: Call): Reply {
  const { mailbox, world } = call;
  const body: Event = jsonBody(call, 'event', EVENT_RULES);
  const folder = calendarOf(call);
  const known = body.transactionId == null ? null : sameTransaction(call, folder, body.transactionId);
  if (known !== null) return { status: 201, body: answered(call, known) };
  const now = world.clock.now();
  const own: EventState = newEvent('UTC');
  const empty: ItemState = { ...emptyState(now), itemClass: 'IPM.Appointment', isDraft: false, own };
  let state = marked(withEventBody(empty, null, body, call), body);
  const mime = recomposed({ ...NOTHING, body: body.body == null ? NOTHING.body : readBody(body.body) });
  refuseTooLarge(call, mime.length);
  const mails = isDraft(state) ? 0 : attendeesOf(eventOf(state)).length;
  world.counters.sentMail += mails;
  if (mails > 0) state = { ...state, own: { ...eventOf(state), wasSent: true } };
  world.counters.itemsCreated += 1;
  return { status: 201, body: answered(call, new ItemView(mailbox, mailbox.addItem(folder, mime, state))) };
}

/** What of a new event lies in properties of its own. */
function marked(state: ItemState, { isDraft: draft, transactionId }: Event): ItemState {
  const extended = {
    ...state.extended,
    ...(draft === true ? { [EVENT_DRAFT]: { type: 'Boolean', value: 'true' } } : {}),
    ...(transactionId == null ? {} : { [TRANSACTION]: { type: 'String', value: transactionId } }),
  };
  return { ...state, extended };
}

/** The event that the same request made before, so that a second one makes none. */
function sameTransaction(call: Call, folder: Folder, transactionId: string): ItemView | null {
  const candidates = call.mailbox.namedIndex.find(TRANSACTION, transactionId) ?? [];
  for (const id of candidates) {
    const entry = call.mailbox.items.get(id);
    if (entry?.folder !== folder.id) continue;
    const view = new ItemView(call.mailbox, entry);
    if (view.state.extended[TRANSACTION]?.value === transactionId) return view;
  }
  return null;
}

function isDraft({ extended }: ItemState): boolean {
  return extended[EVENT_DRAFT]?.value === 'true';
}

/** Changes of which no attendee learns. */
const PRIVATE_CHANGES: ReadonlySet<string> = new Set([
  'singleValueExtendedProperties',
  'multiValueExtendedProperties',
  'categories',
  'isReminderOn',
  'reminderMinutesBeforeStart',
  'showAs',
  'sensitivity',
]);

/** Whom a change would be told: attendees before and after, unless they were never invited, or nothing of theirs changed. */
function toldOf(before: ItemState, after: ItemState, body: Event): number {
  const isSent = body.isDraft === false && isDraft(before);
  if (isSent) return attendeesOf(eventOf(after)).length;
  const isQuiet = Object.keys(body).every((name) => PRIVATE_CHANGES.has(name));
  if (isQuiet || isDraft(before) || before.extended[INVITED]?.value === 'false') return 0;
  const all = [...attendeesOf(eventOf(before)), ...attendeesOf(eventOf(after))];
  return new Set(all.map(({ email }) => email.toLowerCase())).size;
}

export function changeEvent(call: Call): Reply {
  const view = eventNamed(call);
  const { mailbox, entry, occurrence } = view;
  refuseStale(call, etagOf(entry.changed));
  const body: Event = jsonBody(call, 'event', EVENT_RULES);
  if (body.transactionId !== undefined)
    throw badRequest('The transactionId of an event cannot be changed.', 'ErrorInvalidRequest');
  let after: ItemState = { ...withEventBody(view.state, view.state, body, call), modified: call.world.clock.now() };
  if (body.isDraft === false) {
    const { [EVENT_DRAFT]: _, ...extended } = after.extended;
    after = { ...after, extended };
  }
  call.world.counters.sentMail += toldOf(view.state, after, body);
  const text = body.body == null ? null : readBody(body.body);
  if (occurrence !== null) {
    const master = withException(mailbox.stateOf(entry), occurrence, after, text);
    mailbox.changeItem(entry, { ...master, modified: after.modified }, true);
  } else if (text === null) mailbox.changeItem(entry, after, true);
  else mailbox.changeMime(entry, recomposed({ ...takenApart(view.mime), body: text }), after);
  return { status: 200, body: answered(call, eventNamed(call)) };
}

/** A meeting that goes is cancelled; an occurrence leaves no item behind. */
export function deleteEvent(call: Call): Reply {
  const view = eventNamed(call);
  const { mailbox, entry, occurrence, state } = view;
  refuseStale(call, etagOf(entry.changed));
  const isKnown = !isDraft(state) && state.extended[INVITED]?.value !== 'false';
  call.world.counters.sentMail += isKnown ? attendeesOf(eventOf(state)).length : 0;
  if (occurrence === null) {
    mailbox.moveItem(entry, mailbox.distinguished('deleteditems'));
    return NO_CONTENT;
  }
  const left = withoutOccurrence(mailbox.stateOf(entry), occurrence.index);
  if (left === null) mailbox.moveItem(entry, mailbox.distinguished('deleteditems'));
  else mailbox.changeItem(entry, { ...left, modified: call.world.clock.now() }, true);
  return NO_CONTENT;
}

export function deleteEventForGood(call: Call): Reply {
  const { mailbox, entry, state } = eventNamed(call);
  const isKnown = !isDraft(state) && state.extended[INVITED]?.value !== 'false';
  call.world.counters.sentMail += isKnown ? attendeesOf(eventOf(state)).length : 0;
  mailbox.removeItem(entry);
  return NO_CONTENT;
}
