/** A project of the service as the plan knows it: put into the words in which an organisation is planned. Pure. */
import { dateText } from '../../base/civil-days.ts';
import type { Instant } from '../../base/clock.ts';
import { wallAt } from '../../base/wall-clock.ts';
import type { Arrangement } from '../../model/arrangement.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { folderLabel } from '../../model/folder.ts';
import type { KeptCheck } from '../../model/mailbox-look.ts';
import type { KeptSurvey } from '../../model/mailbox-survey.ts';
import type { MeasuredRun } from '../../model/measured-run.ts';
import type { MeasuredWork } from '../../model/pace.ts';
import type { Mailbox } from '../../model/project.ts';
import type { DomainNote } from '../../model/ticket.ts';
import type { Wave } from '../../model/wave.ts';
import type { Advice } from '../advice/advise.ts';
import { type Answers, type Group, type Person, RACKSPACE } from '../advice/answers.ts';
import type { MailboxFigures } from '../advice/mailbox-figures.ts';
import type { Holidays } from '../calendar/business-days.ts';
import { type Destination, exchangeAt } from '../forecast/destination.ts';
import type { Crew } from '../forecast/estimate-organisation.ts';
import type { KnownOrganisation } from '../known-organisation.ts';
import type { Offer } from '../offers/offer.ts';
import { TASK_IDS, type TaskId } from '../preparation/task-ids.ts';
import type { CheckFinding, CheckFindings } from './check-findings.ts';

export interface KnownMove {
  readonly mailbox: Pick<Mailbox, 'id' | 'name' | 'state' | 'settings' | 'wave'>;
  readonly survey: KeptSurvey | null;
  readonly check: KeptCheck | null;
  /** Tasks that its user has done. */
  readonly steps: readonly string[];
}

export interface KnownProject {
  readonly name: string;
  readonly moves: readonly KnownMove[];
  readonly waves: readonly Wave[];
  readonly domains: readonly KnownDomainState[];
  /** What people told before there was a project; null where nobody asked them. */
  readonly answers: Answers | null;
  readonly inventory: KnownOrganisation | null;
  readonly arrangement: Arrangement;
  readonly timeZone: string;
  readonly holidays: Holidays;
  readonly requestedOn: number;
  readonly switchAt: Instant | null;
  readonly crew: Crew;
  readonly worked: readonly MeasuredWork[];
}

interface KnownDomainState {
  readonly domain: string;
  readonly note: Pick<DomainNote, 'is' | 'reason'> | null;
  /** What was found in its records and at its web hosts; null where nobody looked. */
  readonly results: readonly CheckResult[] | null;
}

/** Where the first of them goes: the targets of one project are alike. Null for none. */
export function destinationOf([first]: readonly KnownMove[]): Destination | null {
  if (first === undefined) return null;
  const { address } = first.mailbox.settings.target;
  const { protocol, hostname } = URL.parse(address) ?? { protocol: '', hostname: '' };
  if (protocol.startsWith('ews')) return exchangeAt(hostname);
  return protocol.startsWith('imap')
    ? { service: 'imap', host: hostname.toLowerCase() }
    : { service: 'archive', host: null };
}

/** Copies that were made in this project already. */
export function runsOf(worked: readonly MeasuredWork[], to: Destination | null): readonly MeasuredRun[] {
  if (to === null) return [];
  const at = 0 as Instant; // they come in their order already
  return worked.map((one) => ({ ...one, endedAt: at, service: to.service, targetHost: to.host ?? '', waitedMs: 0 }));
}

/** Everybody who moves, in the groups of the answers where there are some. Whether they need Exchange is decided by now. */
export function answersOf(known: KnownProject): Answers {
  const { name, arrangement, timeZone, holidays, requestedOn, switchAt } = known;
  const { way, noticeDays, answerDays, holdDays, contacts } = arrangement;
  const wall = switchAt === null ? null : wallAt(timeZone, switchAt);
  const time = wall === null ? '' : [Math.floor(wall.minute / 60), wall.minute % 60].map(twoDigits).join(':');
  const calendar = { timeZone, holidays, requestedOn, way, noticeDays, answerDays, holdDays };
  return {
    organisation: {
      ...(known.answers?.organisation ?? UNTOLD),
      name,
      contact: known.answers?.organisation.contact ?? contacts[0] ?? null,
      calendar: { ...calendar, switchAt: wall === null ? null : { day: wall.day, time } },
    },
    groups: groupsOf(known),
  };
}

const UNTOLD = { ...RACKSPACE, moveDate: null, newWebmail: null } as const;

/** Whoever is in no group of the answers is in the last one. */
function groupsOf({ moves, answers }: Pick<KnownProject, 'moves' | 'answers'>): readonly Group[] {
  const told = new Map<string, readonly [string, Person]>();
  for (const group of answers?.groups ?? []) {
    for (const person of group.people) told.set(person.address, [group.name, person]);
  }
  const people = new Map<string, Person[]>();
  for (const move of moves) {
    const [name = null, person = null] = told.get(move.mailbox.name.toLowerCase()) ?? [];
    const group = name ?? EVERYBODY;
    people.set(group, [...(people.get(group) ?? []), personOf(move, person)]);
  }
  const names = [...(answers?.groups ?? []).map(({ name }) => name), EVERYBODY];
  const filled = [...new Set(names)].flatMap((name) => {
    const group = answers?.groups.find((one) => one.name === name) ?? null;
    const of = people.get(name) ?? [];
    return of.length === 0 ? [] : [{ name, needs: group?.needs ?? NO_NEEDS, decision: EXCHANGE.id, people: of }];
  });
  return filled.length === 0 ? [{ name: EVERYBODY, needs: NO_NEEDS, decision: EXCHANGE.id, people: [] }] : filled;
}

