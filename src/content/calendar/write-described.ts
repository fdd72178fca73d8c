/** The lines of what events, tasks and notes have in common. The inverse of `readDescribed`. */
import { type Instant, instant } from '../../base/clock.ts';
import type { Alarm, Attendee, CalendarAttachment, Described, Person } from '../../model/calendar.ts';
import { contentLineText } from './content-line.ts';
import { ASSUMED } from './placed-lines.ts';
import { alarmPrefix } from './read-alarms.ts';
import { addressOf } from './read-people.ts';
import { escapedText, withoutControls } from './read-text.ts';
import { instantLine, plainLine, textLine, utcText } from './write-lines.ts';

export interface DescribedLines {
  readonly properties: readonly string[];
  /** VALARMs and other components, which follow all properties. */
  readonly components: readonly string[];
}

/** What stands in `others` for a changed occurrence of a task is left to the caller. */
export function writeDescribed(uid: string, item: Described): DescribedLines {
  const others = placedOthers(item);
  const properties = [
    plainLine('UID', escapedText(uid)),
    plainLine('DTSTAMP', utcText(stampOf(item))),
    ...textLine('SUMMARY', item.summary),
    ...textLine('DESCRIPTION', item.description),
    ...textLine('X-ALT-DESC', item.html, { FMTTYPE: 'text/html' }),
    ...textLine('LOCATION', item.location),
    ...(item.url === '' ? [] : [plainLine('URL', item.url.replaceAll('\n', ''))]),
    ...(item.categories.length === 0 ? [] : [plainLine('CATEGORIES', item.categories.map(escapedText).join(','))]),
    ...(item.sensitivity === 'normal' ? [] : [plainLine('CLASS', item.sensitivity.toUpperCase())]),
    ...(item.priority === 0 ? [] : [plainLine('PRIORITY', String(item.priority))]),
    ...instantLine('CREATED', item.created),
    ...instantLine('LAST-MODIFIED', item.modified),
    ...(item.sequence === 0 ? [] : [plainLine('SEQUENCE', String(item.sequence))]),
    ...(item.organizer === null ? [] : [personLine('ORGANIZER', item.organizer, {})]),
    ...item.attendees.map(attendeeLine),
    ...item.attachments.map(attachmentLine),
    ...others.properties,
  ];
  const alarms = item.alarms.flatMap((alarm, index) => alarmLines(alarm, others.ofAlarm(index + 1)));
  return { properties, components: [...alarms, ...others.components] };
}

/** DTSTAMP is demanded and means nothing in a stored item (RFC 5545 §3.8.7.2): when it was last changed, if that is known. */
function stampOf(item: Described): Instant {
  return item.modified ?? item.created ?? instant(0);
}

interface PlacedOthers {
  readonly properties: readonly string[];
  readonly components: readonly string[];
  readonly ofAlarm: (number: number) => readonly string[];
}

function placedOthers({ others, alarms }: Described): PlacedOthers {
  const lines = others.map(oneLine);
  const begin = lines.findIndex((line) => /^BEGIN:/i.test(line));
  const flat = begin === -1 ? lines : lines.slice(0, begin);
  const isOfAlarm = (line: string): boolean => alarms.some((_alarm, index) => line.startsWith(alarmPrefix(index + 1)));
  return {
    properties: flat.filter((line) => !isOfAlarm(line)),
    components: begin === -1 ? [] : lines.slice(begin),
    ofAlarm: (number) => {
      const prefix = alarmPrefix(number);
      return flat.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
    },
  };
}

/** A line break inside a line would begin a property that nobody wrote. */
export function oneLine(line: string): string {
  return withoutControls(line).replace(/\r\n|\r|\n/g, '\\n');
}

function personLine(name: string, person: Person, parameters: Readonly<Record<string, string>>): string {
  const uri = person.uri === '' && person.address !== '' ? `mailto:${person.address}` : person.uri;
  const email = person.address === addressOf(uri) ? '' : person.address;
  return plainLine(name, uri.replaceAll('\n', ''), { CN: person.name, EMAIL: email, ...parameters });
}

