/** The database of an installation: whether it answers, has the tables of this version, and goes by the same clock. */

import { unreachable } from '../../base/assert.ts';
import { blocked, type CheckHead, type CheckResult, passed, warned } from '../../model/check-result.ts';
import { formatMs } from './words.ts';

export type DatabaseFacts =
  /** No service ever ran with this folder. */
  | { readonly is: 'none' }
  | { readonly is: 'failed'; readonly cause: string; readonly remedy: string }
  | {
      readonly is: 'open';
      /** In words: embedded, or a server of one's own. */
      readonly place: string;
      readonly version: string;
      /** From the question to the answer. */
      readonly answerMs: number;
      /** How far the clock here is ahead of that of the database. */
      readonly clockAheadMs: number;
      readonly tables: TablesFacts;
    };

export type TablesFacts =
  | { readonly is: 'current' }
  /** How many changes this version would make; all of them where there are none of ours yet. */
  | { readonly is: 'older'; readonly missing: number }
  | { readonly is: 'foreign'; readonly what: string };

const HEAD: CheckHead = { id: 'database', title: 'The database answers' };
const TABLES: CheckHead = { id: 'database.tables', title: 'The tables are those of this version' };
const CLOCK: CheckHead = { id: 'clock', title: 'The clock goes with that of the database' };
/** Slower than this it is felt in every request. */
const ANSWER_MS_MAX = 250;
/** Waves begin on the minute, and what waits is looked at each second. */
const CLOCK_MS_MAX = 2000;
/** A code of a second factor holds for half a minute. */
const CLOCK_MS_WRONG = 30_000;
const owner = 'administrator';

export function judgeDatabase(facts: DatabaseFacts): readonly CheckResult[] {
  if (facts.is === 'none') return [passed(HEAD, ['there is none in this folder yet: the first start makes it'])];
  if (facts.is === 'failed') {
    const { cause, remedy } = facts;
    return [blocked(HEAD, [], { cause, remedy, owner })];
  }
  const { place, version, answerMs } = facts;
  const evidence = [`${place}: PostgreSQL ${version}, answers within ${formatMs(answerMs)}`];
  const slow = {
    cause: `The database takes ${formatMs(answerMs)} for the smallest question, and each step of a move asks it several.`,
    remedy: 'Put Godwit near its database, and look at what else that machine does.',
    owner,
  } as const;
  const answers = answerMs > ANSWER_MS_MAX ? warned(HEAD, evidence, slow) : passed(HEAD, evidence);
  return [answers, judgeTables(facts.tables), judgeClock(facts.clockAheadMs)];
}

function judgeTables(tables: TablesFacts): CheckResult {
  switch (tables.is) {
    case 'current':
      return passed(TABLES, []);
    case 'older':
      return warned(TABLES, [`changes that are missing: ${tables.missing}`], {
        cause: 'The tables are those of an older version of Godwit.',
        remedy: 'Keep a copy of the database, then start the service of this version: it brings them up to date.',
        owner,
      });
    case 'foreign':
      return blocked(TABLES, [tables.what], {
        cause: 'The tables belong to a newer or another version of Godwit, and this one does not start on them.',
        remedy: 'Use the version of Godwit that made them, or choose another --state or DATABASE_URL.',
        owner,
      });
    default:
      return unreachable(tables);
  }
}

function judgeClock(aheadMs: number): CheckResult {
  const off = Math.abs(aheadMs);
  const evidence = [`${formatMs(off)} ${aheadMs < 0 ? 'behind' : 'ahead of'} the clock of the database`];
  if (off <= CLOCK_MS_MAX) return passed(CLOCK, evidence);
  const fault = {
    cause: `The clock of this machine and that of the database are ${formatMs(off)} apart: one of them is wrong.`,
    remedy: 'Let both machines take their time from the network (timedatectl set-ntp true).',
    owner,
  } as const;
  return off > CLOCK_MS_WRONG ? blocked(CLOCK, evidence, fault) : warned(CLOCK, evidence, fault);
}
