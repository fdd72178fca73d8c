/**
 * Events, tasks and notes by chance, as reading a file gives them: what `readCalendarItem` puts right (a day in a list of
 * times, UNTIL in a zone) is right here from the start, so that writing and reading must give the same again.
 */
import {
  type Arbitrary,
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  option,
  record,
  string,
  tuple,
  uint8Array,
  uniqueArray,
} from 'fast-check';
import { contentLineText } from '../../src/content/calendar/content-line.ts';
import type { CalendarItem } from '../../src/content/calendar/read-calendar.ts';
import { calendarTimeOf, DAY_MS, wallMs, wallMsOf } from '../../src/content/calendar/wall-time.ts';
import type {
  Alarm,
  Attendee,
  CalendarAttachment,
  CalendarTime,
  ChangedOccurrence,
  Described,
  EventDetails,
  EventSeries,
  NoteDetails,
  Person,
  TaskDetails,
} from '../../src/model/calendar.ts';
import { calendarRecurrences } from './recurrences.ts';
import { instants, type Span, spans } from './times.ts';
import { texts, uids, urls, words } from './words.ts';

/** Any item. */
export function calendarItems(): Arbitrary<CalendarItem> {
  return oneof(eventSeries(), taskDetails(), noteDetails());
}

/** A single event, a series with or without changed occurrences, or occurrences of an unknown series. */
export function eventSeries(): Arbitrary<EventSeries> {
  const whole = spans().chain((span) =>
    record({
      kind: constant('event' as const),
      uid: uids(),
      master: eventDetails(span),
      recurrence: calendarRecurrences(span.start),
      changed: changedOccurrences(span.start, 0),
    }),
  );
  const unknown = spans().chain(({ start }) =>
    record({
      kind: constant('event' as const),
      uid: uids(),
      master: constant(null),
      recurrence: constant({ rules: [], exceptRules: [], dates: [], exceptDates: [] }),
      changed: changedOccurrences(start, 1),
    }),
  );
  return oneof({ arbitrary: whole, weight: 4 }, { arbitrary: unknown, weight: 1 });
}

export function taskDetails(): Arbitrary<TaskDetails> {
  return tuple(described(), option(spans()), option(spans()), uids()).chain(([shared, begin, due, uid]) =>
    record({
      kind: constant('task' as const),
      uid: constant(uid),
      start: constant(begin?.start ?? null),
      due: constant(due?.start ?? null),
      status: constantFrom('open', 'started', 'done', 'cancelled'),
      completed: option(instants()),
      percent: option(integer({ min: 0, max: 100 })),
      recurrence: calendarRecurrences(begin?.start ?? due?.start ?? null),
      parentUid: oneof(constant(''), uids()),
      changedOccurrences: integer({ min: 0, max: 2 }),
    }).map((task): TaskDetails => {
      const changed = Array.from({ length: task.changedOccurrences }, (_, index) => keptTask(uid, index));
      return { ...shared, ...task, others: withBeforeComponents(shared.others, changed) };
    }),
  );
}

export function noteDetails(): Arbitrary<NoteDetails> {
  return tuple(described(), option(spans()), uids()).map(([shared, span, uid]) => {
    return { ...shared, kind: 'note', uid, start: span?.start ?? null };
  });
}

function changedOccurrences(start: CalendarTime, min: number): Arbitrary<ChangedOccurrence[]> {
  const one = record({ andFuture: boolean(), inUtc: boolean(), span: spans() }).chain(({ andFuture, inUtc, span }) =>
    eventDetails(span).map((details) => ({ andFuture, inUtc, details })),
  );
  return array(one, { minLength: min, maxLength: 3 }).map((list) =>
    list.map(({ andFuture, inUtc, details }, index): ChangedOccurrence => {
      // A week apart, so that no two are the same instant, whatever zone they are written in.
      const wall = wallMs(wallMsOf(start) + (index + 1) * 7 * DAY_MS);
      const zone = inUtc && start.zone !== 'floating' ? 'UTC' : start.zone;
      return { at: calendarTimeOf(wall, zone, start.time === null), andFuture, details };
    }),
  );
}

function eventDetails({ start, end }: Span): Arbitrary<EventDetails> {
  return tuple(
    described(),
    record({
      start: constant(start),
      end: constant(end),
      status: constantFrom('confirmed' as const, 'tentative' as const, 'cancelled' as const),
      busy: constantFrom('free' as const, 'tentative' as const, 'busy' as const, 'away' as const, 'elsewhere' as const),
      conferences: array(record({ url: urls(), label: words() }), { maxLength: 2 }),
    }),
  ).map(([shared, event]) => ({ ...shared, ...event }));
}

