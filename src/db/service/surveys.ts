/** The table of surveys, and what of them stands at their mailboxes. */
import type { Instant } from '../../base/clock.ts';
import type { Problem } from '../../base/problem.ts';
import { type MailboxState, NOT_BEGUN } from '../../model/mailbox-states.ts';
import type { KeptSurvey } from '../../model/mailbox-survey.ts';
import type { MailboxId } from '../../model/project.ts';
import type { Scope, TenantStatement } from './scope.ts';

export async function askSurvey(scope: Scope, id: MailboxId, at: Instant): Promise<boolean> {
  return (await scope.run(ASK, id, at)).length === 1;
}

const ASK: TenantStatement = {
  name: 'ask-survey',
  text: `
    update project_mailboxes
    set survey_asked_at_ms = $3
    where organisation_id = $1 and id = $2
    returning id`,
};

export async function surveysAsked(scope: Scope): Promise<number> {
  const [row] = await scope.run<{ count: number }>(COUNT_ASKED);
  return row?.count ?? 0;
}

const COUNT_ASKED: TenantStatement = {
  name: 'surveys-asked',
  text: `
    select count(*) as count
    from project_mailboxes
    where organisation_id = $1 and survey_asked_at_ms is not null`,
};

export async function keepSurvey(scope: Scope, id: MailboxId, { at, survey }: KeptSurvey): Promise<boolean> {
  const { items, bytes } = survey.moves;
  if ((await scope.run(SURVEYED, id, items, bytes, NOT_BEGUN)).length === 0) return false;
  await scope.run(KEEP, id, at, JSON.stringify(survey));
  return true;
}

/** Before the move has begun a problem is that of an earlier survey, which is mended then. */
const SURVEYED: TenantStatement = {
  name: 'mailbox-surveyed',
  text: `
    update project_mailboxes
    set surveyed_items = $3, surveyed_bytes = $4, survey_asked_at_ms = null,
      problem_code = case when state = any($5) then null else problem_code end,
      problem_facts = case when state = any($5) then null else problem_facts end
    where organisation_id = $1 and id = $2
    returning id`,
};

const KEEP: TenantStatement = {
  name: 'keep-survey',
  text: `
    insert into surveys (organisation_id, mailbox_id, at_ms, survey)
    values ($1, $2, $3, $4::json)
    on conflict (mailbox_id) do update set at_ms = excluded.at_ms, survey = excluded.survey
    where surveys.organisation_id = $1`,
};

export async function endSurvey(scope: Scope, id: MailboxId, problem: Problem | null): Promise<MailboxState | null> {
  const facts = problem === null ? null : JSON.stringify(problem.facts);
  const [row] = await scope.run<{ state: MailboxState }>(END, id, problem?.code ?? null, facts, NOT_BEGUN);
  return row?.state ?? null;
}

const END: TenantStatement = {
  name: 'end-survey',
  text: `
    update project_mailboxes
    set survey_asked_at_ms = null,
      problem_code = case when state = any($5) and $3::text is not null then $3 else problem_code end,
      problem_facts = case when state = any($5) and $3::text is not null then $4::json else problem_facts end
    where organisation_id = $1 and id = $2
    returning state`,
};

export async function surveyOf(scope: Scope, id: MailboxId): Promise<KeptSurvey | null> {
  const [row] = await scope.run<KeptSurvey>(FIND, id);
  return row ?? null;
}

const FIND: TenantStatement = {
  name: 'survey',
  text: 'select at_ms as at, survey from surveys where organisation_id = $1 and mailbox_id = $2',
};
