/** The calendar, tasks, notes and contacts of the salesperson, as his webmail exports them. */
import type { Person } from './letter.ts';
import { GRETA, HANNAH_MOBILE, INES, LINDQVIST, MIRELA, NORTH_QUAY, PRINTER, SEVER, TOKAI, TOMAS } from './people.ts';
import type { SampleFile } from './sample.ts';

const ZONE = 'Europe/Berlin';
const VTIMEZONE = [
  'BEGIN:VTIMEZONE',
  `TZID:${ZONE}`,
  'BEGIN:STANDARD',
  'DTSTART:19701025T030000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:19700329T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];
const STAMP = 'DTSTAMP:20220301T080000Z';

export function office(): readonly SampleFile[] {
  return [
    { name: 'Calendar.ics', items: EVENTS.length, text: calendar([...VTIMEZONE, ...EVENTS.flat()]) },
    { name: 'Tasks.ics', items: TASKS.length, text: calendar(TASKS.flat()) },
    { name: 'Notes.ics', items: NOTES.length, text: calendar(NOTES.flat()) },
    { name: 'Contacts.vcf', items: CARDS.length, text: lines(CARDS.flat()) },
  ];
}

function calendar(components: readonly string[]): string {
  return lines([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Finch Harbour//Webmail//EN',
    ...components,
    'END:VCALENDAR',
  ]);
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\r\n`).join('');
}

function event(uid: string, ...properties: readonly string[]): readonly string[] {
  return ['BEGIN:VEVENT', `UID:${uid}@finchharbour.example`, STAMP, ...properties, 'END:VEVENT'];
}

function local(name: string, time: string): string {
  return `${name};TZID=${ZONE}:${time}`;
}

function invited({ name, address }: Person, answer: string): string {
  return `ATTENDEE;CN="${name}";ROLE=REQ-PARTICIPANT;PARTSTAT=${answer}:mailto:${address}`;
}

const EVENTS: readonly (readonly string[])[] = [
  // A series across the change of the clocks, with one meeting moved and one called off.
  [
    ...event(
      'weekly-sales',
      local('DTSTART', '20220307T090000'),
      local('DTEND', '20220307T100000'),
      'RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20221219T080000Z',
      `EXDATE;TZID=${ZONE}:20220418T090000`,
      'SUMMARY:Sales meeting',
      'LOCATION:Harbour room',
      'DESCRIPTION:Numbers first\\, then the rest.',
      'CATEGORIES:Team',
      `ORGANIZER;CN="${TOMAS.name}":mailto:${TOMAS.address}`,
      invited(INES, 'ACCEPTED'),
      invited(MIRELA, 'TENTATIVE'),
      invited(GRETA, 'DECLINED'),
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'DESCRIPTION:Sales meeting',
      'TRIGGER:-PT10M',
      'END:VALARM',
    ),
    ...event(
      'weekly-sales',
      `RECURRENCE-ID;TZID=${ZONE}:20220404T090000`,
      local('DTSTART', '20220404T140000'),
      local('DTEND', '20220404T150000'),
      'SUMMARY:Sales meeting (afternoon)',
      'LOCATION:Harbour room',
      'DESCRIPTION:Numbers first\\, then the rest.',
      'CATEGORIES:Team',
      `ORGANIZER;CN="${TOMAS.name}":mailto:${TOMAS.address}`,
      invited(INES, 'ACCEPTED'),
    ),
  ],
  event(
    'trade-fair',
    'DTSTART;VALUE=DATE:20220516',
    'DTEND;VALUE=DATE:20220520',
    'SUMMARY:Optics fair',
    'TRANSP:OPAQUE',
  ),
  event(
    'birthday-mirela',
    'DTSTART;VALUE=DATE:20200229',
    'RRULE:FREQ=YEARLY',
    'SUMMARY:Mirela\u2019s birthday',
    'TRANSP:TRANSPARENT',
    'CLASS:PRIVATE',
  ),
  event(
    'dentist',
    local('DTSTART', '20220322T173000'),
    local('DTEND', '20220322T181500'),
    'SUMMARY:Dentist',
    'CLASS:PRIVATE',
    'X-MICROSOFT-CDO-BUSYSTATUS:OOF',
  ),
  // Somebody else's meeting, in another zone.
  event(
    'north-quay-visit',
    'DTSTART:20220428T093000Z',
    'DTEND:20220428T113000Z',
    'SUMMARY:Visit of North Quay',
    `ORGANIZER;CN="${NORTH_QUAY.name}":mailto:${NORTH_QUAY.address}`,
    invited(TOMAS, 'ACCEPTED'),
    'STATUS:CONFIRMED',
  ),
  // Days that no rule of Exchange describes.
  event(
    'stocktaking',
    local('DTSTART', '20220331T180000'),
    local('DTEND', '20220331T200000'),
    'RRULE:FREQ=MONTHLY;BYMONTHDAY=10,-1;COUNT=12',
    'SUMMARY:Stocktaking',
  ),
];

const TASKS: readonly (readonly string[])[] = [
  task(
    'price-list',
    'SUMMARY:New price list',
    'DUE;VALUE=DATE:20220415',
    'PRIORITY:1',
    'PERCENT-COMPLETE:40',
    'STATUS:IN-PROCESS',
  ),
  task('call-hannah', 'SUMMARY:Call Hannah about week 14', 'DUE;VALUE=DATE:20220401', 'CATEGORIES:Customers'),
  task('travel', 'SUMMARY:Travel expenses', 'STATUS:COMPLETED', 'PERCENT-COMPLETE:100', 'COMPLETED:20220302T101500Z'),
];

function task(uid: string, ...properties: readonly string[]): readonly string[] {
  return ['BEGIN:VTODO', `UID:${uid}@finchharbour.example`, STAMP, ...properties, 'END:VTODO'];
}

const NOTES: readonly (readonly string[])[] = [
  [
    'BEGIN:VJOURNAL',
    'UID:door-code@finchharbour.example',
    STAMP,
    'SUMMARY:Door of the warehouse',
    'DESCRIPTION:Door of the warehouse\\nThe key hangs behind the map.',
    'END:VJOURNAL',
  ],
];

const CARDS: readonly (readonly string[])[] = [
  card(
    NORTH_QUAY,
    'Whitlock;Hannah;;Dr.;',
    'ORG:North Quay Optics;Purchasing',
    `TEL;TYPE=CELL:${HANNAH_MOBILE}`,
    'BDAY:1979-04-02',
  ),
  card(
    LINDQVIST,
    'Lindqvist;\u00c5sa;;;',
    'ORG:Lindqvist & S\u00f6ner',
    'TEL;TYPE=WORK:+46 8 5550 1122',
    'CATEGORIES:Customers',
  ),
  card(
    SEVER,
    '\u0421\u043e\u043a\u043e\u043b\u043e\u0432;\u041f\u0451\u0442\u0440;;;',
    'TEL;TYPE=WORK:+7 812 555 01 33',
  ),
  card(
    TOKAI,
    '\u7530\u4e2d;\u7f8e\u54b2;;;',
    'X-PHONETIC-FIRST-NAME:\u307f\u3055\u304d',
    'X-PHONETIC-LAST-NAME:\u305f\u306a\u304b',
  ),
  // More addresses than Exchange has fields for.
  card(
    PRINTER,
    'Studio;Quill & Press;;;',
    'EMAIL;TYPE=WORK:orders@quillpress.example',
    'EMAIL;TYPE=WORK:proofs@quillpress.example',
    'EMAIL;TYPE=HOME:night@quillpress.example',
    'ADR;TYPE=WORK:;;4 Foundry Lane;Bristol;;BS1 4ND;United Kingdom',
    'NOTE:Closed on Fridays.',
  ),
  [
    'BEGIN:VCARD',
    'VERSION:3.0',
    'UID:group-customers',
    'N:Best customers;;;;',
    'FN:Best customers',
    'X-ADDRESSBOOKSERVER-KIND:group',
    ...[NORTH_QUAY, LINDQVIST, SEVER].map(({ address }) => `X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:${address}`),
    'END:VCARD',
  ],
];

function card({ name, address }: Person, parts: string, ...more: readonly string[]): readonly string[] {
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `UID:${address}`,
    `FN:${name}`,
    `N:${parts}`,
    `EMAIL;TYPE=WORK,PREF:${address}`,
    ...more,
    'END:VCARD',
  ];
}
