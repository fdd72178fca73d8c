/** The part of the ledger that knows folders and what their listings said. */
import { PAGE_ITEMS_MAX } from '../../base/limits.ts';
import {
  type FolderKey,
  type FolderPath,
  folderKey,
  type SourceFolder,
  type TargetFolder,
} from '../../model/folder.ts';
import type { Cursor, ItemHead, SourceRef } from '../../model/item.ts';
import type { Ledger, LedgerFolder } from '../../model/ledger.ts';
import type { Page } from '../../model/source.ts';
import { columnText, textOfColumn } from '../column-text.ts';
import { columnTexts, refOf } from './entry-row.ts';
import type { Lease, Reading, Writing } from './lease.ts';

type FolderPart = Pick<
  Ledger,
  'folders' | 'recordFolders' | 'tieFolder' | 'cursor' | 'record' | 'recordStamp' | 'known'
>;

export function folderPart(lease: Lease): FolderPart {
  return {
    folders: async () => (await lease.readAll<FolderRow>(FOLDERS)).map(folderOf),
    recordFolders: (folders) => recordFolders(lease, folders),
    tieFolder: async (path, target) => void (await lease.write(TIE_FOLDER, path, JSON.stringify(target))),
    cursor: async (path) => {
      const [row] = await lease.read<{ cursor: string | null }>(CURSOR, path);
      return row?.cursor ? (textOfColumn(row.cursor) as Cursor) : null; // the column holds nothing but cursors
    },
    record: async (path, page) => {
      if (page.renumbered) await recordRenumbered(lease, path, page);
      else await lease.write(RECORD_PAGE, path, ...pageValues(page));
    },
    recordStamp: async (path, stamp) =>
      void (await lease.write(RECORD_STAMP, path, stamp === null ? null : columnText(stamp))),
    known: async function* (path) {
      let after = 0;
      for (;;) {
        const rows = await lease.read<{ id: number; ref: string }>(KNOWN, path, after, PAGE_ITEMS_MAX);
        if (rows.length > 0) yield rows.map((row) => refOf(row.ref));
        if (rows.length < PAGE_ITEMS_MAX) return;
        after = rows.at(-1)?.id ?? after;
      }
    },
  };
}

interface FolderRow {
  readonly source: SourceFolder;
  readonly target: TargetFolder | null;
  readonly listed_stamp: string | null;
  readonly present: boolean;
}

function folderOf(row: FolderRow): LedgerFolder {
  const listedStamp = row.listed_stamp === null ? null : textOfColumn(row.listed_stamp);
  return { source: row.source, target: row.target, listedStamp, present: row.present };
}

const FOLDERS: Reading = {
  name: 'folders',
  text: `
    select source, target, listed_stamp, present
    from folders
    where mailbox_id = $1
    order by id`,
};

async function recordFolders(lease: Lease, folders: readonly SourceFolder[]): Promise<void> {
  const byKey = new Map<FolderKey, string>();
  for (const folder of folders) byKey.set(folderKey(folder.path), JSON.stringify(folder));
  await lease.writeAll(RECORD_FOLDERS, [...byKey.keys()], [...byKey.values()]);
}

// A folder that is as it was is not touched: a mailbox with thousands of them is listed again at every pass.
const RECORD_FOLDERS: Writing = {
  name: 'record-folders',
  text: `
    with held as materialized (
      select check_lease($1, $2)
    ), listed as materialized (
      select l.key, l.source, l.nth, f.id, f.source::text as old_source, f.present
      from held
      cross join unnest($3::text[], $4::text[]) with ordinality as l (key, source, nth)
      left join folders f on f.mailbox_id = $1 and f.key = l.key
    ), changed as (
      update folders f
      set source = l.source::json, present = true
      from listed l
      where f.id = l.id and (l.old_source <> l.source or not l.present)
    ), absent as (
      update folders f
      set present = false
      from held
      where f.mailbox_id = $1 and f.present and f.key <> all ($3)
    )
    insert into folders (mailbox_id, key, source)
    select $1, key, source::json
    from listed
    where id is null
    order by nth`,
};

const TIE_FOLDER: Writing = {
  name: 'tie-folder',
  text: `
    update folders f
    set target = $4
    from held_folder($1, $2, $3) held
    where f.id = held.folder_id`,
};

