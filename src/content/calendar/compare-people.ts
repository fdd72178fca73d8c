/** Organizer, attendees and their answers. A person is an address; how the name is spelled does not count. */
import type { Attendee, Described, Person } from '../../model/calendar.ts';
import type { CalendarFinding } from './compare-texts.ts';

export function comparePeople(source: Described, copy: Described): readonly CalendarFinding[] {
  return [...compareOrganizers(source, copy), ...compareAttendees(source, copy)];
}

function compareOrganizers(
  { organizer: source }: Described,
  { organizer: copy }: Described,
): readonly CalendarFinding[] {
  const [original, copied] = [source, copy].map((person) => (person === null ? '' : personKey(person)));
  if (original === copied || original === undefined) return [];
  if (original === '') return [{ field: 'organizer', how: 'added' }];
  return [{ field: 'organizer', how: copied === '' ? 'missing' : 'changed' }];
}

function compareAttendees(source: Described, copy: Described): readonly CalendarFinding[] {
  const originals = byKey(source.attendees);
  const copies = byKey(copy.attendees);
  // Servers list the organizer among the attendees or leave them out; their own answer to themselves says nothing.
  const hosts = new Set([source.organizer, copy.organizer].flatMap((host) => (host === null ? [] : [personKey(host)])));
  const found: CalendarFinding[] = [];
  for (const [key, original] of originals) {
    if (hosts.has(key)) continue;
    const copied = copies.get(key);
    if (copied === undefined) found.push({ field: 'attendees', how: 'missing', name: key });
    else found.push(...compareAttendee(original, copied, key));
  }
  for (const key of copies.keys())
    if (!originals.has(key) && !hosts.has(key)) found.push({ field: 'attendees', how: 'added', name: key });
  return found;
}

function compareAttendee(source: Attendee, copy: Attendee, name: string): readonly CalendarFinding[] {
  const found: CalendarFinding[] = [];
  if (source.role !== copy.role) found.push({ field: 'attendees', how: 'changed', name });
  if (source.response !== copy.response)
    found.push({ field: 'responses', how: copy.response === 'none' ? 'missing' : 'changed', name });
  return found;
}

/** Of one who is invited twice the first line counts, as it does for servers that keep one. */
function byKey(attendees: readonly Attendee[]): ReadonlyMap<string, Attendee> {
  const found = new Map<string, Attendee>();
  for (const attendee of attendees) if (!found.has(personKey(attendee))) found.set(personKey(attendee), attendee);
  return found;
}

function personKey({ address, uri, name }: Person): string {
  return (address || uri.replace(/^mailto:/i, '') || name).trim().toLowerCase().normalize('NFC');
}
