/**
 * Events, tasks and notes as meaning: what iCalendar (RFC 5545, 7986, 9073) says about them, whatever words it was said in. Every
 * adapter that does not speak iCalendar itself maps to and from these types, and the proof compares them.
 */
import type { Instant } from '../base/clock.ts';

/**
 * What the clock on the wall says. `zone` says where the wall is: an IANA name, 'UTC', 'floating' (wherever one is), or a zone
 * that only its own VTIMEZONE describes.
 */
export interface CalendarTime {
  /** `YYYY-MM-DD`, proleptic Gregorian. */
  readonly date: string;
  /** `HH:MM:SS`; null for a whole day, which has no zone: it is 'floating' then. */
  readonly time: string | null;
  readonly zone: Zone;
}

export type Zone = 'floating' | 'UTC' | NamedZone | CustomZone;
export interface NamedZone {
  readonly is: 'iana';
  /** A zone that `Intl` knows, in its canonical spelling: `Europe/Berlin`. */
  readonly name: string;
}
/** A zone whose rules fit no IANA zone. */
export interface CustomZone {
  readonly is: 'custom';
  /** Its TZID. */
  readonly name: string;
  /** Its VTIMEZONE, from BEGIN to END, unfolded lines with CRLF. */
  readonly text: string;
}

export type Weekday = 'SU' | 'MO' | 'TU' | 'WE' | 'TH' | 'FR' | 'SA';
export type Frequency = 'SECONDLY' | 'MINUTELY' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** RFC 5545 §3.3.10. Absent lists are empty; numbers are in the ranges of the RFC. */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  /** At least 1. */
  readonly interval: number;
  /** At most one of `count` and `until` is not null. */
  readonly count: number | null;
  readonly until: CalendarTime | null;
  readonly weekStart: Weekday;
  /** `nth` null: every such day. */
  readonly byDay: readonly { readonly day: Weekday; readonly nth: number | null }[];
  readonly byMonthDay: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byWeekNo: readonly number[];
  readonly byMonth: readonly number[];
  readonly bySetPos: readonly number[];
  readonly byHour: readonly number[];
  readonly byMinute: readonly number[];
  readonly bySecond: readonly number[];
  /** Another calendar than the Gregorian one (RFC 7529), as written: `CHINESE`. Null for Gregorian. */
  readonly scale: string | null;
}

/** What makes a thing happen more than once. */
export interface Recurrence {
  readonly rules: readonly RecurrenceRule[];
  /** EXRULE, which RFC 5545 gave up and old servers still send. */
  readonly exceptRules: readonly RecurrenceRule[];
  readonly dates: readonly CalendarTime[];
  readonly exceptDates: readonly CalendarTime[];
}

export type Sensitivity = 'normal' | 'private' | 'confidential';
export type Response = 'none' | 'accepted' | 'declined' | 'tentative' | 'delegated';

export interface Person {
  /** '' when there is none. */
  readonly name: string;
  /** Of `mailto:`, without it. '' when the address is no mail address: then `uri` has it. */
  readonly address: string;
  /** The CAL-ADDRESS as written. */
  readonly uri: string;
}
export interface Attendee extends Person {
  readonly role: 'required' | 'optional' | 'resource' | 'informed';
  readonly response: Response;
}

export interface Alarm {
  /** Before the anchor in seconds when positive, after it when negative; null for an absolute time. */
  readonly beforeSeconds: number | null;
  readonly anchor: 'start' | 'end';
  readonly at: Instant | null;
  readonly action: 'display' | 'audio' | 'email' | 'other';
  readonly description: string;
  readonly repeats: number;
}

export type CalendarAttachment =
  | { readonly is: 'link'; readonly url: string; readonly name: string; readonly mediaType: string }
  | { readonly is: 'inline'; readonly bytes: Buffer; readonly name: string; readonly mediaType: string };

/** What events, tasks and notes have in common. Texts are unescaped, line ends are `\n`; '' is absent. */
export interface Described {
  readonly summary: string;
  /** Plain text. */
  readonly description: string;
  /** From X-ALT-DESC or STYLED-DESCRIPTION; '' when there is only plain text. */
  readonly html: string;
  readonly location: string;
  readonly url: string;
  /** In the order given, without repetition. */
  readonly categories: readonly string[];
  readonly sensitivity: Sensitivity;
  /** 0: undefined; 1 highest … 9 lowest (RFC 5545 §3.8.1.9). */
  readonly priority: number;
  readonly alarms: readonly Alarm[];
  readonly attachments: readonly CalendarAttachment[];
  readonly organizer: Person | null;
  readonly attendees: readonly Attendee[];
  readonly created: Instant | null;
  readonly modified: Instant | null;
  readonly sequence: number;
  /** Properties that have no place above, unfolded, as `NAME;PARAM=x:value`; DTSTAMP and PRODID are nowhere. */
  readonly others: readonly string[];
}

/** One event, or what one changed occurrence of a series is. */
export interface EventDetails extends Described {
  readonly start: CalendarTime;
  /** Exclusive; never before `start`. Of DTEND, or made of DURATION, or of the default of RFC 5545 §3.6.1. */
  readonly end: CalendarTime;
  readonly status: 'confirmed' | 'tentative' | 'cancelled';
  readonly busy: 'free' | 'tentative' | 'busy' | 'away' | 'elsewhere';
  readonly conferences: readonly { readonly url: string; readonly label: string }[];
}

export interface ChangedOccurrence {
  /** RECURRENCE-ID: when it would have begun. */
  readonly at: CalendarTime;
  /** RANGE=THISANDFUTURE. */
  readonly andFuture: boolean;
  readonly details: EventDetails;
}

/** All components of one UID: an event that happens once, or a series with its changed occurrences. */
export interface EventSeries {
  readonly kind: 'event';
  readonly uid: string;
  /** Null when only single occurrences of somebody's series are known. */
  readonly master: EventDetails | null;
  readonly recurrence: Recurrence;
  readonly changed: readonly ChangedOccurrence[];
}

export interface TaskDetails extends Described {
  readonly kind: 'task';
  readonly uid: string;
  readonly start: CalendarTime | null;
  readonly due: CalendarTime | null;
  readonly status: 'open' | 'started' | 'done' | 'cancelled';
  readonly completed: Instant | null;
  /** 0 … 100; null when nothing is said. */
  readonly percent: number | null;
  readonly recurrence: Recurrence;
  /** RELATED-TO without RELTYPE or with PARENT; '' when there is none. */
  readonly parentUid: string;
  /** Changed occurrences of a repeating task, each as the lines of its VTODO: hardly anybody has them, nobody shows them. */
  readonly changedOccurrences: number;
}

export interface NoteDetails extends Described {
  readonly kind: 'note';
  readonly uid: string;
  readonly start: CalendarTime | null;
}
