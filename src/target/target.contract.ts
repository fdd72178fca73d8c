/** What every target promises (see model/target.ts), as cases that run against each adapter. */
import { type Deviations, type OpenHarness, runContract } from '../../test/contract/contract.ts';
import { CHANGE_CASES } from './target-changing.contract.ts';
import { FOLDER_CASES } from './target-folders.contract.ts';
import type { TargetHarness } from './target-harness.contract.ts';
import { WRITE_CASES } from './target-writing.contract.ts';

export type { TargetHarness } from './target-harness.contract.ts';

/** Declares the tests of one target adapter. `open` makes a fresh, empty mailbox for every case. */
export function targetContract(name: string, open: OpenHarness<TargetHarness>, deviations: Deviations = {}): void {
  const cases = [...FOLDER_CASES, ...WRITE_CASES, ...CHANGE_CASES];
  runContract(`${name} keeps the contract of a target`, open, cases, deviations);
}
