/** A control panel's export, a spreadsheet or a pasted list as an organisation. Passwords in it are never looked at. */
import type { Instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type {
  Inventory,
  InventoryDomain,
  InventoryException,
  InventoryList,
  InventoryMailbox,
} from '../../model/inventory.ts';
import type { CsvRow } from '../contact-csv/row-splitter.ts';
import { CSV_LIMITS } from '../contact-csv/sniff-table.ts';
import { addressesIn } from './cells.ts';
import type { Column, ColumnMeaning } from './columns.ts';
import { mailboxOfRow, type RowCells } from './mailbox-of-row.ts';
import { TableError } from './table-error.ts';
import { tableRows } from './table-rows.ts';

export interface TableOptions {
  /** What people call the table. */
  readonly file: string;
  /** Of names that stand without one; null where nobody said it. */
  readonly domain: string | null;
  readonly takenAt: Instant;
}

/** Lines that are named one by one; the last exception says how many more there are. */
const NAMED_LINES_MAX = 100;

/** Throws `TableError` for what is no such table. Lines that say nothing are exceptions. */
export function readInventoryTable(bytes: Buffer, { file, domain, takenAt }: TableOptions): Inventory {
  const table = tableRows(bytes);
  const found = new FoundRows(file);
  for (const row of table.rows) {
    if (row.is === 'refused') found.refuse(row.line, row.reason);
    else if (table.is === 'list') found.addList(row);
    else found.addRow(row, table.columns, domain);
  }
  if (found.mailboxes.size === 0 && found.lists.size === 0) throw new TableError('no line of it names an address');
  return {
    takenAt,
    origins: [file],
    domains: found.domains(),
    mailboxes: [...found.mailboxes.values()].toSorted(byAddress),
    lists: [...found.lists.values()].toSorted(byAddress),
    exceptions: found.exceptions(),
  };
}

class FoundRows {
  readonly mailboxes = new Map<string, InventoryMailbox>();
  readonly lists = new Map<string, InventoryList>();
  readonly #file: string;
  readonly #refused: InventoryException[] = [];
  #refusedCount = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** A line of a plain list: everything that is an address is a mailbox. */
  addList(row: Extract<CsvRow, { is: 'row' }>): void {
    const addresses = addressesIn(row.cells.join(' '));
    if (addresses.length === 0) this.refuse(row.line, 'it holds no address');
    for (const address of addresses) this.#addMailbox(mailboxOfRow(address, new Map()));
  }

  addRow(row: Extract<CsvRow, { is: 'row' }>, columns: readonly Column[], domain: string | null): void {
    const cells = cellsOf(row.cells, columns);
    const own = ownAddress(cells, domain);
    const list = listOf(cells, own, domain);
    if (list !== null) return this.#addList(list);
    if (own === null) return this.refuse(row.line, 'it names no address');
    this.#addMailbox(mailboxOfRow(own, cells));
  }

  refuse(line: number, reason: string): void {
    this.#refusedCount += 1;
    if (this.#refused.length >= NAMED_LINES_MAX) return;
    const { code, facts } = new Failure('inventory.row-unread', { line: String(line), reason });
    this.#refused.push({ subject: `${this.#file}:${line}`, problem: { code, facts } });
  }

  exceptions(): readonly InventoryException[] {
    const more = this.#refusedCount - this.#refused.length;
    if (more === 0) return this.#refused;
    const { code, facts } = new Failure('inventory.row-unread', { line: 'after these', reason: `${more} more lines` });
    return [...this.#refused, { subject: this.#file, problem: { code, facts } }];
  }

  domains(): readonly InventoryDomain[] {
    const addresses = [...this.mailboxes.keys(), ...this.lists.keys()];
    const names = new Set(addresses.map((address) => address.slice(address.lastIndexOf('@') + 1)));
    return [...names].sort().map((name) => ({ ...UNKNOWN_DOMAIN, name }));
  }

  #addMailbox(mailbox: InventoryMailbox): void {
    // A second line about the same mailbox tells nothing that the first did not.
    if (!this.mailboxes.has(mailbox.address)) this.mailboxes.set(mailbox.address, mailbox);
  }

  /** Lists may stand in a table with one line for each member. */
  #addList(list: InventoryList): void {
    const before = this.lists.get(list.address);
    const members = [...new Set([...(before?.members ?? []), ...(list.members ?? [])])];
    this.lists.set(list.address, { ...list, members: members.length === 0 ? null : members });
  }
}

/** Of a size, a date or a name: what is longer is none. */
const SHORT_CHARS_MAX = 320;
/** Lists of addresses, and what people wrote. */
const LONG: ReadonlySet<ColumnMeaning> = new Set([
  'members',
  'forwarding',
  'otherAddresses',
  'alias',
  'autoReply',
  'safe',
  'blocked',
  'safeIps',
  'blockedIps',
]);

function cellsOf(cells: readonly string[], columns: readonly Column[]): RowCells {
  const found = new Map<ColumnMeaning, { readonly text: string; readonly unitBytes: number | null }>();
  for (const [at, { meaning, unitBytes }] of columns.entries()) {
    // What keeps a spreadsheet from taking the text for a formula is not part of it.
    const bounded = (cells[at] ?? '').slice(
      0,
      meaning !== null && LONG.has(meaning) ? CSV_LIMITS.cellCharsMax : SHORT_CHARS_MAX,
    );
    const text = bounded.trim().replace(/^'(?=[=+\-@])/, '');
    if (meaning !== null && meaning !== 'secret' && text !== '') found.set(meaning, { text, unitBytes });
  }
  return found;
}

function ownAddress(cells: RowCells, domain: string | null): string | null {
  const text = (meaning: ColumnMeaning): string => cells.get(meaning)?.text ?? '';
  return addressesIn(text('address'))[0] ?? completed(text('name') || text('address'), cells, domain);
}

/** A name without its domain gets that of its column, or of the command line. */
function completed(name: string, cells: RowCells, domain: string | null): string | null {
  const whole = addressesIn(name)[0];
  if (whole !== undefined) return whole;
  const where = cells.get('domain')?.text ?? domain;
  if (where === null || !/^[^\s@]{1,64}$/.test(name)) return null;
  return `${name}@${where.replace(/^@/, '')}`.toLowerCase();
}

/** Null where the row is about a mailbox. */
function listOf(cells: RowCells, own: string | null, domain: string | null): InventoryList | null {
  const kind = cells.get('rowKind')?.text ?? '';
  const said = /alias/i.test(kind) ? 'alias' : /group|list|verteiler|gruppe/i.test(kind) ? 'group' : null;
  const members = addressesIn(cells.get('members')?.text ?? '');
  for (const is of ['alias', 'group'] as const) {
    const address = completed(cells.get(is)?.text ?? '', cells, domain);
    const isAboutMailbox = cells.has('bytesMax') || cells.has('bytesUsed') || cells.has('lastSignIn');
    if (address === null || isAboutMailbox) continue;
    // Beside an alias without members stands the mailbox that gets its mail.
    const all = members.length > 0 || own === null || own === address ? members : [own];
    return { address, is: said ?? is, members: all.length === 0 ? null : all };
  }
  const isList = said !== null || (members.length > 0 && kind === '');
  return isList && own !== null
    ? { address: own, is: said ?? 'alias', members: members.length === 0 ? null : members }
    : null;
}

const UNKNOWN_DOMAIN: InventoryDomain = {
  name: '',
  platforms: null,
  isEmailPlus: null,
  mailboxesMax: null,
  hasArchiving: null,
  hasPublicFolders: null,
  alternateNames: null,
  catchAll: null,
  spam: null,
};

function byAddress(one: { readonly address: string }, other: { readonly address: string }): number {
  return one.address < other.address ? -1 : one.address > other.address ? 1 : 0;
}
