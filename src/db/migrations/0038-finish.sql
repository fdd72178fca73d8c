-- What is left to do before the old licences go.

-- As src/model/finish.ts has it; null while nothing was noted.
alter table projects add column finish json;
