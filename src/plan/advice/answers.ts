/** The answers file: an organisation, its groups with the six answers, and the people in them with what they told. */
import { JsonValue } from '../json-value.ts';
import { TASK_IDS, type TaskId } from '../preparation/task-ids.ts';
import { PROGRAMS, type Program } from '../programs.ts';
import { type Needs, needsOf } from './needs.ts';
import { CALENDAR_MEMBERS, calendarOf, type PlanCalendar } from './plan-calendar.ts';

export interface Answers {
  readonly organisation: Organisation;
  readonly groups: readonly Group[];
}

export interface Organisation {
  readonly name: string;
  /** Whom people ask: a name, an address or a telephone number; null where nobody said. */
  readonly contact: string | null;
  /** As people write it: `Saturday, 5 December 2026, 8:00`. */
  readonly moveDate: string | null;
  /** Of the mailboxes as they are. */
  readonly imapHost: string;
  readonly smtpHost: string;
  readonly webmail: string;
  /** Where people sign in after the move. */
  readonly newWebmail: string | null;
  readonly calendar: PlanCalendar;
}

export interface Group {
  readonly name: string;
  readonly needs: Needs;
  /** The id of the offer that was decided on; null follows the advice. */
  readonly decision: string | null;
  readonly people: readonly Person[];
}

const TOLD = ['yes', 'no', 'unknown'] as const;
/** unknown: nobody asked yet. */
type Told = (typeof TOLD)[number];

export interface Person {
  /** In lower case, of a form that every mail server takes. */
  readonly address: string;
  readonly name: string | null;
  /** Their own, or those of the group. */
  readonly programs: readonly Program[];
  /** Whether one of the programs fetches mail by POP. */
  readonly pop: Told;
  /** Whether there is mail that lies only on a computer. */
  readonly localMail: Told;
  /** An address or a telephone number that works while the mailbox does not. */
  readonly reachAt: string | null;
  readonly done: ReadonlySet<TaskId>;
  /** What need not be done, each with the reason. */
  readonly waived: ReadonlyMap<TaskId, string>;
}

/** What Rackspace has for every customer. */
export const RACKSPACE = {
  imapHost: 'secure.emailsrvr.com',
  smtpHost: 'secure.emailsrvr.com',
  webmail: 'https://apps.rackspace.com',
} as const;

const GROUPS_MAX = 1000;
const PEOPLE_MAX = 100_000;
const ADDRESS = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[\w-]+\.)+[\w-]+$/u;
const ADDRESS_LENGTH_MAX = 254;
const HOST = /^(?:[\w-]+\.)*[\w-]+$/u;

/** Throws usage.invalid, with file, place and remedy, for everything that is not understood. */
export function parseAnswers(text: string, file: string): Answers {
  const document = JsonValue.parse(text, file);
  const member = document.members(['version', 'organisation', 'groups']);
  if (member('version').raw !== 1) member('version').refuse('this version of Godwit reads version 1', 'Write 1.');
  const values = member('groups').list(GROUPS_MAX);
  const seen: Seen = { groups: new Set(), people: new Map() };
  const groups = values.map((value) => groupOf(value, seen));
  if (groups.length === 0) member('groups').refuse('there is no group', 'Write one group for everybody, or several.');
  return { organisation: organisationOf(member('organisation')), groups };
}

interface Seen {
  readonly groups: Set<string>;
  /** Addresses with the place where they stand. */
  readonly people: Map<string, string>;
}

function organisationOf(value: JsonValue): Organisation {
  const member = value.members([...ORGANISATION_MEMBERS, ...CALENDAR_MEMBERS]);
  const host = (name: 'imapHost' | 'smtpHost'): string =>
    member(name).optional((one) => (HOST.test(one.text()) ? one.text() : one.refuse('this is no name of a server'))) ??
    RACKSPACE[name];
  const page = (name: string): string | null =>
    member(name).optional((one) =>
      /^https:\/\/[^\s/]/.test(one.text())
        ? one.text()
        : one.refuse('an address that begins with https:// is expected'),
    );
  return {
    name: member('name').text(),
    contact: member('contact').optional((one) => one.text()),
    moveDate: member('moveDate').optional((one) => one.text()),
    imapHost: host('imapHost'),
    smtpHost: host('smtpHost'),
    webmail: page('webmail') ?? RACKSPACE.webmail,
    newWebmail: page('newWebmail'),
    calendar: calendarOf(member),
  };
}

const ORGANISATION_MEMBERS = ['name', 'contact', 'moveDate', 'imapHost', 'smtpHost', 'webmail', 'newWebmail'];

function groupOf(value: JsonValue, seen: Seen): Group {
  const member = value.members(['name', 'needs', 'decision', 'people']);
  const name = member('name').text();
  if (seen.groups.has(name)) member('name').refuse(`there are two groups with the name ${name}`, 'Rename one of them.');
  seen.groups.add(name);
  const needs = needsOf(member('needs'));
  return {
    name,
    needs,
    decision: member('decision').optional((one) => one.text()),
    people: (member('people').optional((people) => people.list(PEOPLE_MAX)) ?? []).map((one) =>
      personOf(one, needs.programs, seen.people),
    ),
  };
}

function personOf(value: JsonValue, programs: readonly Program[], seen: Seen['people']): Person {
  const isShort = typeof value.raw === 'string';
  const member = isShort
    ? null
    : value.members(['address', 'name', 'programs', 'pop', 'localMail', 'reachAt', 'done', 'waived']);
  const address = addressOf(member === null ? value : member('address'), seen);
  return {
    address,
    name: member?.('name').optional((one) => one.text()) ?? null,
    programs: member?.('programs').optional((one) => one.choices(PROGRAMS)) ?? programs,
    pop: member?.('pop').optional((one) => one.choice(TOLD)) ?? 'unknown',
    localMail: member?.('localMail').optional((one) => one.choice(TOLD)) ?? 'unknown',
    reachAt: member?.('reachAt').optional((one) => one.text()) ?? null,
    done: new Set(member?.('done').optional((one) => one.choices(TASK_IDS)) ?? []),
    waived: new Map(member?.('waived').optional(waivedOf) ?? []),
  };
}

function waivedOf(value: JsonValue): readonly (readonly [TaskId, string])[] {
  const member = value.members(TASK_IDS);
  return TASK_IDS.flatMap((id) => {
    const why = member(id).optional((one) => one.text());
    return why === null ? [] : [[id, why] as const];
  });
}

function addressOf(value: JsonValue, seen: Seen['people']): string {
  const address = value.text().trim().toLowerCase();
  if (!ADDRESS.test(address) || address.length > ADDRESS_LENGTH_MAX) value.refuse('this is no mail address');
  const before = seen.get(address);
  if (before !== undefined) value.refuse(`${address} stands at ${before} already`, 'Name every mailbox once.');
  seen.set(address, value.place);
  return address;
}
