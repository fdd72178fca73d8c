-- The ledger: what is known to have happened to every folder and item of every mailbox.
-- Texts from servers are stored as `columnText` writes them, because PostgreSQL has no NUL in a text. JSON is `json` and
-- not `jsonb`, which refuses "\u0000"; nothing searches in it. Instants are milliseconds since 1970, as everywhere else.

create table mailboxes (
  id integer generated always as identity primary key,
  source text not null,
  target text not null,
  -- Grows with every claim. Every writing statement names the term it was claimed with.
  term bigint not null,
  holder text not null,
  claimed_at_ms bigint not null,
  unique (source, target)
);

create table folders (
  id integer generated always as identity primary key,
  mailbox_id integer not null references mailboxes,
  key text not null,
  source json not null,
  target json,
  present boolean not null default true,
  listed_stamp text,
  cursor text,
  -- Counts the renumberings: a ref means something only together with it.
  numbering integer not null default 0,
  unique (mailbox_id, key)
);

create table entries (
  -- No foreign key: it comes from `held_folder` in the same statement, folders are never removed, and looking each of
  -- them up again costs a fifth of the whole ledger.
  folder_id integer not null,
  -- Ascends in the order of recording.
  id bigint generated always as identity,
  numbering integer not null,
  ref text not null,
  kind text not null check (kind in ('message', 'event', 'contact', 'contact-group', 'task', 'note')),
  version text not null,
  size_bytes bigint not null,
  received_at_ms bigint not null,
  state text not null check (state in ('seen', 'intended', 'copied', 'verified', 'skipped', 'failed', 'gone')),
  vanished boolean not null default false,
  -- Set aside by a renumbering, and neither adopted nor given up yet.
  aside boolean not null default false,
  intended_at_ms bigint,
  copied_version text,
  target text,
  -- Null when the item was recognised in the target and not read.
  sha256 bytea check (length(sha256) = 32),
  rule text,
  problem_code text,
  problem_facts json,
  losses json,
  primary key (folder_id, id),
  unique (folder_id, ref, numbering),
  check ((state = 'intended') = (intended_at_ms is not null)),
  check ((problem_code is null) = (problem_facts is null)),
  check ((state = 'failed') = (problem_code is not null)),
  check ((target is null) = (copied_version is null)),
  check (state not in ('copied', 'verified') or target is not null),
  check (state not in ('seen', 'intended', 'gone') or target is null),
  check (state <> 'seen' or not (vanished or aside))
) with (
  -- Every entry is rewritten twice on its way, so a third of each page is kept free for that.
  fillfactor = 70,
  -- A bulk pass turns a whole folder around within a minute.
  autovacuum_vacuum_scale_factor = 0.1,
  autovacuum_analyze_scale_factor = 0.1
);

-- One index for each question. All but the last hold only what is still open.
create index entries_seen on entries (folder_id, id) where state = 'seen';
create index entries_intended on entries (folder_id, intended_at_ms, id) where state = 'intended';
create index entries_failed on entries (folder_id, id) where state = 'failed';
create index entries_changed on entries (folder_id, id)
  where state in ('copied', 'verified') and version <> copied_version and not vanished and not aside;
create index entries_vanished on entries (folder_id, id) where vanished and target is not null;
create index entries_left on entries (size_bytes, received_at_ms) where vanished and target is not null;
create index entries_aside on entries (folder_id, size_bytes, received_at_ms) where aside;
-- A target's names are long (150 characters and more in Exchange), so it is their hash that is indexed.
create index entries_target on entries (folder_id, hashtextextended(target, 0)) where target is not null;

-- How many entries of a folder are in each state, and their bytes; those set aside are counted as a state of their own.
-- A folder has all its rows from the beginning.
create table counts (
  folder_id integer not null references folders,
  state text not null
    check (state in ('seen', 'intended', 'copied', 'verified', 'skipped', 'failed', 'gone', 'aside')),
  items bigint not null check (items >= 0),
  bytes bigint not null check (bytes >= 0),
  primary key (folder_id, state)
) with (fillfactor = 50);

create function start_counts() returns trigger language plpgsql as $$
begin
  insert into counts (folder_id, state, items, bytes)
  select new.id, state, 0, 0
  from unnest(array['seen', 'intended', 'copied', 'verified', 'skipped', 'failed', 'gone', 'aside']) as state;
  return null;
end
$$;
create trigger folder_inserted after insert on folders for each row execute function start_counts();

-- Counts follow the entries in the same transaction, whatever statement changes them. Rows are taken in one order, so
-- that two transactions cannot wait for each other. Its statements are planned once: they have one way to go.
create function count_entries() returns trigger language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  deltas counts[];
  delta counts;
begin
  if tg_op = 'INSERT' then
    select array_agg((folder_id, state, items, bytes)::counts order by folder_id, state)
    into deltas
    from (select folder_id, state, count(*) as items, sum(size_bytes) as bytes from after_rows group by 1, 2) sums;
  elsif tg_op = 'DELETE' then
    select array_agg((folder_id, state, -items, -bytes)::counts order by folder_id, state)
    into deltas
    from (
      select folder_id, case when aside then 'aside' else state end as state, count(*) as items, sum(size_bytes) as bytes
      from before_rows
      group by 1, 2
    ) sums;
  else
    select array_agg((folder_id, state, items, bytes)::counts order by folder_id, state)
    into deltas
    from (
      select folder_id, state, sum(item) as items, sum(bytes) as bytes
      from (
        select folder_id, case when aside then 'aside' else state end as state, 1 as item, size_bytes as bytes
        from after_rows
        union all
        select folder_id, case when aside then 'aside' else state end, -1, -size_bytes
        from before_rows
      ) changes
      group by 1, 2
      having sum(item) <> 0 or sum(bytes) <> 0
    ) sums;
  end if;
  foreach delta in array coalesce(deltas, '{}') loop
    update counts
    set items = items + delta.items, bytes = bytes + delta.bytes
    where folder_id = delta.folder_id and state = delta.state;
  end loop;
  return null;
end
$$;
create trigger entries_inserted after insert on entries
  referencing new table as after_rows for each statement execute function count_entries();
create trigger entries_updated after update on entries
  referencing old table as before_rows new table as after_rows for each statement execute function count_entries();
create trigger entries_deleted after delete on entries
  referencing old table as before_rows for each statement execute function count_entries();

-- Ends the statement unless the mailbox is still held in this term. The lock keeps claims out until the caller has
-- committed, and the row is read after the lock was given, never from an older snapshot.
create function check_lease(mailbox integer, held_term bigint) returns void
language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  perform pg_advisory_xact_lock_shared(1735353349, mailbox);
  perform from mailboxes where id = mailbox and term = held_term;
  if not found then
    raise exception 'the lease is lost' using errcode = 'GW001';
  end if;
end
$$;

-- The folder that a writing statement is about, after the lease was checked. Ends the statement when there is none.
create function held_folder(mailbox integer, held_term bigint, folder_key text)
returns table (folder_id integer, numbering integer) rows 1
language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  perform check_lease(mailbox, held_term);
  return query select f.id, f.numbering from folders f where f.mailbox_id = mailbox and f.key = folder_key;
  if not found then
    raise exception 'no such folder' using errcode = 'GW002';
  end if;
end
$$;
