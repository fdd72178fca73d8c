/** How far the ledgers of a mailbox are, from the counts that they keep anyway: nothing is scanned and nothing claimed. */
import type { EntryState } from '../../model/ledger.ts';
import type { MailboxProgress } from '../../model/project.ts';
import type { Db } from '../db.ts';
import type { MailboxNames } from './ledger.ts';

interface SumRow {
  readonly state: EntryState | 'aside';
  readonly items: number;
  readonly bytes: number;
}

/** Of all these ledgers together; those that are not there yet count nothing. */
export async function ledgerProgress(db: Db, names: readonly MailboxNames[]): Promise<MailboxProgress> {
  const values = [names.map(({ source }) => source), names.map(({ target }) => target)];
  const rows = await db.query<SumRow>({ name: 'ledger-sums', text: SUMS, values });
  const sum = (what: 'items' | 'bytes', states: readonly SumRow['state'][]): number =>
    rows.filter(({ state }) => states.includes(state)).reduce((total, row) => total + row[what], 0);
  return {
    itemsFound: sum('items', FOUND),
    itemsCopied: sum('items', COPIED),
    itemsVerified: sum('items', ['verified']),
    itemsFailed: sum('items', ['failed']),
    bytesFound: sum('bytes', FOUND),
    bytesCopied: sum('bytes', COPIED),
    bytesVerified: sum('bytes', ['verified']),
    bytesFailed: sum('bytes', ['failed']),
  };
}

const COPIED: readonly EntryState[] = ['copied', 'verified'];
/** What a rule leaves out, and what the source lost before it was copied, is not to be moved. */
const FOUND: readonly EntryState[] = ['seen', 'intended', 'failed', ...COPIED];

const SUMS = `
  select state, sum(items)::bigint as items, sum(bytes)::bigint as bytes
  from unnest($1::text[], $2::text[]) as named (source, target)
  join mailboxes using (source, target)
  join folders on folders.mailbox_id = mailboxes.id
  join counts on counts.folder_id = folders.id
  group by state`;
