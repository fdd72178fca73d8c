-- Providers of sign-ins (OpenID Connect), and who is who there.

create table providers (
  id uuid primary key,
  name text not null unique,
  issuer text not null,
  client_id text not null,
  created_at_ms bigint not null,
  -- The secret that the provider gave to this service.
  key_id text not null,
  sealed bytea not null
);

-- Somebody who was sent to a provider and has not come back.
create table provider_visits (
  visit_hash bytea primary key check (length(visit_hash) = 32),
  provider_id uuid not null references providers,
  -- Who adds this way of signing in; null for whoever signs in.
  person_id uuid references people,
  expires_at_ms bigint not null
);
create index provider_visits_by_end on provider_visits (expires_at_ms);

create table identities (
  person_id uuid not null references people,
  provider_id uuid not null references providers,
  -- What the provider calls the person, for good (OpenID Connect Core §2, sub).
  subject text not null check (length(subject) between 1 and 255),
  created_at_ms bigint not null,
  primary key (person_id, provider_id),
  unique (provider_id, subject)
);