const CURSOR: Reading = {
  name: 'cursor',
  text: 'select cursor from folders where mailbox_id = $1 and key = $2',
};

const RECORD_STAMP: Writing = {
  name: 'record-stamp',
  text: `
    update folders f
    set listed_stamp = $4
    from held_folder($1, $2, $3) held
    where f.id = held.folder_id and f.listed_stamp is distinct from $4`,
};

const KNOWN: Reading = {
  name: 'known',
  text: `
    select e.id, e.ref
    from folders f
    cross join lateral (
      select id, ref
      from entries
      where folder_id = f.id and id > $3 and not vanished and not aside
      order by id
      limit $4
    ) e
    where f.mailbox_id = $1 and f.key = $2
    order by e.id`,
};

async function recordRenumbered(lease: Lease, path: FolderPath, page: Page): Promise<void> {
  await lease.together([path], async (tx) => {
    await tx.query(lease.sql(SET_ASIDE, path, []));
    await tx.query(lease.sql(RECORD_PAGE, path, pageValues(page)));
  });
}

/** A ref that is both there and gone is gone. Of two heads with one ref the last one is right. */
function pageValues(page: Page): readonly unknown[] {
  const gone = new Set<SourceRef>(page.gone);
  const byRef = new Map<SourceRef, ItemHead>();
  for (const head of page.heads) if (!gone.has(head.ref)) byRef.set(head.ref, head);
  const heads = [...byRef.values()];
  return [
    columnTexts(heads.map((head) => head.ref)),
    heads.map((head) => head.kind),
    columnTexts(heads.map((head) => head.version)),
    heads.map((head) => head.sizeBytes),
    heads.map((head) => head.receivedAt),
    columnTexts([...gone]),
    page.next === null ? null : columnText(page.next),
  ];
}

// Entries that are as they were are only read: a server that cannot say what changed lists everything at every pass.
const RECORD_PAGE: Writing = {
  name: 'record-page',
  text: `
    with held as materialized (
      select * from held_folder($1, $2, $3)
    ), listed as materialized (
      select held.folder_id, held.numbering, l.*
      from held
      cross join unnest($4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[])
        with ordinality as l (ref, kind, version, size_bytes, received_at_ms, nth)
    ), known as materialized (
      select l.*, e.id, e.version as old_version, e.vanished
      from listed l
      left join entries e on e.folder_id = l.folder_id and e.ref = l.ref and e.numbering = l.numbering
    ), changed as (
      update entries e
      set version = k.version, vanished = false, state = case e.state when 'gone' then 'seen' else e.state end
      from known k
      where e.folder_id = k.folder_id and e.id = k.id and (k.old_version <> k.version or k.vanished)
    ), gone as materialized (
      select e.folder_id, e.id
      from held
      cross join unnest($9::text[]) as g (ref)
      join entries e on e.folder_id = held.folder_id and e.ref = g.ref and e.numbering = held.numbering
    ), left_out as (
      update entries e
      set vanished = true, state = case e.state when 'seen' then 'gone' else e.state end
      from gone g
      where e.folder_id = g.folder_id and e.id = g.id and not e.vanished
    ), added as (
      insert into entries (folder_id, numbering, ref, kind, version, size_bytes, received_at_ms, state)
      select folder_id, numbering, ref, kind, version, size_bytes, received_at_ms, 'seen'
      from known
      where id is null
      order by nth
    )
    update folders f
    set cursor = $10
    from held
    where f.id = held.folder_id and f.cursor is distinct from $10`,
};

// What was never copied is forgotten: the listing that follows names it anew.
const SET_ASIDE: Writing = {
  name: 'set-aside',
  text: `
    with held as materialized (
      select * from held_folder($1, $2, $3)
    ), forgotten as (
      delete from entries e
      using held
      where e.folder_id = held.folder_id and e.target is null and e.state <> 'intended'
    ), aside as (
      update entries e
      set aside = true
      from held
      where e.folder_id = held.folder_id and not e.aside and (e.target is not null or e.state = 'intended')
    )
    update folders f
    set numbering = f.numbering + 1
    from held
    where f.id = held.folder_id`,
};
