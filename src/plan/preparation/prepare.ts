/** Who has to do what before the move, and who is ready. */
import { unreachable } from '../../base/assert.ts';
import type { Advice } from '../advice/advise.ts';
import type { Group, Person } from '../advice/answers.ts';
import { figuresByUser, type MailboxFigures } from '../advice/mailbox-figures.ts';
import { CONFIRM_MAIL, FIND_POP, WRITE_DOWN } from '../guides/confirm-mail.ts';
import { CONTACTS_BACKUP } from '../guides/contacts.ts';
import type { Guide } from '../guides/guide.ts';
import { LOCAL_MAC, LOCAL_OTHER, LOCAL_OUTLOOK, LOCAL_THUNDERBIRD } from '../guides/local-mail.ts';
import { MAC_MAIL, POP_APPLE_MAIL, POP_OUTLOOK_MAC } from '../guides/pop-mac.ts';
import { POP_OUTLOOK_CLASSIC, POP_OUTLOOK_NEW, POP_THUNDERBIRD } from '../guides/pop-windows.ts';
import { LIST_DEVICES, REACH_YOU } from '../guides/reach.ts';
import { PROGRAM_NAMES, type Program } from '../programs.ts';
import { type Signs, signsOf } from './signs.ts';
import { TASK_IDS, type TaskId } from './task-ids.ts';

export interface Task {
  readonly id: TaskId;
  /** False for what may be left undone without holding up the move. */
  readonly isRequired: boolean;
  /** Why this person has it, as sentences with their own figures; may be none. */
  readonly why: readonly string[];
  readonly guides: readonly Guide[];
  readonly state: TaskState;
}

type TaskState =
  | { readonly is: 'open' }
  | { readonly is: 'done' }
  /** Somebody decided that it need not be done. */
  | { readonly is: 'waived'; readonly why: string };

export interface PersonPreparation {
  readonly person: Person;
  readonly group: Group;
  readonly tasks: readonly Task[];
  readonly figures: MailboxFigures | null;
  /** Every task that is required is done or waived. */
  readonly isPrepared: boolean;
}

export interface Preparation {
  /** In the order of the answers. */
  readonly people: readonly PersonPreparation[];
  readonly preparedCount: number;
  /** Groups with nothing to prepare, because they do not move. */
  readonly notMoving: readonly { readonly group: Group; readonly offer: string }[];
}

export function prepare({ groups }: Pick<Advice, 'groups'>, surveys: readonly MailboxFigures[]): Preparation {
  const moving = groups.filter(({ chosen }) => chosen.way === 'migration').map(({ group }) => group);
  const figuresOf = figuresByUser(surveys);
  const domains = new Set(moving.flatMap(({ people }) => people.map(({ address }) => domainOf(address))));
  const people = moving.flatMap((group) =>
    group.people.map((person): PersonPreparation => {
      const figures = figuresOf.get(person.address) ?? null;
      const tasks = tasksOf(person, figures, domains);
      const isPrepared = tasks.every(({ isRequired, state }) => !isRequired || state.is !== 'open');
      return { person, group, tasks, figures, isPrepared };
    }),
  );
  const others = groups.filter(({ chosen }) => chosen.way !== 'migration');
  return {
    people,
    preparedCount: people.filter(({ isPrepared }) => isPrepared).length,
    notMoving: others.map(({ group, chosen }) => ({ group, offer: chosen.name })),
  };
}

const NOTHING: Signs = { ofPop: [], ofAppleMail: [] };

interface Case {
  readonly person: Person;
  readonly figures: MailboxFigures | null;
  readonly signs: Signs;
  /** Whose mail does not arrive while the move lasts. */
  readonly movingDomains: ReadonlySet<string>;
}

type Draft = Pick<Task, 'why' | 'guides'> & { readonly isDone?: boolean };

function tasksOf(person: Person, figures: MailboxFigures | null, movingDomains: ReadonlySet<string>): readonly Task[] {
  const signs = figures === null ? NOTHING : signsOf(figures);
  return TASK_IDS.flatMap((id): readonly Task[] => {
    const draft = draftOf(id, { person, figures, signs, movingDomains });
    if (draft === null) return [];
    const { why, guides, isDone = false } = draft;
    return [{ id, isRequired: id !== 'write-down', why, guides, state: stateOf(id, person, isDone) }];
  });
}

