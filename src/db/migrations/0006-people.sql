-- People look after their own accounts, and after those of others: sessions that can be told apart, links that set a
-- lost password anew, and people who are removed and yet named by what they did.

-- What is known of a session that began earlier is too little to show it: whoever is signed in signs in once more.
delete from sessions;
alter table sessions
  add column id uuid not null unique,
  add column created_at_ms bigint not null,
  add column last_used_at_ms bigint not null,
  add column address text not null,
  add column user_agent text;
create index sessions_by_person on sessions (person_id, created_at_ms);

alter table people
  -- Somebody may sign in without one.
  alter column password_hash drop not null,
  add column removed_at_ms bigint,
  drop constraint people_address_key;
-- Whoever was removed leaves the address to others.
create unique index people_by_address on people (address) where removed_at_ms is null;

alter table invitations
  -- Null where it was made on the machine itself. A link falls with whoever made it.
  add column made_by uuid references people,
  -- The id of the account that it makes, where that was given away before.
  add column person_id uuid;

create table resets (
  token_hash bytea primary key check (length(token_hash) = 32),
  -- At most one holds for a person: the last.
  person_id uuid not null unique references people,
  made_by uuid not null references people,
  sets_password boolean not null,
  drops_second_factor boolean not null,
  expires_at_ms bigint not null,
  check (sets_password or drops_second_factor)
);
