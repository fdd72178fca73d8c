/** Items of the ledgers that could not be moved, for the service: the only place where it looks into ledgers. */
import type { Instant } from '../../base/clock.ts';
import type { ProblemCode } from '../../base/problem.ts';
import type { FailedItem, FailedItemSort, LedgerNames } from '../../model/failed-item.ts';
import type { FolderPath } from '../../model/folder.ts';
import type { ItemKind } from '../../model/item.ts';
import type { Page, PageAsk } from '../../model/page.ts';
import { textOfColumn } from '../column-text.ts';
import { type Listing, pageOf } from './listing.ts';
import type { Scope } from './scope.ts';

interface FailedRow {
  readonly path: FolderPath;
  readonly ref: string;
  readonly kind: ItemKind;
  readonly sizeBytes: number;
  readonly receivedAt: Instant;
  readonly code: ProblemCode;
  readonly facts: Readonly<Record<string, string>>;
}

export async function failedItems(
  scope: Scope,
  ledgers: readonly LedgerNames[],
  code: string | null,
  ask: PageAsk<FailedItemSort>,
): Promise<Page<FailedItem>> {
  const filter = [ledgers.map(({ source }) => source), ledgers.map(({ target }) => target), code];
  const page = await pageOf<FailedRow, FailedItemSort>(scope, LISTING, filter, ask);
  return {
    ...page,
    items: page.items.map(({ path, ref, code: problem, facts, ...item }) => {
      return { ...item, folder: path, ref: textOfColumn(ref), problem: { code: problem, facts } };
    }),
  };
}

/** The names of its ledgers end with the organisation: others are not found, whatever names are given. */
const LISTING: Listing<FailedItemSort> = {
  name: 'failed-items',
  columns: `folders.source->'path' as path, entries.ref, entries.kind, size_bytes as "sizeBytes",
      received_at_ms as "receivedAt", problem_code as code, problem_facts as facts`,
  table: `unnest($2::text[], $3::text[]) as ledger (source, target)
      join mailboxes on mailboxes.source = ledger.source and mailboxes.target = ledger.target
      join folders on folders.mailbox_id = mailboxes.id
      join entries on entries.folder_id = folders.id`,
  where: `right(ledger.source, 40) = ' of ' || $1::uuid::text
    and entries.state = 'failed' and not entries.aside and ($4::text is null or problem_code = $4)`,
  valuesCount: 4,
  sorts: { recorded: { column: 'entries.id', type: 'bigint' } },
  id: { column: 'entries.id', type: 'bigint' },
  isCounted: true,
};
