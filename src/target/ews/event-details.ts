/** What one event says, in the words of Exchange: of a series its base, or one changed occurrence. Pure. */
import { type Instant, isoSeconds } from '../../base/clock.ts';
import { MINUTE_MS } from '../../content/calendar/wall-time.ts';
import { visibleText } from '../../content/visible-text.ts';
import type { CalendarAttachment, EventDetails } from '../../model/calendar.ts';
import type { Loss } from '../../model/item.ts';
import type { BusyStatus, OccurrenceContent } from '../../wire/ews/calendar-element.ts';
import { eventLoss } from './event-losses.ts';
import { peopleOf } from './event-people.ts';
import { bodyOf } from './kept-body.ts';
import { minutesBefore, reminderOf } from './reminder.ts';
import { keptCategories, keptSubject, otherLines } from './shared-parts.ts';

/** PidLidAppointmentStateFlags ([MS-OXOCAL] 2.2.1.10): the only place where a client may say that an event is cancelled. */
export const STATE_FLAGS = {
  is: 'numbered',
  set: '00062002-0000-0000-c000-000000000046',
  id: 0x8217,
  type: 'Integer',
} as const;
const IS_MEETING = 1;
const IS_CANCELLED = 4;

export interface ShapedDetails {
  readonly content: OccurrenceContent;
  /** State of the event that has no element. */
  readonly stateFlags: number | null;
  readonly losses: readonly Loss[];
  /** The reminder was set to a moment: of a series it is one for each occurrence now. */
  readonly ringsOnce: boolean;
  readonly files: readonly Extract<CalendarAttachment, { is: 'inline' }>[];
}

export interface When {
  readonly start: Instant;
  readonly end: Instant;
}

/** `notes` are further lines for the text. */
export function shapeDetails(
  details: EventDetails,
  when: When,
  own: ReadonlySet<string>,
  notes: readonly string[] = [],
): ShapedDetails {
  const subject = keptSubject(details.summary);
  const categories = keptCategories(details.categories);
  const ring = ringBefore(details, when);
  const { kept: named, losses: peopleLosses, ...people } = peopleOf(details, own);
  const importance = keptImportance(details.priority);
  const busy = busyOf(details);
  const parts = [linksKept(details), ring, otherLines(details.others), textsKept(details)];
  const kept = [...notes, ...subject.kept, ...named, ...parts.flatMap((part) => part.kept)];
  const isMeeting = people.required.length + people.optional.length + people.resources.length > 0;
  return {
    content: {
      subject: subject.text,
      sensitivity: SENSITIVITIES[details.sensitivity],
      body: bodyOf(details, kept),
      categories: categories.names,
      importance: importance.step,
      reminderMinutes: ring.minutes,
      start: isoSeconds(when.start),
      end: isoSeconds(when.end),
      isAllDay: details.start.time === null,
      busy: busy.status,
      location: details.location,
      ...people,
    },
    stateFlags: details.status === 'cancelled' ? IS_CANCELLED + (isMeeting ? IS_MEETING : 0) : null,
    losses: [subject, categories, importance, busy, { losses: peopleLosses }, ...parts].flatMap((part) => part.losses),
    ringsOnce: ring.ringsOnce,
    files: details.attachments.flatMap((attachment) => (attachment.is === 'inline' ? [attachment] : [])),
  };
}

interface Ring extends KeptLines {
  readonly minutes: number | null;
  readonly ringsOnce: boolean;
}

function ringBefore({ alarms }: EventDetails, when: When): Ring {
  const { at, alarm, kept, losses } = reminderOf(alarms, when);
  if (at === null) return { minutes: null, ringsOnce: false, kept, losses };
  const minutes = minutesBefore(at, when.start);
  const more = reminderLosses(minutes, when.start - at);
  return { minutes, ringsOnce: minutes !== null && alarm?.at != null, kept, losses: [...losses, ...more] };
}

export const SENSITIVITIES = { normal: 'Normal', private: 'Private', confidential: 'Confidential' } as const;

function reminderLosses(minutes: number | null, beforeMs: number): readonly Loss[] {
  if (minutes === null) return [eventLoss('reminderLate')];
  return minutes * MINUTE_MS === beforeMs ? [] : [eventLoss('reminderRounded')];
}

/** RFC 5545 §3.8.1.9: 1 to 4 are high, 6 to 9 low. Of the nine steps Exchange has the first, the middle and the last. */
export function keptImportance(priority: number): {
  readonly step: 'Low' | 'Normal' | 'High';
  readonly losses: readonly Loss[];
} {
  const losses = [0, 1, 5, 9].includes(priority) ? [] : [eventLoss('importance')];
  if (priority === 0 || priority === 5) return { step: 'Normal', losses };
  return { step: priority < 5 ? 'High' : 'Low', losses };
}

const BUSY: Readonly<Record<EventDetails['busy'], BusyStatus>> = {
  free: 'Free',
  tentative: 'Tentative',
  busy: 'Busy',
  away: 'OOF',
  elsewhere: 'WorkingElsewhere',
};

/** Exchange knows "tentative" as an availability only; the status is read from it. */
function busyOf({ busy, status }: EventDetails): { readonly status: BusyStatus; readonly losses: readonly Loss[] } {
  if (status === 'tentative' && busy === 'busy') return { status: 'Tentative', losses: [eventLoss('availability')] };
  const isSaidOtherwise = (status === 'tentative') !== (busy === 'tentative') && status !== 'cancelled';
  return { status: BUSY[busy], losses: isSaidOtherwise ? [eventLoss('tentative')] : [] };
}

export interface KeptLines {
  readonly kept: readonly string[];
  readonly losses: readonly Loss[];
}

/** A plain text that says something else than the formatted one, which Exchange takes. */
export function textsKept({ description, html }: Pick<EventDetails, 'description' | 'html'>): KeptLines {
  if (html.trim() === '' || description.trim() === '') return { kept: [], losses: [] };
  const words = (text: string): string => text.replace(/\s+/g, '');
  if (words(visibleText(html).text) === words(description)) return { kept: [], losses: [] };
  return { kept: [`Plain text: ${description}`], losses: [eventLoss('text')] };
}

export function linksKept({
  url,
  attachments,
  conferences,
}: Pick<EventDetails, 'url' | 'attachments' | 'conferences'>): KeptLines {
  const links = attachments.flatMap((attachment) => (attachment.is === 'link' ? [attachment] : []));
  const meetings = conferences.map((one) => `Conference: ${one.label === '' ? '' : `${one.label}: `}${one.url}`);
  return {
    kept: [
      ...(url === '' ? [] : [`Link: ${url}`]),
      ...links.map((link) => `Attached link: ${link.name === '' ? '' : `${link.name}: `}${link.url}`),
      ...meetings,
    ],
    losses: [
      ...(url === '' && links.length === 0 ? [] : [eventLoss('link')]),
      ...(meetings.length === 0 ? [] : [eventLoss('conference')]),
    ],
  };
}
