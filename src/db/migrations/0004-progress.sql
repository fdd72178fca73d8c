-- How fast each mailbox moves, noted by its worker together with the counts.

alter table project_mailboxes
  add column bytes_verified bigint not null default 0,
  add column bytes_failed bigint not null default 0,
  -- Every folder was listed once: what was found is all there is.
  add column is_listed boolean not null default false,
  -- When a count changed last.
  add column active_at_ms bigint,
  -- Rate, rest, wait and what was worked so far, as src/model/pace.ts has it.
  add column pace json;