function stateOf(id: TaskId, { done, waived }: Person, isDone: boolean): TaskState {
  const why = waived.get(id);
  if (isDone || done.has(id)) return { is: 'done' };
  return why === undefined ? { is: 'open' } : { is: 'waived', why };
}

/** Null where the person has no such task. */
function draftOf(id: TaskId, one: Case): Draft | null {
  const { person, figures, signs } = one;
  switch (id) {
    case 'reach-you':
      return reachDraft(one);
    case 'list-devices':
      return { why: [devicesText(person.programs)], guides: [LIST_DEVICES] };
    case 'confirm-mail':
      return { why: [...countsOf(figures), ...signs.ofPop], guides: [CONFIRM_MAIL] };
    case 'find-pop': {
      const isTold = person.pop !== 'unknown' && person.localMail !== 'unknown';
      const isDoubtful = signs.ofPop.length > 0 && person.pop === 'no' && person.localMail === 'no';
      return isTold && !isDoubtful ? null : { why: signs.ofPop, guides: [FIND_POP] };
    }
    case 'move-pop':
      return person.pop === 'yes' ? { why: signs.ofPop, guides: guidesFor(person.programs, POP_GUIDES) } : null;
    case 'move-local-mail':
      return person.localMail === 'yes' ? { why: [], guides: guidesFor(person.programs, LOCAL_GUIDES) } : null;
    case 'mac-mail': {
      const isUsed = person.programs.includes('apple-mail') || signs.ofAppleMail.length > 0;
      return isUsed ? { why: signs.ofAppleMail, guides: [MAC_MAIL] } : null;
    }
    case 'contacts-backup':
      return { why: [], guides: [CONTACTS_BACKUP] };
    case 'write-down':
      return { why: [], guides: [WRITE_DOWN] };
    default:
      return unreachable(id);
  }
}

function reachDraft({ person, movingDomains }: Case): Draft {
  const { reachAt } = person;
  const guides = [REACH_YOU];
  if (reachAt === null)
    return { why: ['We have no address or number for you outside the mailboxes that move.'], guides };
  if (!movingDomains.has(domainOf(reachAt))) return { why: [`We have ${reachAt}.`], guides, isDone: true };
  return {
    why: [`We have ${reachAt}, which belongs to the mailboxes that move: it does not reach you meanwhile.`],
    guides,
  };
}

function devicesText(programs: readonly Program[]): string {
  if (programs.length === 0) return 'We do not know yet with what you read your mail.';
  return `We know of: ${programs.map((program) => PROGRAM_NAMES[program]).join(', ')}.`;
}

function countsOf(figures: MailboxFigures | null): readonly string[] {
  if (figures === null) return [];
  const { items, oldest, newest } = figures;
  const from = oldest === null || newest === null ? '' : `, from ${oldest} to ${newest}`;
  return [`On the server we see ${new Intl.NumberFormat('en').format(items)} items${from}.`];
}

const POP_GUIDES: Readonly<Partial<Record<Program, Guide>>> = {
  'outlook-classic': POP_OUTLOOK_CLASSIC,
  'outlook-new': POP_OUTLOOK_NEW,
  'outlook-mac': POP_OUTLOOK_MAC,
  'apple-mail': POP_APPLE_MAIL,
  thunderbird: POP_THUNDERBIRD,
};

const LOCAL_GUIDES: Readonly<Partial<Record<Program, Guide>>> = {
  'outlook-classic': LOCAL_OUTLOOK,
  'outlook-new': LOCAL_OUTLOOK,
  'outlook-mac': LOCAL_MAC,
  'apple-mail': LOCAL_MAC,
  thunderbird: LOCAL_THUNDERBIRD,
};

/** Each guide once; the one for any program where none of them is known. */
function guidesFor(programs: readonly Program[], guides: Readonly<Partial<Record<Program, Guide>>>): readonly Guide[] {
  const found = new Set(programs.flatMap((program) => guides[program] ?? []));
  return found.size === 0 ? [LOCAL_OTHER] : [...found];
}

function domainOf(address: string): string {
  return address.split('@').at(-1)?.trim().toLowerCase() ?? '';
}
