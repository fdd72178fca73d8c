-- Keys are changed while the service runs: which one seals, and which programs have which.

-- Which key seals, for all programs on this database: one row.
create table sealing_key (
  is_only boolean primary key default true check (is_only),
  id text not null,
  since_ms bigint not null
);

-- Which keys each running program has, as it says itself every few seconds.
create table key_holders (
  holder text primary key,
  keys text[] not null,
  seen_at_ms bigint not null
);
