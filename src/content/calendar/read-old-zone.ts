/**
 * The zone of all times of a vCalendar 1.0 without one of their own: TZ, the offset of standard time, and DAYLIGHT, one line
 * for each summer: `DAYLIGHT:TRUE;+02;20260329T020000;20261025T030000;CET;CEST`.
 */
import type { CalendarTime, Zone } from '../../model/calendar.ts';
import type { Component } from './component.ts';
import { readTime } from './read-times.ts';
import { resolveZone } from './zones.ts';

/** Phones write ten years; the specification of 1996 has one. */
const SUMMERS_MAX = 200;

/** 'floating' where the calendar has no TZ that makes sense, which is so in all calendars of version 2.0. */
export function readOldZone(calendar: Component): Zone {
  const written = calendar.properties.find((line) => line.name === 'TZ')?.value ?? '';
  const standard = offsetOf(written);
  if (standard === null) return 'floating';
  const summers = calendar.properties
    .filter((line) => line.name === 'DAYLIGHT')
    .slice(0, SUMMERS_MAX)
    .flatMap((line) => summerOf(line.value, standard));
  const name = `vCalendar ${standard}`;
  const lines = [
    'BEGIN:VTIMEZONE',
    `TZID:${name}`,
    ...observance('STANDARD', '19000101T000000', standard, standard),
    ...summers,
  ];
  return resolveZone(name, `${[...lines, 'END:VTIMEZONE'].join('\r\n')}\r\n`);
}

function summerOf(value: string, standard: string): readonly string[] {
  const [isUsed = '', offset = '', begin = '', end = ''] = value.split(';').map((part) => part.trim());
  const summer = offsetOf(offset);
  const [from, to] = [begin, end].map((text) => readTime(text, 'floating', false));
  if (!/^true$/i.test(isUsed) || summer === null || !from || !to) return [];
  return [
    ...observance('DAYLIGHT', wallText(from), standard, summer),
    ...observance('STANDARD', wallText(to), summer, standard),
  ];
}

function wallText({ date, time }: CalendarTime): string {
  return `${date}T${time ?? '00:00:00'}`.replace(/[-:]/g, '');
}

function observance(name: string, start: string, from: string, to: string): readonly string[] {
  return [`BEGIN:${name}`, `DTSTART:${start}`, `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`, `END:${name}`];
}

/** `+01`, `-0530`, `+05:30` and `5` as `+0530`; null for anything else. */
function offsetOf(text: string): string | null {
  const match = /^([+-])?(\d{1,2})(?::?(\d{2}))?$/.exec(text.trim());
  if (match === null || Number(match[2]) > 14 || Number(match[3] ?? 0) > 59) return null;
  return `${match[1] ?? '+'}${(match[2] ?? '').padStart(2, '0')}${match[3] ?? '00'}`;
}
