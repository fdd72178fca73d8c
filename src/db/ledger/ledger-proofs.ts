/** The part of the ledger that answers what is there: for the proof, the reports and the progress. */
import { PAGE_ITEMS_MAX } from '../../base/limits.ts';
import type { ProblemCode } from '../../base/problem.ts';
import type { FolderPath } from '../../model/folder.ts';
import type { SourceRef } from '../../model/item.ts';
import {
  ENTRY_STATES,
  type Entry,
  type EntryState,
  type FolderCounts,
  type Ledger,
  type Proof,
} from '../../model/ledger.ts';
import { columnTexts, ENTRY_COLUMNS, type EntryRow, entryOf, targetOf } from './entry-row.ts';
import { CHECK_LEASE, type Lease, type Reading, type Writing } from './lease.ts';

type ProofPart = Pick<Ledger, 'flush' | 'claimed' | 'entries' | 'prove' | 'retryFailed' | 'counts'>;

export function proofPart(lease: Lease): ProofPart {
  return {
    claimed: async (path, refs) => {
      const rows = await lease.read<{ target: string }>(CLAIMED, path, columnTexts(refs));
      return new Set(rows.map((row) => targetOf(row.target)));
    },
    entries: (path, states) => entriesInPages(lease, path, states),
    prove: async (path, proofs) => void (await lease.write(PROVE, path, ...proofValues(proofs))),
    retryFailed: async ({ missingToo }) => {
      await lease.writeAll(CHECK_LEASE); // there may be no folder to write in
      let failed = 0;
      for (const row of await lease.readAll<{ key: string }>(FOLDERS_WITH_FAILURES)) {
        const path = JSON.parse(row.key) as FolderPath; // a key is the JSON of its path
        failed += (await lease.write(RETRY_FAILED, path, missingToo ? RECOPIED : [])).length;
      }
      return failed;
    },
    flush: async () => void (await lease.writeAll(FLUSH)),
    counts: async () => countsOf(await lease.readAll<CountRow>(COUNTS)),
  };
}

/** The problems of an item that the target had once and has no more. */
export const RECOPIED = ['proof.missing'] as const satisfies readonly ProblemCode[];

const CLAIMED: Reading = {
  name: 'claimed',
  text: `
    select e.target
    from folders f
    cross join unnest($3::text[]) as asked (target)
    cross join lateral (
      select target
      from entries
      where folder_id = f.id and hashtextextended(target, 0) = hashtextextended(asked.target, 0)
        and target is not null and target = asked.target
      limit 1
    ) e
    where f.mailbox_id = $1 and f.key = $2`,
};

async function* entriesInPages(
  lease: Lease,
  path: FolderPath,
  states: readonly EntryState[],
): AsyncIterable<readonly Entry[]> {
  let after = 0;
  for (;;) {
    const rows = await lease.read<EntryRow & { readonly id: number }>(ENTRIES, path, states, after, PAGE_ITEMS_MAX);
    if (rows.length > 0) yield rows.map(entryOf);
    if (rows.length < PAGE_ITEMS_MAX) return;
    after = rows.at(-1)?.id ?? after;
  }
}

const ENTRIES: Reading = {
  name: 'entries',
  text: `
    select e.id, ${ENTRY_COLUMNS}
    from folders f
    cross join lateral (
      select *
      from entries
      where folder_id = f.id and id > $4 and state = any ($3) and not aside
      order by id
      limit $5
    ) e
    where f.mailbox_id = $1 and f.key = $2
    order by e.id`,
};

function proofValues(proofs: readonly Proof[]): readonly unknown[] {
  const byRef = new Map<SourceRef, Proof>(proofs.map((proof) => [proof.ref, proof]));
  const all = [...byRef.values()];
  return [
    columnTexts([...byRef.keys()]),
    all.map((proof) => proof.is),
    all.map((proof) => (proof.is === 'failed' ? proof.problem.code : null)),
    all.map((proof) => (proof.is === 'failed' ? JSON.stringify(proof.problem.facts) : null)),
  ];
}

const PROVE: Writing = {
  name: 'prove',
  text: `
    with asked as materialized (
      select held.folder_id, p.*
      from held_folder($1, $2, $3) held
      cross join unnest($4::text[], $5::text[], $6::text[], $7::json[]) as p (ref, becomes, problem_code, problem_facts)
    ), proved as materialized (
      select asked.*, e.id, e.target
      from asked
      cross join lateral (
        select id, target
        from entries
        where folder_id = asked.folder_id and ref = asked.ref and not aside
        order by numbering desc
        limit 1
      ) e
    )
    update entries e
    set state = p.becomes, problem_code = p.problem_code, problem_facts = p.problem_facts
    from proved p
    where e.folder_id = p.folder_id and e.id = p.id and p.target is not null`,
};

// Any write will do: what matters is that its commit waits for the disk, and everything before it goes first.
const FLUSH: Writing = {
  name: 'flush',
  text: `
    with held as materialized (
      select check_lease($1, $2), set_config('synchronous_commit', 'on', true)
    )
    update mailboxes set term = term
    from held
    where id = $1`,
};

const FOLDERS_WITH_FAILURES: Reading = {
  name: 'folders-with-failures',
  text: `
    select f.key
    from folders f
    join counts c on c.folder_id = f.id and c.state = 'failed' and c.items > 0
    where f.mailbox_id = $1
    order by f.id`,
};

// What the target still has is not copied a second time: it is looked at again.
const RETRY_FAILED: Writing = {
  name: 'retry-failed',
  text: `
    with held as materialized (
      select * from held_folder($1, $2, $3)
    ), failed as materialized (
      select e.folder_id, e.id, e.target is null or e.problem_code = any ($4) as lacks_copy
      from held
      join entries e on e.folder_id = held.folder_id and e.state = 'failed'
      where not e.aside
    )
    update entries e
    set state = case when not f.lacks_copy then 'copied' when e.vanished then 'gone' else 'seen' end,
      problem_code = null,
      problem_facts = null,
      target = case when f.lacks_copy then null else e.target end,
      copied_version = case when f.lacks_copy then null else e.copied_version end,
      sha256 = case when f.lacks_copy then null else e.sha256 end,
      losses = case when f.lacks_copy then null else e.losses end
    from failed f
    where e.folder_id = f.folder_id and e.id = f.id
    returning 1`,
};

interface CountRow {
  readonly key: string;
  readonly state: EntryState | 'aside';
  readonly items: number;
  readonly bytes: number;
}

const COUNTS: Reading = {
  name: 'counts',
  text: `
    select f.key, c.state, c.items, c.bytes
    from folders f
    join counts c on c.folder_id = f.id
    where f.mailbox_id = $1
    order by f.id`,
};

function countsOf(rows: readonly CountRow[]): readonly FolderCounts[] {
  return [...Map.groupBy(rows, (row) => row.key)].map(([key, ofFolder]) => {
    const byState = new Map(ofFolder.map((row) => [row.state, row]));
    const each = (value: 'items' | 'bytes') =>
      Object.fromEntries(ENTRY_STATES.map((state) => [state, byState.get(state)?.[value] ?? 0])) as Record<
        EntryState,
        number
      >; // the keys are exactly the states
    const path = JSON.parse(key) as FolderPath; // a key is the JSON of its path
    return { path, items: each('items'), bytes: each('bytes'), aside: byState.get('aside')?.items ?? 0 };
  });
}
