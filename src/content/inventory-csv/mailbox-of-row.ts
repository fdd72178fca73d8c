/** A row of a table as a mailbox. What its cells do not say, or say so that nobody understands it, is null. */
import type { AutoReply, Forwarding, InventoryMailbox, Platform, SpamProtection } from '../../model/inventory.ts';
import { addressesIn, bytesIn, flagOf, momentOf } from './cells.ts';
import type { ColumnMeaning } from './columns.ts';

/** By what they say; only those that are not empty. */
export type RowCells = ReadonlyMap<ColumnMeaning, { readonly text: string; readonly unitBytes: number | null }>;

export function mailboxOfRow(address: string, cells: RowCells): InventoryMailbox {
  const text = (meaning: ColumnMeaning): string | null => cells.get(meaning)?.text ?? null;
  const said = <T>(meaning: ColumnMeaning, read: (cell: string) => T | null): T | null => {
    const cell = text(meaning);
    return cell === null ? null : read(cell);
  };
  const { used, max } = sizesOf(cells);
  const isDisabled = said('disabled', flagOf);
  const createdAt = said('createdAt', momentOf);
  return {
    address,
    platform: said('platform', platformOf),
    displayName: text('displayName') ?? (`${text('firstName') ?? ''} ${text('lastName') ?? ''}`.trim() || null),
    isEnabled: said('enabled', flagOf) ?? (isDisabled === null ? null : !isDisabled),
    bytesMax: max,
    bytesUsed: used,
    createdAt: createdAt === 'never' ? null : createdAt,
    lastSignIn: said('lastSignIn', momentOf),
    forwarding: said('forwarding', (cell) => forwardingOf(cell, said('keepsCopy', flagOf))),
    autoReply: autoReplyOf(text('autoReply'), said('autoReplyOn', flagOf)),
    visibility: null,
    contact: null,
    otherAddresses: said('otherAddresses', addressesIn) ?? said('alias', addressesIn),
    spam: spamOf(cells),
  };
}

/** `1.2 GB / 25 GB` and `1.2 GB of 25 GB` say both at once. */
function sizesOf(cells: RowCells): { readonly used: number | null; readonly max: number | null } {
  const cell = (meaning: ColumnMeaning): number | null => {
    const one = cells.get(meaning);
    return one === undefined ? null : bytesIn(one.text, one.unitBytes);
  };
  for (const meaning of ['bytesUsed', 'bytesMax'] as const) {
    const one = cells.get(meaning);
    const both = /^(.+?)\s*(?:\/|\bof\b|\bvon\b)\s*(.+?)(?:\s*\([\d.,]+ ?%\))?$/i.exec(one?.text ?? '');
    if (one === undefined || both === null) continue;
    return { used: bytesIn(both[1] ?? '', one.unitBytes), max: bytesIn(both[2] ?? '', one.unitBytes) };
  }
  return { used: cell('bytesUsed'), max: cell('bytesMax') };
}

function forwardingOf(cell: string, keepsCopy: boolean | null): Forwarding | null {
  const addresses = addressesIn(cell);
  // A yes without an address says that there is some, and not where it goes.
  return addresses.length === 0 && flagOf(cell) !== false ? null : { addresses, keepsCopy };
}

/** A yes or no may stand in the column of the text. */
function autoReplyOf(text: string | null, isOn: boolean | null): AutoReply | null {
  if (text === null) return isOn === null ? null : { isOn, text: null };
  const flag = flagOf(text);
  return flag === null ? { isOn: isOn ?? true, text } : { isOn: isOn ?? flag, text: null };
}

/** Entries are addresses, domains or ranges with `%`; null where no column tells of spam. */
function spamOf(cells: RowCells): SpamProtection | null {
  const entries = (meaning: ColumnMeaning): readonly string[] | null =>
    cells
      .get(meaning)
      ?.text.split(/[\s,;|]+/)
      // What keeps a spreadsheet from taking an entry for a formula is not part of it.
      .map((entry) => entry.replace(/^'/, '').toLowerCase())
      .filter((entry) => entry !== '') ?? null;
  const spam = {
    filter: cells.get('spamFilter')?.text.toLowerCase() ?? null,
    treatment: null,
    forwardsTo: null,
    safe: entries('safe'),
    blocked: entries('blocked'),
    safeIps: entries('safeIps'),
    blockedIps: entries('blockedIps'),
  };
  return Object.values(spam).every((told) => told === null) ? null : spam;
}

function platformOf(cell: string): Platform | null {
  if (/exchange|outlook|365/i.test(cell)) return 'exchange';
  return /rackspace|rse?mail|imap|^email( plus)?$/i.test(cell) ? 'rackspace-email' : null;
}
