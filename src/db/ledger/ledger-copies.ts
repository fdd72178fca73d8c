/** The part of the ledger that knows what is being copied: announced, withdrawn, settled. */
import { assert } from '../../base/assert.ts';
import { instant } from '../../base/clock.ts';
import type { SourceRef } from '../../model/item.ts';
import type { DoubtfulEntry, Ledger, Outcome } from '../../model/ledger.ts';
import { columnText } from '../column-text.ts';
import { columnTexts, ENTRY_COLUMNS, type EntryRow, entryOf, lossesColumn } from './entry-row.ts';
import type { Lease, Reading, Writing } from './lease.ts';

type CopyPart = Pick<Ledger, 'intend' | 'doubts' | 'withdraw' | 'settle' | 'changed' | 'settleChanges' | 'vanished'>;

export function copyPart(lease: Lease): CopyPart {
  return {
    intend: async (path, { itemsMax, bytesMax }, now) =>
      (await lease.write<EntryRow>(INTEND, path, itemsMax, bytesMax, now)).map(entryOf),
    doubts: async (path, limit) => (await lease.read<DoubtfulRow>(DOUBTS, path, limit)).map(doubtOf),
    withdraw: async (path, refs) => void (await lease.write(WITHDRAW, path, columnTexts(refs))),
    settle: async (path, outcomes) => {
      const byRef = new Map<SourceRef, Outcome>(outcomes.map((outcome) => [outcome.ref, outcome]));
      const settled = await lease.write(SETTLE, path, ...outcomeValues([...byRef.values()]));
      assert(settled.length === byRef.size, 'an entry is recorded before it is settled');
    },
    changed: async (path, limit) => (await lease.read<EntryRow>(CHANGED, path, limit)).map(entryOf),
    settleChanges: async (path, changes) => {
      const versions = new Map(changes.map(({ ref, version }) => [ref, version]));
      await lease.write(SETTLE_CHANGES, path, columnTexts([...versions.keys()]), columnTexts([...versions.values()]));
    },
    vanished: async (path, limit) => (await lease.read<EntryRow>(VANISHED, path, limit)).map(entryOf),
  };
}

// Durable when it returns, and with it everything written before. The batch ends before the entry with which it would grow beyond its bytes, but never before the first one.
const INTEND: Writing = {
  name: 'intend',
  text: `
    with held as materialized (
      select *, set_config('synchronous_commit', 'on', true) from held_folder($1, $2, $3)
    ), oldest as materialized (
      select e.folder_id, e.id, sum(e.size_bytes) over (order by e.id) as bytes, row_number() over (order by e.id) as nth
      from held
      cross join lateral (
        select folder_id, id, size_bytes
        from entries
        where folder_id = held.folder_id and state = 'seen'
        order by id
        limit $4
      ) e
    ), taken as (
      update entries e
      set state = 'intended', intended_at_ms = $6
      from oldest o
      where e.folder_id = o.folder_id and e.id = o.id and (o.bytes <= $5 or o.nth = 1)
      returning e.*
    )
    select ${ENTRY_COLUMNS}
    from taken e
    order by e.id`,
};

interface DoubtfulRow extends EntryRow {
  readonly intended_at_ms: number;
}

function doubtOf(row: DoubtfulRow): DoubtfulEntry {
  return { ...entryOf(row), intendedAt: instant(row.intended_at_ms) };
}

const DOUBTS: Reading = {
  name: 'doubts',
  text: `
    select ${ENTRY_COLUMNS}, e.intended_at_ms
    from folders f
    cross join lateral (
      select *
      from entries
      where folder_id = f.id and state = 'intended'
      order by intended_at_ms, id
      limit $3
    ) e
    where f.mailbox_id = $1 and f.key = $2
    order by e.intended_at_ms, e.id`,
};

/**
 * The entries that `refs` name: of the folder's present numbering, or of an older one when a renumbering came between.
 * `asked` must be a set of rows with folder_id and ref.
 */
const NAMED_ENTRIES = `
      cross join lateral (
        select id, state, vanished, aside
        from entries
        where folder_id = asked.folder_id and ref = asked.ref
        order by numbering desc
        limit 1
      ) e`;

