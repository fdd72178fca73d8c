-- What all programs on this database use together. Times are those of the database: the clocks of the programs may differ.

create table budgets (
  key text primary key,
  -- What all may use at once, as it was found: it halves when the server asks to wait, and grows back.
  bound double precision not null check (bound >= 1),
  -- What it may be at most, as who asked last was told.
  most integer not null,
  -- How often it was lowered: who knew of an earlier number says nothing new.
  lowered integer not null default 0,
  -- Nobody asks before.
  rest_until_ms bigint not null default 0,
  changed_at_ms bigint not null
);

create table budget_shares (
  key text not null references budgets (key) on delete cascade,
  -- One run of one program.
  holder text not null,
  held integer not null check (held >= 0),
  wants integer not null check (wants >= 0),
  -- Since when it has something, or waits with nothing.
  since_ms bigint not null,
  lease_ends_at_ms bigint not null,
  primary key (key, holder)
);

-- What operators set while it runs; one row at most. What is not in it is as the programs were started.
create table work_settings (
  is_only boolean primary key default true check (is_only),
  -- As src/model/work-bounds.ts has it.
  settings json not null,
  at_ms bigint not null
);
