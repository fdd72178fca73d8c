/** A date and time as people write them in an answer, with the zone that it needs to be a moment. Pure. */
import { dayOfText } from '../../base/civil-days.ts';
import { type Instant, instant } from '../../base/clock.ts';
import { canonicalZone } from '../../base/iana-offsets.ts';
import { MINUTE_MS, momentsOf } from '../../base/wall-clock.ts';

/** moment: all is there. zone-missing: nobody can tell when it is. no-time: it is not understood, or never comes. */
export type ReadTime =
  | { readonly is: 'moment'; readonly at: Instant }
  | { readonly is: 'zone-missing' }
  | { readonly is: 'no-time'; readonly why: string };

const WALL = /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?$/;
const WITH_OFFSET =
  /^(\d{4}-\d{2}-\d{2})[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/**
 * Reads `2026-12-04T18:00` in a zone, or with an offset of its own (`2026-12-04T18:00+01:00`), which goes before the zone. Of an
 * hour that comes twice the first one is meant. Seconds are cut off: what begins is looked for once a minute.
 */
export function readWishedTime(written: string, zone: string | null): ReadTime {
  const text = written.trim();
  const fixed = WITH_OFFSET.exec(text);
  if (fixed !== null) {
    if (dayOfText(fixed[1] ?? '') === null) return noTime(`${text} is no day of the calendar.`);
    return { is: 'moment', at: onTheMinute(instant(Date.parse(text.replace(' ', 'T')))) };
  }
  const [, date = '', hours, minutes] = WALL.exec(text) ?? [];
  const day = dayOfText(date);
  if (hours === undefined || minutes === undefined) {
    return noTime(`${text} is no date and time; 2026-12-04T18:00 is one.`);
  }
  if (day === null) return noTime(`${text} is no day of the calendar.`);
  if (zone === null) return { is: 'zone-missing' };
  const known = canonicalZone(zone);
  if (known === null) return noTime(`${zone} is no time zone that is known here; Europe/Berlin is one.`);
  const [first] = momentsOf(known, { day, minute: Number(hours) * 60 + Number(minutes) });
  if (first === undefined) return noTime(`${text} does not come in ${known}: the clocks are set forward over it.`);
  return { is: 'moment', at: first };
}

/** The moment at which its minute began. */
export function onTheMinute(at: Instant): Instant {
  return instant(at - (at % MINUTE_MS));
}

function noTime(why: string): ReadTime {
  return { is: 'no-time', why };
}
