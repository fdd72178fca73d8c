/** An entry as a row of `entries`. */
import { instant } from '../../base/clock.ts';
import type { ProblemCode } from '../../base/problem.ts';
import type { ItemKind, Loss, SourceRef, TargetRef } from '../../model/item.ts';
import type { Entry, EntryState } from '../../model/ledger.ts';
import { columnText, textOfColumn } from '../column-text.ts';

const COLUMNS = [
  'ref',
  'kind',
  'version',
  'size_bytes',
  'received_at_ms',
  'state',
  'vanished',
  'copied_version',
  'target',
  'sha256',
  'problem_code',
  'problem_facts',
  'losses',
] as const satisfies readonly (keyof EntryRow)[];

/** The columns that make an entry, of a row called `e`. */
export const ENTRY_COLUMNS = COLUMNS.map((column) => `e.${column}`).join(', ');

/** The same of a row with another name, which becomes a prefix: two entries in one row of a result. */
export function prefixedColumns(row: string): string {
  return COLUMNS.map((column) => `${row}.${column} as ${row}_${column}`).join(', ');
}

export interface EntryRow {
  readonly ref: string;
  readonly kind: ItemKind;
  readonly version: string;
  readonly size_bytes: number;
  readonly received_at_ms: number;
  readonly state: EntryState;
  readonly vanished: boolean;
  readonly copied_version: string | null;
  readonly target: string | null;
  readonly sha256: Buffer | null;
  readonly problem_code: ProblemCode | null;
  readonly problem_facts: Readonly<Record<string, string>> | null;
  readonly losses: readonly Loss[] | null;
}

export function entryOf(row: EntryRow): Entry {
  const { problem_code: code, problem_facts: facts } = row;
  return {
    ref: refOf(row.ref),
    kind: row.kind,
    version: textOfColumn(row.version),
    sizeBytes: row.size_bytes,
    receivedAt: instant(row.received_at_ms),
    state: row.state,
    copiedVersion: row.copied_version === null ? null : textOfColumn(row.copied_version),
    target: row.target === null ? null : targetOf(row.target),
    sha256: row.sha256,
    problem: code === null ? null : { code, facts: facts ?? {} },
    losses: row.losses ?? [],
    vanished: row.vanished,
  };
}

/** One of the entries of a row whose columns are those of `prefixedColumns`. */
export function prefixedEntryOf(row: Readonly<Record<string, unknown>>, name: string): Entry {
  const columns = Object.fromEntries(COLUMNS.map((column) => [column, row[`${name}_${column}`]]));
  return entryOf(columns as unknown as EntryRow); // `prefixedColumns` names every column of an EntryRow
}

export function refOf(column: string): SourceRef {
  return textOfColumn(column) as SourceRef; // the column holds nothing but refs that a source gave
}

export function targetOf(column: string): TargetRef {
  return textOfColumn(column) as TargetRef; // the column holds nothing but refs that a target gave
}

/** Losses as a column holds them: most items have none, and none is null. */
export function lossesColumn(losses: readonly Loss[]): string | null {
  return losses.length === 0 ? null : JSON.stringify(losses);
}

export function columnTexts(texts: readonly string[]): string[] {
  return texts.map(columnText);
}
