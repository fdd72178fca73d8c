/** What `godwit survey --json` found in one mailbox, as far as advice and preparation need it. */
import { FOLDERS_MAX } from '../../base/limits.ts';
import { type FolderRole, folderLabel } from '../../model/folder.ts';
import { JsonValue, LINE_LENGTH_MAX } from '../json-value.ts';

export interface MailboxFigures {
  /** Who signed in to its sources, in lower case. */
  readonly users: readonly string[];
  readonly items: number;
  readonly bytes: number;
  /** Days, `2019-03-04`; null where nothing has a date. */
  readonly oldest: string | null;
  readonly newest: string | null;
  /** Of every kind; those that are only names are among them. */
  readonly folders: readonly FolderFigures[];
  /** Messages by year, oldest first. */
  readonly years: readonly { readonly year: number; readonly items: number; readonly bytes: number }[];
  readonly renames: readonly RenameFigures[];
  /** Larger than the target takes. */
  readonly tooLarge: TooLargeFigures;
}

interface RenameFigures {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

interface TooLargeFigures {
  readonly items: number;
  /** Of the target, for one item. */
  readonly bytesMax: number;
  /** Some or all of them. */
  readonly named: readonly { readonly folder: string; readonly day: string | null; readonly bytes: number }[];
}

export interface FolderFigures {
  readonly path: readonly string[];
  readonly role: FolderRole;
  readonly isMail: boolean;
  readonly items: number;
  readonly bytes: number;
  readonly oldest: string | null;
  readonly newest: string | null;
}

const ROLES = [
  ...(['inbox', 'sent', 'drafts', 'trash', 'junk', 'archive'] as const),
  ...(['calendar', 'contacts', 'tasks', 'notes', 'plain'] as const),
] satisfies readonly FolderRole[];
/** A mailbox is made of its mail, calendars, contacts and archives. */
const USERS_MAX = 50;
/** From the year 1 to 9999. */
const YEARS_MAX = 10_000;
const DAY_LENGTH = 'YYYY-MM-DD'.length;
/** As a survey names them. */
const TOO_LARGE_MAX = 1000;
/** Of a path of folders, or of a sentence about one. */
const WORDS_LENGTH_MAX = 100_000;

/** Throws usage.invalid for anything that is no survey. */
export function parseSurvey(text: string, file: string): MailboxFigures {
  const document = JsonValue.parse(text, file);
  const member = document.members(null);
  const kinds = ['users', 'holds', 'folders', 'years'];
  if (kinds.some((name) => member(name).raw === undefined)) {
    document.refuse('this is no survey', 'Give a file that this command wrote: godwit survey … --json > FILE');
  }
  const holds = member('holds').members(null);
  return {
    users: member('users')
      .list(USERS_MAX)
      .map((user) => user.text().toLowerCase()),
    items: holds('items').number(),
    bytes: holds('bytes').number(),
    oldest: member('oldest').optional(dayOf),
    newest: member('newest').optional(dayOf),
    folders: member('folders').list(FOLDERS_MAX).map(folderOf),
    years: member('years')
      .list(YEARS_MAX)
      .map((value) => {
        const year = value.members(null);
        return { year: year('year').number(), items: year('items').number(), bytes: year('bytes').number() };
      }),
    renames: (member('renames').optional((all) => all.list(FOLDERS_MAX)) ?? []).map(renameOf),
    tooLarge: {
      items: member('tooLargeItems').optional((items) => items.number()) ?? 0,
      bytesMax: member('itemBytesMax').optional((bytes) => bytes.number()) ?? 0,
      named: (member('tooLarge').optional((all) => all.list(TOO_LARGE_MAX)) ?? []).map(tooLargeOf),
    },
  };
}

function renameOf(value: JsonValue): RenameFigures {
  const member = value.members(null);
  const words = (name: string): string => member(name).foreignText(WORDS_LENGTH_MAX);
  return { from: words('from'), to: words('to'), why: words('why') };
}

function tooLargeOf(value: JsonValue): TooLargeFigures['named'][number] {
  const member = value.members(null);
  const folder = folderLabel(pathOf(member('folder')));
  return { folder, day: member('receivedAt').optional(dayOf), bytes: member('sizeBytes').number() };
}

/** Names come from a server: what cannot be shown is dealt with where it is shown. */
function pathOf(value: JsonValue): readonly string[] {
  return value.list(FOLDERS_MAX).map(({ raw }) => String(raw));
}

/** Several surveys of one person, such as of mail and of contacts, are parts of one mailbox. */
export function figuresByUser(surveys: readonly MailboxFigures[]): ReadonlyMap<string, MailboxFigures> {
  const found = new Map<string, MailboxFigures>();
  for (const figures of surveys) {
    for (const user of figures.users) {
      const before = found.get(user);
      found.set(user, before === undefined ? figures : together(before, figures));
    }
  }
  return found;
}

function together(one: MailboxFigures, other: MailboxFigures): MailboxFigures {
  const days = [one.oldest, one.newest, other.oldest, other.newest].filter((day) => day !== null).sort();
  return {
    users: one.users,
    items: one.items + other.items,
    bytes: one.bytes + other.bytes,
    oldest: days[0] ?? null,
    newest: days.at(-1) ?? null,
    folders: [...one.folders, ...other.folders],
    years: [...one.years, ...other.years].sort((first, second) => first.year - second.year),
    renames: [...one.renames, ...other.renames],
    tooLarge: {
      items: one.tooLarge.items + other.tooLarge.items,
      bytesMax: Math.min(one.tooLarge.bytesMax, other.tooLarge.bytesMax),
      named: [...one.tooLarge.named, ...other.tooLarge.named],
    },
  };
}

function folderOf(value: JsonValue): FolderFigures {
  const member = value.members(null);
  return {
    path: pathOf(member('source')),
    role: member('role').choice(ROLES),
    isMail: member('kind').raw === 'message',
    items: member('items').number(),
    bytes: member('bytes').number(),
    oldest: member('oldest').optional(dayOf),
    newest: member('newest').optional(dayOf),
  };
}

function dayOf(value: JsonValue): string {
  const text = value.text(LINE_LENGTH_MAX);
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? text.slice(0, DAY_LENGTH) : value.refuse('a date is expected here');
}