const ROLES: Readonly<Record<Attendee['role'], Readonly<Record<string, string>>>> = {
  required: { ROLE: 'REQ-PARTICIPANT' },
  optional: { ROLE: 'OPT-PARTICIPANT' },
  informed: { ROLE: 'NON-PARTICIPANT' },
  resource: { CUTYPE: 'RESOURCE' },
};
const ANSWERS: Readonly<Record<Attendee['response'], string>> = {
  none: 'NEEDS-ACTION',
  accepted: 'ACCEPTED',
  declined: 'DECLINED',
  tentative: 'TENTATIVE',
  delegated: 'DELEGATED',
};

function attendeeLine(attendee: Attendee): string {
  return personLine('ATTENDEE', attendee, { ...ROLES[attendee.role], PARTSTAT: ANSWERS[attendee.response] });
}

function attachmentLine(attachment: CalendarAttachment): string {
  const named = { FMTTYPE: attachment.mediaType, FILENAME: attachment.name };
  if (attachment.is === 'link') return plainLine('ATTACH', attachment.url.replaceAll('\n', ''), named);
  const parameters = { ...named, ENCODING: 'BASE64', VALUE: 'BINARY' };
  return plainLine('ATTACH', attachment.bytes.toString('base64'), parameters);
}

const ACTIONS: Readonly<Record<Alarm['action'], string>> = {
  display: 'DISPLAY',
  audio: 'AUDIO',
  email: 'EMAIL',
  other: 'X-OTHER',
};
/** Between repetitions, where nobody says it: what Thunderbird offers first. */
const REPEAT_BY_DEFAULT = 'PT5M';

function alarmLines(alarm: Alarm, more: readonly string[]): readonly string[] {
  const says = (name: string): boolean =>
    more.some((line) => line.startsWith(`${name}:`) || line.startsWith(`${name};`));
  const assumed = (name: string, value: string): readonly string[] =>
    says(name) ? [] : [plainLine(name, value, { [ASSUMED]: 'TRUE' })];
  const isShown = alarm.action === 'display' || alarm.action === 'email';
  return [
    'BEGIN:VALARM',
    plainLine('ACTION', ACTIONS[alarm.action]),
    triggerLine(alarm),
    // RFC 5545 §3.6.6 demands it of these two, and an empty one is one.
    ...(isShown || alarm.description !== '' ? [plainLine('DESCRIPTION', escapedText(alarm.description))] : []),
    ...(alarm.action === 'email' ? assumed('SUMMARY', escapedText(alarm.description.slice(0, 100))) : []),
    ...(alarm.repeats === 0
      ? []
      : [plainLine('REPEAT', String(alarm.repeats)), ...assumed('DURATION', REPEAT_BY_DEFAULT)]),
    ...more,
    'END:VALARM',
  ];
}

function triggerLine({ at, beforeSeconds, anchor }: Alarm): string {
  if (beforeSeconds === null && at !== null) return plainLine('TRIGGER', utcText(at), { VALUE: 'DATE-TIME' });
  const related = anchor === 'end' ? 'END' : '';
  return contentLineText({
    name: 'TRIGGER',
    parameters: related === '' ? [] : [{ name: 'RELATED', values: [related] }],
    value: durationText(-(beforeSeconds ?? 0)),
  });
}

/** Whole days as days: `-P1D` is what programs show as one day before. */
function durationText(seconds: number): string {
  const length = Math.abs(Math.trunc(seconds));
  const sign = seconds < 0 ? '-' : '';
  const days = Math.floor(length / 86_400);
  const rest = length % 86_400;
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(rest / 3600), 'H'],
    [Math.floor(rest / 60) % 60, 'M'],
    [rest % 60, 'S'],
  ];
  const time = parts.map(([value, unit]) => (value === 0 ? '' : `${value}${unit}`)).join('');
  if (days === 0 && time === '') return 'PT0S';
  return `${sign}P${days === 0 ? '' : `${days}D`}${time === '' ? '' : `T${time}`}`;
}
