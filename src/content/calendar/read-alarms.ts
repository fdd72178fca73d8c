/**
 * Reminders: VALARM (RFC 5545 §3.6.6, RFC 9074) and AALARM, DALARM, MALARM and PALARM of vCalendar 1.0. What an alarm says
 * beyond its meaning is kept as `X-GODWIT-ALARM-2-ATTACH…`: the property ATTACH of the second alarm.
 */
import type { Alarm } from '../../model/calendar.ts';
import type { Component } from './component.ts';
import { type ContentLine, contentLineText } from './content-line.ts';
import { PlacedLines, parameterWord, wordOf } from './placed-lines.ts';
import { plainText } from './read-text.ts';
import { type Duration, readDuration, readInstant, type Times } from './read-times.ts';

/** Of one component. Google allows five, RFC 5545 any number; hundreds come from servers that double them. */
const ALARMS_MAX = 500;
const DAY_SECONDS = 24 * 3600;
/** REPEAT beyond this rings for ever. */
const REPEATS_MAX = 10_000;

export interface ReadAlarms {
  readonly alarms: readonly Alarm[];
  readonly others: readonly string[];
}

export function alarmPrefix(number: number): string {
  return `X-GODWIT-ALARM-${number}-`;
}

/** Components that are no alarm, or beyond the limit, are left to the caller in `rest`. */
export function readAlarms(lines: PlacedLines, times: Times): ReadAlarms & { readonly rest: readonly Component[] } {
  const alarms: Alarm[] = [];
  const others: string[] = [];
  const rest: Component[] = [];
  for (const component of lines.component.components) {
    if (component.name === 'VALARM' && isNoAlarm(component)) continue;
    const found = component.name === 'VALARM' && alarms.length < ALARMS_MAX ? alarmOf(component, times) : null;
    if (found === null) rest.push(component);
    else {
      alarms.push(found.alarm);
      others.push(...found.others.map((text) => `${alarmPrefix(alarms.length)}${text}`));
    }
  }
  for (const name of ['DALARM', 'AALARM', 'MALARM', 'PALARM'])
    alarms.push(...lines.all(name, (line) => oldAlarm(line, lines, times)));
  return { alarms, others, rest };
}

/** Apple's way to say that there is none: ACTION:NONE with a time in 1976. */
function isNoAlarm(component: Component): boolean {
  return component.properties.some((line) => line.name === 'ACTION' && wordOf(line) === 'NONE');
}

function alarmOf(component: Component, times: Times): { alarm: Alarm; others: readonly string[] } | null {
  const lines = new PlacedLines(component);
  const trigger = lines.one('TRIGGER', (line) => triggerOf(line, times), ['RELATED']);
  if (trigger === null) return null;
  const repeats = lines.one('REPEAT', (line) => (/^\d{1,5}$/.test(line.value.trim()) ? Number(line.value) : null)) ?? 0;
  const description = lines.one('DESCRIPTION', (line) => plainText(line.value)) ?? '';
  const action = lines.one('ACTION', (line) => actionOf(line)) ?? 'other';
  const alarm: Alarm = { ...trigger, action, description, repeats: Math.min(repeats, REPEATS_MAX) };
  // DISPLAY is what an alarm without ACTION is taken for; AUDIO, DISPLAY and EMAIL are all that has a place.
  const named = component.properties.some((line) => line.name === 'ACTION')
    ? alarm
    : { ...alarm, action: 'display' as const };
  return { alarm: named, others: [...lines.others(), ...component.components.map(nestedLine)] };
}

/** RFC 9073 puts places into alarms; nobody shows them. */
function nestedLine(component: Component): string {
  const names = component.properties.map(contentLineText).join('\n');
  return contentLineText({ name: `X-${component.name}`, parameters: [], value: names.replace(/[\\;,]/g, '\\$&') });
}

type Trigger = Pick<Alarm, 'beforeSeconds' | 'anchor' | 'at'>;

function triggerOf(line: ContentLine, times: Times): Trigger | null {
  const duration = readDuration(line.value);
  const anchor = parameterWord(line, 'RELATED') === 'END' ? 'end' : 'start';
  if (duration !== null) return { beforeSeconds: -secondsOf(duration) + 0, anchor, at: null };
  const zone = times.zoneOf(line);
  const at = readInstant(line.value, zone === 'floating' ? 'UTC' : zone);
  return at === null ? null : { beforeSeconds: null, anchor: 'start', at };
}

function secondsOf({ days, seconds }: Duration): number {
  return days * DAY_SECONDS + seconds;
}

/** Null for a name that has no place, so that the line is kept. */
function actionOf(line: ContentLine): Alarm['action'] | null {
  switch (wordOf(line)) {
    case 'DISPLAY':
      return 'display';
    case 'AUDIO':
      return 'audio';
    case 'EMAIL':
      return 'email';
    case 'X-OTHER':
      return 'other';
    default:
      return null;
  }
}

const OLD_ACTIONS: Readonly<Record<string, Alarm['action']>> = { AALARM: 'audio', DALARM: 'display', MALARM: 'email' };

/** vCalendar 1.0: time; snooze; repeats; what it plays, shows, mails or starts. */
function oldAlarm(line: ContentLine, lines: PlacedLines, times: Times): Alarm | null {
  const [time = '', snooze = '', repeats = '', text = ''] = line.value.split(';');
  const at = readInstant(time, times.zoneOf(line));
  if (at === null) return null;
  const count = /^\s*\d{1,5}\s*$/.test(repeats) ? Number(repeats) : 0;
  const action = OLD_ACTIONS[line.name] ?? 'other';
  const description = action === 'display' ? plainText(text).trim() : '';
  if (snooze.trim() !== '' || (description === '' && text.trim() !== '')) lines.keep(line);
  return { beforeSeconds: null, anchor: 'start', at, action, description, repeats: Math.min(count, REPEATS_MAX) };
}