// What was set aside and not written is forgotten: the new listing has it under another ref.
const WITHDRAW: Writing = {
  name: 'withdraw',
  text: `
    with asked as materialized (
      select held.folder_id, r.ref
      from held_folder($1, $2, $3) held
      cross join unnest($4::text[]) as r (ref)
    ), withdrawn as materialized (
      select asked.folder_id, e.*
      from asked
      ${NAMED_ENTRIES}
    ), forgotten as (
      delete from entries e
      using withdrawn w
      where e.folder_id = w.folder_id and e.id = w.id and w.state = 'intended' and w.aside
    )
    update entries e
    set state = case when w.vanished then 'gone' else 'seen' end, intended_at_ms = null
    from withdrawn w
    where e.folder_id = w.folder_id and e.id = w.id and w.state = 'intended' and not w.aside`,
};

function outcomeValues(all: readonly Outcome[]): readonly unknown[] {
  const copied = all.map((outcome) => (outcome.is === 'copied' ? outcome : null));
  const problems = all.map((outcome) => (outcome.is === 'failed' ? outcome.problem : null));
  return [
    columnTexts(all.map((outcome) => outcome.ref)),
    all.map((outcome) => outcome.is),
    copied.map((copy) => copy && columnText(copy.target)),
    copied.map((copy) => copy && columnText(copy.version)),
    copied.map((copy) => copy && copy.sha256),
    copied.map((copy) => copy && lossesColumn(copy.losses)),
    problems.map((problem) => problem && problem.code),
    problems.map((problem) => problem && JSON.stringify(problem.facts)),
    all.map((outcome) => (outcome.is === 'skipped' ? columnText(outcome.rule) : null)),
  ];
}

// A copy replaces what was known of the target, 'gone' forgets it, and a failure to update an old copy leaves it.
const SETTLE: Writing = {
  name: 'settle',
  text: `
    with asked as materialized (
      select held.folder_id, o.*
      from held_folder($1, $2, $3) held
      cross join unnest(
        $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::json[], $10::text[], $11::json[], $12::text[]
      ) as o (ref, becomes, target, version, sha256, losses, problem_code, problem_facts, rule)
    ), settled as materialized (
      select asked.*, e.id, asked.becomes in ('copied', 'gone') as renews
      from asked
      ${NAMED_ENTRIES}
    )
    update entries e
    set state = s.becomes,
      intended_at_ms = null,
      vanished = e.vanished or s.becomes = 'gone',
      target = case when s.renews then s.target else e.target end,
      copied_version = case when s.renews then s.version else e.copied_version end,
      sha256 = case when s.renews then s.sha256 else e.sha256 end,
      losses = case when s.renews then s.losses else e.losses end,
      problem_code = s.problem_code,
      problem_facts = s.problem_facts,
      rule = s.rule
    from settled s
    where e.folder_id = s.folder_id and e.id = s.id
    returning 1`,
};

const CHANGED: Reading = {
  name: 'changed',
  text: `
    select ${ENTRY_COLUMNS}
    from folders f
    cross join lateral (
      select *
      from entries
      where folder_id = f.id
        and state in ('copied', 'verified') and version <> copied_version and not vanished and not aside
      order by id
      limit $3
    ) e
    where f.mailbox_id = $1 and f.key = $2
    order by e.id`,
};

// What was verified before it changed has to be verified again.
const SETTLE_CHANGES: Writing = {
  name: 'settle-changes',
  text: `
    with asked as materialized (
      select held.folder_id, c.*
      from held_folder($1, $2, $3) held
      cross join unnest($4::text[], $5::text[]) as c (ref, version)
    ), settled as materialized (
      select asked.*, e.id, e.state
      from asked
      ${NAMED_ENTRIES}
    )
    update entries e
    set copied_version = s.version, state = 'copied'
    from settled s
    where e.folder_id = s.folder_id and e.id = s.id and s.state in ('copied', 'verified')`,
};

const VANISHED: Reading = {
  name: 'vanished',
  text: `
    select ${ENTRY_COLUMNS}
    from folders f
    cross join lateral (
      select *
      from entries
      where folder_id = f.id and vanished and target is not null and not aside
      order by id
      limit $3
    ) e
    where f.mailbox_id = $1 and f.key = $2
    order by e.id`,
};
