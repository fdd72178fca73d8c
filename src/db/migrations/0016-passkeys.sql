-- Passkeys (WebAuthn): what lies here opens nothing by itself, for it is the public half.

create table passkeys (
  id uuid primary key,
  person_id uuid not null references people,
  credential_id bytea not null unique check (length(credential_id) between 1 and 1023),
  public_key bytea not null,
  -- Of the authenticator; 0 for one that does not count.
  counter bigint not null check (counter >= 0),
  name text not null,
  created_at_ms bigint not null,
  last_used_at_ms bigint
);
create index passkeys_by_person on passkeys (person_id, created_at_ms);

-- What an authenticator has to sign, once and soon.
create table passkey_challenges (
  challenge_hash bytea primary key check (length(challenge_hash) = 32),
  purpose text not null check (purpose in ('add', 'sign-in', 'second-factor')),
  -- Null where nobody is signed in yet.
  person_id uuid references people,
  expires_at_ms bigint not null,
  check ((purpose = 'add') = (person_id is not null))
);
create index passkey_challenges_by_end on passkey_challenges (expires_at_ms);
