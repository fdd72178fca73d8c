/** The sections of a plan about what moves: how each kind does, what does not, and which folders get another name. */
import { formatBytes, formatCount } from '../../base/amounts.ts';
import { leftBehindRows } from './left-behind.ts';
import { list, type Section, table, text } from './plan-document.ts';
import type { PlanFacts } from './plan-facts.ts';

export function whatMovesSection({ destination }: PlanFacts): Section {
  const isMailAlone = destination?.service === 'imap';
  const rows = isMailAlone ? KINDS.slice(0, 1) : KINDS;
  return {
    id: 'what-moves',
    title: 'What moves, and how',
    blocks: [
      ...table('Kinds of items', ['What', 'Read by', 'Arrives as', 'With'], rows),
      text(
        isMailAlone
          ? 'The target takes mail alone. Calendars, contacts, tasks and notes can be kept as files: godwit copy --target archive:FOLDER'
          : 'What Exchange cannot hold as it was stands in the report of each mailbox, and is kept beside the item where people could miss it.',
      ),
    ],
  };
}

const KINDS: readonly (readonly string[])[] = [
  [
    'Mail',
    'IMAP, while people work; exported files (PST, mbox, Maildir, EML)',
    'the same folders and messages',
    'dates, read, flagged, answered, forwarded, drafts, importance, keywords as categories',
  ],
  [
    'Calendars',
    'CalDAV, or exported ICS files',
    'events and series in folders of their own',
    'exceptions, time zones, reminders, attachments, attendees of own meetings; nobody is invited again',
  ],
  ['Contacts', 'CardDAV, or exported vCard and CSV files', 'contacts', 'photos, several addresses, birthdays, notes'],
  ['Groups of contacts', 'CardDAV, vCard or CSV', 'contact groups', 'their members'],
  ['Tasks', 'CalDAV, or exported ICS files', 'tasks', 'due days, progress, repetition'],
  ['Notes', 'CalDAV, mail folders of Apple’s programs, exported text', 'sticky notes', 'their text and day'],
];

export function whatStaysSection({ inventory, surveys }: PlanFacts): Section {
  const large = [...surveys].flatMap(([address, { tooLarge }]) =>
    tooLarge.named.map(({ folder, day, bytes }) => [address, folder, day ?? 'no date', formatBytes(bytes)]),
  );
  const largeItems = [...surveys.values()].reduce((sum, { tooLarge }) => sum + tooLarge.items, 0);
  return {
    id: 'what-stays',
    title: 'What does not move by itself',
    blocks: [
      ...table('And what happens instead', ['What', 'Why', 'Instead', 'Here'], leftBehindRows(inventory)),
      ...table('Items that are too large for the target', ['Mailbox', 'Folder', 'Date', '#Size'], large),
      ...(largeItems > large.length
        ? [
            text(
              `And ${formatCount(largeItems - large.length, 'more item')}; the surveys have the numbers of each folder.`,
            ),
          ]
        : []),
    ],
  };
}

export function renamedFoldersSection({ surveys, moving }: PlanFacts): Section {
  const rows = [...surveys].flatMap(([address, { renames }]) =>
    renames.map(({ from, to, why }) => [address, from, to, why]),
  );
  const unseen = moving.filter(({ address }) => !surveys.has(address)).length;
  return {
    id: 'renamed-folders',
    title: 'Folders that get another name',
    blocks: [
      text(
        rows.length === 0
          ? 'None of the mailboxes that were surveyed has one. Nobody has to rename folders by hand.'
          : 'Nobody has to rename folders by hand. What the target cannot have is changed as little as possible, and stands in the report.',
      ),
      ...table('New names', ['Mailbox', 'Now', 'Then', 'Because'], rows),
      ...list(
        unseen > 0
          ? [
              `${formatCount(unseen, 'mailbox was', 'mailboxes were')} not surveyed: godwit survey --source … says what is renamed there.`,
            ]
          : [],
      ),
    ],
  };
}
