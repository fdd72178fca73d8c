-- What is known of an organisation before its mailboxes move: documents about a project, as src/model/paper.ts has them.

create table project_papers (
  organisation_id uuid not null,
  project_id uuid not null,
  kind text not null check (kind in ('answers', 'inventory', 'domain-check')),
  -- The domain of a check; nothing for the others, of which a project has one each.
  about text not null,
  made_at_ms bigint,
  document json,
  -- What a program was asked to find out, and why it could not. One that is at it has it until then.
  asked_at_ms bigint,
  asked json,
  taken_until_ms bigint,
  problem json,
  primary key (project_id, kind, about),
  foreign key (organisation_id, project_id) references projects (organisation_id, id)
);
create index project_papers_asked on project_papers (asked_at_ms) where asked_at_ms is not null;
