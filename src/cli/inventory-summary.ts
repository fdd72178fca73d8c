/** Shows an inventory, as tables for people or as one JSON document. */

import { formatBytes, formatCount, formatNumber } from '../base/amounts.ts';
import { isoSeconds } from '../base/clock.ts';
import { describeCause, describeRemedy } from '../base/problem.ts';
import type { Inventory, InventoryDomain, InventoryList, InventoryMailbox } from '../model/inventory.ts';
import { collidingAddresses, type MailboxFlag, mailboxFlags } from '../plan/inventory-flags.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { padded, shown, widthOf, wrapped } from './format.ts';
import type { Paint } from './terminal.ts';

/** Exceptions that are shown to people; JSON has them all. */
const EXCEPTIONS_SHOWN_MAX = 20;

/** Exit code 2 when something could not be read. */
export function presentInventory(inventory: Inventory, files: readonly string[], command: Command): ExitCode {
  const code = inventory.exceptions.length === 0 ? EXIT.proven : EXIT.withExceptions;
  const { terminal } = command;
  const text = command.isJson
    ? JSON.stringify(inventoryDocument(inventory, files, code), null, 2)
    : wrapped(inventoryText(inventory, files, terminal.paint), terminal.outColumns());
  terminal.out(`${text}\n`);
  return code;
}

function inventoryText(inventory: Inventory, files: readonly string[], { strong, faint, warning }: Paint): string {
  const sections = [
    [strong(shown(inventory.origins.join(', ')))],
    tableLines(DOMAIN_COLUMNS, inventory.domains, faint),
    tableLines(mailboxColumns(inventory), inventory.mailboxes, faint),
    tableLines(LIST_COLUMNS, inventory.lists, faint),
    collidingAddresses(inventory).map(
      (address) => `${warning('!')} ${shown(address)} is used twice; a target takes it once.`,
    ),
    exceptionLines(inventory, warning),
    closingLines(inventory, files),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

interface Column<Row> {
  readonly heading: string;
  readonly isNumber?: boolean;
  readonly of: (row: Row) => string;
}

const UNKNOWN = '–';
/** Wider cells are cut: one long name must not push everything else off the screen. */
const CELL_COLUMNS_MAX = 48;
/** The last one pushes nothing. */
const LAST_CELL_COLUMNS_MAX = 120;

const DOMAIN_COLUMNS: readonly Column<InventoryDomain>[] = [
  { heading: 'Domain', of: ({ name }) => name },
  { heading: 'Product', of: productOf },
  {
    heading: 'Licences',
    isNumber: true,
    of: ({ mailboxesMax }) => (mailboxesMax === null ? UNKNOWN : formatNumber(mailboxesMax)),
  },
  { heading: 'Archiving', of: ({ hasArchiving }) => yesNo(hasArchiving) },
  { heading: 'Catch-all', of: ({ catchAll }) => (catchAll === '' ? 'none' : (catchAll ?? UNKNOWN)) },
  { heading: 'Safe and blocked senders', of: sendersOf },
];

function mailboxColumns(inventory: Inventory): readonly Column<InventoryMailbox>[] {
  return [
    { heading: 'Mailbox', of: ({ address }) => address },
    { heading: 'Used', isNumber: true, of: ({ bytesUsed }) => (bytesUsed === null ? UNKNOWN : formatBytes(bytesUsed)) },
    { heading: 'Of', isNumber: true, of: ({ bytesMax }) => (bytesMax === null ? UNKNOWN : formatBytes(bytesMax)) },
    { heading: 'Last sign-in', of: ({ lastSignIn }) => lastSignIn?.slice(0, 10) ?? UNKNOWN },
    {
      heading: 'Forwards to',
      of: ({ forwarding }) => (forwarding === null ? UNKNOWN : forwarding.addresses.join(', ')),
    },
    {
      heading: 'Look at',
      of: (mailbox) =>
        mailboxFlags(mailbox, inventory)
          .map((flag) => FLAGS[flag])
          .join(', '),
    },
  ];
}

const FLAGS: Readonly<Record<MailboxFlag, string>> = {
  'nearly-full': 'nearly full',
  disabled: 'disabled',
  'never-signed-in': 'nobody ever signed in',
  dormant: 'not used for half a year',
  'outside-forwarding': 'forwards outside',
  'nothing-kept': 'keeps nothing of it',
  'auto-reply': 'auto-reply is on',
  'on-exchange': 'is on Exchange',
};

const LIST_COLUMNS: readonly Column<InventoryList>[] = [
  { heading: 'Address', of: ({ address }) => address },
  { heading: 'Is', of: ({ is }) => (is === 'alias' ? 'alias' : 'group list') },
  {
    heading: 'Members',
    isNumber: true,
    of: ({ members }) => (members === null ? UNKNOWN : formatNumber(members.length)),
  },
  { heading: 'Goes to', of: ({ members }) => members?.join(', ') ?? UNKNOWN },
];

function productOf({ platforms, isEmailPlus }: InventoryDomain): string {
  if (platforms === null) return UNKNOWN;
  return platforms
    .map((one) => (one === 'exchange' ? 'Exchange' : isEmailPlus === true ? 'Email Plus' : 'Rackspace Email'))
    .join(' + ');
}

function sendersOf({ spam }: InventoryDomain): string {
  if (spam === null) return UNKNOWN;
  const count = (...lists: readonly (readonly string[] | null)[]): number =>
    lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
  return `${count(spam.safe, spam.safeIps)} and ${count(spam.blocked, spam.blockedIps)}`;
}

function yesNo(flag: boolean | null): string {
  return flag === null ? UNKNOWN : flag ? 'yes' : 'no';
}

function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  faint: Paint['faint'],
): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => columns.map(({ of }) => shown(of(row))));
  const widths = columns.map(({ heading }, at) =>
    Math.min(
      at === columns.length - 1 ? LAST_CELL_COLUMNS_MAX : CELL_COLUMNS_MAX,
      cells.reduce((most, row) => Math.max(most, widthOf(row[at] ?? '')), heading.length),
    ),
  );
  const line = (texts: readonly string[]): string =>
    columns
      .map(({ isNumber }, at) => {
        const width = widths[at] ?? 0;
        const text = padded(texts[at] ?? '', width);
        return isNumber === true ? text.trimEnd().padStart(width) : text;
      })
      .join('  ')
      .trimEnd();
  return [faint(`  ${line(columns.map(({ heading }) => heading))}`), ...cells.map((row) => `  ${line(row)}`)];
}

