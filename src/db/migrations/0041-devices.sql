-- Which devices the user of a mailbox has, and what of the way to them after the move is done.

alter table mailbox_users
  add column devices text[] not null default '{}',
  add column settled text[] not null default '{}';
