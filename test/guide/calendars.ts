/** What Ann has beside her mail: a meeting, a task, a contact and a group of contacts, on a real DAV server. */
import { davMailbox } from '../dav/mailbox.ts';
import type { GuideWorld } from './world.ts';

export async function fillCalendars({ dav, davAccount }: Pick<GuideWorld, 'dav' | 'davAccount'>): Promise<void> {
  const calendars = davMailbox(dav, davAccount, 'caldav');
  const cards = davMailbox(dav, davAccount, 'carddav');
  const put = async (at: URL, name: string, lines: readonly string[], to: typeof cards): Promise<void> => {
    const status = await to.put(new URL(`${at.href}${name}`), Buffer.from(`${lines.join('\r\n')}\r\n`));
    if (status >= 300) throw new Error(`${name} was answered with ${status}`);
  };
  const calendar = (lines: readonly string[]): readonly string[] => [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//guide//EN',
    ...lines,
    'END:VCALENDAR',
  ];
  const meeting = ['BEGIN:VEVENT', 'UID:board@finch', 'DTSTAMP:20260101T080000Z', 'DTSTART:20270104T090000Z'];
  const at = await calendars.collection('Appointments', ['VEVENT']);
  await put(
    at,
    'board.ics',
    calendar([...meeting, 'DTEND:20270104T100000Z', 'SUMMARY:Board', 'END:VEVENT']),
    calendars,
  );
  const task = ['BEGIN:VTODO', 'UID:tax@finch', 'DTSTAMP:20260101T080000Z', 'SUMMARY:Tax return', 'END:VTODO'];
  await put(await calendars.collection('Tasks', ['VTODO']), 'tax.ics', calendar(task), calendars);
  const people = await cards.collection('Contacts');
  const eve = ['UID:eve@finch', 'FN:Eve Swan', 'N:Swan;Eve;;;', 'EMAIL:eve@partner.example', 'END:VCARD'];
  await put(people, 'eve.vcf', ['BEGIN:VCARD', 'VERSION:3.0', ...eve], cards);
  const group = ['UID:team@finch', 'FN:Team', 'N:Team;;;;', 'X-ADDRESSBOOKSERVER-KIND:group'];
  const member = 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:eve@finch';
  await put(people, 'team.vcf', ['BEGIN:VCARD', 'VERSION:3.0', ...group, member, 'END:VCARD'], cards);
}