function exceptionLines({ exceptions }: Inventory, warning: Paint['warning']): readonly string[] {
  if (exceptions.length === 0) return [];
  const more = exceptions.length - EXCEPTIONS_SHOWN_MAX;
  const remedies = new Set(exceptions.map(({ problem }) => describeRemedy(problem)));
  return [
    ...exceptions
      .slice(0, EXCEPTIONS_SHOWN_MAX)
      .map(({ subject, problem }) => `${warning('!')} ${shown(`${subject}: ${describeCause(problem)}`)}`),
    ...(more > 0 ? [`  and ${formatNumber(more)} more, which --json names`] : []),
    ...[...remedies].map((remedy) => `→ ${shown(remedy)}`),
  ];
}

function closingLines(inventory: Inventory, files: readonly string[]): readonly string[] {
  const { domains, mailboxes, lists } = inventory;
  const known = mailboxes.flatMap(({ bytesUsed }) => (bytesUsed === null ? [] : [bytesUsed]));
  const bytes = known.reduce((sum, used) => sum + used, 0);
  const gap =
    known.length < mailboxes.length
      ? `; of ${formatNumber(mailboxes.length - known.length)} the size is not known`
      : '';
  return [
    `${formatCount(mailboxes.length, 'mailbox', 'mailboxes')} with ${formatBytes(bytes)} and ` +
      `${formatCount(lists.length, 'list')} in ${formatCount(domains.length, 'domain')}${gap}.`,
    ...files.map((path) => `Written: ${shown(path)}`),
  ];
}

/** The inventory as it is, with the flags and the sums that people see. */
function inventoryDocument(inventory: Inventory, files: readonly string[], exitCode: ExitCode): object {
  const { takenAt, mailboxes, exceptions, ...rest } = inventory;
  return {
    exitCode,
    takenAt: isoSeconds(takenAt),
    ...rest,
    mailboxes: mailboxes.map((mailbox) => ({ ...mailbox, flags: mailboxFlags(mailbox, inventory) })),
    collisions: collidingAddresses(inventory),
    exceptions: exceptions.map(({ subject, problem }) => ({
      subject,
      problem: problem.code,
      cause: describeCause(problem),
      remedy: describeRemedy(problem),
    })),
    files,
  };
}
