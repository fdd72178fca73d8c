/** The tables of the queue as a script, for a database that is filled from a backup. */
import { getConstructionPlans } from 'pg-boss';
import { assert } from '../base/assert.ts';

/** To be run inside of a transaction: pg-boss writes it as one of its own, and that frame is taken off. */
export function queueTables(): string {
  const script = getConstructionPlans().trim();
  const [, inside] = /^BEGIN;(.*)COMMIT;$/s.exec(script) ?? [];
  assert(inside !== undefined, 'pg-boss makes its tables in one transaction');
  return inside;
}
