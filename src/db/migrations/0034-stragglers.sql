-- Mailboxes at their end whose old side is looked after until the hold is over: what still comes there is brought over.

alter table project_mailboxes
  -- When it is looked for next; null where it is not.
  add column sweep_at_ms bigint,
  -- Until when; null where it is not.
  add column hold_until_ms bigint;
create index project_mailboxes_to_sweep on project_mailboxes (sweep_at_ms) where sweep_at_ms is not null;
