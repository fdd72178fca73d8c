-- What lists are found by: what happened in one project, and to one thing in it.

create index events_by_project on events (project_id, number) where project_id is not null;
create index events_by_subject on events (subject_id, number);
