-- Programs say of themselves, beside which keys they have, what they are: one register of all that run on this database.

alter table key_holders
  -- As src/model/program.ts has it; null for a command that only needs keys.
  add column about json,
  -- How far its clock was ahead of that of the database when it spoke last.
  add column clock_ahead_ms bigint not null default 0;
