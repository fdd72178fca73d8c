/** The part of the ledger that recognises a copied item under another name: moved, or numbered anew. */
import type { FolderPath } from '../../model/folder.ts';
import type { SourceRef } from '../../model/item.ts';
import type { Ledger } from '../../model/ledger.ts';
import { columnText } from '../column-text.ts';
import { columnTexts, prefixedColumns, prefixedEntryOf } from './entry-row.ts';
import type { Lease, Reading, Writing } from './lease.ts';

type MovePart = Pick<Ledger, 'moveCandidates' | 'settleMove' | 'aside' | 'adopt' | 'endAside'>;
type Row = Readonly<Record<string, unknown>>;

export function movePart(lease: Lease): MovePart {
  return {
    moveCandidates: async (limit) =>
      (await lease.readAll<Row>(MOVE_CANDIDATES, limit)).map((row) => ({
        from: pathOf(row['from_key']),
        left: prefixedEntryOf(row, 'l'),
        to: pathOf(row['to_key']),
        appeared: prefixedEntryOf(row, 'a'),
      })),
    settleMove: async ({ from, left, to, appeared, target }) => {
      const values = [columnText(left), JSON.stringify(to), columnText(appeared), columnText(target)];
      await lease.together([from, to], (tx) => tx.query(lease.sql(SETTLE_MOVE, from, values)));
    },
    aside: async (path, limit) =>
      (await lease.read<Row>(ASIDE, path, limit)).map((row) => ({
        old: prefixedEntryOf(row, 'o'),
        renumbered: prefixedEntryOf(row, 'n'),
      })),
    adopt: async (path, pairs) => {
      const once = eachOnce(pairs);
      const olds = columnTexts(once.map((pair) => pair.old));
      await lease.write(ADOPT, path, olds, columnTexts(once.map((pair) => pair.renumbered)));
    },
    endAside: async (path) => void (await lease.write(END_ASIDE, path)),
  };
}

function pathOf(key: unknown): FolderPath {
  const path: unknown = JSON.parse(String(key));
  return Array.isArray(path) ? path.map(String) : [];
}

interface Pair {
  readonly old: SourceRef;
  readonly renumbered: SourceRef;
}

/** Without the pairs that name an entry which an earlier pair has named. */
function eachOnce(pairs: readonly Pair[]): readonly Pair[] {
  const olds = new Set<SourceRef>();
  const renumbereds = new Set<SourceRef>();
  return pairs.filter(({ old, renumbered }) => {
    if (olds.has(old) || renumbereds.has(renumbered)) return false;
    olds.add(old);
    renumbereds.add(renumbered);
    return true;
  });
}

// The limit inside fixes the order of the joins: what appeared is walked, what left is looked up. The first condition is
// answered once, so that a pass in which nothing left does not walk at all. The folder that was left may be gone itself.
const MOVE_CANDIDATES: Reading = {
  name: 'move-candidates',
  text: `
    select l.folder_key as from_key, t.key as to_key, ${prefixedColumns('l')}, ${prefixedColumns('a')}
    from folders t
    join entries a on a.folder_id = t.id and a.state = 'seen'
    cross join lateral (
      select e.*, s.key as folder_key
      from entries e
      join folders s on s.id = e.folder_id and s.mailbox_id = t.mailbox_id
      where e.size_bytes = a.size_bytes and e.received_at_ms = a.received_at_ms and e.vanished and e.target is not null
        and e.sha256 is not null and not e.aside and e.folder_id <> a.folder_id
      order by e.id
      limit $2
    ) l
    where exists (
        select
        from folders f
        join entries e on e.folder_id = f.id and e.vanished and e.target is not null
        where f.mailbox_id = $1
      )
      and t.mailbox_id = $1 and t.present
    order by t.id, a.id, l.id
    limit $2`,
};

const SETTLE_MOVE: Writing = {
  name: 'settle-move',
  text: `
    with gone as materialized (
      select e.*
      from held_folder($1, $2, $3) held
      cross join lateral (
        select *
        from entries
        where folder_id = held.folder_id and ref = $4 and not aside
        order by numbering desc
        limit 1
      ) e
      where e.vanished and e.target is not null
    ), appeared as materialized (
      select e.*
      from held_folder($1, $2, $5) held
      cross join lateral (
        select *
        from entries
        where folder_id = held.folder_id and ref = $6 and not aside
        order by numbering desc
        limit 1
      ) e
      where e.state = 'seen'
    ), forgotten as (
      delete from entries e
      using gone g, appeared a
      where e.folder_id = g.folder_id and e.id = g.id
    )
    update entries e
    set state = 'copied', target = $7, copied_version = g.copied_version, sha256 = g.sha256, losses = g.losses
    from gone g, appeared a
    where e.folder_id = a.folder_id and e.id = a.id`,
};

const ASIDE: Reading = {
  name: 'aside',
  text: `
    select ${prefixedColumns('o')}, ${prefixedColumns('n')}
    from folders f
    join entries n on n.folder_id = f.id and n.state = 'seen'
    cross join lateral (
      select *
      from entries
      where folder_id = n.folder_id and size_bytes = n.size_bytes and received_at_ms = n.received_at_ms and aside
        and target is not null
      order by id
      limit $3
    ) o
    where f.mailbox_id = $1 and f.key = $2
    order by n.id, o.id
    limit $3`,
};

const ADOPT: Writing = {
  name: 'adopt',
  text: `
    with asked as materialized (
      select held.folder_id, p.*
      from held_folder($1, $2, $3) held
      cross join unnest($4::text[], $5::text[]) as p (old, renumbered)
    ), pairs as materialized (
      select o.*, n.id as renumbered_id
      from asked
      cross join lateral (
        select folder_id, id, target, copied_version, sha256, losses
        from entries
        where folder_id = asked.folder_id and ref = asked.old and aside and target is not null
        order by numbering desc
        limit 1
      ) o
      cross join lateral (
        select id, state
        from entries
        where folder_id = asked.folder_id and ref = asked.renumbered and not aside
        order by numbering desc
        limit 1
      ) n
      where n.state = 'seen'
    ), forgotten as (
      delete from entries e
      using pairs p
      where e.folder_id = p.folder_id and e.id = p.id
    )
    update entries e
    set state = 'copied', target = p.target, copied_version = p.copied_version, sha256 = p.sha256, losses = p.losses
    from pairs p
    where e.folder_id = p.folder_id and e.id = p.renumbered_id`,
};

const END_ASIDE: Writing = {
  name: 'end-aside',
  text: `
    update entries e
    set aside = false, vanished = true
    from held_folder($1, $2, $3) held
    where e.folder_id = held.folder_id and e.aside`,
};
