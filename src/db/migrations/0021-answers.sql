-- What was answered to requests with an Idempotency-Key, for a day. Fingerprint and answer are sealed: either may hold secrets.

create table answers (
  -- Of a person or a token.
  caller_id uuid not null,
  key text not null,
  at_ms bigint not null,
  fingerprint bytea not null,
  -- Null while the request is under way.
  answer bytea,
  primary key (caller_id, key)
);
create index answers_by_age on answers (at_ms);
