-- What users miss after their move, what the last verification says of it, and what was said until it was settled.

create table cases (
  organisation_id uuid not null,
  mailbox_id uuid not null,
  id uuid primary key,
  opened_at_ms bigint not null,
  -- As src/model/event.ts has an actor.
  author json not null,
  -- These two as src/model/case.ts has them.
  missing json not null,
  answer json,
  closed_at_ms bigint,
  outcome text check (outcome in ('found', 'brought-over', 'never-there', 'left-behind')),
  unique (organisation_id, id),
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id),
  check ((closed_at_ms is null) = (outcome is null))
);
create index cases_by_mailbox on cases (organisation_id, mailbox_id, opened_at_ms);

create table case_words (
  organisation_id uuid not null,
  case_id uuid not null,
  number integer not null,
  at_ms bigint not null,
  author json not null,
  text text not null,
  primary key (organisation_id, case_id, number),
  foreign key (organisation_id, case_id) references cases (organisation_id, id)
);
