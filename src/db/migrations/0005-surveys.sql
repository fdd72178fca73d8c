-- What surveys found. The last one of each mailbox counts.

alter table project_mailboxes
  -- What will move; null before the first survey.
  add column surveyed_items bigint,
  add column surveyed_bytes bigint,
  -- Null when no survey is asked for.
  add column survey_asked_at_ms bigint,
  add check ((surveyed_items is null) = (surveyed_bytes is null));

create table surveys (
  organisation_id uuid not null,
  mailbox_id uuid primary key,
  at_ms bigint not null,
  -- As src/model/mailbox-survey.ts has it.
  survey json not null,
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id)
);
