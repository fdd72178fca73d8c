/** What is asked for of a changed occurrence: everything but what only its series has. */
import { EVENT_FIELDS } from '../../wire/ews/calendar-element.ts';

const OF_SERIES: ReadonlySet<string> = new Set([
  'calendar:DeletedOccurrences',
  'calendar:ModifiedOccurrences',
  'calendar:Recurrence',
]);

export const OCCURRENCE_FIELDS: readonly string[] = EVENT_FIELDS.filter((field) => !OF_SERIES.has(field));
