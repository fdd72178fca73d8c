-- What checks of mailboxes found. The last one of each mailbox counts.

alter table project_mailboxes
  add column check_verdict text check (check_verdict in ('pass', 'warn', 'block')),
  add column checked_at_ms bigint,
  -- Null when no check is asked for.
  add column check_asked_at_ms bigint,
  add check ((check_verdict is null) = (checked_at_ms is null));

create table checks (
  organisation_id uuid not null,
  mailbox_id uuid primary key,
  at_ms bigint not null,
  -- As src/model/check-result.ts has them.
  results json not null,
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id)
);
