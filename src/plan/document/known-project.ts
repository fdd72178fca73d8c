/** A project of the service as the plan knows it: put into the words in which an organisation is planned. Pure. */
import { dateText } from '../../base/civil-days.ts';
import type { Instant } from '../../base/clock.ts';
import { wallAt } from '../../base/wall-clock.ts';
import type { Arrangement } from '../../model/arrangement.ts';
import { folderLabel } from '../../model/folder.ts';
import type { KeptCheck } from '../../model/mailbox-look.ts';
import type { KeptSurvey } from '../../model/mailbox-survey.ts';
import type { MeasuredRun } from '../../model/measured-run.ts';
import type { MeasuredWork } from '../../model/pace.ts';
import type { Mailbox } from '../../model/project.ts';
import type { DomainNote } from '../../model/ticket.ts';
import type { Wave } from '../../model/wave.ts';
import type { Advice } from '../advice/advise.ts';
import type { Answers, Person } from '../advice/answers.ts';
import type { MailboxFigures } from '../advice/mailbox-figures.ts';
import type { Holidays } from '../calendar/business-days.ts';
import { type Destination, exchangeAt } from '../forecast/destination.ts';
import type { Crew } from '../forecast/estimate-organisation.ts';
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
  readonly domains: readonly { readonly domain: string; readonly note: Pick<DomainNote, 'is' | 'reason'> | null }[];
  readonly arrangement: Arrangement;
  readonly timeZone: string;
  readonly holidays: Holidays;
  readonly requestedOn: number;
  readonly switchAt: Instant | null;
  readonly crew: Crew;
  readonly worked: readonly MeasuredWork[];
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

/** One group with everybody in it: whether they need Exchange was decided before there was a project. */
export function answersOf(known: KnownProject): Answers {
  const { name, moves, arrangement, timeZone, holidays, requestedOn, switchAt } = known;
  const { way, noticeDays, answerDays, holdDays, contacts } = arrangement;
  const wall = switchAt === null ? null : wallAt(timeZone, switchAt);
  const time = wall === null ? '' : [Math.floor(wall.minute / 60), wall.minute % 60].map(twoDigits).join(':');
  const calendar = { timeZone, holidays, requestedOn, way, noticeDays, answerDays, holdDays };
  return {
    organisation: {
      name,
      contact: contacts[0] ?? null,
      moveDate: null,
      imapHost: '',
      smtpHost: '',
      webmail: '',
      newWebmail: null,
      calendar: { ...calendar, switchAt: wall === null ? null : { day: wall.day, time } },
    },
    groups: [{ name: 'Everybody', needs: NO_NEEDS, decision: EXCHANGE.id, people: moves.map(personOf) }],
  };
}

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

function personOf({ mailbox, steps }: KnownMove): Person {
  const { name, state } = mailbox;
  const isOpen = state === 'listed' || state === 'preparing';
  const done = isOpen ? TASK_IDS.filter((id) => steps.includes(id)) : TASK_IDS;
  const waived: readonly TaskId[] = state === 'waived' ? TASK_IDS : [];
  return {
    address: name.toLowerCase(),
    name: null,
    programs: [],
    pop: 'unknown',
    localMail: 'unknown',
    reachAt: null,
    done: new Set(state === 'waived' ? [] : done),
    waived: new Map(waived.map((id) => [id, 'The mailbox moves without preparation.'])),
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
          role: 'plain' as const,
          isMail: true,
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
  const ofDomains = domains.flatMap(({ domain, note }): readonly CheckFindings[] => {
    if (note === null) return [];
    return [{ domain, findings: note.is === 'passed' ? [] : [{ ...UNSEEN, domain, waived: note.reason }] }];
  });
  const ofMailboxes = moves.map(({ mailbox, check }): CheckFindings => {
    const findings = (check?.results ?? []).flatMap(({ id, title, verdict, fault }): readonly CheckFinding[] => {
      if (verdict === 'pass' || fault === null) return [];
      const { cause, remedy, owner } = fault;
      return [{ domain: mailbox.name, id, title, verdict, cause, remedy, owner, waived: null }];
    });
    return { domain: mailbox.name, findings };
  });
  return [...ofDomains, ...ofMailboxes];
}

const UNSEEN = {
  id: 'C1',
  title: 'Autodiscover',
  verdict: 'block',
  cause: 'Nobody has seen that programs find the new mailboxes by Autodiscover.',
  remedy: 'Set the record, and check it with: godwit check DOMAIN',
  owner: 'dns-host',
} as const;
