/** Everything about an event, task or note but when it happens. */
import type { Described, EventDetails } from '../../model/calendar.ts';
import type { CalendarField } from './calendar-fields.ts';
import {
  type AlarmFrame,
  compareAlarms,
  compareCategories,
  compareFiles,
  compareSets,
  linksOf,
} from './compare-belongings.ts';
import { comparePeople } from './compare-people.ts';
import { type CalendarFinding, compareDescriptions, compareLine } from './compare-texts.ts';
import { instantOf } from './zones.ts';

/** SEQUENCE, CREATED, LAST-MODIFIED and properties without a place never count. */
export function compareDescribed(
  source: Described,
  copy: Described,
  frames: readonly [source: AlarmFrame, copy: AlarmFrame],
): readonly CalendarFinding[] {
  return [
    ...compareLine('subject', source.summary, copy.summary),
    ...compareLine('location', source.location, copy.location),
    ...compareDescriptions(source, copy),
    ...compareCategories(source.categories, copy.categories),
    ...compareWord('sensitivity', source.sensitivity, copy.sensitivity),
    ...compareWord('importance', importanceOf(source), importanceOf(copy)),
    ...compareAlarms(source.alarms, frames[0], copy.alarms, frames[1]),
    ...comparePeople(source, copy),
    ...compareFiles(source.attachments, copy.attachments),
    ...compareSets('links', linksOf(source), linksOf(copy)),
  ];
}

/** One event, or one occurrence of a series. */
export function compareEventDetails(source: EventDetails, copy: EventDetails): readonly CalendarFinding[] {
  const conferences = (details: EventDetails): readonly string[] => details.conferences.map(({ url }) => url.trim());
  return [
    ...compareDescribed(source, copy, [frameOf(source), frameOf(copy)]),
    ...compareWord('status', source.status, copy.status),
    ...compareWord('availability', source.busy, copy.busy),
    ...compareSets('conference', conferences(source), conferences(copy)),
  ];
}

export function compareWord(field: CalendarField, source: string, copy: string): readonly CalendarFinding[] {
  return source === copy ? [] : [{ field, how: 'changed' }];
}

/** The three steps that Exchange has of the nine (RFC 5545 §3.8.1.9 groups them so). */
function importanceOf({ priority }: Described): 'high' | 'normal' | 'low' {
  if (priority >= 1 && priority <= 4) return 'high';
  return priority > 5 ? 'low' : 'normal';
}

/** What floats is taken for UTC: only the distance to reminders counts. */
function frameOf({ start, end }: EventDetails): AlarmFrame {
  const begin = instantOf(start, 'UTC');
  return { start: begin, lasts: instantOf(end, 'UTC') - begin };
}
