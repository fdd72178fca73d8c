-- What verifications had to say. The last one of each mailbox counts; nothing that people wrote is in it.

create table reports (
  organisation_id uuid not null,
  mailbox_id uuid primary key,
  at_ms bigint not null,
  -- As src/model/report.ts has it.
  report json not null,
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id)
);