const EVERYBODY = 'Everybody';

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}

/** Nobody is asked in a project. */
const NO_NEEDS = { outlook: [], phone: [], sharing: [], documents: [], storage: 'enough', programs: [] } as const;

const EXCHANGE: Offer = {
  id: 'exchange',
  name: 'Exchange',
  way: 'migration',
  price: null,
  mailboxGB: 100,
  cloudDriveGB: null,
  hasFileSync: false,
  hasEditors: false,
  shows: { outlook: [], phone: [], web: [] },
  webName: 'Outlook on the web',
  needs: [],
  remarks: [],
};

export function adviceOf({ groups }: Answers): Advice {
  const verdict = { offer: EXCHANGE, decidedBy: [], unmet: [], lacks: [] };
  const reasons = ['It was decided before this project.'];
  return {
    offers: [EXCHANGE],
    groups: groups.map((group) => ({ group, verdict, chosen: EXCHANGE, reasons })),
    remarks: [],
    storage: [],
  };
}

/** What its user ticks in the service counts beside what was told. */
function personOf({ mailbox, steps }: KnownMove, told: Person | null): Person {
  const { name, state } = mailbox;
  const isOpen = state === 'listed' || state === 'preparing';
  const done = isOpen ? TASK_IDS.filter((id) => steps.includes(id) || told?.done.has(id)) : TASK_IDS;
  const waived: readonly TaskId[] = state === 'waived' ? TASK_IDS : [];
  return {
    address: name.toLowerCase(),
    name: told?.name ?? null,
    programs: told?.programs ?? [],
    pop: told?.pop ?? 'unknown',
    localMail: told?.localMail ?? 'unknown',
    reachAt: told?.reachAt ?? null,
    done: new Set(state === 'waived' ? [] : done),
    waived: new Map([
      ...(told?.waived ?? []),
      ...waived.map((id) => [id, 'The mailbox moves without preparation.'] as const),
    ]),
  };
}

/** Mailboxes that were surveyed. */
export function figuresOf(moves: readonly KnownMove[]): readonly MailboxFigures[] {
  return moves.flatMap(({ mailbox, survey: kept }) => {
    if (kept === null) return [];
    const { holds, oldest, newest, folders, renames, tooLarge, tooLargeItems, itemBytesMax } = kept.survey;
    return [
      {
        users: [mailbox.name.toLowerCase()],
        items: holds.items,
        bytes: holds.bytes,
        oldest: dayOrNull(oldest),
        newest: dayOrNull(newest),
        folders: folders.map((folder) => ({
          path: folder.path,
          role: folder.role ?? 'plain',
          isMail: (folder.kind ?? 'message') === 'message',
          items: folder.items,
          bytes: folder.bytes,
          oldest: dayOrNull(folder.oldest),
          newest: dayOrNull(folder.newest),
        })),
        years: [],
        renames,
        tooLarge: {
          items: tooLargeItems,
          bytesMax: itemBytesMax,
          named: tooLarge.map(({ folder, receivedAt, sizeBytes }) => {
            return { folder: folderLabel(folder), day: dayOrNull(receivedAt), bytes: sizeBytes };
          }),
        },
      },
    ];
  });
}

function dayOrNull(at: Instant | null): string | null {
  return at === null ? null : dateText(wallAt('UTC', at).day);
}

/** What checks of mailboxes found, by mailbox, and what was decided about the domains. */
export function findingsOf({ moves, domains }: KnownProject): readonly CheckFindings[] {
  const ofDomains = domains.flatMap(({ domain, note, results }): readonly CheckFindings[] => {
    if (results !== null) return [{ domain, findings: foundIn(domain, results, note) }];
    if (note === null) return [];
    return [{ domain, findings: note.is === 'passed' ? [] : [{ ...UNSEEN, domain, waived: note.reason }] }];
  });
  const ofMailboxes = moves.map(({ mailbox, check }): CheckFindings => {
    return { domain: mailbox.name, findings: foundIn(mailbox.name, check?.results ?? [], null) };
  });
  return [...ofDomains, ...ofMailboxes];
}

/** A note about a domain is one about its Autodiscover, and about nothing else. */
function foundIn(
  about: string,
  results: readonly CheckResult[],
  note: KnownDomainState['note'],
): readonly CheckFinding[] {
  const reason = note?.is === 'waived' ? note.reason : null;
  return results.flatMap(({ id, title, verdict, fault }): readonly CheckFinding[] => {
    if (verdict === 'pass' || fault === null) return [];
    const { cause, remedy, owner } = fault;
    return [
      { domain: about, id, title, verdict, cause, remedy, owner, waived: isOfAutodiscover({ id }) ? reason : null },
    ];
  });
}

/** Whether a result says something about how programs find their new mailboxes (C1, C2). */
export function isOfAutodiscover({ id }: Pick<CheckResult, 'id'>): boolean {
  return ['C1', 'C2'].includes(id.split('.')[0] ?? '');
}

const UNSEEN = {
  id: 'C1',
  title: 'Autodiscover',
  verdict: 'block',
  cause: 'Nobody has seen that programs find the new mailboxes by Autodiscover.',
  remedy: 'Set the record, and check it with: godwit check DOMAIN',
  owner: 'dns-host',
} as const;
