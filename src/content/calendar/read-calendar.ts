/**
 * Bytes of one VCALENDAR to the meaning of its one event, task or note (RFC 5545, RFC 7986, vCalendar 1.0).
 *
 * What any program could make sense of is read; what has no place in the meaning is kept in `others` (see placed-lines.ts).
 * Of METHOD only what changes the item is left: CANCEL makes it cancelled; REPLY, COUNTER and the like are kept, since the
 * file is then a message about the item; REQUEST, PUBLISH and ADD say how it came and are nowhere.
 */
import type { EventSeries, NoteDetails, TaskDetails } from '../../model/calendar.ts';
import { CalendarError } from './calendar-error.ts';
import { type Component, readComponents } from './component.ts';
import type { ItemSource } from './item-source.ts';
import { readEventSeries } from './read-event-series.ts';
import { readNote } from './read-note.ts';
import { readOldZone } from './read-old-zone.ts';
import { readTask } from './read-task.ts';
import { Times } from './read-times.ts';
import { madeUid, uidsOf } from './read-uid.ts';

export type CalendarItem = EventSeries | TaskDetails | NoteDetails;

const KINDS: ReadonlySet<string> = new Set(['VEVENT', 'VTODO', 'VJOURNAL']);

/**
 * Throws CalendarError and nothing else: when there is no event, task or note, or more than one, when an event has no start
 * that makes sense, or when a limit is reached. An item without UID gets one made of its content: the same bytes, the same UID.
 */
export function readCalendarItem(bytes: Buffer): CalendarItem {
  const calendars = readComponents(bytes);
  const calendar = joined(calendars);
  const components = calendar.components.filter((component) => KINDS.has(component.name));
  const [first] = components;
  if (first === undefined) throw nothingIn(bytes, calendar);
  const stranger = components.find((component) => component.name !== first.name);
  if (stranger !== undefined)
    throw new CalendarError(stranger.name, stranger.line, `it stands in one item with a ${first.name}`);
  const uids = uidsOf(components);
  const other = uids.find((one) => one.uid !== uids[0]?.uid);
  if (other !== undefined)
    throw new CalendarError(
      first.name,
      other.line,
      `there are components of ${new Set(uids.map(({ uid }) => uid)).size} UIDs in one item`,
    );
  const source: ItemSource = {
    uid: uids[0]?.uid ?? madeUid(components),
    components,
    times: new Times(calendar, readOldZone(calendar)),
    method: methodOf(calendar),
  };
  if (first.name === 'VEVENT') return readEventSeries(source);
  return first.name === 'VTODO' ? readTask(source) : readNote(source);
}

/** Some programs write a new VCALENDAR round each component. */
function joined(calendars: readonly Component[]): Component {
  const [first] = calendars;
  if (first === undefined) return { name: 'VCALENDAR', line: 1, properties: [], components: [] };
  return {
    ...first,
    properties: calendars.flatMap((calendar) => calendar.properties),
    components: calendars.flatMap((calendar) => calendar.components),
  };
}

function nothingIn(bytes: Buffer, calendar: Component): CalendarError {
  const names = [...new Set(calendar.components.map((component) => component.name))].slice(0, 5);
  const only = names.length === 0 ? '' : `, only ${names.join(', ')}`;
  if (/^\s*[[{]/.test(bytes.subarray(0, 100).toString('latin1')))
    return new CalendarError('VCALENDAR', 1, 'it is JSON and no iCalendar');
  return new CalendarError('VCALENDAR', calendar.line, `it holds no event, task or note${only}`);
}

function methodOf(calendar: Component): string {
  return (calendar.properties.find((line) => line.name === 'METHOD')?.value ?? '').trim().toUpperCase();
}
