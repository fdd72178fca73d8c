/** The table of papers: documents about projects from before their mailboxes move. */
import type { Paper, PaperBook, PaperDoor, PaperDue, PaperKind } from '../../model/paper.ts';
import type { Db } from '../db.ts';
import type { Scope } from './scope.ts';

export function paperPart(scope: Scope): PaperBook {
  const run = <Row>(name: keyof typeof OF_TENANT, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    scope.run({ name, text: OF_TENANT[name] }, ...values);
  return {
    paper: async <Kind extends PaperKind>(...[project, kind, about]: Parameters<PaperBook['paper']>) =>
      (await run<Paper<Kind>>('paper', project, kind, about))[0] ?? null,
    papers: <Kind extends PaperKind>(...[project, kind]: Parameters<PaperBook['papers']>) =>
      run<Paper<Kind>>('papers', project, kind),
    keepPaper: async (project, kind, { about, document, at }) => {
      await run('keep-paper', project, kind, about, JSON.stringify(document), at);
    },
    askPaper: async (project, kind, about, asked, at) => {
      await run('ask-paper', project, kind, about, at, JSON.stringify(asked));
    },
    failPaper: async (project, kind, about, problem) => {
      await run('fail-paper', project, kind, about, JSON.stringify(problem));
    },
    forgetPapers: async (project) => void (await run('forget-papers', project)),
  };
}

const COLUMNS = 'about, made_at_ms as "madeAt", document, asked_at_ms as "askedAt", problem';

const OF_TENANT = {
  paper: `
    select ${COLUMNS} from project_papers
    where organisation_id = $1 and project_id = $2 and kind = $3 and about = $4`,
  papers: `
    select ${COLUMNS} from project_papers
    where organisation_id = $1 and project_id = $2 and kind = $3
    order by about`,
  'keep-paper': `
    insert into project_papers (organisation_id, project_id, kind, about, document, made_at_ms)
    values ($1, $2, $3, $4, $5::json, $6)
    on conflict (project_id, kind, about) do update
    set document = excluded.document, made_at_ms = excluded.made_at_ms, asked_at_ms = null, asked = null,
      taken_until_ms = null, problem = null
    where project_papers.organisation_id = $1`,
  'ask-paper': `
    insert into project_papers (organisation_id, project_id, kind, about, asked_at_ms, asked)
    values ($1, $2, $3, $4, $5, $6::json)
    on conflict (project_id, kind, about) do update
    set asked_at_ms = coalesce(project_papers.asked_at_ms, excluded.asked_at_ms), asked = excluded.asked
    where project_papers.organisation_id = $1`,
  'fail-paper': `
    update project_papers set problem = $5::json, asked_at_ms = null, asked = null, taken_until_ms = null
    where organisation_id = $1 and project_id = $2 and kind = $3 and about = $4`,
  'forget-papers': 'delete from project_papers where organisation_id = $1 and project_id = $2',
} as const;

export function paperDoor(tx: Db): PaperDoor {
  return {
    takePaperDue: async (now, until) =>
      (await tx.query<PaperDue>({ name: 'take-paper-due', text: TAKE, values: [now, until] }))[0] ?? null,
  };
}

/** Two programs that look at the same instant take different ones. */
const TAKE = `
  with due as (
    select project_id, kind, about from project_papers
    where asked_at_ms is not null and coalesce(taken_until_ms, 0) <= $1
    order by asked_at_ms, project_id, kind, about
    limit 1
    for update skip locked
  )
  update project_papers as paper set taken_until_ms = $2
  from due
  where paper.project_id = due.project_id and paper.kind = due.kind and paper.about = due.about
  returning paper.organisation_id as organisation, paper.project_id as project, paper.kind, paper.about,
    paper.asked ->> 'target' as target`;