function described(): Arbitrary<Described> {
  return record({
    summary: texts(),
    description: texts(),
    html: texts(),
    location: texts(),
    url: oneof(constant(''), urls()),
    categories: uniqueArray(
      words().filter((text) => text !== ''),
      { maxLength: 3 },
    ),
    sensitivity: constantFrom('normal' as const, 'private' as const, 'confidential' as const),
    priority: integer({ min: 0, max: 9 }),
    alarms: array(alarms(), { maxLength: 3 }),
    attachments: array(attachments(), { maxLength: 2 }),
    organizer: option(people()),
    attendees: array(attendees(), { maxLength: 3 }),
    created: option(instants()),
    modified: option(instants()),
    sequence: integer({ min: 0, max: 2 ** 31 - 1 }),
    properties: array(otherLines('X-TEST-'), { maxLength: 3 }),
    ofAlarms: array(otherLines('X-GODWIT-ALARM-1-X-'), { maxLength: 1 }),
    components: constantFrom([], ['BEGIN:VLOCATION', 'NAME:Hall', 'END:VLOCATION']),
  }).map(({ properties, ofAlarms, components, ...rest }): Described => {
    return { ...rest, others: [...properties, ...(rest.alarms.length === 0 ? [] : ofAlarms), ...components] };
  });
}

function alarms(): Arbitrary<Alarm> {
  const more = {
    action: constantFrom('display' as const, 'audio' as const, 'email' as const, 'other' as const),
    description: texts(),
    repeats: integer({ min: 0, max: 9 }),
  };
  const relative = record({
    beforeSeconds: integer({ min: -9_999_999, max: 9_999_999 }),
    anchor: constantFrom('start' as const, 'end' as const),
    at: constant(null),
    ...more,
  });
  const absolute = record({
    beforeSeconds: constant(null),
    anchor: constant('start' as const),
    at: instants(),
    ...more,
  });
  return oneof(relative, absolute);
}

function attachments(): Arbitrary<CalendarAttachment> {
  const named = { name: words(), mediaType: constantFrom('', 'text/plain', 'application/pdf') };
  const inline = record({ is: constant('inline' as const), bytes: uint8Array({ maxLength: 300 }), ...named });
  return oneof(
    record({ is: constant('link' as const), url: urls(), ...named }),
    inline.map(({ bytes, ...rest }) => ({ ...rest, bytes: Buffer.from(bytes) })),
  );
}

function people(): Arbitrary<Person> {
  const addresses = string({ unit: constantFrom('a', 'b', 'c', '.', '-', '+', '1'), minLength: 1, maxLength: 8 }).map(
    (part) => `x${part}@example.org`,
  );
  return oneof(
    tuple(words(), addresses, constantFrom('mailto:', 'MAILTO:', '')).map(([name, address, scheme]) => {
      return { name, address, uri: `${scheme}${address}` };
    }),
    tuple(
      words(),
      oneof(constant(''), addresses),
      constantFrom('urn:uuid:1-2', '/principals/jane', 'invalid:nomail'),
    ).map(([name, address, uri]) => ({ name, address, uri })),
  );
}

function attendees(): Arbitrary<Attendee> {
  const part = record({
    role: constantFrom('required' as const, 'optional' as const, 'resource' as const, 'informed' as const),
    response: constantFrom(
      'none' as const,
      'accepted' as const,
      'declined' as const,
      'tentative' as const,
      'delegated' as const,
    ),
  });
  return tuple(people(), part).map(([person, rest]) => ({ ...person, ...rest }));
}

function otherLines(prefix: string): Arbitrary<string> {
  const parameters = array(tuple(constantFrom('A', 'X-B'), array(words(), { minLength: 1, maxLength: 2 })), {
    maxLength: 2,
  });
  return tuple(constantFrom('ONE', 'TWO', 'THREE'), parameters, texts()).map(([name, list, text]) =>
    contentLineText({
      name: `${prefix}${name}`,
      parameters: list.map(([key, values]) => ({ name: key, values })),
      value: text,
    }),
  );
}

/** A changed occurrence of a task, as reading keeps it. */
function keptTask(uid: string, index: number): string {
  const named = contentLineText({ name: 'UID', parameters: [], value: escaped(uid) });
  const lines = ['BEGIN:VTODO', named, `RECURRENCE-ID:2020010${index + 1}T100000Z`, 'SUMMARY:Other', 'END:VTODO'];
  return `X-GODWIT-KEPT-VTODO:${escaped(lines.join('\n'))}`;
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');
}

function withBeforeComponents(others: readonly string[], lines: readonly string[]): readonly string[] {
  const begin = others.findIndex((line) => line.startsWith('BEGIN:'));
  return begin === -1 ? [...others, ...lines] : [...others.slice(0, begin), ...lines, ...others.slice(begin)];
}
