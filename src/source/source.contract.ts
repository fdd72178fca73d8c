/** What every source promises (see model/source.ts), as cases that run against each adapter. */
import { type Deviations, type OpenHarness, runContract } from '../../test/contract/contract.ts';
import { FOLDER_CASES } from './source-folders.contract.ts';
import type { SourceHarness } from './source-harness.contract.ts';
import { LIST_CASES } from './source-listing.contract.ts';
import { READ_CASES } from './source-reading.contract.ts';

export type { SourceHarness } from './source-harness.contract.ts';

/** Declares the tests of one source adapter. `open` makes a fresh mailbox, with INBOX and nothing in it, for every case. */
export function sourceContract(name: string, open: OpenHarness<SourceHarness>, deviations: Deviations = {}): void {
  const cases = [...FOLDER_CASES, ...LIST_CASES, ...READ_CASES];
  runContract(`${name} keeps the contract of a source`, open, cases, deviations);
}
