/** `godwit project arrangement`, `dates`, `calendar` and `domains`: how a move is led, and when it may begin. */
import { Failure } from '../../base/problem.ts';
import type { Answer, Asked } from '../../client/client.ts';
import { shown } from '../format.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { factsText, rowsText } from './rows.ts';

export const ARRANGEMENT_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'project arrangement [project]',
    says: 'how it is led: the way over, notice, holidays, hold; with --set, change it',
    options: ['organisation', 'project', 'set', 'reason'],
    run: arrange,
  },
  {
    words: 'project dates [project]',
    says: 'the next days on which it may begin, and why not on the others',
    options: ['organisation', 'project', 'from', 'time', 'limit'],
    run: dates,
  },
  {
    words: 'project calendar [project]',
    says: 'a month: dates, waves, blackouts and holidays',
    options: ['organisation', 'project', 'month'],
    run: calendar,
  },
  {
    words: 'project domains [domain]',
    says: 'whether Autodiscover of its domains is checked; with --passed or --waived and --reason, note it',
    options: ['organisation', 'project', 'passed', 'waived', 'reason'],
    run: domains,
  },
];

type Arrangement = Answer<'getArrangement'>;

async function arrange({ client, names, options }: Remote, name?: string): Promise<Said> {
  const path = await names.project(name);
  const now = await client.call('getArrangement', { path });
  if (options.set === undefined) return arrangementSaid(now);
  const { movingContacts: _now, ...arrangement } = now;
  const changes = options.set.reduce(changed, arrangement);
  const body = { ...changes, reason: options.reason ?? null } as Asked<'setArrangement'>['body']; // the service looks at it
  return arrangementSaid(await client.call('setArrangement', { path, body }));
}

function arrangementSaid(arrangement: Arrangement): Said {
  const { holidays, quietHours, contacts, movingContacts, mailboxesPerDay, ...rest } = arrangement;
  const text = factsText([
    ...Object.entries(rest).map(([key, value]) => [key, String(value)] as const),
    ['mailboxesPerDay', mailboxesPerDay ?? 'any number'],
    [
      'holidays',
      [holidays.country, holidays.region, ...holidays.extra].filter((one) => one !== null).join(' ') || 'none',
    ],
    ['contacts', contacts.join(', ') || 'nobody'],
    ['moving contacts', movingContacts.join(', ') || undefined],
    ['quietHours', quietHours === null ? 'none' : `${clock(quietHours.fromMinute)}–${clock(quietHours.untilMinute)}`],
  ]);
  return { json: arrangement, text };
}

function clock(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

function minuteOf(time: string | undefined): number {
  const [hours = Number.NaN, minutes = Number.NaN] = (time ?? '').split(':').map(Number);
  return hours * 60 + minutes;
}

type Settable = Omit<Arrangement, 'movingContacts'>;

/**
 * As typed: `noticeDays=3`, `country=DE`, `extra=2026-12-24,2026-12-31`, `contacts=a@b.example`, `quietHours=22:00-06:00`. An
 * empty value is none. The service says which values there are.
 */
function changed(arrangement: Settable, typed: string): Settable {
  const [key = '', value] = typed.split(/=(.*)/s);
  const list = value === '' || value === undefined ? [] : value.split(',');
  const { holidays } = arrangement;
  if (value === undefined) throw unknownSetting(arrangement);
  if (key === 'country') return { ...arrangement, holidays: { ...holidays, country: value || null, region: null } };
  if (key === 'region') return { ...arrangement, holidays: { ...holidays, region: value || null } };
  if (key === 'extra') return { ...arrangement, holidays: { ...holidays, extra: list } };
  if (key === 'contacts') return { ...arrangement, contacts: list };
  if (key === 'mailboxesPerDay') return { ...arrangement, mailboxesPerDay: value === '' ? null : Number(value) };
  if (key === 'quietHours') {
    const [from, until] = value.split('-');
    const hours = value === '' ? null : { fromMinute: minuteOf(from), untilMinute: minuteOf(until) };
    return { ...arrangement, quietHours: hours };
  }
  const before: unknown = Object.hasOwn(arrangement, key) ? Reflect.get(arrangement, key) : undefined;
  if (typeof before === 'number') return { ...arrangement, [key]: Number(value) };
  if (typeof before === 'string') return { ...arrangement, [key]: value };
  throw unknownSetting(arrangement);
}

function unknownSetting({ holidays, ...rest }: Settable): Failure {
  const known = [...Object.keys(rest), 'country', 'region', Object.keys(holidays).at(-1)];
  return new Failure('usage.invalid', {
    what: 'What is set has to be one of the parts that there are, with its value.',
    how: `Write --set NAME=VALUE with one of ${known.join(', ')}.`,
  });
}

async function dates({ client, names, options, command }: Remote, name?: string): Promise<Said> {
  const path = await names.project(name);
  const { from, time, limit } = options;
  const found = await client.call('getDates', { path, query: { from, time, count: limit } });
  const rows = rowsText(
    found.days,
    [
      ['day', ({ day }) => day],
      ['begins', ({ at }) => at],
      ['free', ({ isFree }) => (isFree ? 'yes' : 'no')],
      ['left', ({ left }) => left],
      ['why not', ({ why }) => why.map((one) => one.why).join(' ')],
    ],
    command.terminal,
  );
  return { json: found, text: `${shown(found.words)}\n\n${rows}` };
}

async function calendar({ client, names, options, command }: Remote, name?: string): Promise<Said> {
  const path = await names.project(name);
  const found = await client.call('getCalendar', { path, query: { month: options.month } });
  const rows = rowsText(
    found.items,
    [
      ['from', ({ from }) => from],
      ['until', ({ until }) => until],
      ['what', ({ is }) => is],
      ['title', ({ title }) => title],
      ['mailboxes', ({ mailboxes }) => mailboxes],
    ],
    command.terminal,
  );
  return { json: found, text: rows };
}

async function domains({ client, names, options, command }: Remote, domain?: string): Promise<Said> {
  const path = await names.project();
  const { passed, waived, reason } = options;
  if (domain === undefined || (passed !== true && waived !== true)) {
    return domainsSaid(await client.call('getDomains', { path }), command);
  }
  const body = { is: passed === true ? 'passed' : 'waived', reason: reason ?? '' } as const;
  return domainsSaid(await client.call('noteDomain', { path: { ...path, domain }, body }), command);
}

function domainsSaid(found: Answer<'getDomains'>, { terminal }: Remote['command']): Said {
  const rows = rowsText(
    found.domains,
    [
      ['domain', ({ domain }) => domain],
      ['autodiscover', ({ note }) => note?.is ?? 'nobody noted anything'],
      ['reason', ({ note }) => note?.reason],
      ['since', ({ note }) => note?.at],
    ],
    terminal,
  );
  return { json: found, text: rows };
}
