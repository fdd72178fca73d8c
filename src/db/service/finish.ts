/** What is noted of the end of a project, and how its mailboxes are proven. */
import { type Finish, NEW_FINISH, type ProvenMailbox } from '../../model/finish.ts';
import type { ProjectId } from '../../model/project.ts';
import type { FinishBook } from '../../model/project-book.ts';
import type { Scope, TenantStatement } from './scope.ts';

export function finishPart(scope: Scope): FinishBook {
  return {
    finish: (project) => finishOf(scope, project),
    setFinish: async (project, finish) => (await scope.run(SET, project, JSON.stringify(finish))).length === 1,
    provenMailboxes: (project) => scope.run<ProvenMailbox>(PROVEN, project),
  };
}

async function finishOf(scope: Scope, project: ProjectId): Promise<Finish> {
  const [row] = await scope.run<{ finish: Finish | null }>(FINISH, project);
  return row?.finish ?? NEW_FINISH;
}

const FINISH: TenantStatement = {
  name: 'finish',
  text: 'select finish from projects where organisation_id = $1 and id = $2',
};

const SET: TenantStatement = {
  name: 'set-finish',
  text: 'update projects set finish = $3::json where organisation_id = $1 and id = $2 returning id',
};

const PROVEN: TenantStatement = {
  name: 'proven-mailboxes',
  text: `
    select
      mailbox.id as mailbox, mailbox.name, mailbox.state, reports.at_ms as "provenAt",
      report ->> 'grade' as grade, (report ->> 'exceptionsCount')::integer as exceptions
    from project_mailboxes as mailbox
    left join reports on reports.organisation_id = $1 and reports.mailbox_id = mailbox.id
    where mailbox.organisation_id = $1 and mailbox.project_id = $2
    order by mailbox.name`,
};
